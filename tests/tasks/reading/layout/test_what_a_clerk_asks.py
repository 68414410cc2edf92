"""Where a clerk would ask: the reader asks too, and reads what stands beside without doubt."""

import pytest

from sources.submission import State

BUILD = "次世代放射光施設の建設支援"
LOCAL = "地元企業の参入支援（建設・製造）"
CARS = "自動車関連産業の育成・集積に向けたコーディネート活動の強化"
SALON = "企業のチャレンジによる新たな価値を創生する場づくり"
MEETINGS, TALKS, MATCHES = "4-2-1-K1", "4-2-2-K1", "4-2-2-G1"
SEP, OCT = "2021-09", "2021-10"
TOTAL = "cumulative"
AS_OF = ["2021年10月末現在（累計）"]


def test_a_leap_from_the_rows_own_last_total_is_set_aside(read_rows, counted, kinds):
    head = ["取り組み", "指標", "目標", "前回（9月末累計）", "今回（10月末累計）"]
    reading = read_rows([AS_OF, head, [BUILD, "企業面談", 30, 19, 210], [LOCAL, "企業プレゼン", 20, 11, 12]])
    assert (counted(reading), kinds(reading)) == ({(TALKS, OCT, 12, TOTAL)}, ["implausible_jump E3"])


def test_a_fall_from_the_rows_own_last_total_is_told_of(read_rows, counted, kinds):
    head = ["取り組み", "指標", "前回", "今回"]
    reading = read_rows([AS_OF, head, [BUILD, "企業面談", "19件", "12件"]])
    assert (counted(reading), kinds(reading)) == ({(MEETINGS, OCT, 12, TOTAL)}, ["decrease_from_previous D3"])


def test_last_months_own_figure_is_no_total_to_leap_from(read_rows, counted, kinds):
    head = ["取り組み", "指標", "前月", "当月", "累計"]
    reading = read_rows([["2021年10月末現在"], head, [BUILD, "企業面談", 2, 3, 21]])
    assert (MEETINGS, OCT, 21, TOTAL) in counted(reading)
    assert kinds(reading) == []


@pytest.mark.parametrize("half", ["下期（10月～10月）", "下期（10月）", "下半期（10月末まで）"])
def test_a_half_told_in_part_is_added_to_the_half_before(read_rows, counted, half):
    rows = [
        ["2021年10月末時点の実績"],
        ["取り組み", "指標", "年間目標", "上期", half],
        [LOCAL, "企業プレゼン", 20, 9, 5],
    ]
    assert counted(read_rows(rows)) == {(TALKS, SEP, 9, TOTAL), (TALKS, OCT, 14, TOTAL)}


@pytest.mark.parametrize("column", ["内容", "取組概要", "主な活動", "備考"])
def test_another_thing_named_in_a_column_for_words_is_no_measure(read_rows, counted, column):
    reading = read_rows([AS_OF, ["取り組み", column, "実績"], [BUILD, "海外視察の受け入れ", "21件"]])
    assert counted(reading) == set()
    assert [one.place.cell for one in reading.findings] == ["C3"]


def test_words_of_how_it_goes_name_no_other_thing(read_rows, counted):
    rows = [AS_OF, ["取り組み", "内容", "実績"], [BUILD, "訪問先を調整中", "21件"]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 21, TOTAL)}


def test_a_measure_named_in_a_column_for_words_is_that_measure(read_rows, counted):
    rows = [AS_OF, ["取り組み", "内容", "実績"], [LOCAL, "マッチング成立", "3件"], [LOCAL, "企業プレゼン", "14件"]]
    assert counted(read_rows(rows)) == {(MATCHES, OCT, 3, TOTAL), (TALKS, OCT, 14, TOTAL)}


@pytest.mark.parametrize(("plan_word", "actual"), [("予", "実"), ("目", "実"), ("計画", "実績")])
def test_plan_and_actual_in_one_letter_under_months(read_rows, counted, plan_word, actual):
    rows = [
        ["2021年度　各月は単月"],
        ["取り組み", "指標", "9月", None, "10月"],
        [None, None, plan_word, actual, plan_word, actual],
        [BUILD, "企業面談", 2, 2, 3, 1],
    ]
    reading = read_rows(rows, merged=[(2, 3, 2, 4), (2, 5, 2, 6)])
    assert counted(reading) == {(MEETINGS, SEP, 2, "monthly"), (MEETINGS, OCT, 1, "monthly")}
    assert [one.place.cell for one in reading.observations] == ["D4", "F4"]


