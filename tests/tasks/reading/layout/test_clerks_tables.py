"""Tables as clerks draw them: spans as headings, groups, weeks, totals that begin elsewhere, shared cells."""

from datetime import datetime

from tasks.reading.grid import Cell

BUILD = "次世代放射光施設の建設支援"
LOCAL = "地元企業の参入支援（建設・製造）"
CARS = "自動車関連産業の育成・集積に向けたコーディネート活動の強化"
SALON = "企業のチャレンジによる新たな価値を創生する場づくり"
MARKETING = "東北・新潟のものづくり企業の開発・マーケティング機能強化"
MEETINGS, MEMBERS = "4-2-1-K1", "4-2-1-G1"
MATCHES, TALKS = "4-2-2-G1", "4-2-2-K1"
OCT = "2021-10"
TOTAL, ALONE = "cumulative", "monthly"
AS_OF = ["2021年10月末現在（累計）"]


def test_spans_from_a_first_to_a_last_day_head_columns(read_rows, counted):
    head = ["取組", "指標", "４月１日～９月３０日", "10/1～10/31", "自4月1日至10月31日"]
    reading = read_rows([["令和3年度実績"], head, [BUILD, "企業面談", "14件", "3件", "17件"]])
    assert counted(reading) == {
        (MEETINGS, "2021-09", 14, TOTAL),
        (MEETINGS, OCT, 3, ALONE),
        (MEETINGS, OCT, 17, TOTAL),
    }


def test_a_total_that_begins_in_another_month_is_not_the_years(read_rows, counted):
    head = ["取組", "指標", "2020年4月からの累計", "7月からの累計", "今年度累計"]
    reading = read_rows([["2021年10月"], head, [BUILD, "企業面談", 47, 11, 17]])
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}


def test_a_figure_merged_over_two_measures_is_neithers(read_rows, counted, kinds):
    rows = [AS_OF, ["取組", "指標", "実績"], [LOCAL, "マッチング成立", "12件"], [None, "企業プレゼン"]]
    reading = read_rows(rows, merged=[(3, 1, 4, 1), (3, 3, 4, 3)])
    assert not counted(reading)
    assert kinds(reading) == ["ambiguous_row C3"]


def test_who_took_part_in_a_measures_event_is_not_the_measure(read_rows, counted, kinds):
    reading = read_rows([AS_OF, ["取組", "指標", "実績"], [LOCAL, "企業プレゼン参加者", 55]])
    assert not counted(reading)
    assert kinds(reading) == ["ambiguous_row B3"]


def test_a_count_a_hundred_times_its_target_or_below_nothing_is_set_aside(read_rows, counted, kinds):
    rows = [AS_OF, ["単位：千件、円"], ["取組", "指標", "実績"], [BUILD, "企業面談", 17]]
    reading = read_rows([*rows, [MARKETING, "マーケティング・成長戦略支援事業による売上増", "△50万円"]])
    assert not counted(reading)
    assert kinds(reading) == ["implausible_jump C4", "implausible_jump C5"]


def test_a_written_total_wins_over_the_sum_of_its_quarters(read_rows):
    head = ["取組", "指標", "上期実績", "下期実績", "通期実績"]
    reading = read_rows([["2021年10月末現在"], head, [BUILD, "企業面談", 14, 3, 17]])
    assert {(str(one.month), one.value, one.place.cell) for one in reading.observations} == {
        ("2021-09", 14, "C3"),
        (OCT, 17, "E3"),
    }


def test_month_ends_as_dates_head_running_totals(read_rows, counted):
    ends = [
        Cell(0, 0, datetime(2021, month, day), f"2021年{month}月末", "date", 'yyyy"年"m"月末"')
        for month, day in ((9, 30), (10, 31))
    ]
    reading = read_rows([["累計の推移"], ["取組", "指標", *ends], [BUILD, "企業面談", 14, 17]])
    assert counted(reading) == {(MEETINGS, "2021-09", 14, TOTAL), (MEETINGS, OCT, 17, TOTAL)}


