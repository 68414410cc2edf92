"""What a measure's trajectory expects by a month's end. Only completed months count."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from sources.month import FISCAL_YEAR_STARTS_IN, Month
from sources.plan import Accumulation, Comparator, Measure, Plan, Scope, TrajectoryKind
from tasks.attainment.totals import months_between

MONTHS_IN_A_HALF = 6


class Span:
    """The months in which a measure's target is to be reached: the fiscal year, or the phase."""

    def __init__(self, plan: Plan, measure: Measure) -> None:
        is_phase = measure.scope is Scope.PHASE
        first_year = plan.phase_first_year if is_phase else plan.fiscal_year
        last_year = plan.phase_last_year if is_phase else plan.fiscal_year
        self.first = Month(first_year, FISCAL_YEAR_STARTS_IN)
        self.last = Month(last_year + 1, FISCAL_YEAR_STARTS_IN).plus(-1)
        self.length = len(months_between(self.first, self.last))

    def completed(self, month: Month, today: date) -> int:
        """Return how many of the span's months are over at *month*'s end, and over *today*.

        A month is over when its last day is: on 31 October, October is not.
        """
        return len(months_between(self.first, min(month, Month.of(today).plus(-1), self.last)))


def today_in(plan: Plan, now: datetime) -> date:
    """Return the day of *now* in the plan's time zone, in which months end and reports fall due."""
    return now.astimezone(ZoneInfo(plan.time_zone)).date()


def expected_value(plan: Plan, measure: Measure, month: Month, today: date) -> Fraction | None:
    """Return the value that should be reached by the end of the last completed month up to *month*.

    None where there is no target, or no month is completed yet. A limit on a balance, or a balance to be kept,
    holds on every day; everything else grows from the baseline, or from zero, along the trajectory.
    """
    span = Span(plan, measure)
    completed = span.completed(month, today)
    if measure.target is None or completed == 0:
        return None
    target = Fraction(measure.target)
    is_balance = measure.accumulation is Accumulation.STOCK
    origin = Fraction(measure.baseline) if is_balance and measure.baseline is not None else Fraction(0)
    is_limit = measure.comparator in (Comparator.AT_MOST, Comparator.EQUAL)
    if is_balance and is_limit and measure.baseline is None and not measure.trajectory.steps:
        return target
    match measure.trajectory.kind:
        case TrajectoryKind.LINEAR:
            return origin + (target - origin) * Fraction(completed, span.length)
        case TrajectoryKind.HALF_YEAR:
            halves = Fraction(completed // MONTHS_IN_A_HALF, span.length // MONTHS_IN_A_HALF)
            return origin + (target - origin) * halves
        case TrajectoryKind.SCHEDULE:
            return _scheduled(measure, span.first.plus(completed - 1).last_day, origin)
        case TrajectoryKind.POINTS:
            return _between_points(measure, span.first.first_day, span.first.plus(completed - 1).last_day, origin)


def _scheduled(measure: Measure, day: date, origin: Fraction) -> Fraction:
    """Return the value of the latest step on or before *day*, the origin before the first."""
    reached = [step for step in measure.trajectory.steps if step[0] <= day]
    return Fraction(max(reached)[1]) if reached else origin


def _between_points(measure: Measure, first_day: date, day: date, origin: Fraction) -> Fraction:
    """Return the value at *day* on the lines from the origin, at the span's start, through the points."""
    points = [(first_day - timedelta(days=1), origin)]
    points += [(on, Fraction(value)) for on, value in sorted(measure.trajectory.steps)]
    for (left_day, left), (right_day, right) in pairwise(points):
        if left_day <= day < right_day:
            return left + (right - left) * Fraction((day - left_day).days, (right_day - left_day).days)
    return points[-1][1]
