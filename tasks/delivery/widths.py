"""How wide Japanese text is, in columns of a font: for workbooks whose rows and boxes do not size themselves."""

import unicodedata

_WIDE = "WFA"


def columns_wide(words: str) -> int:
    """Return the width of the widest line of *words*: two columns for a full-width character, one for others."""
    return max((_width(line) for line in words.split("\n")), default=0)


def lines_tall(words: str, columns: float) -> int:
    """Return how many lines *words* take when wrapped at a width of *columns*; at least one."""
    return sum(1 + int((_width(line) - 1) // columns) if line else 1 for line in words.split("\n"))


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in line)