def test_a_blank_title_in_a_row_of_another_number_is_not_the_title_above(read_rows, counted, kinds):
    head = ["番号", "取り組み", "指標", "実績"]
    rows = [AS_OF, head, ["4-2-2", LOCAL, "マッチング成立", "3件"], ["4-2-3", None, "企業プレゼン", "5件"]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == ({(MATCHES, OCT, 3, TOTAL)}, ["ambiguous_row C4"])


def test_a_title_merged_over_its_records_columns_heads_two_row_records(read_rows, counted):
    rows = [
        AS_OF,
        ["番号", "取り組み", None, None, "評価"],
        [None, "指標", "目標", "実績"],
        ["4-2-1", BUILD, None, None, "○"],
        [None, "企業面談", "30件", "21件"],
        ["4-2-2", LOCAL, None, None, "△"],
        [None, "企業プレゼン", "20件", "14件"],
    ]
    across = [(2, 2, 2, 4), (4, 2, 4, 4), (6, 2, 6, 4)]
    down = [(2, 1, 3, 1), (2, 5, 3, 5), (4, 1, 5, 1), (4, 5, 5, 5), (6, 1, 7, 1), (6, 5, 7, 5)]
    reading = read_rows(rows, merged=[*across, *down])
    assert counted(reading) == {(MEETINGS, OCT, 21, TOTAL), (TALKS, OCT, 14, TOTAL)}
    assert {one.initiative_id: one.mark for one in reading.statuses} == {"4-2-1": "○", "4-2-2": "△"}


def test_a_row_of_units_below_measures_across_ends_no_table(read_rows, counted):
    rows = [
        AS_OF,
        ["取り組み", BUILD, LOCAL, LOCAL],
        ["指標", "企業面談", "マッチング成立", "企業プレゼン"],
        ["単位", "件", "件", "件"],
        ["年間目標", 30, 4, 20],
        ["今月末累計", 21, 3, 14],
    ]
    assert counted(read_rows(rows)) == {
        (MEETINGS, OCT, 21, TOTAL),
        (MATCHES, OCT, 3, TOTAL),
        (TALKS, OCT, 14, TOTAL),
    }


@pytest.mark.parametrize(
    "title", ["企業面談※1", "企業面談 ※１", "企業面談（※1）", "企業面談 注1)", "企業面談*1", "企業面談※"]
)
def test_a_footnotes_mark_is_no_part_of_a_title(read_rows, counted, title):
    rows = [AS_OF, ["取り組み", "指標", "実績"], [BUILD, title, "21件"]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 21, TOTAL)}


def test_a_legend_that_measures_against_the_plan_makes_no_sheet_of_plans(read_rows):
    rows = [
        ["具体的な取り組み", None, "報告月"],
        [CARS, None, "2021年10月"],
        [],
        ["マッチング成立", None, "企業プレゼン"],
        ["1件", None, "7件"],
        [],
        ["※数値は4月からの累計。評価 A：計画超過　B：計画どおり　C：遅れ"],
    ]
    observations = read_rows(rows).observations
    assert [(one.measure_id, one.state) for one in observations] == [
        ("5-1-1-G1", State.ACCEPTED),
        ("5-1-1-K1", State.ACCEPTED),
    ]


def test_month_ends_down_a_column_are_months(read_rows, counted):
    rows = [
        ["企業面談（次世代放射光施設の建設支援）累計、2021年度"],
        ["月末", "実績"],
        ["9月末", "18件"],
        ["10月末", "21件"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, SEP, 18, TOTAL), (MEETINGS, OCT, 21, TOTAL)}


@pytest.mark.parametrize("number", ["(1)", "1.", "①"])
def test_forms_numbered_beside_their_titles_are_forms_of_their_own(read_rows, counted, number):
    def form(title: str, measure: str, actual: str, mark: str) -> list[list[str | None]]:
        return [
            [number, title],
            [None, "指標", measure],
            [None, "10月末実績（累計）", actual],
            [None, "進捗", mark],
            [],
        ]

    rows = [
        ["個票（2021年10月分）"],
        [],
        *form(BUILD, "企業面談", "21件", "○"),
        *form(LOCAL, "企業プレゼン", "14件", "△"),
    ]
    reading = read_rows(rows)
    assert counted(reading) == {(MEETINGS, OCT, 21, TOTAL), (TALKS, OCT, 14, TOTAL)}
    assert {one.initiative_id: one.mark for one in reading.statuses} == {"4-2-1": "○", "4-2-2": "△"}


def test_what_a_cover_says_of_all_figures_holds_on_the_sheets_behind_it(read_sheets, sheet_of, counted):
    cover = sheet_of([["進捗報告"], ["2021年10月分"], ["実績は4月からの累計です。"]], name="表紙")
    report = sheet_of([["取り組み", "指標", "実績"], [BUILD, "企業面談", "21件"]], name="放射光")
    assert counted(read_sheets(cover, report)) == {(MEETINGS, OCT, 21, TOTAL)}


def test_a_name_that_may_be_one_measure_alone_is_asked_about_as_such(read_rows):
    [finding] = read_rows([AS_OF, ["取り組み", "指標", "実績"], [LOCAL, "面談", "21件"]]).findings
    assert "のいずれか" not in finding.message.in_language("ja")
