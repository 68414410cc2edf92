"""The reading policy: what counts, what is set aside, and what the sender is told, each by its oddity."""

from decimal import Decimal

import pytest

from sources.month import Month
from sources.submission import State
from tasks.reading.grid import Cell

BUILD = "次世代放射光施設の建設支援"
DIGITAL = "地域企業のデジタル化・DXの推進支援"
LOCAL = "地元企業の参入支援（建設・製造）"
MEETINGS, MEMBERS, STUDY = "4-2-1-K1", "4-2-1-G1", "6-2-1-K1"
OCT = "2021-10"
TOTAL, ALONE = "cumulative", "monthly"
AS_OF = ["2021年10月末現在（実績は4月からの累計）"]
HEADER = ["取り組み", "指標", "実績"]


@pytest.mark.parametrize(
    "written", ["集計中", "未定", "－", "調整中", "約17件", "15～17件", "前回と同じ", "数件", "#REF!"]
)
def test_what_is_no_exact_number_is_no_fact_and_a_finding(read_rows, counted, written):
    reading = read_rows([AS_OF, HEADER, [BUILD, "企業面談", written]])
    assert counted(reading) == set()
    [finding] = reading.findings
    assert finding.kind.value in ("not_a_number", "error_cell")
    assert (finding.place.cell, finding.measure_id) == ("C3", MEETINGS)


def test_a_blank_is_no_fact_and_no_finding_and_a_zero_is_a_zero(read_rows, counted, kinds):
    reading = read_rows([AS_OF, HEADER, [BUILD, "企業面談", None], [BUILD, "MFB加入企業の積み上げ", 0]])
    assert (counted(reading), kinds(reading)) == ({(MEMBERS, OCT, 0, TOTAL)}, [])


def test_words_for_a_measure_without_a_number_are_kept_as_a_remark(read_rows, kinds):
    reading = read_rows(
        [AS_OF, HEADER, [DIGITAL, "国の政策への反映", "要望書を提出"], [DIGITAL, "国の政策への反映", "－"]]
    )
    assert [(one.measure_id, one.words, one.place.cell) for one in reading.remarks] == [
        ("6-2-1-G2", "要望書を提出", "C3")
    ]
    assert kinds(reading) == []


