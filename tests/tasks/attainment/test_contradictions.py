"""A value that its own series contradicts is set aside with the reason, and nothing is counted with it."""

from datetime import date
from decimal import Decimal

import pytest

from sources.month import Month
from sources.plan import Accumulation
from sources.submission import FindingKind
from tasks.attainment.attain import attain

CONTRADICTION = FindingKind.ACCUMULATION_CONTRADICTION
MONTHS = [f"2021-{number:02d}" for number in range(4, 13)]


def monthly(*values: float) -> dict[str, float]:
    return dict(zip(MONTHS, values, strict=False))


def sent(told, month: str, **values):
    """Return a month's own file, as bodies send them one after another."""
    year, number = (int(part) for part in month.split("-"))
    return told(f"{month}/bc.xlsx", month=month, received=Month(year, number).plus(1).first_day, **values)


def test_running_total_in_a_months_cell_is_set_aside_with_the_sum_it_goes_on_from(attained, a_measure, told):
    files = [sent(told, at, monthly={at: value}) for at, value in monthly(2, 3, 1, 2, 3, 2, 15).items()]
    measure, findings = attained(a_measure(target=Decimal(30)), *files)
    assert measure.actual is None
    assert (measure.last_known, measure.last_known_month) == (13, Month(2021, 9))
    assert [finding.kind for finding in findings] == [CONTRADICTION]
    said = findings[0].message.english()
    assert "15" in said
    assert "13" in said
    assert [place.source_file for place in measure.set_aside] == ["2021-10/bc.xlsx"]


def test_month_after_a_set_aside_one_can_not_be_added_up_and_says_which_is_missing(attained, a_measure, told):
    files = [sent(told, at, monthly={at: value}) for at, value in monthly(2, 3, 1, 2, 3, 2, 15, 2).items()]
    measure, findings = attained(a_measure(target=Decimal(30)), *files, month=Month(2021, 11))
    assert measure.actual is None
    assert [finding.kind for finding in findings] == [FindingKind.MISSING_VALUE]
    assert "2021-10" in findings[0].message.english()


def test_corrected_month_counts_again(attained, a_measure, told):
    files = [sent(told, at, monthly={at: value}) for at, value in monthly(2, 3, 1, 2, 3, 2, 15).items()]
    corrected = sent(told, "2021-11", monthly={"2021-10": 2, "2021-11": 1})
    measure, _ = attained(a_measure(target=Decimal(30)), *files, corrected, month=Month(2021, 11))
    assert measure.actual == 16


def test_months_that_are_running_totals_from_the_start_do_not_count(attained, a_measure, told):
    files = [sent(told, at, monthly={at: value}) for at, value in monthly(2, 5, 9, 12, 16, 20).items()]
    measure, findings = attained(a_measure(target=Decimal(30)), *files, month=Month(2021, 9))
    assert measure.actual is None
    assert [finding.kind for finding in findings] == [CONTRADICTION]
    assert measure.series[0] == (Month(2021, 4), Decimal(2))


def test_running_total_added_to_itself_is_set_aside_until_it_is_corrected(attained, a_measure, told):
    """62 in September; the sheet then adds October's running total of 72 to it."""
    values = [10, 22, 31, 42, 53, 62, 134, 145]
    files = [sent(told, at, totals={at: value}) for at, value in monthly(*values).items()]
    october, findings = attained(a_measure(target=Decimal(120)), *files[:7])
    assert (october.actual, october.last_known) == (None, 62)
    assert [finding.kind for finding in findings] == [CONTRADICTION]
    november, findings = attained(a_measure(target=Decimal(120)), *files, month=Month(2021, 11))
    assert november.actual is None
    assert "2021-10" in findings[0].message.english()
    corrected = sent(told, "2021-12", totals={"2021-12": 93})
    december, findings = attained(a_measure(target=Decimal(120)), *files, corrected, month=Month(2021, 12))
    assert (december.actual, findings) == (93, ())


def test_month_and_running_total_alike_after_months_with_values_count_neither(attained, a_measure, told):
    measure, findings = attained(
        a_measure(),
        sent(told, "2021-09", totals={"2021-09": 5}),
        sent(told, "2021-10", totals={"2021-10": 7}, monthly={"2021-10": 7}),
    )
    assert measure.actual is None
    assert [finding.kind for finding in findings] == [CONTRADICTION]
    assert len(measure.set_aside) == 2


def test_month_and_running_total_alike_in_the_first_month_with_a_value_agree(attained, a_measure, told):
    measure, findings = attained(
        a_measure(),
        sent(told, "2021-09", totals={"2021-09": 0}),
        sent(told, "2021-10", totals={"2021-10": 7}, monthly={"2021-10": 7}),
    )
    assert (measure.actual, findings) == (7, ())


def test_months_value_in_the_running_totals_cell_shows_when_the_next_total_makes_it_good(
    a_plan, a_measure, told, standard
):
    files = [sent(told, at, totals={at: value}) for at, value in monthly(10, 13, 16, 3, 22).items()]
    plan, july, august = a_plan(a_measure(target=Decimal(60))), Month(2021, 7), Month(2021, 8)
    then, findings_then = attain(plan, files[:4], july, standard, today=date(2022, 5, 1))
    assert (then.measures[0].actual, findings_then) == (Decimal(3), ())
    now, findings = attain(plan, files, august, standard, today=date(2022, 5, 1))
    assert now.measures[0].actual == 22
    assert [(finding.kind, str(finding.month)) for finding in findings] == [(CONTRADICTION, "2021-07")]
    assert dict(now.measures[0].series)[july] is None
    assert [(str(month), place.source_file) for _, month, place in now.doubtful] == [
        ("2021-07", "2021-07/bc.xlsx")
    ]


def test_running_totals_that_keep_falling_deep_are_months_and_do_not_count(attained, a_measure, told):
    files = [sent(told, at, totals={at: value}) for at, value in monthly(3, 2, 4, 3, 1).items()]
    measure, findings = attained(a_measure(), *files, month=Month(2021, 8))
    assert (measure.actual, measure.last_known) == (None, None)
    assert [finding.kind for finding in findings] == [CONTRADICTION]


def test_fall_alone_counts_as_it_was_told(attained, a_measure, told):
    files = [sent(told, at, totals={at: value}) for at, value in monthly(10, 13, 16, 3).items()]
    measure, findings = attained(a_measure(), *files, month=Month(2021, 7))
    assert (measure.actual, findings) == (3, ())


@pytest.mark.parametrize("accumulation", [Accumulation.STOCK])
def test_balance_has_no_sum_to_go_on_from(attained, a_measure, told, accumulation):
    files = [sent(told, at, totals={at: value}) for at, value in monthly(10, 22, 31, 42, 53, 62, 134).items()]
    measure, findings = attained(a_measure(accumulation=accumulation), *files)
    assert (measure.actual, findings) == (134, ())


def test_series_of_another_fiscal_year_is_a_series_of_its_own(attained, a_measure, told):
    march = told("2021-03/bc.xlsx", month="2021-03", received=date(2021, 4, 5), totals={"2021-03": 30})
    april = told("2021-04/bc.xlsx", month="2021-04", received=date(2021, 5, 5), monthly={"2021-04": 3},
                 totals={"2021-04": 3})  # fmt: skip
    measure, findings = attained(a_measure(), march, april, month=Month(2021, 4))
    assert (measure.actual, findings) == (3, ())