def test_initiatives_are_merged_over_their_measures(read_rows, counted):
    rows = [
        AS_OF,
        [None, BUILD, None, LOCAL],
        [None, "MFB加入企業の積み上げ", "企業面談", "マッチング成立", "企業プレゼン"],
        ["目標", "－", "30件", "4件", "20件"],
        ["実績", "46社", "17件", "2件", "14件"],
    ]
    reading = read_rows(rows, merged=[(2, 2, 2, 3), (2, 4, 2, 5)])
    assert counted(reading) == {
        (MEMBERS, OCT, 46, TOTAL),
        (MEETINGS, OCT, 17, TOTAL),
        (MATCHES, OCT, 2, TOTAL),
        (TALKS, OCT, 14, TOTAL),
    }


def test_weeks_are_parts_of_their_month(read_rows, counted):
    head = ["取組", "指標", "第1週", "第2週", "第3週", "第4週", "10月計", "年度累計"]
    reading = read_rows([["2021年10月の週別件数"], head, [BUILD, "企業面談", 1, 0, 2, 0, 3, 17]])
    assert counted(reading) == {(MEETINGS, OCT, 3, ALONE), (MEETINGS, OCT, 17, TOTAL)}


def test_a_heading_of_targets_leaves_a_column_of_actuals_as_it_is(read_rows, counted):
    rows = [
        ["2021年10月末時点"],
        ["１．数値目標"],
        ["取組", "指標", "目標", "実績"],
        [BUILD, "企業面談", "30件", "17件"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_ditto_marks_hand_the_initiative_on(read_rows, counted):
    rows = [AS_OF, ["取組", "指標", "実績"], [LOCAL, "マッチング成立", "2件"], ["〃", "企業プレゼン", "14件"]]
    assert counted(read_rows(rows)) == {(MATCHES, OCT, 2, TOTAL), (TALKS, OCT, 14, TOTAL)}


def test_english_headings_are_read_too(read_rows, counted):
    rows = [["as of 2021/10/31"], ["Initiative", "KPI", "Target", "Actual"], [BUILD, "企業面談", 30, 17]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL)}


def test_the_sheets_title_tells_what_its_figures_cover(read_rows, counted):
    rows = [["取組", "指標", "実績"], [BUILD, "企業面談", "3件"]]
    assert counted(read_rows([["2021年10月 月次管理（単月）"], *rows])) == {(MEETINGS, OCT, 3, ALONE)}
    assert counted(read_rows([["2021年10月分　累計"], *rows])) == {(MEETINGS, OCT, 3, TOTAL)}


def test_a_numbered_title_is_no_figure(read_rows, counted):
    rows = [
        ["１．企業面談（次世代放射光施設の建設支援）"],
        ["月", "件数", "累計"],
        ["9月", 2, 14],
        ["10月", 3, 17],
    ]
    assert counted(read_rows(rows)) >= {(MEETINGS, OCT, 3, ALONE), (MEETINGS, OCT, 17, TOTAL)}


def test_a_rows_total_counts_where_it_is_the_sum_of_the_months_so_far(read_rows, counted):
    months = ["4月", "5月", "6月", "7月", "8月", "9月", "10月"]
    rows = [["2021年度"], ["取組", "指標", *months, "計"], [BUILD, "企業面談", 1, 2, 2, 3, 3, 3, 3, 17]]
    assert counted(read_rows(rows)) >= {(MEETINGS, OCT, 3, ALONE), (MEETINGS, OCT, 17, TOTAL)}
    rows[2][-1] = 18
    assert (MEETINGS, OCT, 18, TOTAL) not in counted(read_rows(rows))


def test_last_months_total_and_this_month_add_up_to_the_years(read_rows, counted):
    rows = [
        ["取組", "指標", "先月まで", "今月", "合計"],
        [BUILD, "企業面談", 14, 3, 17],
        [LOCAL, "企業プレゼン", 11, 3, 9],
    ]
    assert counted(read_rows(rows)) == {
        (MEETINGS, OCT, 3, ALONE),
        (MEETINGS, OCT, 17, TOTAL),
        (TALKS, OCT, 3, ALONE),
    }


def test_rows_whose_figures_could_be_either_follow_the_rows_that_tell(read_rows, counted):
    rows = [["取組", "指標", "8月", "9月", "10月"], [BUILD, "企業面談", 1, 2, 3], [LOCAL, "企業プレゼン", 3, 1, 2]]
    monthly = {(MEETINGS, "2021-08", 1, ALONE), (MEETINGS, "2021-09", 2, ALONE), (MEETINGS, OCT, 3, ALONE)}
    assert counted(read_rows([["2021年10月末現在"], *rows])) >= monthly
    assert not counted(read_rows([["2021年10月末現在"], *rows[:2]]))


def test_a_row_of_the_total_makes_the_row_beside_it_the_months(read_rows, counted):
    rows = [
        ["年月", "取組", "指標", "区分", "値"],
        ["2021/10", BUILD, "企業面談", "計画", "4"],
        ["2021/10", BUILD, "企業面談", "実績", "3"],
        ["2021/10", BUILD, "企業面談", "累計実績", "17"],
    ]
    assert counted(read_rows(rows, name="", form="csv")) == {(MEETINGS, OCT, 3, ALONE), (MEETINGS, OCT, 17, TOTAL)}


def test_a_tree_may_indent_by_columns(read_rows, counted):
    rows = [
        ["実績 2021年10月31日時点", None, None, None, "実績"],
        ["戦略2 稼ぐ力を高める"],
        [None, "戦略項目4"],
        [None, None, LOCAL],
        [None, None, None, "マッチング成立", "2件"],
        [None, None, None, "企業プレゼン", "14件"],
        [None, "戦略項目6"],
        [None, None, SALON],
        [None, None, None, "マッチング成立", "3件"],
    ]
    assert counted(read_rows(rows)) == {
        (MATCHES, OCT, 2, TOTAL),
        (TALKS, OCT, 14, TOTAL),
        ("6-1-2-G1", OCT, 3, TOTAL),
    }


def test_a_measure_and_its_initiative_side_by_side_head_what_follows(read_rows, counted):
    rows = [
        ["企業プレゼン（件）", None, None, LOCAL],
        ["2021年度"],
        ["月", "実績", "累計"],
        ["9月", 2, 11],
        ["10月", 3, 14],
    ]
    assert counted(read_rows(rows)) >= {(TALKS, OCT, 3, ALONE), (TALKS, OCT, 14, TOTAL)}


def test_months_down_add_up_to_the_total_below_them(read_rows, counted):
    rows = [
        ["輸出成約件数（件）"],
        ["月", "目標", "実績"],
        ["8月", 0, 0],
        ["9月", 1, 1],
        ["10月", 1, 1],
        ["合計", 2, 2],
    ]
    months = {("8-1-1-K1", "2021-08", 0, ALONE), ("8-1-1-K1", "2021-09", 1, ALONE), ("8-1-1-K1", OCT, 1, ALONE)}
    assert counted(read_rows(rows)) == months
    assert not counted(read_rows(rows[:-1])) - {("8-1-1-K1", "2021-08", 0, ALONE)}


def test_parts_by_month_end_follow_one_another(read_rows, counted):
    head = ["取組", "指標", "実績"]
    rows = [
        ["■9月末（累計）"],
        head,
        [BUILD, "企業面談", "14件"],
        [],
        ["■10月末（累計）"],
        head,
        [BUILD, "企業面談", "17件"],
    ]
    assert counted(read_rows([["令和3年度 月次報告綴り"], *rows])) == {
        (MEETINGS, "2021-09", 14, TOTAL),
        (MEETINGS, OCT, 17, TOTAL),
    }


def test_this_months_end_stands_beside_last_months(read_rows, counted):
    rows = [
        ["対象月", "2021年10月"],
        ["取組名", LOCAL],
        [],
        ["項目", "前月末", "当月末", "増減"],
        ["企業プレゼン", 11, 14, 3],
    ]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 14, TOTAL)}
