"""Layouts that bodies use, each read right without a word of configuration, or refused where a clerk would ask."""

import pytest

BUILD = "次世代放射光施設の建設支援"
DIGITAL = "地域企業のデジタル化・DXの推進支援"
LOCAL = "地元企業の参入支援（建設・製造）"
MEETINGS, MEMBERS, STUDY, GRANTS = "4-2-1-K1", "4-2-1-G1", "6-2-1-K1", "6-2-1-G1"
MATCHES, TALKS = "4-2-2-G1", "4-2-2-K1"
OCT = "2021-10"
TOTAL, ALONE = "cumulative", "monthly"


def test_months_stand_over_plan_actual_and_total(read_rows, counted):
    rows = [
        [f"{BUILD} 月別管理"],
        ["2021年10月末現在"],
        ["指標", "単位", "9月", None, None, "10月", None, None],
        [None, None, "計画", "実績", "累計", "計画", "実績", "累計"],
        ["企業面談", "件", 3, 4, 14, 3, 3, 17],
    ]
    merged = [(3, 1, 4, 1), (3, 2, 4, 2), (3, 3, 3, 5), (3, 6, 3, 8)]
    expected = {
        (MEETINGS, "2021-09", 4, ALONE),
        (MEETINGS, "2021-09", 14, TOTAL),
        (MEETINGS, OCT, 3, ALONE),
        (MEETINGS, OCT, 17, TOTAL),
    }
    assert counted(read_rows(rows, merged)) == expected
    assert counted(read_rows(rows)) == expected, "the group headers need not be merged"


def test_three_header_levels_of_half_month_and_role(read_rows, counted):
    rows = [
        [f"{BUILD}（2021年度）"],
        ["指標", "上期", None, None, None, "下期", None],
        [None, "8月", None, "9月", None, "10月", None],
        [None, "計画", "実績", "計画", "実績", "計画", "実績"],
        ["企業面談", 3, 2, 3, 4, 3, 3],
    ]
    merged = [(2, 1, 4, 1), (2, 2, 2, 5), (2, 6, 2, 7), (3, 2, 3, 3), (3, 4, 3, 5), (3, 6, 3, 7)]
    assert counted(read_rows(rows, merged)) == {
        (MEETINGS, "2021-08", 2, ALONE),
        (MEETINGS, "2021-09", 4, ALONE),
        (MEETINGS, OCT, 3, ALONE),
    }


def test_months_run_down_with_the_measure_named_in_the_title(read_rows, counted):
    rows = [
        [f"{BUILD}　企業面談の月別実績（2021年度）"],
        [],
        ["月", "計画", "実績", "累計"],
        ["8月", 3, 2, 10],
        ["9月", 3, 4, 14],
        ["10月", 3, 3, 17],
        ["11月", 3, None, None],
        ["合計", 12, 9, None],
    ]
    assert counted(read_rows(rows)) == {
        (MEETINGS, "2021-08", 2, ALONE),
        (MEETINGS, "2021-08", 10, TOTAL),
        (MEETINGS, "2021-09", 4, ALONE),
        (MEETINGS, "2021-09", 14, TOTAL),
        (MEETINGS, OCT, 3, ALONE),
        (MEETINGS, OCT, 17, TOTAL),
    }


def test_months_run_down_and_measures_across(read_rows, counted):
    rows = [
        [BUILD],
        ["月", "企業面談", None, "MFB加入企業の積み上げ", None],
        [None, "計画", "実績", "計画", "実績"],
        ["8月", 3, 2, 36, 37],
        ["9月", 3, 4, 37, 38],
        ["10月", 3, 3, 38, 41],
    ]
    merged = [(2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5)]
    assert counted(read_rows(rows, merged)) == {
        (MEETINGS, "2021-08", 2, ALONE),
        (MEETINGS, "2021-09", 4, ALONE),
        (MEETINGS, OCT, 3, ALONE),
        (MEMBERS, "2021-08", 37, TOTAL),
        (MEMBERS, "2021-09", 38, TOTAL),
        (MEMBERS, OCT, 41, TOTAL),
    }


