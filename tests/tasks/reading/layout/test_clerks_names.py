"""Names as clerks write them, and figures that stand apart from them: tiles, headings, words in a cell."""

BUILD = "次世代放射光施設の建設支援"
LOCAL = "地元企業の参入支援（建設・製造）"
CARS = "自動車関連産業の育成・集積に向けたコーディネート活動の強化"
MEETINGS, MEMBERS = "4-2-1-K1", "4-2-1-G1"
MATCHES, TALKS = "4-2-2-G1", "4-2-2-K1"
OCT = "2021-10"
TOTAL = "cumulative"
AS_OF = ["2021年10月末現在（累計）"]


def test_katakana_numbers_before_names_are_set_aside(read_rows, counted):
    rows = [
        AS_OF,
        ["取組", "指標", "実績"],
        ["(3)-ｲ 地元企業の参入支援（建設・製造）", "ア．企業\nプレゼン", "14 件"],
    ]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 14, TOTAL)}


def test_an_initiatives_own_number_bears_out_its_short_name(read_rows, counted):
    rows = [AS_OF, ["取組", "KPI", "実績"], ["4-2-2 地元企業参入支援", "プレゼン", "14件"]]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 14, TOTAL)}
    rows[2][0] = "5-1-1 地元企業参入支援"
    assert not counted(read_rows(rows))


def test_a_measure_may_bring_its_initiative_in_brackets(read_rows, counted):
    rows = [
        AS_OF,
        ["指標", "実績"],
        ["企業プレゼン（地元企業の参入支援）", "14件"],
        ["企業プレゼン（東京会場）", "3件"],
    ]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 14, TOTAL)}


def test_a_heading_names_the_measure_and_the_rows_its_initiatives(read_rows, counted):
    rows = [
        ["企業プレゼン件数（2021年10月末累計）"],
        ["区分", "目標", "実績"],
        ["総計", "34件", "26件"],
        [LOCAL, "20件", "14件"],
        [CARS, "10件", "7件"],
        ["小計（製造系）", "30件", "21件"],
    ]
    assert counted(read_rows(rows)) == {(TALKS, OCT, 14, TOTAL), ("5-1-1-K1", OCT, 7, TOTAL)}


def test_what_is_no_initiative_under_such_a_heading_is_none(read_rows, counted):
    head = [["企業プレゼン件数（2021年10月末累計）"], ["区分", "実績"], [LOCAL, ""]]
    assert not counted(read_rows([*head, ["その他", "5件"]]))
    assert not counted(read_rows([*head, ["小計（製造系）", "19件"]]))


def test_tiles_of_a_dashboard_stand_over_their_names(read_rows, counted):
    rows = [
        ["KPIダッシュボード 2021年10月"],
        [],
        ["17件", None, "46社"],
        ["企業面談（累計）", None, "MFB加入企業数"],
        ["前月比 +3", None, "前月比 +2"],
        ["目標30件"],
    ]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 46, TOTAL)}


def test_names_between_two_rows_of_figures_head_the_lower_one(read_rows, counted):
    rows = [["2021年10月末累計実績"], [], ["3", "4"], ["企業面談", "MFB加入企業数"], ["17件", "46社"]]
    assert counted(read_rows(rows)) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 46, TOTAL)}


def test_a_cell_of_actuals_may_name_its_measures(read_rows, counted):
    rows = [
        AS_OF,
        ["取組", "実績"],
        [LOCAL, "マッチング成立2件、企業プレゼン14件"],
        [BUILD, "面談先は17社、うち新規3社"],
    ]
    assert counted(read_rows(rows)) == {(MATCHES, OCT, 2, TOTAL), (TALKS, OCT, 14, TOTAL)}


def test_a_measures_id_in_a_column_of_codes_names_it(read_rows, counted, kinds):
    head = ["指標コード", "指標名", "R3.10末"]
    assert counted(read_rows([head, ["4-2-2-K1", "企業プレゼン", 14]])) == {(TALKS, OCT, 14, TOTAL)}
    reading = read_rows([head, ["4-2-2-K1", "企業面談", 14]])
    assert not counted(reading)
    assert kinds(reading)


def test_a_status_word_may_stand_before_its_reason(read_rows):
    reading = read_rows(
        [["2021年10月"], ["取組", "進捗"], [BUILD, "順調：面談を進めた"], [LOCAL, "遅れ：訪問できず"]]
    )
    assert [(one.value.value, one.mark) for one in reading.statuses] == [
        ("on_track", "順調：面談を進めた"),
        ("behind", "遅れ：訪問できず"),
    ]
