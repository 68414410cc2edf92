"""A running total beside the one before it: whether it leapt or fell, and the words for either."""

from decimal import Decimal

from sources.messages import Text, text
from tasks.japanese_text import format_number

# A slip of a digit or of 千円 for 万円 is a factor of about ten; small counts may well grow tenfold.
_LEAP = Decimal(8)
_SMALL = Decimal(5)


def is_leap(value: Decimal, last: Decimal, target: Decimal | None) -> bool:
    """Return whether *value* is about ten times the *last* one or more, or about a tenth of it or less.

    What stays within the measure's *target* is growth and no slip, and so is what began at a handful.
    """
    if value <= 0 or last <= 0:
        return False
    larger, smaller = max(value, last), min(value, last)
    if larger < smaller * _LEAP or larger - smaller <= _SMALL:
        return False
    grows_within_target = value > last and target is not None and value <= target
    return not (grows_within_target and smaller <= _SMALL)


def leap_message(raw: str, value: Decimal, last: Decimal, unit: str, before: str) -> Text:
    """Return what is said of a leap; *before* is the month of the *last* value, or the heading over it."""
    return text(
        "'{raw}' is {value}{unit}, but {month} said {last}{unit}. It was set aside. Check the digits and "
        "the unit.",
        raw=" ".join(raw.split()),
        value=format_number(value),
        unit=unit,
        month=before,
        last=format_number(last),
    )


def fall_message(value: Decimal, last: Decimal, unit: str, before: str) -> Text:
    return text(
        "The total since April fell from {last}{unit} ({month}) to {value}{unit}. It was counted. If it is a "
        "correction, say why in the remarks.",
        value=format_number(value),
        unit=unit,
        month=before,
        last=format_number(last),
    )
