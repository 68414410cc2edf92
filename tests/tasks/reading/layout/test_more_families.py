"""Layouts made up after the reader was finished, and what it took from them."""

from sources.month import Month
from sources.submission import State

BUILD = "次世代放射光施設の建設支援"
DIGITAL = "地域企業のデジタル化・DXの推進支援"
LOCAL = "地元企業の参入支援（建設・製造）"
MEETINGS, MEMBERS, STUDY, GRANTS = "4-2-1-K1", "4-2-1-G1", "6-2-1-K1", "6-2-1-G1"
OCT = "2021-10"
TOTAL, ALONE = "cumulative", "monthly"


def test_a_form_with_two_small_tables_in_it(read_rows, counted):
    reading = read_rows(
        [
            [None, "取組進捗シート"],
            [None, "対象月", "令和3年10月"],
            [None, "アクションプラン", "②次世代放射光施設の事業推進とリサーチコンプレックスの形成"],
            [None, "具体的な取り組み", BUILD],
            [],
            [None, "KPI", "目標", "10月単月", "4～10月累計", "単位"],
            [None, "企業面談", "30", "3", "17", "件"],
            [],
            [None, "目標", "10月末時点"],
            [None, "MFB加入企業の積み上げ", "41社"],
            [None, "自己評価", "順調に推移"],
        ]
    )
    assert counted(reading) == {(MEETINGS, OCT, 3, ALONE), (MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}
    assert [(one.initiative_id, one.value.value) for one in reading.statuses] == [("4-2-1", "on_track")]


def test_a_long_csv_with_one_figure_a_row(read_rows, counted):
    rows = [
        ["年月", "取組", "指標", "種別", "値", "単位"],
        ["2021/09", BUILD, "企業面談", "目標", "30", "件"],
        ["2021/09", BUILD, "企業面談", "実績累計", "14", "件"],
        ["2021/10", BUILD, "企業面談", "目標", "30", "件"],
        ["2021/10", BUILD, "企業面談", "実績累計", "17", "件"],
    ]
    reading = read_rows(rows, name="", form="csv")
    assert counted(reading) == {(MEETINGS, "2021-09", 14, TOTAL), (MEETINGS, OCT, 17, TOTAL)}
    assert reading.month == Month(2021, 10)


def test_initiatives_stand_across_and_their_aspects_down(read_rows, counted):
    reading = read_rows(
        [
            ["令和3年10月末現在"],
            ["項目", BUILD, LOCAL],
            ["KPI", "企業面談", "企業プレゼン"],
            ["KPI目標", "30件", "20件"],
            ["KPI実績（累計）", "17件", "11件"],
            ["目標", "MFB加入企業の積み上げ", "マッチング成立"],
            ["目標の達成状況（累計）", "41社", "2件"],
            ["進捗", "○", "◎"],
        ]
    )
    assert counted(reading) == {
        (MEETINGS, OCT, 17, TOTAL),
        (MEMBERS, OCT, 41, TOTAL),
        ("4-2-2-K1", OCT, 11, TOTAL),
        ("4-2-2-G1", OCT, 2, TOTAL),
    }
    assert {(one.initiative_id, one.mark) for one in reading.statuses} == {("4-2-1", "○"), ("4-2-2", "◎")}


def test_quarters_with_plan_and_actual_rows_in_december(read_rows, counted):
    rows = [
        [f"{DIGITAL} 四半期管理（2021年度）"],
        ["2021年12月末現在"],
        ["指標", "区分", "1Q", "2Q", "3Q", "4Q", "計"],
        ["補助金獲得", "計画", 0, 2, 1, 1, 4],
        [None, "実績", 0, 2, 1, None, 3],
    ]
    assert counted(read_rows(rows, folder=Month(2021, 12))) == {
        (GRANTS, "2021-06", 0, TOTAL),
        (GRANTS, "2021-09", 2, TOTAL),
        (GRANTS, "2021-12", 3, TOTAL),
    }


def test_a_count_in_the_status_column_is_an_actual_and_no_mark(read_rows, counted):
    reading = read_rows([["2021年10月末現在"], ["取組", "目標", "進捗状況"], [BUILD, "企業面談30件", "17件"]])
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert reading.statuses == ()


def test_a_mark_for_the_first_half_is_not_the_marks_of_october(read_rows):
    rows = [
        ["10月末現在"],
        ["取り組み", "上期", None, "下期", None],
        [None, "実施内容", "評価", "実施内容", "評価"],
        ["「デュアルライフ東北」のコンセプト明確化・啓発", "意見交換を実施。", "○", "案を提示予定。", "―"],
    ]
    [status] = read_rows(rows, [(2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5)]).statuses
    assert (status.value, status.narrative) == (None, "上期：意見交換を実施。\n下期：案を提示予定。")


def test_a_paragraph_below_its_initiatives_heading_is_its_narrative(read_rows, counted):
    words = "面談先を県外に広げ、企業面談は累計17件となった。MFB加入企業は41社。"
    reading = read_rows([["月次報告（2021年10月）"], [f"１．{BUILD}"], [words]])
    assert [(one.initiative_id, one.narrative) for one in reading.statuses] == [("4-2-1", words)]
    assert counted(reading) == set(), "figures within sentences of several are not picked out"


def test_columns_of_offices_without_a_role_are_not_added_up(read_rows, counted):
    reading = read_rows([["2021年10月末現在（累計）"], ["指標", "本部", "支部", "合計"], ["企業面談", 10, 7, 17]])
    assert counted(reading) == set()
    assert {one.state for one in reading.observations} == {State.QUARANTINED}


def test_several_measures_in_one_cell_are_told_of(read_rows, counted, kinds):
    rows = [
        ["2021年10月末現在"],
        ["取り組み", "KPI", "実績"],
        [LOCAL, "①マッチング成立\n②企業プレゼン", "①2件\n②11件"],
    ]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["ambiguous_row B3"])


