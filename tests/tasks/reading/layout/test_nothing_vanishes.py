"""Marks, repeats and figures without a known heading: taken where it is plain what they are, else told of."""

from sources.submission import Severity, State

BUILD = "次世代放射光施設の建設支援"
LOCAL = "地元企業の参入支援（建設・製造）"
SALON = "企業のチャレンジによる新たな価値を創生する場づくり"
MEETINGS, MEMBERS, TALKS, MATCHES = "4-2-1-K1", "4-2-1-G1", "4-2-2-K1", "4-2-2-G1"
OCT = "2021-10"
TOTAL = "cumulative"
AS_OF = ["2021年10月末現在（実績は4月からの累計）"]


def test_one_role_beside_the_title_heads_a_tree_by_indentation(read_rows, counted):
    rows = [
        ["2021年度 進捗ツリー", "10月末累計実績"],
        ["戦略項目6 産学官金共創・デジタル化による成長促進"],
        ["　①産学官金の連携による新規事業創出"],
        [f"　　{SALON}"],
        ["　　　マッチング成立", "3件"],
        ["　　　企業プレゼン", "15件"],
        ["　②域内企業へのデジタル技術の導入・活用拡大"],
        ["　　地域企業のデジタル化・DXの推進支援"],
        ["　　　補助金獲得", "2件"],
    ]
    assert counted(read_rows(rows)) == {
        ("6-1-2-G1", OCT, 3, TOTAL),
        ("6-1-2-K1", OCT, 15, TOTAL),
        ("6-2-1-G1", OCT, 2, TOTAL),
    }


def test_a_known_title_beside_one_role_is_the_section_of_the_rows_below(read_rows, counted):
    rows = [["2021年10月末現在"], [LOCAL, "実績（累計）"], ["マッチング成立", "2件"], ["企業プレゼン", "11件"]]
    assert counted(read_rows(rows)) == {(MATCHES, OCT, 2, TOTAL), (TALKS, OCT, 11, TOTAL)}


def test_figures_below_an_unknown_heading_are_not_the_section_befores(read_rows, counted, kinds):
    rows = [AS_OF, [LOCAL], ["マッチング成立", "2件"], ["域外企業の誘致促進"], ["企業プレゼン", "5件"]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == ({(MATCHES, OCT, 2, TOTAL)}, ["ambiguous_row B5"])


def test_the_mark_beside_a_measure_is_its_initiatives(read_rows):
    for heading in ("評価", "判定", "自己評価", "進捗評価", "状況区分"):
        rows = [AS_OF, ["KPI", "目標", "実績", heading], ["企業面談", "30件", "17件", "○"]]
        [status] = read_rows(rows).statuses
        assert (status.initiative_id, status.mark, status.state) == ("4-2-1", "○", State.ACCEPTED), heading


def test_measures_with_different_marks_give_their_initiative_none(read_rows, kinds):
    rows = [AS_OF, ["KPI", "実績", "判定"], ["企業面談", "17件", "○"], ["MFB加入企業の積み上げ", "41社", "△"]]
    reading = read_rows(rows)
    assert [one.state for one in reading.statuses] == [State.QUARANTINED]
    assert kinds(reading) == ["duplicate_conflict C3", "duplicate_conflict C4"]


def test_a_column_for_words_that_holds_initiatives_names_them(read_rows, counted):
    rows = [AS_OF, ["取り組み内容", "測定指標", "実績", "評価"], [LOCAL, "マッチング成立", "2件", "順調"]]
    reading = read_rows(rows)
    assert counted(reading) == {(MATCHES, OCT, 2, TOTAL)}
    assert [(one.initiative_id, one.mark) for one in reading.statuses] == [("4-2-2", "順調")]


def test_one_row_written_twice_counts_once_and_names_both_cells(read_rows, counted, kinds):
    rows = [
        AS_OF,
        ["No.", "取組", "指標", "実績"],
        [1, LOCAL, "企業プレゼン", "11件"],
        [2, None, "企業プレゼン", "11件"],
    ]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == ({(TALKS, OCT, 11, TOTAL)}, [])
    assert "repeated 報告!D4 11件" in reading.observations[0].evidence


def test_figures_under_an_unknown_heading_are_told_of_once_a_column(read_rows, counted, kinds):
    known = ["目標", "実績", "達成率", "残り", "前年比", "参加者数", "うち県内", "予算額"]
    rows = [
        AS_OF,
        ["取組", "KPI", *known, "関係者"],
        [BUILD, "企業面談", 30, 17, "57%", 13, "120%", 40, 5, 900, 12],
        [LOCAL, "企業プレゼン", 20, 11, "55%", 9, "110%", 30, 4, 800, 9],
    ]
    reading = read_rows(rows)
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL), (TALKS, OCT, 11, TOTAL)}
    assert kinds(reading) == ["ambiguous_row K3:K4"]
    assert reading.findings[0].severity is Severity.INFO, "the rows have their actuals"


