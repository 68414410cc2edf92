"""Published rating rules at the boundaries that their sources name."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from sources.attainment import MeasureAttainment
from sources.month import Month
from sources.plan import Accumulation, Comparator, MeasureKind, MeasureType, Scope, Trajectory, TrajectoryKind
from sources.plan_files import PLANS_FOLDER
from sources.ratings import load_profile
from sources.submission import MilestoneState, StatusValue
from tasks.attainment.attain import attain

MARCH = Month(2022, 3)
AFTER_THE_YEAR = date(2022, 5, 1)
Judge = Callable[..., MeasureAttainment]


@pytest.fixture
def at_years_end(attained, a_measure, told) -> Judge:
    """Return a measure with a yearly target of 100, or what a test says, at the end of the year."""

    def judge(profile: str, actual: str | None, **said) -> MeasureAttainment:
        measure = a_measure(**{"target": Decimal(100), **said})
        readings = [] if actual is None else [told(month="2022-03", totals={"2022-03": actual})]
        rules = load_profile(PLANS_FOLDER / "fy2021", profile)
        return attained(measure, *readings, month=MARCH, profile=rules)[0]

    return judge


@pytest.mark.parametrize(
    ("actual", "mark", "label"),
    [
        ("100.1", "◎", "順調"),
        ("100", "○", "おおむね順調"),
        ("80", "○", "おおむね順調"),
        ("79.99", "×", "努力を要する"),
        ("0", "×", "努力を要する"),
    ],
)
def test_nagano_calls_on_course_only_what_is_above_its_target(at_years_end, actual, mark, label):
    found = at_years_end("nagano-2016", actual)
    assert (str(found.rating), found.rating_label) == (mark, label)


@pytest.mark.parametrize(("year", "share"), [(2021, 20), (2022, 40), (2023, 60), (2024, 80), (2025, 100)])
@pytest.mark.parametrize(
    ("of_share", "label"),
    [
        ("1", "着実に進んでいる"),
        ("0.9999", "概ね進んでいる"),
        ("0.6", "概ね進んでいる"),
        ("0.5999", "改善や工夫が必要"),
    ],
)
def test_tama_expects_a_fifth_of_the_target_each_year(a_plan, a_measure, told, *, year, share, of_share, label):
    """The source's own five-year plan: 20 % of the target by the end of its first year, 40 % of its second."""
    goal = a_measure("1-P1", parent_id="1", kind=MeasureKind.PHASE_GOAL, scope=Scope.PHASE, target=Decimal(1000))
    plan = a_plan(goal, fiscal_year=year, phase_first_year=2021, phase_last_year=2025)
    actual = Decimal(share * 10) * Decimal(of_share)
    march = Month(year + 1, 3)
    reading = told("goal.xlsx", measure="1-P1", month=str(march), totals={str(march): str(actual)},
                   received=date(year + 1, 4, 5))  # fmt: skip
    rules = load_profile(PLANS_FOLDER / "fy2021", "tama-2016")
    result, _ = attain(plan, [reading], march, rules, today=date(year + 1, 5, 1))
    assert result.measures[0].rating_label == label


@pytest.mark.parametrize(
    ("target", "actual", "label"),
    [
        ("100", "110", "A"),
        ("100", "109.99", "B"),
        ("100", "80", "B"),
        ("100", "79.99", "C"),
        ("100", "50", "C"),
        ("100", "49.99", "D"),
        # figures and grades of the library's own published sheets
        ("67000", "62879", "B"),
        ("5300", "5424", "B"),
        ("5300", "6568", "A"),
        ("5300", "6254", "A"),
        ("3", "4", "A"),
        ("95", "94.5", "B"),
    ],
)
def test_osaka_library_grades_a_yearly_target_by_its_share(at_years_end, target, actual, label):
    assert at_years_end("osaka-library-2013", actual, target=Decimal(target)).rating_label == label


