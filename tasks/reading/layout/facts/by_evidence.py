"""A figure that names no measure, in a section whose measures only its unit or target can tell apart."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from sources.plan import Level, Measure, MeasureType, Plan, Scope
from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import ACTUAL_ROLES, MEASURE_HINTS
from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.seen import Sort
from tasks.reading.layout.facts.figures import quantity_in, unit_beside
from tasks.reading.layout.items.item import Item, by_record
from tasks.reading.units import UnitMatch, compare_units
from tasks.reading.value_types import Quantity

_CONFIDENCE = 0.8
_LONGEST_NAME = 20
_WORDS = frozenset({Role.NARRATIVE, Role.REMARKS})
# What tells how things go is no name of a thing.
_TELLS = re.compile(
    r"[をに。、]|中$|た$|[るすう]$|済|予定|未定|なし|順調|遅れ|完了|継続|推移|増|減|検討|別紙|参照|同上|累計|単月|\d"
)
_FIGURE_ROLES = ACTUAL_ROLES | {Role.TARGET, Role.PLAN, Role.RATE, Role.REMAINING}


def with_measures_by_evidence(items: Iterable[Item], names: Names) -> list[Item]:
    """Return *items*; where a section's figure names no measure but fits one alone, it is taken for that one.

    The measure must be the section's only one of the figure's stated unit, or the only one with the target beside
    it. Without unit or target nothing is taken: a clerk would ask. So would he where the table has a column for
    measures' names and this row's is blank, or where a column for words names some other thing (海外視察).
    """
    items = list(items)
    said = _things_named(items)
    fits: dict[int, Measure] = {}
    naming = {_table(item) for item in items if item.field.is_table and _names_measure_in_row(item)}
    nameless = (item for item in items if _names_no_measure(item) and _table(item) not in naming)
    for record in by_record(nameless):
        if not any(_is_actual_figure(item) for item in record):
            continue
        measure = _only_fit(record, names.plan)
        if things := said.get(_row(record[0])):
            measure = _named_by(things, record, measure, names)
        if measure is not None:
            fits |= {id(item): measure for item in record if item.role in _FIGURE_ROLES}
    return [
        replace(
            item,
            subject=replace(item.subject, measure=fits[id(item)], measure_confidence=_CONFIDENCE, generic=True),
        )
        if id(item) in fits
        else item
        for item in items
    ]


def _things_named(items: Iterable[Item]) -> dict[tuple[str, tuple[int, int]], list[str]]:
    """Return by row the things that short words in its columns for words name: 展示会出展, but no 出展を調整中."""
    found: dict[tuple[str, tuple[int, int]], list[str]] = defaultdict(list)
    for item in items:
        words = item.field.seen.text
        is_words = item.role in _WORDS and item.field.seen.sort is Sort.TEXT and item.field.is_table
        if is_words and len(words) <= _LONGEST_NAME and not _TELLS.search(words):
            found[_row(item)].append(words)
    return found


def _named_by(things: list[str], record: Sequence[Item], fit: Measure | None, names: Names) -> Measure | None:
    """Return the section's measure that the row's words name; the one that fits only if they say no other thing.

    A target beside the figure says enough.
    """
    node = record[0].subject.node
    matches = [names.measure(thing, node.id if node is not None else None) for thing in things]
    measures = {one.measure_id: one for match in matches if (one := names.found_measure(match)) is not None}
    if len(measures) == 1:
        [named] = measures.values()
        is_here = node is not None and named.parent_id == node.id and named.type is MeasureType.NUMERIC
        return named if is_here and fit in (None, named) else None
    return fit if any(item.role is Role.TARGET and item.is_figure for item in record) else None


def _row(item: Item) -> tuple[str, tuple[int, int]]:
    return item.context.name, item.field.row_key


def _table(item: Item) -> tuple[str, int]:
    return item.context.name, item.field.row_key[0]


def _names_measure_in_row(item: Item) -> bool:
    """Return whether a column of measures' names says what the item's row is of."""
    return any(
        label.title and label.hint in MEASURE_HINTS | {Role.ITEM} and label.seen.row == item.field.cell.row
        for label in item.field.labels
    )


def _names_no_measure(item: Item) -> bool:
    subject = item.subject
    initiative = subject.node is not None and subject.node.level is Level.INITIATIVE
    return (
        initiative
        and subject.measure is None
        and not subject.unknown
        and not subject.is_total
        and not subject.candidates
    )


def _is_actual_figure(item: Item) -> bool:
    return item.role in ACTUAL_ROLES and item.is_figure


def _only_fit(record: Sequence[Item], plan: Plan) -> Measure | None:
    node = record[0].subject.node
    measures = [
        measure
        for measure in (plan.measures_of(node.id) if node is not None else ())
        if measure.type is MeasureType.NUMERIC and measure.scope is not Scope.PHASE
    ]
    actual = next(item for item in record if item.role in ACTUAL_ROLES and item.is_figure)
    target = next((item for item in record if item.role is Role.TARGET and item.is_figure), None)
    aimed = quantity_in(target.field) if target is not None else None
    fits = [measure for measure in measures if aimed is not None and _is_target(aimed, measure)]
    if aimed is not None:
        return fits[0] if len(fits) == 1 else None
    unit = _unit(actual)
    of_unit = [measure for measure in measures if unit and compare_units(unit, measure.unit) is UnitMatch.SAME]
    return of_unit[0] if len(of_unit) == 1 else None


def _is_target(aimed: Quantity, measure: Measure) -> bool:
    is_unit = not aimed.unit or compare_units(aimed.unit, measure.unit) is UnitMatch.SAME
    return measure.target is not None and aimed.value == measure.target and is_unit and measure.target > Decimal(0)


def _unit(item: Item) -> str:
    beside = unit_beside(item.field)
    if beside is not None:
        return beside.name
    quantity = quantity_in(item.field)
    return quantity.unit if quantity is not None else ""
