"""How an actual value comes about from what bodies told."""

from datetime import date
from decimal import Decimal

import pytest

from sources.attainment import ReportState
from sources.bodies import Body
from sources.month import Month
from sources.plan import Accumulation, Combine
from sources.submission import FindingKind, Severity, State

OCTOBER = Month(2021, 10)
MONTHS = [f"2021-{number:02d}" for number in range(4, 11)]


def test_reported_zero_is_a_value_and_not_a_blank(attained, a_measure, told):
    measure, findings = attained(a_measure(), told(totals={"2021-10": 0}))
    assert (measure.state, measure.actual, measure.attainment) == (
        ReportState.REPORTED,
        Decimal(0),
        Decimal("0.0000"),
    )
    assert measure.last_known == Decimal(0)
    assert findings == ()


def test_running_totals_are_never_added_up(attained, a_measure, told):
    september = told("2021-09/bc.xlsx", month="2021-09", totals={"2021-09": 6}, received=date(2021, 10, 5))
    measure, _ = attained(a_measure(), september, told(totals={"2021-10": 8}))
    assert measure.actual == 8


def test_months_are_added_up_from_april(attained, a_measure, told):
    measure, _ = attained(a_measure(), told(monthly=dict(zip(MONTHS, [0, 0, 1, 0, 0, 0, 1], strict=True))))
    assert (measure.actual, measure.basis) == (Decimal(2), "sum")
    assert len(measure.places) == 7


def test_sum_with_a_missing_month_is_no_total_and_says_which_month_is_missing(attained, a_measure, told):
    measure, findings = attained(a_measure(), told(monthly={"2021-04": 1, "2021-05": 1, "2021-10": 1}))
    assert measure.actual is None
    assert (measure.last_known, measure.last_known_month) == (Decimal(2), Month(2021, 5))
    assert [finding.kind for finding in findings] == [FindingKind.MISSING_VALUE]
    assert "2021-06, 2021-07, 2021-08, 2021-09" in findings[0].message.english()
    assert measure.set_aside == ()


def test_months_after_a_running_total_are_added_to_it(attained, a_measure, told):
    measure, _ = attained(a_measure(), told(totals={"2021-08": 5}, monthly={"2021-09": 2, "2021-10": 1}))
    assert (measure.actual, measure.basis) == (Decimal(8), "sum")


def test_missing_month_is_not_carried_forward(attained, a_measure, told):
    september = told("2021-09/bc.xlsx", month="2021-09", totals={"2021-09": 6}, received=date(2021, 10, 5))
    measure, _ = attained(a_measure(), september)
    assert (measure.actual, measure.attainment, measure.pace) == (None, None, None)
    assert (measure.last_known, measure.last_known_month) == (Decimal(6), Month(2021, 9))
    assert (measure.state, str(measure.rating)) == (ReportState.OVERDUE, "－")


def test_total_that_differs_from_the_sum_of_its_months_counts_neither_way(attained, a_measure, told):
    months = dict(zip(MONTHS, [1, 1, 1, 1, 1, 1, 1], strict=True))
    measure, findings = attained(a_measure(), told(monthly=months, totals={"2021-10": 8}))
    assert measure.actual is None
    assert [finding.kind for finding in findings] == [FindingKind.ACCUMULATION_CONTRADICTION]
    assert "8" in findings[0].message.english()
    assert "7" in findings[0].message.english()
    assert len(measure.set_aside) == 2


def test_total_that_equals_the_sum_of_its_months_counts_once(attained, a_measure, told):
    months = dict(zip(MONTHS, [1, 1, 1, 1, 1, 1, 1], strict=True))
    measure, findings = attained(a_measure(), told(monthly=months, totals={"2021-10": 7}))
    assert (measure.actual, measure.basis, findings) == (Decimal(7), "cumulative", ())


def test_last_total_plus_month_must_give_the_new_total_within_one_file(attained, a_measure, told):
    measure, findings = attained(a_measure(), told(totals={"2021-09": 5, "2021-10": 9}, monthly={"2021-10": 2}))
    assert measure.actual is None
    assert [finding.kind for finding in findings] == [FindingKind.ACCUMULATION_CONTRADICTION]


def test_new_total_may_correct_what_an_earlier_file_counted(attained, a_measure, told):
    september = told("2021-09/bc.xlsx", month="2021-09", totals={"2021-09": 9}, received=date(2021, 10, 5))
    measure, _ = attained(a_measure(), september, told(totals={"2021-10": 8}, monthly={"2021-10": 0}))
    assert measure.actual == 8


