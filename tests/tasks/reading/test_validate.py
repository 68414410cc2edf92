"""A month checked against the ones before it: falls are told, leaps set aside, growth let be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sources.month import Month
from sources.plan import Plan
from sources.submission import Basis, Observation, Place, Reading, State, Submission
from tasks.reading.validate import validate

SEPTEMBER, OCTOBER = Month(2021, 9), Month(2021, 10)


def observed(value: int, month: Month, measure_id: str = "4-2-1-K1", **how: object) -> Observation:
    place = Place(f"{month}/x.xlsx", "報告", "C3")
    one = Observation("bc", measure_id, month, Decimal(value), "件", Basis.CUMULATIVE, place, f"{value}件")
    return replace(one, **how)


def checked(plan: Plan, now: Observation, *earlier: Observation) -> tuple[State, list[str]]:
    submission = Submission("2021-10/x.xlsx", "0" * 64, "bc", date(2021, 11, 8), OCTOBER)
    reading = validate(Reading(submission, OCTOBER, (now,)), earlier, plan)
    return reading.observations[0].state, [finding.kind.value for finding in reading.findings]


def test_a_total_that_fell_is_accepted_and_told_of(plan: Plan):
    assert checked(plan, observed(13, OCTOBER), observed(14, SEPTEMBER)) == (
        State.ACCEPTED,
        ["decrease_from_previous"],
    )


@pytest.mark.parametrize(("before", "now"), [(14, 140), (140, 14), (14, 1700)])
def test_ten_times_or_a_tenth_of_the_last_value_is_set_aside(plan: Plan, before: int, now: int):
    state, kinds = checked(plan, observed(now, OCTOBER), observed(before, SEPTEMBER))
    assert (state, kinds) == (State.QUARANTINED, ["implausible_jump"])


def test_money_in_the_wrong_scale_is_set_aside(plan: Plan):
    before = observed(95_000_000, SEPTEMBER, "5-2-1-G1")
    assert checked(plan, observed(950_000_000, OCTOBER, "5-2-1-G1"), before)[0] is State.QUARANTINED


@pytest.mark.parametrize(("before", "now"), [(0, 12), (1, 9), (14, 17), (2, 20), (9, 30)])
def test_growth_within_the_target_is_let_be(plan: Plan, before: int, now: int):
    assert checked(plan, observed(now, OCTOBER), observed(before, SEPTEMBER)) == (State.ACCEPTED, [])


def test_only_the_same_bodys_earlier_accepted_totals_of_this_year_are_compared(plan: Plan):
    others = [
        observed(200, Month(2021, 11)),
        observed(200, SEPTEMBER, body_id="ilc"),
        observed(200, SEPTEMBER, state=State.QUARANTINED),
        observed(200, SEPTEMBER, basis=Basis.MONTHLY),
        observed(200, Month(2021, 3)),
        observed(200, SEPTEMBER, measure_id="4-2-2-K1"),
    ]
    assert checked(plan, observed(17, OCTOBER), *others) == (State.ACCEPTED, [])


def test_the_newest_earlier_month_is_the_one_compared(plan: Plan):
    earlier = observed(20, Month(2021, 8)), observed(14, SEPTEMBER)
    assert checked(plan, observed(17, OCTOBER), *earlier) == (State.ACCEPTED, [])


def test_nothing_changes_where_there_is_nothing_to_say(plan: Plan):
    submission = Submission("2021-10/x.xlsx", "0" * 64, "bc", date(2021, 11, 8), OCTOBER)
    reading = Reading(submission, OCTOBER, (observed(17, OCTOBER),))
    assert validate(reading, (), plan) is reading


def test_a_files_own_months_come_before_earlier_files(plan: Plan):
    submission = Submission("2021-10/x.xlsx", "0" * 64, "bc", date(2021, 11, 8), OCTOBER)
    series = tuple(observed(value, Month(2021, month)) for month, value in ((8, 15), (9, 19), (10, 210)))
    corrected = observed(190, SEPTEMBER)
    reading = validate(Reading(submission, OCTOBER, series), (corrected,), plan)
    assert [one.state for one in reading.observations] == [State.ACCEPTED, State.ACCEPTED, State.QUARANTINED]


def test_a_fall_that_the_reading_told_of_is_not_told_twice(plan: Plan):
    submission = Submission("2021-10/x.xlsx", "0" * 64, "bc", date(2021, 11, 8), OCTOBER)
    fell = Reading(submission, OCTOBER, (observed(13, OCTOBER),))
    once = validate(fell, (observed(14, SEPTEMBER),), plan)
    assert len(validate(once, (observed(14, SEPTEMBER),), plan).findings) == len(once.findings) == 1
