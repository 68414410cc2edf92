"""Where a finding stands in its file: one cell or a range, from its name."""

import re
from dataclasses import dataclass

_A1 = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_R1C1 = re.compile(r"R(\d{1,7})C(\d{1,5})")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Position = tuple[int, int]


@dataclass(frozen=True)
class Area:
    """A cell or range; rows and columns count from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def first(self) -> Position:
        return self.first_row, self.first_column

    @property
    def is_one_cell(self) -> bool:
        return self.first == (self.last_row, self.last_column)

    def __contains__(self, position: Position) -> bool:
        row, column = position
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column


def parse_area(cell: str) -> Area | None:
    """Return the area that D12, B3:F9 or R4C2 names; None for anything else, or beyond a sheet's edges."""
    corners = [_parse_corner(part) for part in cell.split(":")]
    if len(corners) > 2 or any(corner is None for corner in corners):
        return None
    rows = [corner[0] for corner in corners if corner is not None]
    columns = [corner[1] for corner in corners if corner is not None]
    is_on_sheet = min(rows) >= 1 and min(columns) >= 1 and max(rows) <= LAST_ROW and max(columns) <= LAST_COLUMN
    return Area(min(rows), min(columns), max(rows), max(columns)) if is_on_sheet else None


def cell_name(position: Position) -> str:
    """Return D12 for (12, 4)."""
    row, column = position
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _parse_corner(written: str) -> Position | None:
    if match := _R1C1.fullmatch(written):
        return int(match[1]), int(match[2])
    if match := _A1.fullmatch(written):
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        return int(match[2]), column
    return None
