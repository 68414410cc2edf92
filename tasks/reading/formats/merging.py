"""Merged ranges (結合セル): where they lie, what they cover, and whether they are seen."""

from collections.abc import Collection, Iterable, Sequence

from sources.messages import Text, text
from tasks.reading.formats import limits
from tasks.reading.grid import column_letters

Position = tuple[int, int]
Range = tuple[int, int, int, int]
_MOST_CELLS_NAMED = 5
_LARGE_RANGE = 5_000  # positions; a title merged over a whole row of Excel is sound, but need not be kept whole


def limit_merged(merged: Sequence[Range], sheet: str, last_row: int, last_column: int) -> tuple[Range, ...]:
    """Return the ranges, large ones cut to where the sheet has cells; raise NotOpened where they are too many."""
    if len(merged) > limits.MOST_MERGED_RANGES:
        raise limits.too_many_merged_ranges(sheet)
    last_column = min(last_column, limits.MOST_COLUMNS)
    cut = tuple(
        (r1, c1, max(r1, min(r2, last_row)), max(c1, min(c2, last_column)))
        if _positions(r1, c1, r2, c2) > _LARGE_RANGE
        else (r1, c1, r2, c2)
        for r1, c1, r2, c2 in merged
    )
    if sum(_positions(*merged_range) for merged_range in cut) > limits.MOST_MERGED_POSITIONS:
        raise limits.too_many_merged_ranges(sheet)
    return cut


def positions_under(merged: Iterable[Range]) -> set[Position]:
    """Return the positions inside merged ranges but for their anchors."""
    merged = tuple(merged)
    inside = {
        (row, column) for r1, c1, r2, c2 in merged for row in range(r1, r2 + 1) for column in range(c1, c2 + 1)
    }
    return inside - {(r1, c1) for r1, c1, _, _ in merged}


def is_hidden(
    position: Position,
    merged_range: Range | None,
    hidden_rows: Collection[int],
    hidden_columns: Collection[int],
) -> bool:
    """Return whether no part of a cell is seen: a merged one shows as long as one of its rows and columns does."""
    if not hidden_rows and not hidden_columns:
        return False
    r1, c1, r2, c2 = merged_range or (*position, *position)
    return all(row in hidden_rows for row in range(r1, r2 + 1)) or all(
        column in hidden_columns for column in range(c1, c2 + 1)
    )


def covered_values(sheet: str, positions: Sequence[Position]) -> tuple[Text, ...]:
    """Return a warning for values at *positions* under merged ranges, which every program hides."""
    if not positions:
        return ()
    return (
        text(
            "Sheet '{sheet}': {count} values lie under merged cells, where nobody sees them ({cells}). "
            "They were not read.",
            sheet=sheet,
            count=len(positions),
            cells=name_cells(positions),
        ),
    )


def name_cells(positions: Sequence[Position]) -> str:
    """Return the first few of *positions* as a person names cells: B4, B5 …"""
    names = [f"{column_letters(column)}{row}" for row, column in positions[:_MOST_CELLS_NAMED]]
    return ", ".join(names) + (" …" if len(positions) > len(names) else "")


def _positions(r1: int, c1: int, r2: int, c2: int) -> int:
    return (r2 - r1 + 1) * (c2 - c1 + 1)
