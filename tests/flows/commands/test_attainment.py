"""`ayumi attainment`: a month under another rating profile."""


def rows_of(said: str) -> dict[str, list[str]]:
    return {line.split("\t")[0]: line.split("\t") for line in said.splitlines() if "\t" in line}


def test_a_month_is_shown_under_the_plans_own_profile(inbox, run_here):
    inbox.put("2021-10", "17")
    run_here("run", "2021-10", "--mail", "none")
    code, said = run_here("attainment", "2021-10")
    assert code == 0
    assert rows_of(said)["4-2-1-K1"] == [
        "4-2-1-K1",
        "企業面談",
        "17 件",
        "30 件",
        "0.5667",
        "0.9714",
        "○ 順調",
    ]
    assert "differ" not in said


def test_another_profile_names_its_source_its_rule_and_every_rating_that_differs(inbox, run_here):
    inbox.put("2021-10", "13")  # 13 of 17.5 expected: 74 %
    run_here("run", "2021-10", "--mail", "none")
    code, said = run_here("attainment", "2021-10", "--profile", "nagano-2016")
    assert code == 0
    assert "産経新聞" in said
    assert "順調：実績値が目標値を上回る" in said
    assert "Not rated by it: " in said
    table, _, differing = said.partition("Ratings that differ from standard-1: 1")
    assert rows_of(table)["4-2-1-K1"][-1] == "× 努力を要する"
    assert rows_of(differing)["4-2-1-K1"] == ["4-2-1-K1", "企業面談", "△ やや遅れ", "× 努力を要する"]


def test_labels_that_begin_with_their_mark_are_printed_once(inbox, run_here):
    inbox.put("2021-10", "31")
    run_here("run", "2021-10", "--mail", "none")
    _, said = run_here("attainment", "2021-10", "--profile", "ino-2018")
    assert rows_of(said)["4-2-1-K1"][-1] == "◎ 目標値以上"
    assert "No rating differs from standard-1." in said


def test_an_unknown_profile_is_refused_with_those_there_are(run_here):
    code, said = run_here("attainment", "2021-10", "--profile", "tokyo")
    assert code == 3
    assert "There is no rating profile 'tokyo'. Profiles of this plan: cascade, " in said
