"""What a sheet is passed over for, and what tells what a row covers: blocks, remarks, units, blanks, sentences."""

BUILD = "次世代放射光施設の建設支援"
LOCAL = "地元企業の参入支援（建設・製造）"
MARKETING = "東北・新潟のものづくり企業の開発・マーケティング機能強化"
MEETINGS, MEMBERS = "4-2-1-K1", "4-2-1-G1"
TALKS = "4-2-2-K1"
OCT = "2021-10"
TOTAL, ALONE = "cumulative", "monthly"
AS_OF = ["2021年10月末現在（累計）"]


def test_last_years_table_above_this_years_is_passed_over_with_a_word(read_rows, counted, kinds):
    head = ["取組", "指標", "目標", "実績"]
    rows = [["【令和2年度】"], head, [BUILD, "企業面談", 30, 28], [], ["【令和3年度】（10月末現在）"], head]
    reading = read_rows([*rows, [BUILD, "企業面談", 30, 17]])
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert kinds(reading) == ["fiscal_year_mismatch C3:D3"]


def test_an_example_above_the_form_is_passed_over_with_a_word(read_rows, counted, kinds):
    head = ["取組", "指標", "実績（10月末累計）"]
    rows = [["月次報告"], ["【記入例】"], head, [BUILD, "企業面談", "10件"], [], ["【記入欄】"], head]
    reading = read_rows([*rows, [BUILD, "企業面談", "17件"]])
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert kinds(reading) == ["example_sheet_ignored C4"]


def test_a_measure_with_rates_alone_is_told_of(read_rows, counted, kinds):
    reading = read_rows([AS_OF, ["取組", "指標", "目標", "達成率", "残り"], [BUILD, "企業面談", 30, "57%", 13]])
    assert not counted(reading)
    assert kinds(reading) == ["missing_value D3:E3"]


def test_marks_by_month_are_read_for_the_reports_month(read_rows):
    rows = [["取組別の進捗（2021年度）"], ["取組", "9月", "10月"], [BUILD, "○", "△"], [LOCAL, "△", "◎"]]
    reading = read_rows(rows)
    assert {(one.initiative_id, one.value.value) for one in reading.statuses} == {
        ("4-2-1", "slightly_behind"),
        ("4-2-2", "ahead"),
    }


def test_a_small_table_explains_marks_of_any_kind(read_rows):
    rows = [
        ["2021年10月末"],
        ["取組", "信号", None, "記号", "意味"],
        [BUILD, "青", None, "青", "順調"],
        [LOCAL, "赤", None, "赤", "遅れ"],
    ]
    reading = read_rows(rows)
    assert {(one.initiative_id, one.value.value) for one in reading.statuses} == {
        ("4-2-1", "on_track"),
        ("4-2-2", "behind"),
    }


def test_a_list_of_targets_is_no_report_though_its_column_says_figures(read_rows, counted):
    rows = [["2021年度 目標一覧"], ["取組", "指標", "数値", "R4計画"], [BUILD, "企業面談", "30件", "40件"]]
    assert not counted(read_rows(rows))
    rows[0] = ["2021年度 目標について"]
    assert not counted(read_rows(rows))