def test_only_the_actual_of_many_columns_counts(read_rows, counted):
    header = ["取組", "指標", "目標", "前回", "今回", "増減", "前年同月", "年度末見込", "進捗率"]
    rows = [["2021年10月末現在　累計"], header, [BUILD, "企業面談", 30, 14, 17, 3, 12, 30, "57%"]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_other_fiscal_years_columns_and_rows_hold_no_actuals(read_rows, counted):
    columns = [AS_OF, ["取組", "指標", "2020年度実績", "2021年度実績"], [BUILD, "企業面談", 25, 17]]
    assert counted(read_rows(columns)) == {(MEETINGS, OCT, 17, TOTAL)}
    rows = [
        [BUILD],
        ["指標", "区分", "9月", "10月"],
        ["企業面談", "前年度実績", 5, 2],
        [None, "今年度計画", 3, 3],
        [None, "今年度実績", 4, 3],
        [None, "前年比", "80%", "150%"],
    ]
    assert counted(read_rows(rows, [(3, 1, 6, 1)])) == {(MEETINGS, "2021-09", 4, ALONE), (MEETINGS, OCT, 3, ALONE)}


def test_a_heading_of_last_year_holds_for_the_table_below_it(read_rows, counted):
    rows = [
        [BUILD],
        ["2021年10月末現在"],
        ["【前年度実績】"],
        ["指標", "累計"],
        ["企業面談", 25],
        [],
        ["【今年度実績】"],
        ["指標", "累計"],
        ["企業面談", 17],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_figures_that_only_rise_by_month_may_be_either_and_are_told_of_once(read_rows, counted, kinds):
    rows = [[BUILD], ["指標", "8月", "9月", "10月"], ["企業面談", 10, 14, 17]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["ambiguous_row B3:D3"])
    assert {one.state for one in reading.observations} == {State.QUARANTINED}


def test_a_note_tells_that_they_are_running_totals(read_rows, counted):
    rows = [[BUILD, "※実績は累計"], ["指標", "8月", "9月", "10月"], ["企業面談", 10, 14, 17]]
    assert counted(read_rows(rows)) == {
        (MEETINGS, "2021-08", 10, TOTAL),
        (MEETINGS, "2021-09", 14, TOTAL),
        (MEETINGS, OCT, 17, TOTAL),
    }


def test_a_lone_figure_of_a_month_is_set_aside_but_not_beside_its_total(read_rows, counted, kinds):
    alone = read_rows([["10月分 実績報告"], ["取組", "指標", "10月実績"], [BUILD, "企業面談", "3件"]])
    assert (counted(alone), kinds(alone)) == (set(), ["ambiguous_row C3"])
    beside = read_rows(
        [["10月分 実績報告"], ["取組", "指標", "10月実績", "累計"], [BUILD, "企業面談", "3件", "17件"]]
    )
    assert counted(beside) == {(MEETINGS, OCT, 3, ALONE), (MEETINGS, OCT, 17, TOTAL)}


def test_months_to_come_hold_no_actuals(read_rows, counted, kinds):
    rows = [
        [BUILD],
        ["2021年10月末現在"],
        ["指標", "区分", "9月", "10月", "11月", "12月"],
        ["企業面談", "実績", 4, 3, 0, 0],
    ]
    reading = read_rows(rows)
    assert counted(reading) == {(MEETINGS, "2021-09", 4, ALONE), (MEETINGS, OCT, 3, ALONE)}
    assert kinds(reading) == ["month_mismatch E4:F4"]


def test_two_values_of_one_measure_step_back_and_equal_ones_merge(read_rows, counted, kinds):
    repeat = [[], ["【再掲】"], ["取り組み", "指標", "実績"]]
    table = [AS_OF, HEADER, [BUILD, "企業面談", 17], [DIGITAL, "デジタル化勉強会", 3]]
    reading = read_rows([*table, *repeat, [BUILD, "企業面談", 17], [DIGITAL, "デジタル化勉強会", 2]])
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert kinds(reading) == ["duplicate_conflict C4", "duplicate_conflict C9"]
    [kept] = [one for one in reading.observations if one.measure_id == MEETINGS]
    assert any("C8" in said for said in kept.evidence)


def test_two_rows_of_one_table_are_no_repeat_even_when_equal(read_rows, counted, kinds):
    rows = [
        AS_OF,
        ["取組", "指標", "地域", "実績"],
        [BUILD, "企業面談", "仙台", 10],
        [BUILD, "企業面談", "福島", 10],
    ]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["duplicate_conflict D3", "duplicate_conflict D4"])


def test_a_comment_with_another_number_is_told_of_and_the_cell_counts(read_rows, counted, kinds):
    value = Cell(1, 1, 11, "11", "number", comment="訂正：正しくは13件です。")
    reading = read_rows([AS_OF, HEADER, [LOCAL, "企業プレゼン", value]])
    assert (counted(reading), kinds(reading)) == ({("4-2-2-K1", OCT, 11, TOTAL)}, ["comment_override C3"])


def test_a_sum_without_a_stored_value_is_added_up_and_told_of(read_rows, counted, kinds):
    total = Cell(1, 1, None, "", "number", formula="=SUM(C4:E4)", formula_without_value=True)
    rows = [
        [BUILD],
        ["2021年10月末現在"],
        ["指標", "区分", "8月", "9月", "10月", "累計"],
        ["企業面談", "実績", 2, 4, 3, total],
    ]
    reading = read_rows(rows)
    assert (MEETINGS, OCT, 9, TOTAL) in counted(reading)
    assert kinds(reading) == ["formula_without_value F4"]


def test_other_formulas_without_a_stored_value_are_not_guessed(read_rows, counted, kinds):
    total = Cell(1, 1, None, "", "number", formula="=C4*2", formula_without_value=True)
    reading = read_rows([AS_OF, HEADER, [BUILD, "企業面談", total]])
    assert (counted(reading), kinds(reading)) == (set(), ["formula_without_value C3"])


def test_another_counter_word_is_told_of_and_another_unit_set_aside(read_rows, counted, kinds):
    rows = [
        AS_OF,
        HEADER,
        [BUILD, "MFB加入企業の積み上げ", "41件"],
        [BUILD, "企業面談", "17人"],
        [DIGITAL, "補助金獲得", "2百万円"],
    ]
    reading = read_rows(rows)
    assert counted(reading) == {(MEMBERS, OCT, 41, TOTAL)}
    assert kinds(reading) == ["unit_mismatch C3", "unit_mismatch C4", "unit_mismatch C5"]
    assert [finding.severity.value for finding in reading.findings] == ["info", "warning", "warning"]


def test_a_pair_says_in_its_heading_which_figure_is_the_actual(read_rows, counted):
    rows = [
        ["2021年10月末現在"],
        ["取組", "指標", "目標／実績"],
        [BUILD, "企業面談", "30件／17件"],
        [LOCAL, "企業プレゼン", "20/11件"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), ("4-2-2-K1", OCT, 11, TOTAL)}


def test_a_pair_the_wrong_way_round_is_set_aside(read_rows, counted, kinds):
    reading = read_rows([AS_OF, HEADER, [BUILD, "企業面談", "30/17件"]])
    assert (counted(reading), kinds(reading)) == (set(), ["not_a_number C3"])


def test_figures_of_the_phase_do_not_count_for_the_year(read_rows, counted):
    header = ["取組", "指標", "第2期目標", "第2期累計", "今年度実績（累計）"]
    salon = [
        "企業のチャレンジによる新たな価値を創生する場づくり",
        "「東北産学官金サロン」でのマッチング成立",
        "4件",
        "3件",
        "2件",
    ]
    found = counted(read_rows([["2021年10月末現在"], header, salon]))
    assert ("6-1-2-G1", OCT, 2, TOTAL) in found
    assert ("6-1-2-G1", OCT, 3, TOTAL) not in found


def test_totals_are_no_measures_and_need_no_finding(read_rows, counted, kinds):
    rows = [AS_OF, HEADER, [BUILD, "企業面談", 17], [BUILD, "小計", 17], ["合計", None, 17]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == ({(MEETINGS, OCT, 17, TOTAL)}, [])


def test_an_unknown_initiative_does_not_lend_its_figures_to_a_known_measure(read_rows, counted, kinds):
    rows = [AS_OF, HEADER, ["域外企業の誘致促進", "マッチング成立", "1件"], [LOCAL, "マッチング成立", "2件"]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == ({("4-2-2-G1", OCT, 2, TOTAL)}, ["unknown_initiative A3"])


def test_a_name_that_several_measures_share_needs_its_initiative(read_rows, counted, kinds):
    reading = read_rows([AS_OF, ["指標", "実績"], ["マッチング成立", "2件"], ["企業面談", "17件"]])
    assert (counted(reading), kinds(reading)) == ({(MEETINGS, OCT, 17, TOTAL)}, ["ambiguous_row A3"])
    assert "自動車関連産業" in reading.findings[0].message.english(), "the finding says which ones"


def test_figures_without_any_name_are_told_of(read_rows, counted, kinds):
    reading = read_rows([[BUILD], ["2021年10月末現在"], ["実績（累計）"], ["17"]])
    assert (counted(reading), kinds(reading)) == (set(), ["ambiguous_row A4"])


def test_two_numbers_beside_a_title_without_a_heading_are_not_chosen_between(read_rows, counted, kinds):
    reading = read_rows([[BUILD], ["2021年10月末現在"], ["企業面談", 30, 17]])
    assert (counted(reading), kinds(reading)) == (set(), ["ambiguous_row B3", "ambiguous_row C3"])


def test_an_example_row_is_not_read(read_rows, counted):
    rows = [AS_OF, ["No.", *HEADER], ["例", BUILD, "企業面談", 5], [1, BUILD, "企業面談", 17]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_hidden_and_struck_cells_are_told_of_and_not_read(read_rows, counted, kinds):
    hidden = [Cell(1, 1, text, text, "text", hidden=True) for text in (DIGITAL, "補助金獲得", "2件")]
    struck = Cell(1, 1, "2回", "2回", "text", struck=True)
    corrected = Cell(1, 1, "41社", "41社", "text", struck_part="38社")
    rows = [AS_OF, HEADER, [BUILD, "企業面談", 17], hidden, [DIGITAL, "デジタル化勉強会", struck]]
    reading = read_rows([*rows, [BUILD, "MFB加入企業の積み上げ", corrected]])
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}
    assert kinds(reading) == [
        "hidden_content_ignored C4",
        "struck_through_ignored C5",
        "struck_through_ignored C6",
    ]


def test_hidden_example_and_last_years_sheets_are_passed_over(read_sheets, sheet_of, counted, kinds):
    table = [HEADER, [BUILD, "企業面談", 5]]
    reading = read_sheets(
        sheet_of([AS_OF, HEADER, [BUILD, "企業面談", 17]]),
        sheet_of(table, name="下書き", hidden=True),
        sheet_of(table, name="記入例"),
        sheet_of([["2020年度　進捗報告"], *table], name="昨年"),
    )
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert kinds(reading) == [
        "hidden_content_ignored C2",
        "example_sheet_ignored C2",
        "fiscal_year_mismatch A1",
    ]


def test_a_visible_sheet_of_workings_does_not_count(read_sheets, sheet_of, counted):
    reading = read_sheets(sheet_of([AS_OF, HEADER, [BUILD, "企業面談", 17]], name="集計作業"))
    assert counted(reading) == set()


def test_a_file_of_another_fiscal_year_gives_one_finding_and_nothing_else(read_rows, kinds):
    reading = read_rows([["進捗報告"], ["2020年10月末現在"], HEADER, [BUILD, "企業面談", 17]])
    assert kinds(reading) == ["fiscal_year_mismatch A2"]
    assert (reading.observations, reading.statuses) == ((), ())


def test_the_month_in_the_file_wins_over_the_folder(read_rows, counted, kinds):
    reading = read_rows([["2021年9月末現在（累計）"], HEADER, [BUILD, "企業面談", 14]])
    assert (counted(reading), kinds(reading)) == ({(MEETINGS, "2021-09", 14, TOTAL)}, ["month_mismatch A1"])
    assert reading.month == Month(2021, 9)


@pytest.mark.parametrize(
    ("title", "name", "file", "month"),
    [
        ("報告基準日：令和3年10月31日", "報告", "x.xlsx", Month(2021, 10)),
        ("進捗報告（2021年9月分）", "報告", "x.xlsx", Month(2021, 9)),
        ("進捗報告", "9月", "x.xlsx", Month(2021, 9)),
        ("進捗報告", "報告", "報告_R0309.xlsx", Month(2021, 9)),
        ("進捗報告", "報告", "x.xlsx", Month(2021, 10)),
        ("作成日：2021年11月5日", "報告", "x.xlsx", Month(2021, 10)),
    ],
)
def test_the_report_month_by_field_title_sheet_file_and_folder(read_rows, title, name, file, month):
    reading = read_rows([[title], HEADER, [BUILD, "MFB加入企業の積み上げ", 41]], name=name, file=f"2021-10/{file}")
    assert reading.month == month


def test_two_months_on_one_sheet_are_a_doubt(read_rows, counted, kinds):
    rows = [["進捗報告（2021年9月末現在）"], ["報告基準日", "2021年10月31日"], HEADER, [BUILD, "企業面談", 14]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["month_mismatch C4"])


def test_a_heading_left_from_last_month_is_a_doubt(read_rows, counted, kinds):
    rows = [["2021年10月末現在"], ["取組", "指標", "実績（9月末累計）"], [BUILD, "企業面談", 14]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["month_mismatch C3"])


def test_without_any_month_nothing_undated_counts(read_rows, counted, kinds):
    reading = read_rows([["進捗報告"], HEADER, [BUILD, "企業面談", 14]], file="x.xlsx", folder=None)
    assert (counted(reading), kinds(reading)) == (set(), ["month_mismatch C3"])


def test_marks_are_read_by_the_files_own_legend(read_rows):
    rows = [
        ["凡例：A＝計画を上回る、B＝計画どおり、C＝やや遅れ、D＝遅れ"],
        AS_OF,
        ["取り組み", "評価"],
        [BUILD, "B"],
        [LOCAL, "D"],
    ]
    reading = read_rows(rows)
    assert [(one.initiative_id, one.value.value, one.mark) for one in reading.statuses] == [
        ("4-2-1", "on_track", "B"),
        ("4-2-2", "behind", "D"),
    ]


def test_last_months_narrative_is_not_this_months(read_rows):
    header = ["取り組み", "前月の取組", "今月の取組", "来月の予定", "進捗"]
    rows = [AS_OF, header, [BUILD, "9月に説明会を開いた。", "10月に面談を広げた。", "11月に報告会。", "○"]]
    [status] = read_rows(rows).statuses
    assert (status.narrative, status.next_steps) == ("10月に面談を広げた。", "11月に報告会。")


def test_text_that_looks_like_markup_or_a_formula_stays_as_written(read_rows):
    words = '<b>延べ86名</b>が参加した。=HYPERLINK("http://example.jp","詳細") {{ 7*7 }}'
    [status] = read_rows([AS_OF, ["取り組み", "進捗", "取組内容"], [BUILD, "○", words]]).statuses
    assert status.narrative == words


def test_a_status_of_an_action_plan_is_set_aside_for_its_one_initiative(read_rows, kinds):
    reading = read_rows([AS_OF, ["取組", "進捗", "コメント"], ["東北ハウスの推進", "○", "開催した。"]])
    [status] = reading.statuses
    assert (status.initiative_id, status.state) == ("7-2-1", State.QUARANTINED)
    assert kinds(reading) == ["ambiguous_row B3"]


def test_two_marks_for_one_initiative_step_back(read_rows, kinds):
    reading = read_rows([AS_OF, ["取組", "進捗"], [BUILD, "○"], [LOCAL, "△"], [BUILD, "×"]])
    assert {one.initiative_id: one.state for one in reading.statuses} == {
        "4-2-1": State.QUARANTINED,
        "4-2-2": State.ACCEPTED,
    }
    assert kinds(reading) == ["duplicate_conflict B3", "duplicate_conflict B5"]


def test_every_value_names_the_cells_that_made_it(read_rows):
    [one] = read_rows([AS_OF, HEADER, [BUILD, "企業面談", 17]]).observations
    assert one.evidence == (
        f"initiative 報告!A3 {BUILD}",
        "measure 報告!B3 企業面談",
        "actual 報告!C2 実績",
        "month 報告!A1 2021年10月末現在（実績は4月からの累計）",
        "basis note",
    )
    assert (one.confidence, one.value, one.place.cell, one.raw) == (1.0, Decimal(17), "C3", "17")


def test_cells_of_a_csv_are_named_by_row_and_column(read_rows):
    [one] = read_rows([AS_OF, HEADER, [BUILD, "企業面談", "17件"]], name="", form="csv").observations
    assert (one.place.sheet, one.place.cell) == ("", "R3C3")


def test_a_sheet_that_has_nothing_to_do_with_the_plan_is_one_finding(read_rows, kinds):
    rows = [["市区町村", "実績"], *([f"第{n}地区", n] for n in range(40, 80))]
    assert kinds(read_rows(rows)) == ["unknown_initiative B2:B41"]
