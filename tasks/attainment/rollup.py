"""Ratings counted over nodes, functions and the whole plan. Percentages of unlike things are never averaged."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sources.attainment import WHOLE_PLAN, MeasureAttainment, Rating, ReportState, RollUp
from sources.plan import Function, Measure, MeasureType, Plan, Scope

OWED = (ReportState.REPORTED, ReportState.OVERDUE, ReportState.NOT_DUE)
MISSING = (ReportState.OVERDUE, ReportState.NOT_DUE)


def roll_ups(plan: Plan, measures: Sequence[MeasureAttainment]) -> tuple[RollUp, ...]:
    """Return the roll-ups of the whole plan, of every node in the plan's order, and of every function."""
    yearly = [each for each in measures if plan.measure[each.measure_id].scope is Scope.FISCAL_YEAR]
    path = {
        each.measure_id: {
            plan.measure[each.measure_id].parent_id,
            *(node.id for node in plan.ancestors(plan.measure[each.measure_id].parent_id)),
        }
        for each in yearly
    }
    whole = roll_up(plan, WHOLE_PLAN, yearly)
    nodes = (
        roll_up(plan, node.id, [each for each in yearly if node.id in path[each.measure_id]])
        for node in plan.nodes
    )
    functions = (
        roll_up(plan, function, [each for each in yearly if function in plan.measure[each.measure_id].functions])
        for function in Function
    )
    return (whole, *nodes, *functions)


def roll_up(plan: Plan, node_id: str, measures: Iterable[MeasureAttainment]) -> RollUp:
    """Return the counts over *measures*; the worst case rates as × whatever could be rated but is missing."""
    everything = list(measures)
    counted = [each for each in everything if each.state is not ReportState.NOT_APPLICABLE]
    states = Counter(each.state for each in everything)
    worst = [
        Rating.POOR if each.state in MISSING and can_be_rated(plan.measure[each.measure_id]) else each.rating
        for each in counted
    ]
    return RollUp(
        node_id=str(node_id),
        counts=_in_order(each.rating for each in counted),
        expected=sum(states[state] for state in OWED),
        reported=states[ReportState.REPORTED],
        overdue=states[ReportState.OVERDUE],
        worst_case=_in_order(worst),
        total=len(counted),
        not_due=states[ReportState.NOT_DUE],
        nothing_to_report=states[ReportState.NOTHING_TO_REPORT],
        ended=states[ReportState.ENDED],
        not_applicable=states[ReportState.NOT_APPLICABLE],
    )


def can_be_rated(measure: Measure) -> bool:
    """Return whether a report could give the measure a rating: a number without a target never gets one."""
    return measure.type is not MeasureType.NUMERIC or measure.target is not None


def _in_order(ratings: Iterable[Rating]) -> tuple[tuple[Rating, int], ...]:
    counts = Counter(ratings)
    return tuple((rating, counts[rating]) for rating in Rating)
