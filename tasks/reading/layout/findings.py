"""Findings with their place, so that every module says them alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from sources.messages import Text
from sources.month import Month
from sources.submission import Finding, FindingKind, Place, Severity
from tasks.reading.grid import Cell, Grid, address

_ERRORS = frozenset(
    {FindingKind.DUPLICATE_CONFLICT, FindingKind.UNREADABLE_FILE, FindingKind.FISCAL_YEAR_MISMATCH}
)
_INFOS = frozenset(
    {
        FindingKind.MONTH_MISMATCH,
        FindingKind.EXAMPLE_SHEET_IGNORED,
        FindingKind.HIDDEN_CONTENT_IGNORED,
        FindingKind.STRUCK_THROUGH_IGNORED,
    }
)


@dataclass(frozen=True)
class Source:
    """The file that is being read: who sent it, and how its cells are named."""

    file: str
    body_id: str
    grid: Grid

    def place(self, sheet: str, cells: Cell | Iterable[Cell] = ()) -> Place:
        """Return the place of one cell, or of the smallest range around several; the sheet alone for none."""
        name = "" if self.grid.is_delimited else sheet
        if isinstance(cells, Cell):
            return Place(self.file, name, address(self.grid, cells.row, cells.column))
        several = list(cells)
        if not several:
            return Place(self.file, name)
        first = address(self.grid, min(cell.row for cell in several), min(cell.column for cell in several))
        last = address(self.grid, max(cell.row for cell in several), max(cell.column for cell in several))
        return Place(self.file, name, first if first == last else f"{first}:{last}")

    def named(self, sheet: str, cell: Cell) -> str:
        """Return a cell as evidence names it: 報告!C3."""
        return f"{sheet}!{address(self.grid, cell.row, cell.column)}"

    def finding(
        self,
        kind: FindingKind,
        message: Text,
        sheet: str = "",
        cells: Cell | Iterable[Cell] = (),
        *,
        month: Month | None = None,
        measure_id: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """Return a finding; its severity follows from its kind unless it is given."""
        usual = Severity.ERROR if kind in _ERRORS else Severity.INFO if kind in _INFOS else Severity.WARNING
        return Finding(kind, severity or usual, self.body_id, self.place(sheet, cells), message, month, measure_id)