@pytest.mark.parametrize(
    ("last_year", "now", "mark", "label"),
    [
        ("60", "100", "◎", "A"),
        ("60", "61", "○", "B"),
        ("60", "60", "△", "C"),
        ("60", "59", "×", "D"),
        (None, "61", "－", "前年度不明"),
    ],
)
def test_osaka_library_holds_a_last_years_target_against_last_year(
    a_plan, a_measure, told, *, last_year, now, mark, label
):
    goal = a_measure("1-P1", parent_id="1", kind=MeasureKind.PHASE_GOAL, scope=Scope.PHASE,
                     accumulation=Accumulation.STOCK, target=Decimal(100))  # fmt: skip
    readings = [told(month="2022-03", measure="1-P1", totals={"2022-03": now}, received=date(2022, 4, 5))]
    if last_year is not None:
        earlier = told("2021-03/bc.xlsx", month="2021-03", measure="1-P1", received=date(2021, 4, 5),
                       totals={"2021-03": last_year})  # fmt: skip
        readings.append(earlier)
    rules = load_profile(PLANS_FOLDER / "fy2021", "osaka-library-2013")
    result, _ = attain(a_plan(goal), readings, MARCH, rules, today=AFTER_THE_YEAR)
    found = result.measures[0]
    assert (str(found.rating), found.rating_label) == (mark, label)


@pytest.mark.parametrize(
    ("told_mark", "label"),
    [
        (StatusValue.AHEAD, "A"),
        (StatusValue.ON_TRACK, "B"),
        (StatusValue.DONE, "B"),
        (StatusValue.BEHIND, "C"),
        (StatusValue.NOT_STARTED, ""),
    ],
)
def test_osaka_library_grades_goals_without_numbers_by_their_schedule(attained, a_measure, told, told_mark, label):
    goal = a_measure(
        type=MeasureType.QUALITATIVE, accumulation=Accumulation.QUALITATIVE, target=None, comparator=None
    )
    rules = load_profile(PLANS_FOLDER / "fy2021", "osaka-library-2013")
    found, _ = attained(goal, told(marks={"2021-10": told_mark}), profile=rules)
    assert found.rating_label == label


@pytest.mark.parametrize(
    ("actual", "label"),
    [
        ("120", "B以上（S・Aは質的評価による）"),
        ("119.99", "B"),
        ("100", "B"),
        ("99.99", "C"),
        ("80", "C"),
        ("79.99", "D"),
    ],
)
def test_incorporated_agency_gives_s_and_a_never_by_numbers_alone(at_years_end, actual, label):
    assert at_years_end("incorporated-agency-2014", actual).rating_label == label


@pytest.mark.parametrize(
    ("actual", "said", "mark", "label"),
    [
        ("101", {}, "◎", "◎ 目標値以上"),
        ("100", {}, "○", "○ 目標値と同等"),
        ("99", {}, "△", "△ 目標値未達成"),
        ("0", {}, "×", "× 進捗なし"),
        ("7", {"target": None, "comparator": None}, "－", "評価なし"),
        ("100", {"ended_from": Month(2022, 3)}, "×", "× 事業終了"),
        ("50", {"accumulation": Accumulation.STOCK, "baseline": Decimal(50)}, "×", "× 進捗なし"),
        ("51", {"accumulation": Accumulation.STOCK, "baseline": Decimal(50)}, "△", "△ 目標値未達成"),
    ],
)
def test_ino_marks_above_equal_below_none_and_ended(*, at_years_end, actual, said, mark, label):
    found = at_years_end("ino-2018", actual, **said)
    assert (str(found.rating), found.rating_label) == (mark, label)


def test_target_met_before_anything_was_expected_is_held_against_the_whole_target(attained, a_measure, told):
    """The one event is planned for March and took place in October."""
    event = a_measure(
        target=Decimal(1),
        trajectory=Trajectory(kind=TrajectoryKind.SCHEDULE, steps=((MARCH.last_day, Decimal(1)),)),
    )
    for profile, label in (
        ("ino-2018", "○ 目標値と同等"),
        ("osaka-library-2013", "B"),
        ("toladata-15", "nonreporting"),
    ):
        rules = load_profile(PLANS_FOLDER / "fy2021", profile)
        assert attained(event, told(totals={"2021-10": 1}), profile=rules)[0].rating_label == label
    assert attained(event, told(totals={"2021-10": 0}), profile=rules)[0].rating_label == "nonreporting"


