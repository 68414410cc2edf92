"""Headers and rows that carry years and months in few letters: R2実績, 3年10月末, 202110."""

from datetime import date

import pytest

from sources.month import Month

BUILD = "次世代放射光施設の建設支援"
DIGITAL = "地域企業のデジタル化・DXの推進支援"
LOCAL = "地元企業の参入支援（建設・製造）"
MEETINGS, MEMBERS, STUDY, TALKS = "4-2-1-K1", "4-2-1-G1", "6-2-1-K1", "4-2-2-K1"
SEP, OCT = "2021-09", "2021-10"
TOTAL, ALONE = "cumulative", "monthly"
AS_OF = ["2021年10月末現在"]


@pytest.mark.parametrize(
    ("headers", "figures"),
    [
        (["R2実績", "R3目標", "R3.10実績", "R3見込"], [22, 30, 17, 31]),
        (["2年度実績", "3年度目標", "3年度実績"], [22, 30, 17]),
        (["FY2020実績", "FY2021計画", "FY2021実績"], [22, 30, 17]),
        (["2020実績", "2021目標", "2021実績"], [22, 30, 17]),
        (["令和2年実績", "目標", "令和3年実績"], [22, 30, 17]),
        (["H30実績", "R元年度実績", "目標", "実績"], [18, 20, 30, 17]),
        (["R2.10末", "目標", "R3.10末", "増減"], [12, 30, 17, 5]),
        (["前年度", "目標", "実績", "来年度見込"], [22, 30, 17, 35]),
    ],
)
def test_a_year_in_a_header_tells_whose_actual_it_is(read_rows, counted, headers, figures):
    rows = [AS_OF, ["取組", "指標", *headers], [BUILD, "企業面談", *figures]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_fiscal_years_stand_over_plan_and_actual(read_rows, counted):
    rows = [
        AS_OF,
        ["取組", "指標", "令和3年度", None, "令和2年度", None],
        [None, None, "計画", "実績", "計画", "実績"],
        [LOCAL, "企業プレゼン", 20, 11, 18, 18],
    ]
    merged = [(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 2, 6)]
    assert counted(read_rows(rows, merged)) == {(TALKS, OCT, 11, TOTAL)}
    turned = [
        AS_OF,
        ["取組", "指標", "実績（累計）", None, "目標"],
        [None, None, "R2", "R3", "R3"],
        [LOCAL, "企業プレゼン", 18, 11, 20],
    ]
    merged = [(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4)]
    assert counted(read_rows(turned, merged)) == {(TALKS, OCT, 11, TOTAL)}


def test_an_actual_for_the_end_of_the_year_is_of_a_month_to_come(read_rows, counted, kinds):
    rows = [AS_OF, ["取組", "指標", "R2末実績", "R3末実績"], [BUILD, "MFB加入企業の積み上げ", 30, 50]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["month_mismatch D3"])


def test_the_year_of_an_era_may_go_without_saying(read_rows, counted):
    rows = [["取組", "指標", "3年10月末", "3年9月末"], [BUILD, "MFB加入企業の積み上げ", 41, 38]]
    assert counted(read_rows(rows)) == {(MEMBERS, OCT, 41, TOTAL), (MEMBERS, SEP, 38, TOTAL)}


@pytest.mark.parametrize("written", [202109, "202109", "R0309", "R3.9", 9, "９月", "3年9月", date(2021, 9, 30)])
def test_a_row_of_september_is_no_figure_of_october(read_rows, counted, written):
    rows = [["報告年月", "取組", "指標", "実績（累計）"], [written, BUILD, "企業面談", 14]]
    reading = read_rows(rows)
    assert (counted(reading), reading.month) == ({(MEETINGS, SEP, 14, TOTAL)}, Month(2021, 9))


@pytest.mark.parametrize("written", [202109, "202109", "R0309", "2021年9月", 9])
def test_a_forms_month_is_read_however_it_is_written(read_rows, counted, written):
    reading = read_rows([["対象月", written], ["取組", BUILD], ["企業面談（累計）", "14件"]])
    assert (counted(reading), reading.month) == ({(MEETINGS, SEP, 14, TOTAL)}, Month(2021, 9))


def test_a_row_whose_month_is_not_named_is_set_aside(read_rows, counted, kinds):
    rows = [["報告月", "取組", "指標", "実績（累計）"], ["追って記入", BUILD, "企業面談", 14]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["month_mismatch D2"])


def test_packed_months_stand_across(read_rows, counted):
    rows = [
        [BUILD, "※実績は累計"],
        ["指標", "区分", 202109, 202110],
        ["企業面談", "計画", 15, 18],
        [None, "実績", 14, 17],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, SEP, 14, TOTAL), (MEETINGS, OCT, 17, TOTAL)}


def test_years_in_bare_numbers_stand_across(read_rows, counted):
    rows = [AS_OF, ["取組", "指標", "実績（累計）", None], [None, None, 2020, 2021], [BUILD, "企業面談", 22, 17]]
    merged = [(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4)]
    assert counted(read_rows(rows, merged)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_a_span_of_two_months_is_neither_month_nor_year(read_rows, counted, kinds):
    rows = [AS_OF, ["取組", "指標", "目標", "2021年9月～10月実績"], [BUILD, "企業面談", 30, 4]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["ambiguous_row D3"])


def test_a_span_that_ends_after_the_reports_month_is_not_the_reports(read_rows, counted, kinds):
    rows = [["2021年9月末現在"], ["取組", "指標", "4～10月累計"], [BUILD, "企業面談", 17]]
    reading = read_rows(rows, folder=Month(2021, 9))
    assert (counted(reading), kinds(reading)) == (set(), ["month_mismatch C3"])


def test_a_quarter_so_far_is_added_to_those_before(read_rows, counted):
    rows = [
        AS_OF,
        ["取組", "指標", "第1四半期", "第2四半期", "第3四半期（10月末まで）", "累計"],
        [DIGITAL, "デジタル化勉強会", 1, 0, 2, 3],
    ]
    assert (STUDY, OCT, 3, TOTAL) in counted(read_rows(rows))


def test_the_day_beside_a_title_dates_the_sheet(read_rows, counted):
    rows = [
        ["令和3年度 進捗", None, "2021年9月30日現在"],
        [],
        ["取組", "指標", "目標", "実績"],
        [BUILD, "企業面談", 30, 14],
    ]
    assert counted(read_rows(rows, folder=None)) == {(MEETINGS, SEP, 14, TOTAL)}


@pytest.mark.parametrize(
    "written",
    [
        "17件（11月5日現在）",
        "17件（うち11月予定2件）",
        "17件（11月末見込）",
        "17件（9月末）",
        "17件（11/17開催分含む）",
    ],
)
def test_what_is_of_another_time_within_the_cell_does_not_count(read_rows, counted, written):
    reading = read_rows([["2021年10月末現在（累計）"], ["取組", "指標", "実績"], [BUILD, "企業面談", written]])
    assert counted(reading) == set()
    [finding] = reading.findings
    assert (finding.place.cell, finding.severity.value) == ("C3", "warning")
