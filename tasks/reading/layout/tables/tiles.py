"""Tiles of a dashboard: a row of figures with the measures' names right below them."""

from tasks.reading.layout.cells.headings import VALUE_ROLES
from tasks.reading.layout.cells.labels import Field, Label, Labels, title_label
from tasks.reading.layout.cells.seen import Seen, Sort
from tasks.reading.layout.tables.ground import Ground

_FEWEST = 2
_FIGURES = frozenset({Sort.NUMBER, Sort.FIGURE, Sort.MISSING})


def read_tiles(ground: Ground, row: int, above: tuple[Label, ...]) -> tuple[list[Field], int]:
    """Return the fields of the tiles that begin at *row* and how many rows they take; nothing and 0 where none do.

    What stands below the names (前月比 +3, 目標30件) belongs to the tiles and is no actual.
    """
    figures = ground.row(row)
    if len(figures) < _FEWEST or any(seen.sort not in _FIGURES for seen in figures):
        return [], 0
    at = max(seen.cell.last_row for seen in figures) + 1
    names = ground.row(at)
    columns = [seen.column for seen in figures]
    if [seen.column for seen in names] != columns or not all(_names_measure(seen, ground) for seen in names):
        return [], 0
    below = max(seen.cell.last_row for seen in names) + 1
    if any(seen.sort in _FIGURES for seen in ground.row(below)):
        return [], 0  # the names may as well head the figures below them
    while (cells := ground.row(below)) and all(_is_of_tile(seen, columns) for seen in cells):
        below += 1
    fields = [
        Field(figure, Labels((title_label(name, ground.names),)), above, (row, 0), is_table=False)
        for figure, name in zip(figures, names, strict=True)
    ]
    return fields, below - row


def _names_measure(seen: Seen, ground: Ground) -> bool:
    names = ground.names
    return seen.sort is Sort.TEXT and not seen.is_role and names.knows(seen.text) and not names.is_node(seen.text)


def _is_of_tile(seen: Seen, columns: list[int]) -> bool:
    says_role = bool(VALUE_ROLES.intersection(seen.heading.roles)) or seen.text.startswith(_STARTS)
    return seen.column in columns and says_role


_STARTS = ("前月", "前年", "前回", "目標", "計画", "達成率", "進捗率", "残り")
