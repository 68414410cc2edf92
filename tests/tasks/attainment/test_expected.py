"""What a trajectory expects by a month's end."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from sources.month import Month
from sources.plan import Accumulation, Comparator, Scope, Trajectory, TrajectoryKind
from tasks.attainment.expected import Span, expected_value, today_in

AFTER_THE_YEAR = date(2022, 5, 1)


def expected(a_plan, measure, month, today=AFTER_THE_YEAR):
    return expected_value(a_plan(measure), measure, Month.parse(month), today)


@pytest.mark.parametrize(("month", "value"), [("2021-04", 1), ("2021-10", 7), ("2022-03", 12)])
def test_line_grows_by_completed_months(a_plan, a_measure, month, value):
    assert expected(a_plan, a_measure(), month) == value


@pytest.mark.parametrize(
    ("month", "value"), [("2021-04", 0), ("2021-08", 0), ("2021-09", 1), ("2022-02", 1), ("2022-03", 2)]
)
def test_half_year_is_expected_when_the_half_is_over(a_plan, a_measure, month, value):
    measure = a_measure(target=Decimal(2), trajectory=Trajectory(kind=TrajectoryKind.HALF_YEAR))
    assert expected(a_plan, measure, month) == value


@pytest.mark.parametrize(("month", "value"), [("2021-04", 1), ("2021-10", 1), ("2021-11", 2), ("2022-03", 2)])
def test_dated_events_are_expected_from_their_day_on(a_plan, a_measure, month, value):
    steps = ((date(2021, 4, 21), Decimal(1)), (date(2021, 11, 17), Decimal(2)))
    measure = a_measure(target=Decimal(2), trajectory=Trajectory(kind=TrajectoryKind.SCHEDULE, steps=steps))
    assert expected(a_plan, measure, month) == value


@pytest.mark.parametrize(
    ("month", "value"), [("2021-09", 10), ("2021-10", 10 + Fraction(20 * 31, 182)), ("2022-03", 30)]
)
def test_points_are_joined_by_lines(a_plan, a_measure, month, value):
    steps = ((date(2022, 3, 31), Decimal(30)), (date(2021, 9, 30), Decimal(10)))
    measure = a_measure(target=Decimal(30), trajectory=Trajectory(kind=TrajectoryKind.POINTS, steps=steps))
    assert expected(a_plan, measure, month) == value


def test_phase_runs_over_three_fiscal_years(a_plan, a_measure):
    measure = a_measure(target=Decimal(36), scope=Scope.PHASE)
    assert Span(a_plan(measure), measure).length == 36
    assert expected(a_plan, measure, "2021-10") == 19


def test_running_month_does_not_count(a_plan, a_measure):
    assert expected(a_plan, a_measure(), "2021-10", today=date(2021, 10, 31)) == 6
    assert expected(a_plan, a_measure(), "2021-10", today=date(2021, 11, 1)) == 7


def test_nothing_is_expected_before_the_first_month_is_over(a_plan, a_measure):
    assert expected(a_plan, a_measure(), "2021-04", today=date(2021, 4, 30)) is None


def test_month_ends_at_midnight_in_tokyo(a_plan, a_measure):
    plan = a_plan(a_measure())
    assert today_in(plan, datetime(2021, 10, 31, 14, 59, tzinfo=UTC)) == date(2021, 10, 31)
    assert today_in(plan, datetime(2021, 10, 31, 15, 0, tzinfo=UTC)) == date(2021, 11, 1)


def test_balance_grows_from_its_baseline(a_plan, a_measure):
    measure = a_measure(accumulation=Accumulation.STOCK, baseline=Decimal(100), target=Decimal(112))
    assert expected(a_plan, measure, "2021-10") == 107


@pytest.mark.parametrize("comparator", [Comparator.AT_MOST, Comparator.EQUAL])
def test_limit_on_a_balance_holds_every_month(a_plan, a_measure, comparator):
    measure = a_measure(accumulation=Accumulation.STOCK, comparator=comparator, target=Decimal(5))
    assert expected(a_plan, measure, "2021-04") == 5


def test_measure_without_a_target_expects_nothing(a_plan, a_measure):
    assert expected(a_plan, a_measure(target=None, comparator=None), "2021-10") is None