def test_a_column_without_a_heading_beside_the_total_is_not_the_months(read_rows, counted):
    rows = [["2021年10月"], ["取組", "指標", None, "今年度累計"], [BUILD, "企業面談", 4, 17]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_a_blank_name_in_a_column_of_names_is_not_guessed_by_its_unit(read_rows, counted, kinds):
    rows = [AS_OF, ["取組", "指標", "実績"], [BUILD, "MFB加入企業の積み上げ", "46社"], [BUILD, None, "35件"]]
    reading = read_rows(rows)
    assert counted(reading) == {(MEMBERS, OCT, 46, TOTAL)}
    assert kinds(reading) == ["ambiguous_row C4"]


def test_a_row_without_a_month_below_rows_of_months_is_not_the_last_months(read_rows, counted, kinds):
    rows = [["月", "実績（単月）"], ["8月", 2], ["9月", 3], ["10月", 3], [None, 17]]
    reading = read_rows([[f"企業面談（{BUILD}）"], *rows])
    months = {(MEETINGS, "2021-08", 2, ALONE), (MEETINGS, "2021-09", 3, ALONE), (MEETINGS, OCT, 3, ALONE)}
    assert counted(reading) == months
    assert kinds(reading) == ["ambiguous_row B6"]


def test_rows_of_plans_for_months_to_come_do_not_date_the_report(read_rows, counted, kinds):
    rows = [["月", "計画", "実績（単月）"], ["9月", 2, 3], ["10月", 2, 3], ["11月", 2], ["12月", 2]]
    reading = read_rows([[f"企業面談（{BUILD}）"], *rows])
    assert str(reading.month) == OCT
    assert counted(reading) == {(MEETINGS, "2021-09", 3, ALONE), (MEETINGS, OCT, 3, ALONE)}
    assert not kinds(reading)


def test_the_period_of_a_report_is_not_the_span_of_its_figures(read_rows, counted):
    rows = [["報告欄（2021年10月分）"], ["取組", "指標", "実績"], [BUILD, "企業面談", "17件"]]
    assert not counted(read_rows(rows))


def test_quarters_without_the_first_are_no_months(read_rows, counted):
    head = ["取組", "指標", "第2四半期", "第3四半期（11月末まで）", "累計"]
    reading = read_rows([["2021年11月末現在"], head, [BUILD, "企業面談", 7, 5, 19]])
    assert counted(reading) == {(MEETINGS, "2021-11", 19, TOTAL)}


def test_a_list_of_targets_ends_where_the_list_of_actuals_begins(read_rows, counted):
    head = ["取組", "指標", "値"]
    rows = [["■ 目標一覧"], head, [BUILD, "企業面談", "30件"], [], ["■ 実績一覧（2021年10月末）"], head]
    assert counted(read_rows([*rows, [BUILD, "企業面談", "17件"]])) == {(MEETINGS, OCT, 17, TOTAL)}


def test_names_may_stand_right_of_their_figures(read_rows, counted):
    rows = [AS_OF, ["実績", "目標", "指標", "取り組み"], ["14件", "20件", "企業プレゼン", LOCAL]]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 14, TOTAL)}


def test_a_row_of_units_below_the_header_holds_for_its_columns(read_rows, counted):
    rows = [
        AS_OF,
        ["取組", "企業面談", "マーケティング・成長戦略支援事業による売上増"],
        ["単位", "件", "百万円"],
        [BUILD, 17, None],
        [MARKETING, None, 132],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), ("5-2-1-G1", OCT, 132_000_000, TOTAL)}


def test_a_forms_cell_may_hold_several_measures_in_lines(read_rows, counted):
    rows = [["報告月", "2021年10月"], ["取組名", BUILD], ["実績（累計）", "企業面談　17件\nMFB加入企業　46社"]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 46, TOTAL)}


def test_actuals_in_a_sentence_are_told_of(read_rows, counted, kinds):
    rows = [AS_OF, ["取組", "実績"], [LOCAL, "9月に続き企業プレゼンを行い、10社が14件を発表した。"]]
    assert not counted(read_rows(rows))
    assert kinds(read_rows(rows)) == ["missing_value B3"]


def test_the_third_time_is_no_count_of_three(read_rows, counted, kinds):
    rows = [
        AS_OF,
        ["取組", "指標", "実績"],
        ["地域企業のデジタル化・DXの推進支援", "デジタル化勉強会", "第3回を10月18日に開催"],
    ]
    assert not counted(read_rows(rows))
    assert kinds(read_rows(rows)) == ["not_a_number C3"]


