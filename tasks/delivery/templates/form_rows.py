"""The rows of a body's template: its initiatives and their measures, in the plan's order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from sources.bodies import Body
from sources.month import Month
from sources.plan import Measure, MeasureType, Node, Plan
from tasks.delivery.templates.last_values import LastValue


class Asks(Enum):
    """What a row asks its sender for."""

    STATUS = "status"
    NUMBER = "number"
    MILESTONE = "milestone"
    NOTHING = "nothing"


_ASKS_OF_TYPE = {
    MeasureType.NUMERIC: Asks.NUMBER,
    MeasureType.MILESTONE: Asks.MILESTONE,
    MeasureType.QUALITATIVE: Asks.NOTHING,
}


@dataclass(frozen=True)
class FormRow:
    """One row: an initiative, which is asked for its status, or one measure of it (*measure* not None).

    A measure without a number is listed but asked for nothing: its initiative's status speaks for it.
    """

    item_id: str
    node: Node
    measure: Measure | None
    last: LastValue | None
    asks: Asks


def form_rows(plan: Plan, body: Body, month: Month, last: Mapping[str, LastValue]) -> tuple[FormRow, ...]:
    """Return the rows that *body* owes for *month*, in the plan's order.

    Measures that no longer apply, or ended, are left out. Of an initiative that the body does not owe
    itself, only the measures it owes are listed.
    """
    owed = frozenset(body.reports)
    return tuple(row for node in plan.nodes for row in _rows_of_node(plan, node, owed, month, last))


def _rows_of_node(
    plan: Plan, node: Node, owed: frozenset[str], month: Month, last: Mapping[str, LastValue]
) -> Iterator[FormRow]:
    if node.id in owed:
        yield FormRow(node.id, node, None, None, Asks.STATUS)
    for measure in plan.measures_of(node.id):
        if (node.id in owed or measure.measure_id in owed) and _is_in_force(measure, month):
            known = last.get(measure.measure_id)
            yield FormRow(measure.measure_id, node, measure, known, _ASKS_OF_TYPE[measure.type])


def _is_in_force(measure: Measure, month: Month) -> bool:
    starts_or_ends = (measure.not_applicable_from, measure.ended_from)
    return not any(limit is not None and month >= limit for limit in starts_or_ends)
