"""Ratings and ratios of numeric measures under standard-1."""

from datetime import date
from decimal import Decimal

import pytest

from sources.month import Month
from sources.plan import Accumulation, Comparator, Trajectory, TrajectoryKind

AT_MOST, EQUAL, STOCK = Comparator.AT_MOST, Comparator.EQUAL, Accumulation.STOCK


@pytest.mark.parametrize(
    ("target", "actual", "pace", "rating"),
    [
        (30, 30, "1.7143", "◎"),
        (30, 17, "0.9714", "○"),
        (20, "10.5", "0.9000", "○"),
        (20, "10.4995", "0.9000", "△"),
        (12, "4.2", "0.6000", "△"),
        (12, "4.1", "0.5857", "×"),
        (12, 0, "0.0000", "×"),
    ],
)
def test_pace_decides_until_the_target_is_met(*, attained, a_measure, told, target, actual, pace, rating):
    """The rating rests on the exact ratio: 10.4995 of 11.6667 prints as 0.9000 and still is below 0.90."""
    measure, _ = attained(a_measure(target=Decimal(target)), told(totals={"2021-10": actual}))
    assert (measure.pace, str(measure.rating)) == (Decimal(pace), rating)


def test_ratio_on_the_border_is_not_lost_to_a_recurring_decimal(attained, a_measure, told):
    """A twelfth of 20 recurs; 1.5 against it is exactly 0.9."""
    april = told("2021-04/bc.xlsx", month="2021-04", received=date(2021, 5, 6), totals={"2021-04": "1.5"})
    measure, _ = attained(a_measure(target=Decimal(20)), april, month=Month(2021, 4))
    assert (measure.pace, str(measure.rating)) == (Decimal("0.9000"), "○")


def test_ratios_are_rounded_half_up(attained, a_measure, told):
    measure, _ = attained(a_measure(target=Decimal(20000)), told(totals={"2021-10": 1}))
    assert measure.attainment == Decimal("0.0001")


def test_number_without_a_target_has_no_ratio_and_no_rating(attained, a_measure, told):
    measure, _ = attained(a_measure(target=None, comparator=None), told(totals={"2021-10": 41}))
    assert (measure.actual, measure.attainment, measure.pace, str(measure.rating)) == (
        Decimal(41),
        None,
        None,
        "－",
    )


def test_nothing_expected_yet_is_not_rated(attained, a_measure, told):
    steps = ((date(2022, 3, 31), Decimal(1)),)
    scheduled = a_measure(target=Decimal(1), trajectory=Trajectory(kind=TrajectoryKind.SCHEDULE, steps=steps))
    measure, _ = attained(scheduled, told(totals={"2021-10": 0}))
    assert (measure.pace, str(measure.rating)) == (None, "－")


@pytest.mark.parametrize(
    ("actual", "rating"), [(0, "○"), (7, "○"), ("7.7", "○"), (8, "△"), ("11.6", "△"), ("11.7", "×")]
)
def test_less_is_better_below_a_limit(attained, a_measure, told, actual, rating):
    """12 a year leave 7 by October; while the year runs the limit can still be broken, so nothing is ◎."""
    measure, _ = attained(a_measure(comparator=AT_MOST), told(totals={"2021-10": actual}))
    assert str(measure.rating) == rating


def test_limit_is_kept_when_the_year_is_over(attained, a_measure, told):
    march = told("2022-03/bc.xlsx", month="2022-03", received=date(2022, 4, 5), totals={"2022-03": 12})
    measure, _ = attained(a_measure(comparator=AT_MOST), march, month=Month(2022, 3))
    assert (measure.attainment, str(measure.rating)) == (Decimal("1.0000"), "◎")


@pytest.mark.parametrize(("actual", "rating"), [(0, "◎"), (1, "×")])
def test_target_of_none_has_no_percentage_but_a_rating(attained, a_measure, told, actual, rating):
    limit = a_measure(comparator=AT_MOST, accumulation=STOCK, target=Decimal(0))
    measure, _ = attained(limit, told(totals={"2021-10": actual}))
    assert (measure.attainment, str(measure.rating)) == (None, rating)


@pytest.mark.parametrize(("actual", "rating"), [(10, "◎"), (11, "○"), (9, "○"), (13, "△"), (7, "△"), (17, "×")])
def test_exact_target_is_missed_on_either_side(attained, a_measure, told, actual, rating):
    exact = a_measure(comparator=EQUAL, accumulation=STOCK, target=Decimal(10))
    measure, _ = attained(exact, told(totals={"2021-10": actual}))
    assert str(measure.rating) == rating


def test_both_formulas_stand_side_by_side_where_there_is_a_baseline(attained, a_measure, told):
    """From 100 to 110, at 105: 95.45 % of the target, and half of the way."""
    balance = a_measure(accumulation=STOCK, baseline=Decimal(100), target=Decimal(110))
    measure, _ = attained(balance, told(totals={"2021-10": 105}))
    assert (measure.attainment, measure.attainment_from_baseline) == (Decimal("0.9545"), Decimal("0.5000"))
    assert (measure.pace, str(measure.rating)) == (Decimal("0.8571"), "△")


@pytest.mark.parametrize(
    ("actual", "from_baseline", "rating"), [(80, "1.0000", "◎"), (88, "0.6000", "○"), (100, "0.0000", "×")]
)
def test_falling_measure_makes_progress_downwards(*, attained, a_measure, told, actual, from_baseline, rating):
    balance = a_measure(comparator=AT_MOST, accumulation=STOCK, baseline=Decimal(100), target=Decimal(80))
    measure, _ = attained(balance, told(totals={"2021-10": actual}))
    assert (measure.attainment_from_baseline, str(measure.rating)) == (Decimal(from_baseline), rating)


def test_step_back_behind_the_baseline_is_negative_and_not_zero(attained, a_measure, told):
    balance = a_measure(accumulation=STOCK, baseline=Decimal(100), target=Decimal(110))
    measure, _ = attained(balance, told(totals={"2021-10": 95}))
    assert measure.attainment_from_baseline == Decimal("-0.5000")


def test_another_years_total_is_a_baseline_for_whole_years_only(attained, a_measure, told):
    flow = a_measure(baseline=Decimal(10))
    october, _ = attained(flow, told(totals={"2021-10": 7}))
    year_end = told("2022-03/bc.xlsx", month="2022-03", received=date(2022, 4, 5), totals={"2022-03": 11})
    march, _ = attained(flow, year_end, month=Month(2022, 3))
    assert (october.attainment_from_baseline, october.pace) == (None, Decimal("1.0000"))
    assert march.attainment_from_baseline == Decimal("0.5000")
