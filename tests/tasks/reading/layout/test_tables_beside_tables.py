"""Several tables on one sheet: what one of them says does not spill into the next."""

BUILD = "次世代放射光施設の建設支援"
DIGITAL = "地域企業のデジタル化・DXの推進支援"
LOCAL = "地元企業の参入支援（建設・製造）"
CARS = "自動車関連産業の育成・集積に向けたコーディネート活動の強化"
ALLIANCE = "域内企業の新規事業創出・スタートアップの成長に向けたアライアンス支援"
MEETINGS, MEMBERS, TALKS, MATCHES = "4-2-1-K1", "4-2-1-G1", "4-2-2-K1", "4-2-2-G1"
OCT = "2021-10"
TOTAL = "cumulative"
AS_OF = ["2021年10月末現在（累計）"]


def test_a_tables_last_initiative_is_not_that_of_the_next_table(read_rows, counted, kinds):
    rows = [
        AS_OF,
        ["取組", "指標", "実績"],
        [ALLIANCE, "「新事業開発・アライアンス助成事業」・支援企業採択", 3],
        [],
        ["KPI", "実績"],
        ["補助金獲得", 9],
    ]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == ({("6-1-1-K1", OCT, 3, TOTAL)}, ["ambiguous_row A6"])


def test_the_head_of_a_form_does_speak_for_the_table_below_it(read_rows, counted):
    rows = [AS_OF, ["取組", "進捗"], [LOCAL, "○"], [], ["KPI", "目標", "実績"], ["企業プレゼン", 20, 11]]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 11, TOTAL)}


def test_a_heading_of_last_year_holds_over_the_sections_below_it(read_rows, counted):
    for heading in ("【前年度】", "■2020年度", "（参考）前年度実績"):
        rows = [AS_OF, [heading], [BUILD], ["項目", "MFB加入企業の積み上げ", "企業面談"], ["10月末実績", 30, 12]]
        assert counted(read_rows(rows)) == set(), heading


def test_tables_side_by_side_with_other_columns_keep_their_titles(read_rows, counted):
    rows = [
        AS_OF,
        ["No.", "取組", "指標", "目標", "実績", None, "No.", "取組", "指標", "実績"],
        [1, LOCAL, "マッチング成立", 4, 2, None, 1, BUILD, "企業面談", 17],
        [2, LOCAL, "企業プレゼン", 20, 11],
    ]
    assert counted(read_rows(rows)) == {
        (MATCHES, OCT, 2, TOTAL),
        (TALKS, OCT, 11, TOTAL),
        (MEETINGS, OCT, 17, TOTAL),
    }


def test_titles_right_of_a_figure_do_not_speak_of_it(read_rows, counted):
    rows = [AS_OF, ["指標", "実績", "事業名", "指標", "実績"], ["企業面談", 17, LOCAL, "マッチング成立", 2]]
    assert counted(read_rows(rows)) <= {(MEETINGS, OCT, 17, TOTAL), (MATCHES, OCT, 2, TOTAL)}


def test_sections_may_begin_in_the_column_of_row_numbers(read_rows, counted, kinds):
    rows = [
        AS_OF,
        ["No.", "KPI", "実績"],
        [f"■{CARS}"],
        [1, "マッチング成立", 1],
        ["■域外企業の誘致促進"],
        [2, "企業面談", 5],
    ]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == ({("5-1-1-G1", OCT, 1, TOTAL)}, ["unknown_initiative A5"])


def test_a_part_of_a_measure_in_its_column_is_not_its_actual(read_rows, counted, kinds):
    rows = [AS_OF, [BUILD], ["項目", "MFB加入企業の積み上げ", "企業面談"], ["うち県内", 8, 3], ["会員", 9, 4]]
    reading = read_rows(rows)
    assert (counted(reading), kinds(reading)) == (set(), ["ambiguous_row B5:C5"])


def test_a_row_of_other_labels_ends_the_table_above(read_rows, counted):
    rows = [
        AS_OF,
        ["指標", "目標", "9月末", "備考"],
        ["企業面談", 30, 14, None],
        [],
        ["No.", "指標名", "直近5年間の累計", "10月末時点実績", "7件"],
        [1, "企業面談", 90, 17, None],
    ]
    assert counted(read_rows(rows)) <= {(MEETINGS, "2021-09", 14, TOTAL), (MEETINGS, OCT, 17, TOTAL)}


def test_a_turned_table_may_follow_a_flat_one(read_rows, counted):
    rows = [
        AS_OF,
        ["取組", "指標", "実績", "残り"],
        [DIGITAL, "デジタル化勉強会", 3, 1],
        [],
        [BUILD],
        ["項目", "MFB加入企業の積み上げ", "企業面談"],
        ["実績", 41, 17],
    ]
    assert counted(read_rows(rows)) == {
        ("6-2-1-K1", OCT, 3, TOTAL),
        (MEMBERS, OCT, 41, TOTAL),
        (MEETINGS, OCT, 17, TOTAL),
    }
