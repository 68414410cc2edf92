"""Where rows are being read: one strip of one sheet, with the plan's names at hand."""

from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.seen import Seen
from tasks.reading.layout.cells.view import Strip, View
from tasks.reading.light import light


@light(frozen=True)
class Ground:
    """A strip of a sheet's visible cells, and the plan's names."""

    view: View
    strip: Strip
    names: Names

    def row(self, row: int) -> list[Seen]:
        """Return the cells that begin in *row*, left to right."""
        return self.view.anchored(row, self.strip)

    def across(self, row: int) -> list[Seen]:
        """Return all cells seen in *row*, those merged down from above included."""
        return self.view.across(row, self.strip)

    def at(self, row: int, column: int) -> Seen | None:
        """Return the cell seen at a place, unless it begins outside the strip."""
        seen = self.view.at(row, column)
        inside = seen is not None and self.strip.first_column <= seen.column <= self.strip.last_column
        return seen if inside else None