def test_bare_numbers_from_april_to_march_are_months(read_rows, counted):
    rows = [
        [f"{BUILD}　月別実績"],
        ["指標", 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3],
        ["企業面談", 1, 2, 3, 2, 2, 4, 3],
    ]
    expected = {
        (MEETINGS, f"2021-{month:02d}", value, ALONE)
        for month, value in zip(range(4, 11), rows[2][1:], strict=True)
    }
    assert counted(read_rows(rows)) == expected


def test_quarters_add_up_to_the_year_so_far(read_rows, counted):
    rows = [
        [DIGITAL],
        ["令和3年10月末現在"],
        ["指標", "目標", "第1四半期", "第2四半期", "第3四半期", "第4四半期", "累計"],
        ["デジタル化勉強会", "4回", 1, 0, 1, None, 2],
    ]
    assert counted(read_rows(rows)) == {
        (STUDY, "2021-06", 1, TOTAL),
        (STUDY, "2021-09", 1, TOTAL),
        (STUDY, OCT, 2, TOTAL),
    }


def test_quarters_that_run_on_are_not_added_up(read_rows, counted):
    rows = [
        [DIGITAL],
        ["令和3年10月末現在"],
        ["指標", "目標", "第1四半期", "第2四半期", "第3四半期", "累計"],
        ["デジタル化勉強会", "4回", 1, 2, 3, 3],
    ]
    assert counted(read_rows(rows)) == {
        (STUDY, "2021-06", 1, TOTAL),
        (STUDY, "2021-09", 2, TOTAL),
        (STUDY, OCT, 3, TOTAL),
    }


@pytest.mark.parametrize("gap", [[None], []], ids=["a blank column between", "no column between"])
def test_two_tables_stand_side_by_side(read_rows, counted, gap):
    rows = [
        ["2021年10月末現在（実績は4月からの累計）"],
        ["取り組み", "指標", "実績", *gap, "取り組み", "指標", "実績"],
        [BUILD, "企業面談", 17, *gap, DIGITAL, "デジタル化勉強会", 3],
        [BUILD, "MFB加入企業の積み上げ", 41, *gap, DIGITAL, "補助金獲得", 2],
    ]
    assert counted(read_rows(rows)) == {
        (MEETINGS, OCT, 17, TOTAL),
        (MEMBERS, OCT, 41, TOTAL),
        (STUDY, OCT, 3, TOTAL),
        (GRANTS, OCT, 2, TOTAL),
    }


def test_two_tables_stand_one_below_the_other_without_a_blank_row(read_rows, counted):
    reading = read_rows(
        [
            ["2021年10月末現在（累計）"],
            ["取り組み", "指標", "実績"],
            [BUILD, "企業面談", "17件"],
            ["取り組み", "進捗", "コメント"],
            [BUILD, "○", "面談先を広げた。"],
        ]
    )
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert [(one.initiative_id, one.mark, one.narrative) for one in reading.statuses] == [
        ("4-2-1", "○", "面談先を広げた。")
    ]


def test_cards_stand_side_by_side(read_rows, counted):
    rows = [
        [f"{BUILD}　2021年10月末現在"],
        [],
        ["企業面談", None, None, "MFB加入企業の積み上げ", None],
        ["目標", "30件", None, "目標", "―"],
        ["実績（累計）", "17件", None, "実績（累計）", "41社"],
        ["達成率", "56.7%", None, "達成率", "―"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}


def test_forms_stand_one_below_the_other(read_rows, counted):
    reading = read_rows(
        [
            ["2021年10月末現在"],
            [f"■{BUILD}"],
            ["指標", "企業面談"],
            ["目標", "30件"],
            ["実績", "17件"],
            ["進捗", "○"],
            [],
            [f"■{DIGITAL}"],
            ["指標", "デジタル化勉強会"],
            ["目標", "4回"],
            ["実績", "3回"],
            ["進捗", "△"],
        ]
    )
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL), (STUDY, OCT, 3, TOTAL)}
    assert {(one.initiative_id, one.mark) for one in reading.statuses} == {("4-2-1", "○"), ("6-2-1", "△")}


def test_labels_stand_above_their_values(read_rows, counted):
    reading = read_rows(
        [
            ["報告月：2021年10月"],
            [],
            ["具体的な取り組み", "進捗状況"],
            [BUILD, "○"],
            ["企業面談（累計）", "MFB加入企業の積み上げ"],
            ["17件", "41社"],
            ["課題", "今後の予定"],
            ["面談先の確保", "12月に説明会"],
        ]
    )
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}
    assert [(one.mark, one.issues, one.next_steps) for one in reading.statuses] == [
        ("○", "面談先の確保", "12月に説明会")
    ]


