"""The part of a sheet that a reader sees, and how it falls into bands of rows and strips of columns."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.reading.grid import Sheet
from tasks.reading.layout.cells.seen import Seen
from tasks.reading.lazy import lazy

_FEWEST_COLUMNS = 2

Rows = Mapping[int, Sequence[Seen]]


@dataclass(frozen=True)
class Strip:
    """A rectangle of a sheet, first and last rows and columns included.

    *reach* is the last column up to which its headings speak: to the next strip, or without end.
    """

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    reach_from: int = 1
    reach_to: int = 1 << 30


@dataclass(frozen=True)
class View:
    """The visible cells of one sheet by their anchor, with what they cover."""

    sheet_name: str
    cells: dict[tuple[int, int], Seen]
    cover: dict[tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, sheet: Sheet, fiscal_year: int) -> "View":
        """Return what is neither hidden nor wholly struck through nor blank."""
        shown = {
            (cell.row, cell.column): Seen(cell, fiscal_year)
            for cell in sheet
            if not cell.hidden
            and not cell.struck
            and (cell.shown.strip() or cell.formula_without_value or cell.kind == "error")
        }
        return cls(sheet.name, shown, {place: anchor for place, anchor in sheet.cover.items() if anchor in shown})

    def at(self, row: int, column: int) -> Seen | None:
        """Return the cell seen at a position; a covered position shows its range's anchor."""
        return self.cells.get(self.cover.get((row, column), (row, column)))

    @lazy
    def _by_row(self) -> dict[int, list[Seen]]:
        rows: dict[int, list[Seen]] = defaultdict(list)
        for place in sorted(self.cells):
            rows[place[0]].append(self.cells[place])
        return rows

    @lazy
    def _anchored(self) -> dict[tuple[int, int, int], list[Seen]]:
        """Hold the cells of each row and strip that were asked for."""
        return {}

    def in_row(self, row: int) -> list[Seen]:
        """Return the cells that begin in *row*, left to right."""
        return self._by_row.get(row, [])

    @lazy
    def _covering(self) -> dict[int, list[Seen]]:
        """Map a row to the cells merged down into it from above."""
        rows: dict[int, list[Seen]] = defaultdict(list)
        for seen in self.cells.values():
            if seen.cell.merged_range is not None:
                for row in range(seen.row + 1, seen.cell.last_row + 1):
                    rows[row].append(seen)
        return rows

    def anchored(self, row: int, strip: Strip) -> list[Seen]:
        """Return the cells that begin in *row* within the strip's columns, left to right."""
        place = row, strip.first_column, strip.last_column
        found = self._anchored.get(place)
        if found is None:
            inside = range(strip.first_column, strip.last_column + 1)
            found = self._anchored[place] = [seen for seen in self._by_row.get(row, ()) if seen.column in inside]
        return found

    def across(self, row: int, strip: Strip) -> list[Seen]:
        """Return all cells seen in *row* within the strip, those merged down from above included."""
        covering = [
            seen for seen in self._covering.get(row, ()) if strip.first_column <= seen.column <= strip.last_column
        ]
        if not covering:
            return self.anchored(row, strip)
        return sorted([*self.anchored(row, strip), *covering], key=lambda seen: seen.column)

    @lazy
    def rows(self) -> list[int]:
        return sorted({*self._by_row, *self._covering})

    def bands(self) -> Iterator[Strip]:
        """Yield each run of rows without a blank row between, over all columns."""
        if not self.rows:
            return
        last_column = max(seen.cell.last_column for seen in self.cells.values())
        first = previous = self.rows[0]
        for row in [*self.rows[1:], -1]:
            if row != previous + 1:
                yield Strip(first, previous, 1, last_column)
                first = row
            previous = row

    def strips(self, band: Strip, begins_table: Callable[[Seen], bool]) -> list[Strip]:
        """Return a band's strips, split at blank columns and where a header begins anew.

        A blank column splits only where what stands right of it begins with a label of its own; else it is
        the space between a label and its value.
        """
        rows = {row: self.across(row, band) for row in range(band.first_row, band.last_row + 1)}
        wide = {row for row, cells in rows.items() if len(cells) == 1}  # titles and notes say nothing of columns
        starts = sorted(
            {*self._starts_after_gap(rows, wide, begins_table), *self._repeated_starts(band, wide, begins_table)}
        )
        occupied = [seen.column for cells in rows.values() for seen in cells]
        if not occupied:
            return []
        edges = [min(occupied), *(start for start in starts if start > min(occupied)), band.last_column + 1]
        return [
            Strip(
                band.first_row,
                band.last_row,
                begin,
                end - 1,
                1 if begin == edges[0] else begin,
                end - 1 if end != edges[-1] else 1 << 30,
            )
            for begin, end in itertools.pairwise(edges)
        ]

    def _starts_after_gap(self, rows: Rows, wide: set[int], begins_table: Callable[[Seen], bool]) -> Iterator[int]:
        narrow = [cells for row, cells in rows.items() if row not in wide]
        spans = {(seen.column, seen.cell.last_column) for cells in narrow for seen in cells}
        occupied = {column for first, last in spans for column in range(first, last + 1)}
        for column in sorted(occupied):
            if column - 1 not in occupied and column > min(occupied):
                if self._is_under_titles(rows, wide, column):
                    continue
                firsts = [next((seen for seen in cells if seen.column >= column), None) for cells in narrow]
                leading = [seen for seen in firsts if seen is not None]
                labels = [seen for seen in leading if seen.column == column and not seen.is_content]
                if labels and labels[0] is leading[0] and begins_table(labels[0]):
                    leading = labels  # a header's first column may hold numbers of rows
                has_more = labels and any(first > labels[0].cell.last_column for first, _ in spans)
                if labels and has_more and len(labels) * 2 > len(leading):
                    yield column

    def _is_under_titles(self, rows: Rows, wide: set[int], column: int) -> bool:
        """Return whether the rows from *column* on stand between titles left of it, as the leaves of a tree do."""
        right = [row for row, cells in rows.items() if any(seen.column >= column for seen in cells)]
        both = [row for row in right if row not in wide and rows[row][0].column < column]
        titles = [row for row in wide if rows[row][0].column < column and right[0] < row < right[-1]]
        return len(both) <= 1 and len(titles) > 1

    def _repeated_starts(self, band: Strip, wide: set[int], begins_table: Callable[[Seen], bool]) -> Iterator[int]:
        """Yield the columns where a header row repeats the label it began with: 指標|目標|実績|指標|目標|実績."""
        for row in range(band.first_row, band.last_row + 1):
            cells = [] if row in wide else self.anchored(row, band)
            if len(cells) < 4 or any(seen.is_content for seen in cells):
                continue
            first = cells[0]
            if not begins_table(first):
                continue
            again = [at for at, seen in enumerate(cells) if seen.text == first.text]
            lengths = [stop - start for start, stop in itertools.pairwise([*again, len(cells)])]
            if len(again) > 1 and min(lengths) >= _FEWEST_COLUMNS:
                yield from (cells[at].column for at in again[1:])
                return