def test_monthly_value_that_holds_the_running_total_contradicts_it(attained, a_measure, told):
    measure, findings = attained(a_measure(), told(totals={"2021-09": 5, "2021-10": 7}, monthly={"2021-10": 7}))
    assert measure.actual is None
    assert findings[0].kind is FindingKind.ACCUMULATION_CONTRADICTION


def test_same_value_told_twice_counts_once(attained, a_measure, told):
    measure, findings = attained(
        a_measure(), told(totals={"2021-10": 7}, again=[("cumulative", "2021-10", "7.0")])
    )
    assert (measure.actual, findings) == (Decimal(7), ())
    assert len(measure.places) == 2


def test_two_values_in_one_file_count_neither(attained, a_measure, told):
    measure, findings = attained(a_measure(), told(totals={"2021-10": 3}, again=[("cumulative", "2021-10", 2)]))
    assert measure.actual is None
    assert [finding.kind for finding in findings] == [FindingKind.DUPLICATE_CONFLICT]
    assert {place.cell for place in measure.set_aside} == {"C5", "C6"}


def test_conflicting_total_is_not_rescued_by_its_months(attained, a_measure, told):
    months = dict(zip(MONTHS, [1, 1, 1, 0, 0, 0, 0], strict=True))
    measure, _ = attained(
        a_measure(), told(totals={"2021-10": 3}, again=[("cumulative", "2021-10", 2)], monthly=months)
    )
    assert measure.actual is None


def test_later_file_corrects_an_earlier_month_and_says_so(attained, a_measure, told):
    september = told("2021-09/bc.xlsx", month="2021-09", received=date(2021, 10, 5), monthly={"2021-04": 4})
    months = dict(zip(MONTHS, [3, 0, 0, 0, 0, 0, 0], strict=True))
    measure, findings = attained(a_measure(), september, told(monthly=months))
    assert measure.actual == 3
    assert [(finding.kind, finding.severity) for finding in findings] == [
        (FindingKind.SUPERSEDED_REVISION, Severity.INFO)
    ]
    assert "2021-09/bc.xlsx" in findings[0].message.english()


def test_correction_is_told_in_its_own_month_only(attained, a_measure, told):
    september = told("2021-09/bc.xlsx", month="2021-09", received=date(2021, 10, 5), monthly={"2021-04": 4})
    october = told(monthly=dict(zip(MONTHS, [3, 0, 0, 0, 0, 0, 0], strict=True)))
    november = told("2021-11/bc.xlsx", month="2021-11", received=date(2021, 12, 5), monthly={"2021-11": 1})
    measure, findings = attained(a_measure(), september, october, november, month=Month(2021, 11))
    assert (measure.actual, findings) == (Decimal(4), ())


@pytest.mark.parametrize("received", [date(2021, 11, 5), date(2021, 11, 20)])
def test_files_of_which_neither_is_the_later_word_contradict_each_other(attained, a_measure, told, received):
    """An older month's file that came on the same day or later may be a correction or an old copy."""
    october = told(monthly=dict(zip(MONTHS, [3, 0, 0, 0, 0, 0, 0], strict=True)))
    other = told(
        "2021-10/bc-2.xlsx" if received == date(2021, 11, 5) else "2021-09/bc.xlsx",
        month="2021-10" if received == date(2021, 11, 5) else "2021-09",
        received=received,
        monthly={"2021-04": 4},
    )
    measure, _ = attained(a_measure(), october, other)
    assert measure.actual is None


def test_two_bodies_that_tell_the_same_fact_are_not_added_up(attained, a_measure, told):
    stock = a_measure(accumulation=Accumulation.STOCK, target=None, comparator=None)
    measure, findings = attained(
        stock, told(totals={"2021-10": 41}), told("2021-10/phosic.csv", body="phosic", totals={"2021-10": 41})
    )
    assert (measure.actual, measure.bodies, findings) == (Decimal(41), ("bc", "phosic"), ())


def test_two_bodies_that_differ_count_neither(attained, a_measure, told):
    bodies = [Body(body_id="bc", name="ビジネスセンター"), Body(body_id="phosic", name="光科学センター")]
    measure, findings = attained(
        a_measure(),
        told(totals={"2021-10": 41}),
        told("2021-10/phosic.csv", body="phosic", totals={"2021-10": 40}),
        bodies=bodies,
    )
    assert measure.actual is None
    assert [finding.kind for finding in findings] == [FindingKind.DUPLICATE_CONFLICT]
    assert "ビジネスセンター 41" in findings[0].message.english()
    assert "光科学センター 40" in findings[0].message.english()


