"""The one form every workbook is brought into: cells that remember where and how they stood."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sources.messages import Text
from tasks.reading.lazy import lazy
from tasks.reading.light import light

StoredValue = str | int | float | bool | date | datetime | time | None


@light(frozen=True, slots=True)
class Cell:
    """One cell. *row* and *column* count from 1.

    *value* is as stored (None for a formula without a stored value), *shown* the text as displayed under the
    number format ("14件" for 14 under 0"件"), *kind* one of "text", "number", "boolean", "date", "error", "blank".
    *struck* tells that the whole text is struck through; of a partly struck text *shown* and *value* hold what
    is not struck, and *struck_part* what is. *hidden* is true for a hidden row, column or display (a format
    such as ;;; that shows nothing): the sheet's own *hidden* stands beside it.
    *merged_range* is (first row, first column, last row, last column) where this cell anchors a merged range;
    covered cells are not in the grid.
    """

    row: int
    column: int
    value: StoredValue
    shown: str
    kind: str
    number_format: str = "General"
    formula: str = ""
    formula_without_value: bool = False
    merged_range: tuple[int, int, int, int] | None = None
    hidden: bool = False
    struck: bool = False
    struck_part: str = ""
    comment: str = ""
    indent: int = 0
    bold: bool = False

    @property
    def last_row(self) -> int:
        return self.merged_range[2] if self.merged_range else self.row

    @property
    def last_column(self) -> int:
        return self.merged_range[3] if self.merged_range else self.column


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells with content by (row, column), and its merged ranges (r1, c1, r2, c2)."""

    name: str
    cells: dict[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False

    @lazy
    def cover(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Map every position inside a merged range to its anchor."""
        return {
            (row, column): (r1, c1)
            for r1, c1, r2, c2 in self.merged
            for row in range(r1, r2 + 1)
            for column in range(c1, c2 + 1)
        }

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell seen at a position: a covered position shows its range's anchor."""
        return self.cells.get(self.cover.get((row, column), (row, column)))

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells.values())


@dataclass(frozen=True)
class Grid:
    """A whole file: *format* is "xlsx", "xlsm", "xls", "xlsb", "ods", "csv" or "tsv"; *date_1904* its date system.

    *warnings* are facts about the opening itself that a finding should carry: disagreeing readers, values
    under a merged cell, references to other files, macros, formats that could not be seen.
    """

    format: str
    sheets: tuple[Sheet, ...]
    date_1904: bool = False
    warnings: tuple[Text, ...] = field(default=())

    @property
    def is_delimited(self) -> bool:
        return self.format in ("csv", "tsv")


def address(grid: Grid, row: int, column: int) -> str:
    """Return a cell's name as a person says it: B4, or R4C2 where the file is a CSV."""
    if grid.is_delimited:
        return f"R{row}C{column}"
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
