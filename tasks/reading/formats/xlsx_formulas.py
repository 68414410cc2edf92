"""Formulas of an xlsx sheet: a shared one is stored once and moves with each cell that shares it."""

import re
from functools import cache, lru_cache

from tasks.reading.grid import column_letters

_REFERENCE = re.compile(
    r"""
    "(?:[^"]|"")*"                                          # a text
    | '(?:[^']|'')*'                                        # a sheet's name
    | (?<![\w.$])(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w(.])
    | (?<![\w.$])(?P<column>\$?[A-Z]{1,3})(?P<row>\$?[0-9]{1,7})(?![\w(.])
    | (?<![\w.$:])(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w(.:])
    """,
    re.VERBOSE,
)


def shift_formula(formula: str, rows: int, columns: int) -> str:
    """Return *formula* as it reads *rows* further down and *columns* further right; $ holds a reference."""

    def moved(match: re.Match[str]) -> str:
        if match["column"]:
            return _moved_column(match["column"], columns) + _moved_row(match["row"], rows)
        if match["columns"]:
            return ":".join(_moved_column(part, columns) for part in match["columns"].split(":"))
        if match["rows"]:
            return ":".join(_moved_row(part, rows) for part in match["rows"].split(":"))
        return match[0]

    return _REFERENCE.sub(moved, formula)


@cache
@lru_cache(maxsize=1 << 10)
def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA; raise ValueError for anything but one to three capital letters."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(f"{letters!r} names no column")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _moved_column(written: str, columns: int) -> str:
    if written.startswith("$"):
        return written
    number = column_number(written) + columns
    return column_letters(number) if number > 0 else "#REF!"


def _moved_row(written: str, rows: int) -> str:
    if written.startswith("$"):
        return written
    return str(max(int(written) + rows, 1))
