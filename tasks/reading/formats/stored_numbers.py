"""Numbers as files store them: plain ASCII digits, unlike what people write."""

import re

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 40


def parse_stored_number(written: str) -> int | float | None:
    """Return the number that a file stores as *written*, an int where it is whole; None where it is none."""
    if len(written) > _LONGEST_NUMBER or not _NUMBER.fullmatch(written):
        return None
    amount = float(written)
    if amount in (float("inf"), float("-inf")):
        return None
    return int(amount) if amount.is_integer() and abs(amount) < 1e15 else amount