def test_one_column_of_labels_and_values_in_turn(read_rows, counted):
    rows = [
        ["報告月：2021年10月"],
        ["具体的な取り組み"],
        [BUILD],
        ["企業面談（累計）"],
        ["17件"],
        ["進捗状況"],
        ["○"],
    ]
    reading = read_rows(rows)
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert reading.statuses[0].place.cell == "A7"


def test_measures_stand_across_and_roles_down(read_rows, counted):
    rows = [
        ["2021年10月末現在"],
        ["取り組み", BUILD, None, DIGITAL],
        ["指標", "企業面談", "MFB加入企業の積み上げ", "デジタル化勉強会"],
        ["目標", "30件", "―", "4回"],
        ["実績", "17件", "41社", "3回"],
        ["進捗率", "57%", "―", "75%"],
        ["コメント", "面談を広げた。", "―", "第3回を開催。"],
    ]
    assert counted(read_rows(rows, [(2, 2, 2, 3)])) == {
        (MEETINGS, OCT, 17, TOTAL),
        (MEMBERS, OCT, 41, TOTAL),
        (STUDY, OCT, 3, TOTAL),
    }


def test_a_tree_by_indentation_forgets_an_initiative_at_an_unknown_one(read_rows, counted, kinds):
    reading = read_rows(
        [
            ["2021年10月末現在　実績は4月からの累計"],
            ["項目", "目標", "実績", "進捗"],
            ["　②次世代放射光施設の事業推進とリサーチコンプレックスの形成"],
            [f"　　{BUILD}", None, None, "○"],
            ["　　　MFB加入企業の積み上げ", "―", "41社"],
            ["　　　企業面談", "30件", "17件"],
            [f"　　{LOCAL}", None, None, "◎"],
            ["　　　企業プレゼン", "20件", "11件"],
            ["　　域外企業の誘致", None, None, "○"],
            ["　　　企業プレゼン", "5件", "4件"],
        ]
    )
    assert counted(reading) == {(MEMBERS, OCT, 41, TOTAL), (MEETINGS, OCT, 17, TOTAL), (TALKS, OCT, 11, TOTAL)}
    assert {one.initiative_id for one in reading.statuses} == {"4-2-1", "4-2-2"}
    assert kinds(reading) == ["unknown_initiative A9"]


def test_a_tree_by_columns_under_one_merged_header(read_rows, counted):
    rows = [
        ["2021年10月末現在"],
        ["取り組み・指標", None, None, "目標", "実績（累計）"],
        ["②次世代放射光施設の事業推進とリサーチコンプレックスの形成"],
        [None, BUILD],
        [None, None, "企業面談", "30件", "17件"],
        [None, LOCAL],
        [None, None, "マッチング成立", "4件", "2件"],
    ]
    assert counted(read_rows(rows, [(2, 1, 2, 3)])) == {(MEETINGS, OCT, 17, TOTAL), (MATCHES, OCT, 2, TOTAL)}


def test_a_fine_grid_of_merged_cells(read_rows, counted):
    rows = [
        [None, "事業計画進捗報告"],
        [None, "令和3年10月31日現在"],
        [None, "具体的な取り組み", None, None, None, None, None, BUILD],
        [None, "企業面談（累計）", *[None] * 5, "17件", None, None, None, "目標", None, None, "30件"],
        [None, "MFB加入企業の積み上げ", *[None] * 5, "41社"],
        [None, "進捗状況", *[None] * 5, "○"],
    ]
    merged = [(3, 2, 3, 6), (3, 8, 3, 20), (4, 2, 4, 6), (4, 8, 4, 10), (4, 12, 4, 13), (4, 15, 4, 18)]
    merged += [(5, 2, 5, 6), (5, 8, 5, 10), (6, 2, 6, 6), (6, 8, 6, 10)]
    assert counted(read_rows(rows, merged)) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}


