"""The six report states, never folded into one another."""

from datetime import date
from decimal import Decimal

import pytest

from sources.attainment import ReportState
from sources.bodies import Body
from sources.month import Month
from tasks.attainment.due import deadline


def body(body_id: str, *reports: str, day: int | None = None) -> Body:
    return Body(body_id=body_id, name=body_id, reports=reports, deadline_day=day)


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2021, 11, 10), ReportState.NOT_DUE), (date(2021, 11, 11), ReportState.OVERDUE)],
)
def test_report_is_overdue_the_day_after_the_plans_deadline(attained, a_measure, today, state):
    measure, _ = attained(a_measure(), today=today)
    assert measure.state is state


@pytest.mark.parametrize("duty", ["1-1-1-K1", "1-1-1", "1-1", "1", "S1"])
def test_bodys_own_deadline_counts_for_whatever_it_owes(attained, a_measure, duty):
    bodies = [body("export", duty, day=12), body("other", "1-1-2", day=1)]
    in_time, _ = attained(a_measure(), today=date(2021, 11, 12), bodies=bodies)
    late, _ = attained(a_measure(), today=date(2021, 11, 13), bodies=bodies)
    assert (in_time.state, late.state) == (ReportState.NOT_DUE, ReportState.OVERDUE)


def test_first_of_several_deadlines_counts(attained, a_measure):
    bodies = [body("one", "1-1-1", day=5), body("other", "1-1-1", day=20)]
    measure, _ = attained(a_measure(), today=date(2021, 11, 6), bodies=bodies)
    assert measure.state is ReportState.OVERDUE


def test_deadline_on_the_31st_falls_on_a_short_months_last_day(a_plan, a_measure):
    plan = a_plan(a_measure(), deadline_day=31)
    assert deadline(plan, Month(2022, 1)) == date(2022, 2, 28)
    assert deadline(plan, Month(2021, 12)) == date(2022, 1, 31)


def test_value_that_may_be_missing_is_nothing_to_report(attained, a_measure):
    measure, _ = attained(a_measure(missing_allowed=True))
    assert measure.state is ReportState.NOTHING_TO_REPORT


def test_measure_that_no_longer_applies_has_no_rating_even_if_told(attained, a_measure, told):
    declared = a_measure(not_applicable_from=Month(2021, 10), not_applicable_reason="中止")
    september = told("2021-09/bc.xlsx", month="2021-09", totals={"2021-09": 12}, received=date(2021, 10, 5))
    measure, _ = attained(declared, september, told(totals={"2021-10": 12}))
    assert (measure.state, measure.actual, str(measure.rating)) == (ReportState.NOT_APPLICABLE, None, "－")
    before, _ = attained(declared, september, month=Month(2021, 9))
    assert (before.state, str(before.rating)) == (ReportState.REPORTED, "◎")


def test_ended_measure_keeps_the_rating_of_its_last_month(attained, a_measure, told):
    september = told("2021-09/bc.xlsx", month="2021-09", totals={"2021-09": 12}, received=date(2021, 10, 5))
    measure, _ = attained(a_measure(ended_from=Month(2021, 10)), september, month=Month(2021, 12))
    assert (measure.state, measure.actual, str(measure.rating)) == (ReportState.ENDED, None, "◎")
    assert (measure.last_known, measure.last_known_month) == (Decimal(12), Month(2021, 9))