def test_an_evaluation_sheet_with_years_past_and_to_come(read_rows, counted):
    headings = ["R元年度実績", "R2年度実績", "R3年度目標", "R3年度10月末実績", "R3年度見込", "R5最終目標"]
    rows = [
        ["令和3年度　事務事業評価シート"],
        ["事業名", BUILD],
        ["評価時点", "令和3年10月末"],
        [],
        ["指標名", "単位", *headings],
        ["企業面談", "件", 18, 22, 30, 17, 31, 40],
        ["MFB加入企業の積み上げ", "社", 25, 33, None, 41, 45, 60],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}


def test_lines_of_title_and_figure_under_their_initiative(read_rows, counted):
    rows = [
        ["月次報告（2021年10月末現在）"],
        [f"■{BUILD}"],
        ["・企業面談：17件（目標30件、進捗率57%）"],
        ["・MFB加入企業：41社"],
        ["・進捗：○"],
        [f"■{LOCAL}"],
        ["・企業プレゼン：20件"],
    ]
    reading = read_rows(rows)
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}, "20件 is the target's own"
    assert [(one.initiative_id, one.mark, one.state) for one in reading.statuses] == [
        ("4-2-1", "○", State.ACCEPTED)
    ]


def test_a_dashboard_of_titles_over_figures_over_targets(read_rows, counted):
    rows = [
        ["進捗ダッシュボード　2021年10月末（年度累計）"],
        [LOCAL],
        ["企業プレゼン", None, "マッチング成立"],
        ["11件", None, "2件"],
        ["目標 20件", None, "目標 4件"],
    ]
    assert counted(read_rows(rows)) == {("4-2-2-K1", OCT, 11, TOTAL), ("4-2-2-G1", OCT, 2, TOTAL)}


def test_the_ticked_one_of_several_boxes_is_the_status(read_rows):
    rows = [["2021年10月末現在"], ["取り組み", BUILD], ["進捗状況", "□計画以上　■計画どおり　□やや遅れ　□遅れ"]]
    [status] = read_rows(rows).statuses
    assert (status.value.value, status.mark) == ("on_track", "計画どおり")
    untouched = [*rows[:2], ["進捗状況", "□計画以上　□計画どおり　□やや遅れ　□遅れ"]]
    assert all(one.value is None for one in read_rows(untouched).statuses)


def test_goals_with_planned_and_actual_days_and_no_initiative(read_rows):
    rows = [
        ["令和3年10月31日現在"],
        ["到達目標", "予定", "実績", "判定"],
        ["福島（小名浜港・相馬港）への初寄港を実現", "R4.3", None, "未"],
        ["「東北ハウス」の成功（実施完遂）", "R3.8", "R3.8.11", "済"],
        ["地域交通システム実証実験の開始", "R3.10", "R3.10.5", "済"],
    ]
    assert {(one.measure_id, one.value.value, one.on) for one in read_rows(rows).milestones} == {
        ("7-1-2-G1", "not_achieved", ""),
        ("7-2-1-G1", "achieved", "2021-08-11"),
        ("4-3-1-K1", "achieved", "2021-10-05"),
    }


def test_a_figure_alone_in_its_row_is_told_of(read_rows, counted, kinds):
    rows = [["2021年10月末現在"], [BUILD], ["面談のまとめ"], ["17件"]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["ambiguous_row A4"])