def test_records_of_two_rows(read_rows, counted):
    reading = read_rows(
        [
            ["2021年10月末現在（実績は4月からの累計）"],
            ["No.", "具体的な取り組み", "指標", "目標", "実績"],
            [None, "進捗状況", "取組内容", None, None],
            [1, BUILD, "企業面談", "30件", "17件"],
            [None, "○", "面談先を広げた。"],
            [2, DIGITAL, "デジタル化勉強会", "4回", "3回"],
            [None, "△", "第3回を開催した。"],
        ],
        [(2, 1, 3, 1), (3, 3, 3, 5), (4, 1, 5, 1), (5, 3, 5, 5), (6, 1, 7, 1), (7, 3, 7, 5)],
    )
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL), (STUDY, OCT, 3, TOTAL)}
    assert {(one.initiative_id, one.mark) for one in reading.statuses} == {("4-2-1", "○"), ("6-2-1", "△")}


def test_plan_and_actual_rows_share_a_blank_measure(read_rows, counted):
    rows = [
        ["2021年10月末現在"],
        ["具体的な取り組み", "指標", "区分", "累計"],
        [BUILD, "企業面談", "目標", "30件"],
        [None, None, "実績", "17件"],
        [None, "MFB加入企業の積み上げ", "目標", "―"],
        [None, None, "実績", "41社"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}


def test_labels_merged_down_over_several_rows_of_a_form(read_rows, counted):
    rows = [
        ["取組名", BUILD],
        ["時点", "2021年10月31日"],
        ["KPI", "企業面談", "目標", "30件"],
        [None, None, "実績", "17件"],
        [None, "MFB加入企業の積み上げ", "目標", "―"],
        [None, None, "実績", "41社"],
    ]
    merged = [(3, 1, 6, 1), (3, 2, 4, 2), (5, 2, 6, 2)]
    assert counted(read_rows(rows, merged)) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL)}


def test_a_unit_in_the_corner_holds_where_it_can(read_rows, counted):
    rows = [
        ["東北・新潟のものづくり企業の開発・マーケティング機能強化"],
        ["2021年10月末現在", None, "（単位：百万円）"],
        ["指標", "目標", "実績（累計）"],
        ["マーケティング・成長戦略支援事業による売上増", 300, 88],
        ["マーケティング・成長戦略支援事業・支援採択", "4件", "3件"],
    ]
    assert counted(read_rows(rows)) == {("5-2-1-G1", OCT, 88_000_000, TOTAL), ("5-2-1-K1", OCT, 3, TOTAL)}


def test_money_without_any_unit_is_set_aside(read_rows, counted, kinds):
    reading = read_rows(
        [
            ["東北・新潟のものづくり企業の開発・マーケティング機能強化"],
            ["2021年10月末現在"],
            ["指標", "実績（累計）"],
            ["マーケティング・成長戦略支援事業による売上増", 88],
        ]
    )
    assert counted(reading) == set()
    assert kinds(reading) == ["unit_mismatch B4"]


