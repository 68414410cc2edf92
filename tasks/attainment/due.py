"""Who owes a measure's report, by when, and which state a month's report is in."""

from collections.abc import Iterable, Sequence
from datetime import date

from sources.attainment import ReportState
from sources.bodies import Body
from sources.month import Month
from sources.plan import Measure, Plan


def owing_bodies(plan: Plan, measure: Measure, bodies: Iterable[Body]) -> tuple[Body, ...]:
    """Return the bodies whose duties name the measure, its node, or a node above."""
    nodes = [measure.parent_id, *(node.id for node in plan.ancestors(measure.parent_id))]
    duties = {measure.measure_id, *nodes}
    return tuple(body for body in bodies if duties & set(body.reports))


def deadline(plan: Plan, month: Month, body: Body | None = None) -> date:
    """Return the day of the next month on which a report for *month* is due: the body's own, or the plan's."""
    day = plan.deadline_day if body is None or body.deadline_day is None else body.deadline_day
    following = month.plus(1)
    return following.first_day.replace(day=min(day, following.last_day.day))


def report_state(
    plan: Plan, measure: Measure, month: Month, today: date, *, is_reported: bool, owing: Sequence[Body]
) -> ReportState:
    """Return why the measure has, or has not, a value for *month*.

    Overdue begins on the day after the first deadline of those who owe the report.
    """
    if measure.not_applicable_from is not None and month >= measure.not_applicable_from:
        return ReportState.NOT_APPLICABLE
    if measure.ended_from is not None and month >= measure.ended_from:
        return ReportState.ENDED
    if is_reported:
        return ReportState.REPORTED
    if measure.missing_allowed:
        return ReportState.NOTHING_TO_REPORT
    first = min((deadline(plan, month, body) for body in owing), default=deadline(plan, month))
    return ReportState.OVERDUE if today > first else ReportState.NOT_DUE