@pytest.mark.parametrize(
    ("actual", "up", "down"),
    [
        ("116", "above target", "below target"),
        ("115", "on track", "on track"),
        ("86", "on track", "on track"),
        ("85", "on track", "on track"),
        ("84", "below target", "above target"),
    ],
)
def test_toladata_band_holds_its_borders_and_swaps_for_decreasing_indicators(at_years_end, actual, up, down):
    """One formula for both directions: 116 of a decreasing 100 is below target everywhere, 115 is inside."""
    assert at_years_end("toladata-15", actual).rating_label == up
    decreasing = {"comparator": Comparator.AT_MOST, "accumulation": Accumulation.STOCK}
    assert at_years_end("toladata-15", actual, **decreasing).rating_label == down


@pytest.mark.parametrize("said", [{"target": None, "comparator": None}, {"target": Decimal(0)}])
def test_toladata_calls_an_indicator_without_a_target_to_measure_by_nonreporting(at_years_end, said):
    found = at_years_end("toladata-15", "5", **said)
    assert (str(found.rating), found.rating_label) == ("－", "nonreporting")


@pytest.mark.parametrize(
    ("actual", "label"),
    [("50", "Behind"), ("99", "On Track"), ("120", "Exceeded"), ("100", "Achieved"), ("84", "At Risk")],
)
def test_cascade_names_the_source_examples_as_it_does(attained, a_measure, told, actual, label):
    """50 of 55 expected is 90 %: Behind; 99 of 100 On Track; 120 of 100 Exceeded."""
    rules = load_profile(PLANS_FOLDER / "fy2021", "cascade")
    if actual == "50":
        measure = a_measure(target=Decimal(660))
        found, _ = attained(measure, told(month="2021-04", totals={"2021-04": 50}), month=Month(2021, 4),
                            profile=rules)  # fmt: skip
    else:
        reading = told(month="2022-03", totals={"2022-03": actual})
        found, _ = attained(a_measure(target=Decimal(100)), reading, month=MARCH, profile=rules)
    assert found.rating_label == label


@pytest.mark.parametrize(
    ("actual", "label"),
    [("57", "On Track"), ("56.9", "Behind"), ("51", "Behind"), ("50.9", "At Risk"), ("70", "On Track")],
)
def test_cascade_compares_with_what_is_expected_so_far(attained, a_measure, told, actual, label):
    """In September of a linear year of 120, 60 are expected: 57 is 95 %, 51 is 85 %."""
    rules = load_profile(PLANS_FOLDER / "fy2021", "cascade")
    reading = told(month="2021-09", totals={"2021-09": actual})
    found, _ = attained(a_measure(target=Decimal(120)), reading, month=Month(2021, 9), profile=rules)
    assert found.rating_label == label


def test_cascade_rates_what_was_never_tracked_when_its_end_has_passed(attained, at_years_end, a_measure):
    rules = load_profile(PLANS_FOLDER / "fy2021", "cascade")
    assert at_years_end("cascade", None).rating_label == "At Risk"
    assert attained(a_measure(), profile=rules)[0].rating_label == "Not Tracked"


@pytest.mark.parametrize(
    ("profile", "mark"),
    [("cascade", "◎"), ("osaka-library-2013", "○"), ("nagano-2016", "－"), ("tama-2016", "－")],
)
def test_milestone_is_rated_only_where_the_source_speaks_of_such(attained, a_measure, told, profile, mark):
    milestone = a_measure(type=MeasureType.MILESTONE, accumulation=Accumulation.MILESTONE, target=None,
                          comparator=None, due=date(2022, 3, 31))  # fmt: skip
    rules = load_profile(PLANS_FOLDER / "fy2021", profile)
    found, _ = attained(milestone, told(milestones={"2021-10": (MilestoneState.ACHIEVED, "")}), profile=rules)
    assert str(found.rating) == mark
