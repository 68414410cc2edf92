"""A whole plan at one month."""

import csv
import random
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.attainment import ReportState
from sources.errors import WrongUse
from sources.month import Month
from sources.plan import MeasureKind, Scope
from sources.plan_files import PLANS_FOLDER, load_plan
from sources.ratings import load_profile
from sources.submission import (
    Basis,
    FindingKind,
    Milestone,
    MilestoneState,
    Observation,
    Place,
    Reading,
    State,
    StatusReport,
    StatusValue,
    Submission,
)
from tasks.attainment.attain import attain

PLAN = load_plan(PLANS_FOLDER / "fy2021")
STANDARD = load_profile(PLANS_FOLDER / "fy2021", "standard-1")
OCTOBER = Month(2021, 10)
AFTER_THE_YEAR = date(2022, 5, 1)
TRUTH = Path(__file__).resolve().parents[3].parent / "shared" / "submissions" / "truth"

months = st.builds(Month, st.just(2021), st.integers(4, 11))
measure_ids = st.sampled_from([measure.measure_id for measure in PLAN.measures][::4])
places = st.builds(Place, st.just("a.xlsx"), st.just("報告"), st.sampled_from(["C5", "C6", "D7"]))
observations = st.builds(
    Observation,
    body_id=st.sampled_from(["bc", "ilc"]),
    measure_id=measure_ids,
    month=months,
    value=st.decimals(0, 9, places=1),
    unit=st.just("件"),
    basis=st.sampled_from(Basis),
    place=places,
    raw=st.just(""),
    state=st.sampled_from(State),
)
milestones = st.builds(
    Milestone,
    body_id=st.sampled_from(["bc", "ilc"]),
    measure_id=measure_ids,
    month=months,
    value=st.sampled_from(MilestoneState),
    on=st.sampled_from(["", "2021-10", "2021-10-05", "2022-02-01"]),
    place=places,
    raw=st.just(""),
    state=st.sampled_from(State),
)
statuses = st.builds(
    StatusReport,
    body_id=st.sampled_from(["bc", "ilc"]),
    initiative_id=st.sampled_from([measure.parent_id for measure in PLAN.measures]),
    month=months,
    value=st.sampled_from(StatusValue),
    **{name: st.just("") for name in ("mark", "narrative", "issues", "next_steps")},
    place=places,
    state=st.sampled_from(State),
)
readings = st.lists(
    st.builds(
        Reading,
        submission=st.builds(
            Submission,
            file=st.sampled_from(["a.xlsx", "b.xlsx"]),
            sha256=st.sampled_from(["1", "2"]),
            body_id=st.just("bc"),
            received=st.dates(date(2021, 10, 1), date(2021, 10, 4)),
        ),
        month=months,
        observations=st.lists(observations, max_size=6).map(tuple),
        milestones=st.lists(milestones, max_size=3).map(tuple),
        statuses=st.lists(statuses, max_size=3).map(tuple),
    ),
    max_size=5,
)


