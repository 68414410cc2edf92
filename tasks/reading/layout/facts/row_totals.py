"""Totals at the end of a row (計, 合計) that are the sum of what stands before them."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import ACTUAL_ROLES
from tasks.reading.layout.items.item import Item
from tasks.reading.value_types import Quantity
from tasks.reading.values import parse_quantity

_SO_FAR = frozenset({Role.PREVIOUS, Role.MONTHLY, Role.CURRENT})
_OF_SPANS = ACTUAL_ROLES - {Role.CUMULATIVE} | {None}
_APRIL = 4


def with_row_totals(items: Iterable[Item]) -> list[Item]:
    """Return *items*; a row's total that is the sum of its months so far, or of last month's total and this month.

    Such a total is the year's so far. Any other total stays what it was: no figure of a measure.
    """
    items = list(items)
    rows: dict[tuple[str, tuple[int, int], str], list[Item]] = defaultdict(list)
    for item in items:
        if item.subject.measure is not None and item.field.is_table and item.is_figure:
            rows[item.context.name, item.field.row_key, item.subject.measure.measure_id].append(item)
    found: dict[int, Item] = {}
    for row in rows.values():
        for item in filter(_is_total_of_row, row):
            parts = [other for other in row if other.field.seen.column < item.field.seen.column]
            if _adds_up(item, parts):
                found[id(item)] = replace(item, subject=replace(item.subject, is_total=False), adds_up=True)
    return [found.get(id(item), item) for item in items]


def totals_below(items: Iterable[Item]) -> dict[tuple[str, int, int], Decimal]:
    """Return the totals that stand in rows of totals (合計), by sheet, table and column."""
    found: dict[tuple[str, int, int], Decimal] = {}
    for item in items:
        says_total = item.subject.is_total and any(
            label.says_total and label.seen.row == item.field.cell.row for label in item.field.labels
        )
        if says_total and item.field.is_table and item.is_figure and (value := _value(item)) is not None:
            found[item.context.name, item.field.row_key[0], item.field.seen.column] = value
    return found


def _is_total_of_row(item: Item) -> bool:
    """Return whether the column's own header says total, and no title or other label does."""
    if not item.subject.is_total:
        return False
    totals = [label for label in item.field.labels if label.says_total]
    nearest = item.field.labels[-1] if item.field.labels else None
    is_actual = item.role is None or item.role in ACTUAL_ROLES
    return totals == [nearest] and nearest is not None and nearest.seen.row < item.field.cell.row and is_actual


def _adds_up(item: Item, parts: Sequence[Item]) -> bool:
    if any(part.is_other_year or part.subject.is_total for part in parts):
        return False
    spans = [part for part in parts if part.span is not None and part.role in _OF_SPANS]
    so_far = [part for part in parts if part.span is None and part.field.roles & _SO_FAR]
    if spans and not so_far:
        return _runs_from_april(item, spans) and _sum(spans) == _value(item)
    has_both = sorted(part.role is Role.PREVIOUS for part in so_far) == [False, True]
    return has_both and not spans and _sum(so_far) == _value(item)


def _runs_from_april(item: Item, parts: Sequence[Item]) -> bool:
    """Return whether months or quarters follow one another from April to the report's month at least."""
    spans = sorted((part.span for part in parts if part.span is not None), key=lambda span: span.first)
    if item.month is None or spans[0].first.number != _APRIL:
        return False
    in_turn = all(later.first == earlier.last.plus(1) for earlier, later in itertools.pairwise(spans))
    return in_turn and spans[-1].last >= item.month


def _sum(parts: Sequence[Item]) -> Decimal | None:
    values = [_value(part) for part in parts]
    return sum((value for value in values if value is not None), Decimal(0)) if None not in values else None


def _value(item: Item) -> Decimal | None:
    cell = item.field.cell
    parsed = parse_quantity(cell.shown, None if isinstance(cell.value, str) else cell.value, cell.number_format)
    return parsed.value if isinstance(parsed, Quantity) and not parsed.doubts else None
