"""What an earlier edition printed and what is otherwise now, each with its cause."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sources.attainment import PlanAttainment, ReportState
from sources.month import Month
from sources.submission import Reading, Submission
from tasks.reporting.board import build_board_report
from tasks.reporting.changes import Cause, Changes, EarlierEdition, changes_since
from tasks.reporting.committee import build_committee_report
from tasks.reporting.material import Material
from tasks.reporting.strategy import build_strategy_report

SEPTEMBER = Month(2021, 9)


def september_of(material: Material) -> PlanAttainment:
    return replace(material.attainment, month=SEPTEMBER, measures=material.attainment.previous, previous=())


def with_value(attained: PlanAttainment, measure_id: str, **values: object) -> PlanAttainment:
    measures = tuple(
        replace(each, **values) if each.measure_id == measure_id else each for each in attained.measures
    )
    return replace(attained, measures=measures)


def compared(october, then: PlanAttainment, now: PlanAttainment, readings: tuple[Reading, ...] = ()) -> Changes:
    material = october.material()
    edition = EarlierEdition(SEPTEMBER, 1, (then,), readings or material.readings)
    return changes_since([edition], material.plan, [now, material.attainment], material.readings)


def test_an_edition_in_which_nothing_changed_leads_to_no_correction(october):
    september = september_of(october.material())
    assert compared(october, september, september) == Changes(((SEPTEMBER, 1),), ())


def test_a_revised_value_is_told_with_the_old_one_and_the_file_that_changed_it(october):
    september = september_of(october.material())
    then = with_value(september, "4-2-1-K1", actual=Decimal(12))
    old = Submission("2021-09/旧.xlsx", "2" * 64, "bc", date(2021, 10, 4), SEPTEMBER)
    place = replace(october.place("4-2-1-K1", SEPTEMBER), source_file=old.file)
    then = with_value(then, "4-2-1-K1", places=(place,))
    (change,) = compared(october, then, september, (Reading(old, SEPTEMBER),)).changes
    assert (change.old.actual, change.new.actual, change.cause) == (12, 14, Cause.REVISED)
    assert change.old_submission == old


def test_the_same_file_read_anew_is_not_blamed_on_the_body(october):
    september = september_of(october.material())
    place = october.place("4-2-1-K1", SEPTEMBER)
    now = with_value(september, "4-2-1-K1", places=(place,))
    (change,) = compared(october, with_value(now, "4-2-1-K1", actual=Decimal(1)), now).changes
    assert change.cause is Cause.READ_ANEW


@pytest.mark.parametrize(
    ("then", "now", "cause"),
    [
        ({"actual": None}, {}, Cause.REPORTED_LATE),
        ({"actual": None, "set_aside": True}, {}, Cause.NOW_COUNTED),
        ({}, {"actual": None}, Cause.WITHDRAWN),
        ({}, {"actual": None, "set_aside": True}, Cause.SET_ASIDE),
    ],
)
def test_a_value_that_comes_or_goes_says_why(october, then: dict, now: dict, cause: Cause):
    september = september_of(october.material())
    aside = (october.place("4-2-1-K1", SEPTEMBER),)

    def attained(values: dict) -> PlanAttainment:
        return with_value(
            september, "4-2-1-K1", **{**values, **({"set_aside": aside} if "set_aside" in values else {})}
        )

    (change,) = compared(october, attained(then), attained(now)).changes
    assert change.cause is cause


def test_a_phase_goal_is_not_corrected_beside_the_measure_that_it_adds_up(october):
    september = september_of(october.material())
    assert compared(october, with_value(september, "6-P1", actual=Decimal(3)), september).changes == ()


def test_a_month_that_no_edition_has_told_of_is_no_correction(october):
    material = october.material()
    august = replace(september_of(material), month=Month(2021, 8))
    assert compared(october, august, september_of(material)).changes == ()


def test_reports_print_the_corrections_of_their_own_measures_and_the_board_all(october):
    material = october.material()
    september = september_of(material)
    then = with_value(
        with_value(september, "4-2-1-K1", actual=Decimal(12)), "8-1-1-K1", actual=None, state=ReportState.OVERDUE
    )
    corrected = replace(material, changes=compared(october, then, september))
    board = build_board_report(corrected).corrections
    assert [(row.label, row.month, row.old, row.new) for row in board.rows] == [
        ("4-2-1 企業面談", "2021年9月", "12件", "14件"),
        ("8-1-1 輸出成約件数（累計）", "2021年9月", "期限超過", "1件"),
    ]
    assert board.since == "2021年9月分 第1版に記載した値のうち、変わったものです。"
    for report in (build_strategy_report(corrected, "S2"), build_committee_report(corrected, "bc")):
        assert [row.label for row in report.corrections.rows] == ["4-2-1 企業面談"]


def test_the_first_edition_of_a_year_says_that_there_is_none_before_it(october):
    assert build_board_report(october.material()).corrections.since == "今年度に、比べられる前の版はありません。"