def test_titles_in_half_width_katakana_renumbered_and_broken_over_lines(read_rows, counted):
    rows = [
        ["2021年10月末現在"],
        ["No.", "取組項目", "KPI", "実績（累計）"],
        ["1-1", "(1)次世代放射光施設の\n建設支援", "KPI①：企業\n面談", "１７件"],
        ["2-3", "(3)地域企業のﾃﾞｼﾞﾀﾙ化･ＤＸの推進支援（旧：IT化支援）", "ﾃﾞｼﾞﾀﾙ化勉強会", "３回"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (STUDY, OCT, 3, TOTAL)}


def test_a_sentence_with_one_figure_in_the_measures_unit(read_rows, counted, kinds):
    reading = read_rows(
        [
            ["2021年10月末現在"],
            ["具体的な取り組み", "指標", "実績（累計）"],
            [BUILD, "企業面談", "4月から10月末までに計17件の面談を実施した。"],
            [DIGITAL, "デジタル化勉強会", "第3回までの3回を開催し、延べ120名が参加した。"],
        ]
    )
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert kinds(reading) == ["not_a_number C4"], "two figures are one too many"


def test_a_title_holds_its_target(read_rows, counted):
    rows = [
        ["2021年10月末現在"],
        ["具体的な取り組み", "目標・KPI", "実績（累計）"],
        [BUILD, "企業面談30件", "17件"],
        [LOCAL, "マッチング成立：4件", "2件"],
        [LOCAL, "企業プレゼン 5件", "1件"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (MATCHES, OCT, 2, TOTAL)}, (
        "5件 is no target of it"
    )


def test_goal_and_kpi_stand_in_one_row_each_with_its_figure(read_rows, counted):
    rows = [
        ["2021年10月末現在（累計）"],
        ["取組", "目標", "実績", "KPI", "実績"],
        [LOCAL, "マッチング成立4件", "2件", "企業プレゼン20件", "11件"],
    ]
    assert counted(read_rows(rows)) == {(MATCHES, OCT, 2, TOTAL), (TALKS, OCT, 11, TOTAL)}


def test_one_figure_behind_goal_and_kpi_is_either(read_rows, counted, kinds):
    reading = read_rows(
        [
            ["2021年10月末現在（累計）"],
            ["取組", "目標", "KPI", "実績"],
            [LOCAL, "マッチング成立4件", "企業プレゼン20件", "11件"],
        ]
    )
    assert counted(reading) == set()
    assert kinds(reading) == ["ambiguous_row C3"]


def test_labels_and_values_share_one_cell(read_rows, counted):
    reading = read_rows(
        [
            [f"取り組み：{BUILD}"],
            ["2021年10月末現在"],
            ["企業面談", "目標：30件", "実績：17件"],
            ["進捗：○"],
            ["課題：面談先の確保"],
        ]
    )
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert reading.observations[0].raw == "実績：17件"
    assert (reading.statuses[0].mark, reading.statuses[0].issues) == ("○", "面談先の確保")


def test_captions_over_a_form_make_no_table_of_it(read_rows, counted):
    reading = read_rows(
        [
            ["2021年10月末現在"],
            ["項目", "内容"],
            ["具体的な取り組み", BUILD],
            ["企業面談件数（累計）", "17件（目標30件）"],
            ["進捗状況", "順調"],
            ["取組内容", "面談先を広げた。"],
        ]
    )
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL)}
    assert (reading.statuses[0].mark, reading.statuses[0].narrative) == ("順調", "面談先を広げた。")


def test_a_measure_is_named_by_its_sections_title_alone(read_rows, counted):
    rows = [
        ["わきたつ東北若手経営者の会を通じた連携促進"],
        ["2021年10月末現在"],
        ["目標", "実績", "進捗"],
        ["2回", "1回", "順調"],
    ]
    assert counted(read_rows(rows)) == {("2-1-1-A1", OCT, 1, TOTAL)}


def test_a_target_tells_which_measure_a_figure_is(read_rows, counted):
    rows = [
        ["2021年10月末現在"],
        ["具体的な取り組み", "KPI目標", "実績（累計）"],
        [LOCAL, "20件", "11件"],
        [LOCAL, "7件", "3件"],
    ]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 11, TOTAL)}


def test_a_schedule_gives_a_milestone_its_day_and_leaves_the_steps_alone(read_rows, kinds):
    reading = read_rows(
        [
            ["イノベーションコースト構想の推進支援　工程表"],
            ["2021年10月末現在"],
            ["工程", "予定日", "実績日", "状況"],
            ["運行事業者の選定", "7月", "7月20日", "完了"],
            ["地域交通システム実証実験の開始", "10月", "10月5日", "済"],
            ["地域交通システムの社会実装", "2022年3月", None, "未達成"],
        ]
    )
    assert {(one.measure_id, one.value.value, one.on, one.place.cell) for one in reading.milestones} == {
        ("4-3-1-K1", "achieved", "2021-10-05", "D5"),
        ("4-3-1-G1", "not_achieved", "", "D6"),
    }
    assert kinds(reading) == []
    assert reading.statuses == ()


def test_a_list_of_meetings_is_no_measure(read_rows, kinds):
    reading = read_rows(
        [
            ["わきたつ東北若手経営者の会を通じた連携促進"],
            ["2021年10月末現在"],
            ["回", "開催日", "場所", "参加者数", "区分"],
            ["第1回", "2021/7/8", "仙台市", 35, "開催済"],
            ["第2回", "2021/12/8", "オンライン", None, "開催予定"],
        ]
    )
    assert (reading.observations, reading.statuses, kinds(reading)) == ((), (), [])