def test_figures_under_an_unknown_heading_want_a_person_where_no_actual_stands_beside(read_rows, counted):
    reading = read_rows([AS_OF, ["取組", "KPI", "目標", "県内"], [BUILD, "企業面談", 30, 17]])
    [finding] = reading.findings
    assert (counted(reading), finding.place.cell, finding.severity) == (set(), "D3", Severity.WARNING)


def test_a_column_that_only_counts_is_the_actual_of_measures_in_its_unit(read_rows, counted):
    rows = [AS_OF, ["取組", "KPI", "目標", "件数"], [BUILD, "企業面談", 30, 17], [LOCAL, "企業プレゼン", 20, 11]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (TALKS, OCT, 11, TOTAL)}


def test_a_figure_that_equals_its_target_without_a_heading_may_be_the_target(
    read_sheets, sheet_of, counted, kinds
):
    listed = sheet_of([["2021年10月末現在"], [BUILD], ["企業面談", "30件"]], name="KPI")
    assert (counted(read_sheets(listed)), kinds(read_sheets(listed))) == (set(), ["ambiguous_row B3"])
    reported = sheet_of([["進捗報告（2021年10月末現在）"], [BUILD], ["企業面談", "30件"]], name="KPI")
    assert counted(read_sheets(reported)) == {(MEETINGS, OCT, 30, TOTAL)}


def test_a_running_total_in_words_alone_is_told_of(read_rows, counted, kinds):
    words = "企業面談 累計17件（目標30件）。説明会には45社が参加。"
    rows = [
        ["2021年10月末現在"],
        ["取組", "進捗", "取組状況"],
        [BUILD, "○", words],
        [LOCAL, "△", "面談は2件増えた。"],
    ]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["missing_value C3"])
    assert "17件" in reading.findings[0].message.english()


def test_a_remark_behind_a_count_makes_no_header_of_its_row(read_rows, counted):
    rows = [AS_OF, ["取組", "指標", "実績"], [BUILD, "企業面談", "17件（12月に説明会を予定）"]]
    assert [one.place.cell for one in read_rows(rows).observations] == ["C3"]


def test_a_date_beside_a_milestone_without_a_heading_is_told_of(read_rows, kinds):
    rows = [
        ["2021年10月末現在"],
        ["取組", "東北ハウス事業の完遂"],
        ["「東北ハウス」の成功（実施完遂）", "2021年10月15日"],
    ]
    assert kinds(read_rows(rows)) == ["ambiguous_row B3"]


def test_the_offices_marks_beside_the_bodys_own_are_told_of(read_rows):
    rows = [AS_OF, ["取り組み", "KPI", "実績", "自己評価", "事務局評価"], [BUILD, "企業面談", "17件", "○", "△"]]
    reading = read_rows(rows)
    [status], [finding] = reading.statuses, reading.findings
    assert (status.mark, status.place.cell) == ("○", "D3")
    assert (finding.severity, finding.place.cell) == (Severity.INFO, "E3")


def test_marks_that_rate_nothing_need_no_word(read_rows, kinds):
    rows = [AS_OF, ["取り組み", "KPI", "実績", "進捗", "共有・啓発"], [BUILD, "企業面談", "17件", "○", "○"]]
    assert kinds(read_rows(rows)) == []


def test_columns_that_no_heading_tells_apart_give_nothing(read_rows, counted, kinds):
    rows = [
        ["2021年度　各月は単月"],
        ["取り組み", "指標", "9月", None, "10月"],
        [None, None, "ア", "イ", "ア", "イ"],
        [BUILD, "企業面談", 2, 2, 3, 1],
    ]
    reading = read_rows(rows, merged=[(2, 3, 2, 4), (2, 5, 2, 6)])
    assert (counted(reading), kinds(reading)) == (set(), ["ambiguous_row C4:F4"])