@settings(max_examples=30, deadline=None)
@given(readings, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(given_readings, dice: random.Random):
    shuffled = list(given_readings)
    dice.shuffle(shuffled)
    assert attain(PLAN, shuffled, OCTOBER, STANDARD, today=AFTER_THE_YEAR) == attain(
        PLAN, given_readings, OCTOBER, STANDARD, today=AFTER_THE_YEAR
    )


@settings(max_examples=20, deadline=None)
@given(readings)
def test_attaining_again_or_from_readings_told_twice_changes_nothing(given_readings):
    once = attain(PLAN, given_readings, OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    assert attain(PLAN, given_readings * 2, OCTOBER, STANDARD, today=AFTER_THE_YEAR) == once


@settings(max_examples=20, deadline=None)
@given(readings)
def test_every_actual_rests_on_accepted_cells_and_no_quarantined_one_counts(given_readings):
    result, _ = attain(PLAN, given_readings, OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    accepted = {
        (each.measure_id, each.place)
        for reading in given_readings
        for each in reading.observations
        if each.state is State.ACCEPTED
    }
    for each in result.measures:
        if each.actual is not None and PLAN.measure[each.measure_id].kind is not MeasureKind.PHASE_GOAL:
            assert each.places
            assert {(each.measure_id, place) for place in each.places} <= accepted
        assert (each.state is ReportState.REPORTED) >= (each.actual is not None)


def test_every_measure_of_the_plan_is_there_the_last_one_too():
    result, _ = attain(PLAN, [], OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    assert [each.measure_id for each in result.measures] == [each.measure_id for each in PLAN.measures]


def test_month_before_stands_beside_it_and_april_has_none(told):
    september = told("2021-09/bc.xlsx", month="2021-09", measure="4-2-1-K1", totals={"2021-09": 14})
    result, _ = attain(PLAN, [september], OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    before = {each.measure_id: each for each in result.previous}["4-2-1-K1"]
    assert (before.month, before.actual) == (Month(2021, 9), Decimal(14))
    april, _ = attain(PLAN, [september], Month(2021, 4), STANDARD, today=AFTER_THE_YEAR)
    assert april.previous == ()


def test_month_of_another_fiscal_year_is_refused():
    with pytest.raises(WrongUse, match="2022-04"):
        attain(PLAN, [], Month(2022, 4), STANDARD, today=AFTER_THE_YEAR)


def test_report_names_the_profile_it_used():
    result, _ = attain(PLAN, [], OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    assert (result.profile_id, result.profile_title) == ("standard-1", STANDARD.title)
    assert result.profile_source == STANDARD.source


@pytest.fixture
def phase_plan(a_plan, a_measure):
    goal = a_measure("1-P1", parent_id="1", kind=MeasureKind.PHASE_GOAL, scope=Scope.PHASE, missing_allowed=True,
                     target=Decimal(36), phase_of="1-1-1-K1")  # fmt: skip
    return a_plan(goal, a_measure())


def test_phase_year_that_the_ledger_does_not_hold_is_unknown_and_not_zero(phase_plan, told):
    result, _ = attain(phase_plan, [told(totals={"2021-10": 8})], OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    goal = result.measures[0]
    assert goal.phase_years == ((2020, None), (2021, Decimal(8)))
    assert (goal.actual, goal.state) == (None, ReportState.NOTHING_TO_REPORT)


def test_phase_goal_adds_up_its_years(phase_plan, told):
    march = told("2021-03/bc.xlsx", month="2021-03", received=date(2021, 4, 5), totals={"2021-03": 11})
    result, _ = attain(phase_plan, [march, told(totals={"2021-10": 8})], OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    goal = result.measures[0]
    assert (goal.actual, goal.attainment, goal.pace) == (Decimal(19), Decimal("0.5278"), Decimal("1.0000"))
    assert goal.state is ReportState.REPORTED


def test_phase_total_that_differs_from_its_years_does_not_count(phase_plan, told):
    march = told("2021-03/bc.xlsx", month="2021-03", received=date(2021, 4, 5), totals={"2021-03": 11})
    own = told("2021-10/goal.xlsx", measure="1-P1", totals={"2021-10": 25})
    result, findings = attain(
        phase_plan, [march, own, told(totals={"2021-10": 8})], OCTOBER, STANDARD, today=AFTER_THE_YEAR
    )
    assert result.measures[0].actual is None
    assert [finding.kind for finding in findings] == [FindingKind.ACCUMULATION_CONTRADICTION]


def test_accepted_values_that_contradict_one_another_are_named_for_every_month_so_far(a_plan, a_measure, told):
    september = [
        told("2021-09/bc.xlsx", month="2021-09", totals={"2021-09": 41}),
        told("2021-09/phosic.csv", body="phosic", month="2021-09", totals={"2021-09": 40}),
    ]
    october = told(totals={"2021-10": 42})
    result, _ = attain(a_plan(a_measure()), [*september, october], OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    assert result.measures[0].actual == 42
    assert [(measure, str(month), place.source_file) for measure, month, place in result.doubtful] == [
        ("1-1-1-K1", "2021-09", "2021-09/bc.xlsx"),
        ("1-1-1-K1", "2021-09", "2021-09/phosic.csv"),
    ]


def test_quarantined_value_is_not_doubtful_anew(a_plan, a_measure, told):
    quarantined = told(totals={"2021-10": 42}, state=State.QUARANTINED)
    result, _ = attain(a_plan(a_measure()), [quarantined], OCTOBER, STANDARD, today=AFTER_THE_YEAR)
    assert result.doubtful == ()


def truth_readings() -> list[Reading]:
    """Return the readings that a careful clerk would have made of the sample submissions."""
    found: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for row in csv.DictReader((TRUTH / "facts.csv").open(encoding="utf-8-sig", newline="")):
        if not row["note"].startswith("optional"):
            found[row["file"]]["observations"].append(
                Observation(
                    row["body"],
                    row["measure_id"],
                    Month.parse(row["month"]),
                    Decimal(row["value"]),
                    row["unit"],
                    Basis(row["basis"]),
                    Place(row["file"], row["sheet"], row["cell"]),
                    row["value"],
                )
            )
    return [
        Reading(Submission(file, file, "", date(2021, 11, 5)), Month.parse(file[:7]), **{
            kind: tuple(values) for kind, values in kinds.items()
        })
        for file, kinds in found.items()
    ]  # fmt: skip


@pytest.mark.parametrize("month", ["2021-09", "2021-10"] if TRUTH.is_dir() else [])
def test_actuals_of_the_sample_months_are_those_of_a_careful_clerk(month):
    result, _ = attain(PLAN, truth_readings(), Month.parse(month), STANDARD, today=AFTER_THE_YEAR)
    actuals = {each.measure_id: each.actual for each in result.measures}
    with (TRUTH / "monthly_summary.csv").open(encoding="utf-8-sig", newline="") as file:
        wanted = [row for row in csv.DictReader(file) if row["month"] == month]
    assert wanted
    for row in wanted:
        value = None if row["cumulative"] == "undetermined" else Decimal(row["cumulative"])
        assert actuals[row["measure_id"]] == value, row["measure_id"]
