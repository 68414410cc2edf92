"""A figure that names no measure, in a section whose measures only its unit or target can tell apart."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from sources.plan import Level, Measure, MeasureType, Plan, Scope
from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import ACTUAL_ROLES, MEASURE_HINTS
from tasks.reading.layout.facts.figures import unit_beside
from tasks.reading.layout.items.item import Item, by_record
from tasks.reading.units import UnitMatch, compare_units
from tasks.reading.value_types import NumberContext, Quantity
from tasks.reading.values import parse_quantity

_CONFIDENCE = 0.8
_FIGURE_ROLES = ACTUAL_ROLES | {Role.TARGET, Role.PLAN, Role.RATE, Role.REMAINING}


def with_measures_by_evidence(items: Iterable[Item], plan: Plan) -> list[Item]:
    """Return *items*; where a section's figure names no measure but fits one alone, it is taken for that one.

    The measure must be the section's only one of the figure's stated unit, or the only one with the target beside
    it. Without unit or target nothing is taken: a clerk would ask. So would he where the table has a column for
    measures' names and this row's is blank.
    """
    items = list(items)
    fits: dict[int, Measure] = {}
    naming = {_table(item) for item in items if item.field.is_table and _names_measure_in_row(item)}
    nameless = (item for item in items if _names_no_measure(item) and _table(item) not in naming)
    for record in by_record(nameless):
        measure = _only_fit(record, plan) if any(_is_actual_figure(item) for item in record) else None
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
    aimed = _quantity(target) if target is not None else None
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
    quantity = _quantity(item)
    return quantity.unit if quantity is not None else ""


def _quantity(item: Item) -> Quantity | None:
    cell = item.field.cell
    context = NumberContext(unit_near=unit_beside(item.field))
    parsed = parse_quantity(
        cell.shown, None if isinstance(cell.value, str) else cell.value, cell.number_format, context
    )
    return parsed if isinstance(parsed, Quantity) else None