def test_where_bodies_differ_the_word_of_the_plans_authority_counts_with_a_note(attained, a_measure, told):
    measure, findings = attained(
        a_measure(authority="phosic"),
        told(totals={"2021-10": 41}),
        told("2021-10/phosic.csv", body="phosic", totals={"2021-10": 40}),
    )
    assert (measure.actual, measure.bodies) == (40, ("phosic",))
    assert [(finding.kind, finding.severity) for finding in findings] == [
        (FindingKind.DUPLICATE_CONFLICT, Severity.INFO)
    ]
    assert [place.source_file for place in measure.set_aside] == ["2021-10/bc.xlsx"]


def test_authority_that_told_nothing_settles_nothing(attained, a_measure, told):
    measure, _ = attained(
        a_measure(authority="ilc"),
        told(totals={"2021-10": 41}),
        told("2021-10/phosic.csv", body="phosic", totals={"2021-10": 40}),
    )
    assert measure.actual is None


@pytest.mark.parametrize(("combine", "whole"), [(Combine.SUM, 81), (Combine.MAX, 41)])
def test_parts_of_several_bodies_make_a_whole_as_the_plan_says(attained, a_measure, told, combine, whole):
    measure, _ = attained(
        a_measure(combine=combine),
        told(totals={"2021-10": 41}),
        told("2021-10/phosic.csv", body="phosic", totals={"2021-10": 40}),
    )
    assert measure.actual == whole


def test_sum_without_the_part_of_an_owing_body_is_no_value(attained, a_measure, told):
    bodies = [Body(body_id=each, name=each, reports=("1-1-1",)) for each in ("bc", "phosic")]
    measure, _ = attained(a_measure(combine=Combine.SUM), told(totals={"2021-10": 41}), bodies=bodies)
    assert (measure.actual, measure.state) == (None, ReportState.OVERDUE)


def test_quarantined_value_never_counts_but_is_shown(attained, a_measure, told):
    measure, _ = attained(a_measure(), told(totals={"2021-10": 70}, state=State.QUARANTINED))
    assert (measure.actual, measure.last_known) == (None, None)
    assert [place.cell for place in measure.set_aside] == ["C5"]


def test_decimals_are_not_cut_off(attained, a_measure, told):
    measure, _ = attained(a_measure(target=Decimal(3)), told(totals={"2021-10": "2.7"}))
    assert (measure.actual, measure.attainment) == (Decimal("2.7"), Decimal("0.9000"))


def test_more_than_the_target_is_not_capped(attained, a_measure, told):
    measure, _ = attained(a_measure(target=Decimal(10)), told(totals={"2021-10": 15}))
    assert (measure.attainment, str(measure.rating)) == (Decimal("1.5000"), "◎")


def test_balance_is_the_one_told_for_the_month(attained, a_measure, told):
    september = told("2021-09/bc.xlsx", month="2021-09", totals={"2021-09": 38}, received=date(2021, 10, 5))
    measure, _ = attained(a_measure(accumulation=Accumulation.STOCK), september, told(totals={"2021-10": 41}))
    assert (measure.actual, measure.basis) == (Decimal(41), "cumulative")


def test_change_within_a_month_is_no_balance(attained, a_measure, told):
    measure, findings = attained(a_measure(accumulation=Accumulation.STOCK), told(monthly={"2021-10": 3}))
    assert measure.actual is None
    assert [finding.kind for finding in findings] == [FindingKind.ACCUMULATION_CONTRADICTION]


def test_series_holds_all_twelve_months_with_what_is_known_of_each(attained, a_measure, told):
    september = told("2021-09/bc.xlsx", month="2021-09", totals={"2021-09": 6}, received=date(2021, 10, 5))
    measure, _ = attained(a_measure(), september, told(totals={"2021-10": 8}))
    assert [str(month) for month, _ in measure.series][::11] == ["2021-04", "2022-03"]
    assert [value for _, value in measure.series] == [None] * 5 + [Decimal(6), Decimal(8)] + [None] * 5


def test_values_of_later_months_do_not_reach_back(attained, a_measure, told):
    november = told("2021-11/bc.xlsx", month="2021-11", received=date(2021, 12, 5), totals={"2021-11": 9})
    measure, _ = attained(a_measure(), november)
    assert (measure.actual, measure.last_known) == (None, None)


def test_last_fiscal_year_does_not_flow_into_this_one(attained, a_measure, told):
    march = told("2021-03/bc.xlsx", month="2021-03", received=date(2021, 4, 5), totals={"2021-03": 30})
    measure, _ = attained(a_measure(), march, told(monthly={"2021-04": 1}), month=Month(2021, 4))
    assert measure.actual == 1
