"""Milestones by their due dates, and qualitative goals by the bodies' own marks."""

from datetime import date

import pytest

from sources.attainment import ReportState
from sources.month import Month
from sources.plan import Accumulation, MeasureType
from sources.submission import FindingKind, MilestoneState, Severity, StatusValue

ACHIEVED, SCHEDULED, NOT_ACHIEVED = MilestoneState.ACHIEVED, MilestoneState.SCHEDULED, MilestoneState.NOT_ACHIEVED


@pytest.fixture
def milestone(a_measure):
    def build(due: date | None = date(2022, 3, 31)):
        return a_measure(
            type=MeasureType.MILESTONE, accumulation=Accumulation.MILESTONE, target=None, comparator=None, due=due
        )

    return build


@pytest.fixture
def qualitative(a_measure):
    return a_measure(
        type=MeasureType.QUALITATIVE, accumulation=Accumulation.QUALITATIVE, target=None, comparator=None
    )


@pytest.mark.parametrize(
    ("state", "on", "due", "rating"),
    [
        (ACHIEVED, "2021-10-05", "2022-03-31", "◎"),
        (ACHIEVED, "2021-10-05", "2021-09-30", "◎"),
        (SCHEDULED, "2022-03-31", "2022-03-31", "○"),
        (SCHEDULED, "2022-03", "2022-03-31", "○"),
        (SCHEDULED, "2022-03", "2022-03-15", "△"),
        (SCHEDULED, "2022-04-01", "2022-03-31", "△"),
        (SCHEDULED, "2021-10-20", "2022-03-31", "－"),
        (SCHEDULED, "", "2021-11-30", "△"),
        (NOT_ACHIEVED, "", "2022-03-31", "－"),
        (NOT_ACHIEVED, "", "2021-12-01", "－"),
        (NOT_ACHIEVED, "", "2021-11-30", "△"),
        (NOT_ACHIEVED, "", "2021-10-31", "×"),
        (SCHEDULED, "2021-12-01", "2021-09-30", "×"),
        (NOT_ACHIEVED, "", None, "－"),
    ],
)
def test_milestone_is_rated_by_its_due_date(*, attained, milestone, told, state, on, due, rating):
    declared = milestone(due and date.fromisoformat(due))
    found, _ = attained(declared, told(milestones={"2021-10": (state, on)}))
    assert (str(found.rating), found.milestone, found.state) == (rating, state, ReportState.REPORTED)


def test_achieved_milestone_need_not_be_reported_again(attained, milestone, told):
    found, _ = attained(milestone(), told(milestones={"2021-10": (ACHIEVED, "2021-10-05")}), month=Month(2021, 12))
    assert (str(found.rating), found.state) == ("◎", ReportState.NOTHING_TO_REPORT)
    assert found.last_known_month == Month(2021, 10)


def test_open_milestone_of_an_earlier_month_is_known_but_not_rated(attained, milestone, told):
    found, _ = attained(milestone(), told(milestones={"2021-10": (NOT_ACHIEVED, "")}), month=Month(2022, 3))
    assert (str(found.rating), found.state, found.milestone) == ("－", ReportState.OVERDUE, NOT_ACHIEVED)


def test_achieved_and_not_achieved_in_one_month_count_neither(attained, milestone, told):
    found, findings = attained(
        milestone(),
        told(milestones={"2021-10": (ACHIEVED, "2021-10-05")}),
        told("2021-10/phosic.csv", body="phosic", milestones={"2021-10": (NOT_ACHIEVED, "")}),
    )
    assert (found.milestone, str(found.rating)) == (None, "－")
    assert [finding.kind for finding in findings] == [FindingKind.DUPLICATE_CONFLICT]
    assert len(found.set_aside) == 2


def test_milestone_told_differently_follows_the_plans_authority(attained, milestone, told):
    found, findings = attained(
        milestone().model_copy(update={"authority": "phosic"}),
        told(milestones={"2021-10": (ACHIEVED, "2021-10-05")}),
        told("2021-10/phosic.csv", body="phosic", milestones={"2021-10": (NOT_ACHIEVED, "")}),
    )
    assert (found.milestone, found.bodies) == (NOT_ACHIEVED, ("phosic",))
    assert [(finding.kind, finding.severity) for finding in findings] == [
        (FindingKind.DUPLICATE_CONFLICT, Severity.INFO)
    ]
    assert [place.source_file for place in found.set_aside] == ["2021-10/bc.xlsx"]


def test_milestone_taken_back_counts_as_told_with_a_finding(attained, milestone, told):
    september = told("2021-09/bc.xlsx", month="2021-09", milestones={"2021-09": (ACHIEVED, "2021-09-20")})
    found, findings = attained(milestone(), september, told(milestones={"2021-10": (NOT_ACHIEVED, "")}))
    assert found.milestone is NOT_ACHIEVED
    assert [finding.kind for finding in findings] == [FindingKind.DECREASE_FROM_PREVIOUS]


def test_not_achieved_yet_and_a_day_for_it_say_the_same(attained, milestone, told):
    found, findings = attained(
        milestone(),
        told(milestones={"2021-10": (NOT_ACHIEVED, "")}),
        told("2021-10/phosic.csv", body="phosic", milestones={"2021-10": (SCHEDULED, "2022-02-01")}),
    )
    assert (found.milestone, found.milestone_on, findings) == (SCHEDULED, "2022-02-01", ())


def test_month_and_a_day_within_it_say_the_same(attained, milestone, told):
    found, findings = attained(
        milestone(),
        told(milestones={"2021-10": (ACHIEVED, "2021-10")}),
        told("2021-10/phosic.csv", body="phosic", milestones={"2021-10": (ACHIEVED, "2021-10-05")}),
    )
    assert (found.milestone_on, findings) == ("2021-10-05", ())


def test_later_word_of_a_body_replaces_its_milestone(attained, milestone, told):
    found, findings = attained(
        milestone(),
        told(milestones={"2021-10": (NOT_ACHIEVED, "")}),
        told("2021-10/bc-2.xlsx", received=date(2021, 11, 9), milestones={"2021-10": (ACHIEVED, "2021-10-30")}),
    )
    assert (found.milestone, findings) == (ACHIEVED, ())


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        (StatusValue.DONE, "◎"),
        (StatusValue.AHEAD, "◎"),
        (StatusValue.ON_TRACK, "○"),
        (StatusValue.SLIGHTLY_BEHIND, "△"),
        (StatusValue.BEHIND, "×"),
        (StatusValue.NOT_STARTED, "－"),
        (None, "－"),
    ],
)
def test_own_mark_of_the_body_is_the_rating(attained, qualitative, told, value, rating):
    found, _ = attained(qualitative, told(marks={"2021-10": value}))
    assert (str(found.rating), found.state) == (rating, ReportState.REPORTED)
    assert [mark.value for mark in found.marks] == [value]


def test_lower_of_two_marks_is_the_rating_and_both_are_shown(attained, qualitative, told):
    found, _ = attained(
        qualitative,
        told(marks={"2021-10": StatusValue.AHEAD}),
        told("2021-10/phosic.csv", body="phosic", marks={"2021-10": StatusValue.SLIGHTLY_BEHIND}),
    )
    assert str(found.rating) == "△"
    assert [mark.body_id for mark in found.marks] == ["bc", "phosic"]


def test_mark_of_an_earlier_month_is_not_carried_forward(attained, qualitative, told):
    found, _ = attained(qualitative, told(marks={"2021-10": StatusValue.ON_TRACK}), month=Month(2021, 11))
    assert (str(found.rating), found.marks, found.last_known_month) == ("－", (), Month(2021, 10))