def test_a_footnote_about_another_month_dates_nothing(read_rows, counted):
    rows = [AS_OF, ["取組", "指標", "実績"], [BUILD, "企業面談", "17件"], ["※9月実績は13件ではなく14件でした。"]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_short_years_with_an_apostrophe_name_months(read_rows, counted):
    rows = [["取組", "指標", "'21/9", "'21/10"], [BUILD, "企業面談（累計）", 14, 17]]
    assert counted(read_rows(rows)) == {(MEETINGS, "2021-09", 14, TOTAL), (MEETINGS, OCT, 17, TOTAL)}


def test_a_rows_remark_tells_what_its_figure_covers(read_rows, counted):
    head = ["取組", "指標", "実績", "備考"]
    rows = [
        ["2021年10月"],
        head,
        [BUILD, "企業面談", "3件", "10月単月"],
        [LOCAL, "企業プレゼン", "14件", "4月からの累計"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 3, ALONE), (TALKS, OCT, 14, TOTAL)}


def test_of_a_corrected_figure_the_later_one_counts(read_rows, counted):
    rows = [AS_OF, ["取組", "指標", "修正前", "修正後"], [BUILD, "企業面談", 16, 17]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_a_column_of_figures_without_a_heading_is_told_of(read_rows, counted, kinds):
    rows = [AS_OF, ["取組", "指標", "目標", None], [BUILD, "企業面談", 30, 17], [LOCAL, "企業プレゼン", 20, 14]]
    assert not counted(read_rows(rows))
    assert kinds(read_rows(rows)) == ["ambiguous_row D3:D4"]


def test_months_of_a_row_without_a_name_are_told_of(read_rows, counted, kinds):
    rows = [["2021年度"], ["指標", "8月", "9月", "10月"], ["企業面談", 3, 2, 3], [None, 2, 1, 2]]
    assert {one[0] for one in counted(read_rows(rows))} == {MEETINGS}
    assert kinds(read_rows(rows)) == ["ambiguous_row B4:D4"]


def test_counted_figures_without_any_label_are_told_of(read_rows, counted, kinds):
    rows = [["2021年10月末現在"], [BUILD], [None, "MFB加入企業"], ["17件", "46社"]]
    assert (MEETINGS, OCT, 17, TOTAL) not in counted(read_rows(rows))
    assert any("A4" in kind for kind in kinds(read_rows(rows)))


def test_one_measure_may_head_a_column_beside_the_initiatives(read_rows, counted):
    rows = [
        AS_OF,
        ["取り組み", "企業プレゼン"],
        [LOCAL, "14件"],
        ["企業のチャレンジによる新たな価値を創生する場づくり", "12件"],
    ]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 14, TOTAL), ("6-1-2-K1", OCT, 12, TOTAL)}


def test_a_figure_whose_half_is_missing_is_not_the_months(read_rows, counted):
    rows = [
        ["取組", "指標", None, "下期", "年度計"],
        [None, None, "実績", "実績", "実績"],
        [BUILD, "企業面談", 14, 3, 17],
    ]
    assert (MEETINGS, OCT, 14, ALONE) not in counted(read_rows([["2021年10月末現在"], *rows]))


def test_a_file_of_plans_alone_is_told_of_once(read_rows, counted, kinds):
    rows = [
        ["2021年10月"],
        ["取組", "指標", "計画", "予定"],
        [BUILD, "企業面談", 18, 17],
        [LOCAL, "企業プレゼン", 12, 14],
    ]
    assert not counted(read_rows(rows))
    assert kinds(read_rows(rows)) == ["missing_value C3"]


def test_a_title_of_actuals_does_not_head_a_column_without_a_heading(read_rows, counted, kinds):
    rows = [["月別実績"], ["取組", "指標", None, "R3.9", "R3.10"], [BUILD, "企業面談", 3, 2, 4]]
    assert counted(read_rows(rows)) == {(MEETINGS, "2021-09", 2, ALONE), (MEETINGS, OCT, 4, ALONE)}
    assert kinds(read_rows(rows)) == ["ambiguous_row C3"]


def test_a_figure_with_a_footnotes_mark_is_told_of_where_nothing_names_it(read_rows, kinds):
    rows = [AS_OF, ["取組", "指標", "実績"], [BUILD, None, "45社※1"], [LOCAL, "企業プレゼン", "14件"]]
    assert kinds(read_rows(rows)) == ["ambiguous_row C3"]
