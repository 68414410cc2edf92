"""The charts of one measure: values turned into places on the chart, and into its alternative text."""

from datetime import date
from decimal import Decimal

from sources.attainment import MeasureAttainment
from sources.month import Month, months_of_fiscal_year
from sources.plan import Measure, Scope, TrajectoryKind
from sources.submission import MilestoneState
from tasks.japanese_text import round_half_up
from tasks.reporting.charts import Bullet, Course, Sparkline, Timeline
from tasks.reporting.context import Context
from tasks.reporting.wording import Wording


def bullet_of(
    measure: Measure, now: MeasureAttainment, before: MeasureAttainment | None, words: Wording
) -> Bullet | None:
    """Return the bullet chart of a measure with a target; its axis ends at the largest value shown."""
    if not now.target:
        return None
    previous = before.actual if before else None
    shown = (now.target, now.actual, now.expected, previous, now.last_known)
    end = max(value for value in shown if value is not None)

    def share(value: Decimal | None) -> float | None:
        return None if value is None else float(max(value, Decimal(0)) / end)

    said = [
        words("target {value}", value=words.value(now.target, measure.unit)),
        words("actual {value}", value=words.value(now.actual, measure.unit)),
    ]
    if now.expected is not None:
        expected = round_half_up(now.expected, 0 if now.expected >= 100 else 1)
        said.append(words("expected by now {value}", value=words.value(expected, measure.unit)))
    if previous is not None:
        said.append(words("last month {value}", value=words.value(previous, measure.unit)))
    return Bullet(
        title=f"{measure.statement}: {words.listed(said)}",
        target=float(now.target / end),
        actual=share(now.actual),
        expected=share(now.expected),
        previous=share(previous),
        last_known=share(now.last_known),
        start_label="0",
        target_label=words.value(now.target, measure.unit),
    )


def sparkline_of(measure: Measure, now: MeasureAttainment, context: Context) -> Sparkline | None:
    """Return the fiscal year's line where at least one month is known."""
    words = context.words
    year = months_of_fiscal_year(context.month.fiscal_year)
    known = dict(now.series)
    values = [known.get(month) for month in year]
    present = [value for value in values if value is not None]
    if not present:
        return None
    end = max([*present, now.target or Decimal(0)]) or Decimal(1)
    said = (
        f"{words.short_month(month)} {words.value(value, measure.unit)}"
        for month, value in zip(year, values, strict=True)
        if value is not None
    )
    return Sparkline(
        title=f"{measure.statement}: {words.listed(said)}",
        points=tuple(None if value is None else float(max(value, Decimal(0)) / end) for value in values),
        pace=_pace_path(measure, now, end),
        target=float(now.target / end) if now.target else None,
        first_label=words.short_month(year[0]),
        last_label=words.short_month(year[-1]),
    )


def course_of(measure: Measure, now: MeasureAttainment, line: Sparkline, words: Wording) -> Course | None:
    """Return the year's course of a measure with a target, from its sparkline; None without a target."""
    if now.target is None or line.target is None or now.actual is None:
        return None
    year = months_of_fiscal_year(now.month.fiscal_year)
    return Course(
        title=line.title,
        points=line.points,
        pace=line.pace,
        target=line.target,
        months=tuple(words.short_month(month) for month in year),
        value_label=words.value(now.actual, measure.unit),
        target_label=words("target {value}", value=words.value(now.target, measure.unit)),
    )


def timeline_of(measure: Measure, now: MeasureAttainment, told: str, context: Context) -> Timeline:
    """Return the milestone's fiscal year, or its phase; *told* says where it stands."""
    words, plan = context.words, context.plan
    is_phase = measure.scope is Scope.PHASE
    first = Month.in_fiscal_year(plan.phase_first_year if is_phase else context.month.fiscal_year, 4)
    last = Month.in_fiscal_year(plan.phase_last_year if is_phase else context.month.fiscal_year, 3)
    named = words.month if is_phase else words.short_month
    on = _share_of_span(now.milestone_on, first, last)
    said = [f"{measure.statement}: {told}"]
    if measure.due:
        said.append(words("due {day}", day=words.day(measure.due)))
    return Timeline(
        title=words.listed(said),
        passed=(context.month.last_day - first.first_day).days / (last.last_day - first.first_day).days,
        due=_share_of_span(measure.due.isoformat(), first, last) if measure.due else None,
        reached=on if now.milestone is MilestoneState.ACHIEVED else None,
        scheduled=on if now.milestone is MilestoneState.SCHEDULED else None,
        first_label=named(first),
        last_label=named(last),
    )


def _pace_path(measure: Measure, now: MeasureAttainment, end: Decimal) -> tuple[tuple[float, float], ...]:
    """Return the expected path of a linear or half-year trajectory; others are marked on the bullet alone.

    A month's point stands for its end, so the path begins one twelfth up in April.
    """
    if not now.target:
        return ()
    top = float(now.target / end)
    if measure.trajectory.kind is TrajectoryKind.LINEAR:
        return ((0.0, top / 12), (1.0, top))
    if measure.trajectory.kind is TrajectoryKind.HALF_YEAR:
        return ((0.0, top / 12), (5 / 11, top / 2), (1.0, top))
    return ()


def _share_of_span(written: str, first: Month, last: Month) -> float | None:
    """Return where a day (YYYY-MM-DD) or month (YYYY-MM, its middle) lies between two months, 0 to 1.

    None outside them, or where no day is written.
    """
    try:
        day = date.fromisoformat(written if len(written) == 10 else f"{written}-15")
    except ValueError:
        return None
    share = (day - first.first_day).days / (last.last_day - first.first_day).days
    return share if 0 <= share <= 1 else None
