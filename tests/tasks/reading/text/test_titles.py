"""Titles: the 210 written variants (data/matching-cases.csv), and measures within their sections."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from sources.plan import Level, Plan, Scope
from sources.plan_files import load_plan, plan_folder
from tasks.reading.titles import Grade, TitleIndex

CASES = Path(__file__).parent / "data" / "matching-cases.csv"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan without its aliases, so that the matching itself is tested."""
    loaded = load_plan(plan_folder("fy2021"))
    nodes = tuple(node.model_copy(update={"aliases": ()}) for node in loaded.nodes)
    measures = tuple(measure.model_copy(update={"aliases": ()}) for measure in loaded.measures)
    return loaded.model_copy(update={"nodes": nodes, "measures": measures})


@pytest.fixture(scope="module")
def index(plan: Plan) -> TitleIndex:
    return TitleIndex(plan)


def judge(row: dict[str, str], index: TitleIndex, plan: Plan) -> str:
    """Return what became of one variant: right, wrong, an upper title, a question that holds the answer, none."""
    match = index.match_node(row["raw"])
    found = plan.node[match.target.id] if match.target else None
    if row["class"] == "negative":
        return "wrong" if found and found.level is Level.INITIATIVE else "right"
    wanted = plan.at_level(Level.INITIATIVE)[int(row["expected_no"]) - 1]
    if found is not None:
        return "right" if found == wanted else "wrong" if found.level is Level.INITIATIVE else "upper title"
    asked = wanted.id in [candidate.id for candidate in match.candidates]
    return "asked" if match.grade is Grade.DOUBTFUL and asked else "none"


def test_no_variant_of_a_title_is_matched_to_another_initiative(index: TitleIndex, plan: Plan) -> None:
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    verdicts = Counter((row["class"], judge(row, index, plan)) for row in rows)
    assert verdicts == {
        ("positive", "right"): 125,
        ("positive", "upper title"): 2,
        ("positive", "asked"): 17,
        ("positive", "none"): 6,
        ("negative", "right"): 60,
    }


def test_every_title_and_statement_of_the_plan_matches_itself(index: TitleIndex, plan: Plan) -> None:
    for node in plan.nodes:
        match = index.match_node(node.title, node.level)
        assert (match.grade, match.target and match.target.id) == (Grade.EXACT, node.id)
    for measure in plan.measures:
        match = index.match_measure(measure.statement, measure.parent_id)
        assert match.grade is Grade.EXACT
        assert match.target is not None
        found = plan.measure[match.target.id]
        # A phase goal that says the same as a year's measure below it gives way to that measure.
        assert found == measure or (measure.scope is Scope.PHASE and found.statement == measure.statement)


@pytest.mark.parametrize(
    ("text", "node_id"),
    [
        ("①ILC誘致実現に向けた取り組み", "4-1"),
        ("わきたつ東北戦略会議を通じた広域連携の推進　進捗報告", "1-2-1"),
        ("戦略項目8　①魅力ある農産逸品の輸出拡大／輸出創出のプラットフォームとしての取り組み", "8-1-1"),
        ("地域企業のデジタル化・DXの推進支援\n（調査部分）", "6-2-1"),
        ("戦略項目3　デュアルライフ東北の推進　進捗管理表", "3"),
        ("東北ハウス事業の完遂　工程進捗表（2021年度）", "7-2-1"),
        ("輸出創出のﾌﾟﾗｯﾄﾌｫｰﾑとしての取組み", "8-1-1"),
    ],
)
def test_a_nodes_title_is_found_with_numbers_neighbours_and_tails(
    index: TitleIndex, text: str, node_id: str
) -> None:
    match = index.match_node(text)
    assert match.target is not None
    assert match.target.id == node_id


def test_a_sentence_or_a_statement_that_uses_a_titles_words_is_not_that_title(index: TitleIndex) -> None:
    for text in (
        "「東北ハウス」の成功（実施完遂）",
        "「デュアルライフ東北」に必要となる環境の洗い出し、具体策の提案・要望",
        "デュアルライフ東北の実現に向けた施策提案",
        "福島",
    ):
        assert index.match_node(text).target is None


def test_two_initiatives_in_one_text_are_a_question(index: TitleIndex) -> None:
    match = index.match_node("次世代放射光施設の建設支援／地元企業の参入支援（建設・製造）")
    assert match.grade is Grade.DOUBTFUL
    assert {candidate.id for candidate in match.candidates} == {"4-2-1", "4-2-2"}


@pytest.mark.parametrize(
    "text", ["東北圏の社会資本に関する自主研究", "合計", "備考", "会員交流・懇談会", "", "　"]
)
def test_what_is_not_in_the_plan_matches_nothing(index: TitleIndex, text: str) -> None:
    match = index.match(text)
    assert match.grade is Grade.NONE
    assert match.target is None


@pytest.mark.parametrize(
    ("text", "within", "measure_id"),
    [
        ("マッチング成立", "5-1-2", "5-1-2-G1"),
        ("マッチング成立", "6-1-2", "6-1-2-G1"),
        ("マッチング件数", "4-2-2", "4-2-2-G1"),
        ("企業プレゼン", "5-1-1", "5-1-1-K1"),
        ("企業プレゼン", "4-2-2", "4-2-2-K1"),
        ("航空機・企業プレゼン", None, "5-1-2-K1"),
        ("MFB加入企業数", "4-2-1", "4-2-1-G1"),
        ("輸出成約件数（累計3件以上）", None, "8-1-1-K1"),
        ("ILC講演会（年2回）", None, "4-1-1-A1"),
        ("マルカイ東北フェア商談会\n新規参加申込事業所数", None, "8-1-1-K2"),
        ("新規参加申込事業所数", "8-1-1", "8-1-1-K2"),
        ("「東北地域の車を考える会」の開催", "5-1-1", "5-1-1-A1"),
        ("地域版「東北地域の車を考える会」の開催", None, "5-1-1-A2"),
        ("企業面談（旧：企業訪問）", "4-2-1", "4-2-1-K1"),
        ("企業訪問（現：企業面談）", "4-2-1", "4-2-1-K1"),
        ("企業面談（目標30件）", "4-2-1", "4-2-1-K1"),
        ("KPI：企業面談件数", "4-2-1", "4-2-1-K1"),
        ("①ﾃﾞｼﾞﾀﾙ化勉強会の開催回数", None, "6-2-1-K1"),
        ("ILC準備研究所設置", None, "4-1-1-G1"),
        ("4-2-1-K1", None, "4-2-1-K1"),
    ],
)
def test_a_measure_is_found_by_its_name_and_section(
    index: TitleIndex, text: str, within: str | None, measure_id: str
) -> None:
    match = index.match_measure(text, within)
    assert match.target is not None, match
    assert match.target.id == measure_id


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("マッチング成立", None),
        ("企業プレゼン", None),
        ("地域交通システムの社会実装", None),
        ("航空機・企業プレゼン", "5-1-1"),
        ("輸出成約件数（累計）", "7-2-1"),
        ("デジタル化勉強会参加者数", "6-2-1"),
        ("企業面談予定件数", "4-2-1"),
        ("企業面談（見込）", "4-2-1"),
        ("企業面談社数", "4-2-1"),
        ("補助金獲得額", "6-2-1"),
        ("輸出成約金額", "8-1-1"),
        ("MFB加入検討企業数", "4-2-1"),
        ("マルカイ東北フェア商談会", "8-1-1"),
        ("車を考える会の開催", "5-1-1"),
        ("開催回数", "5-1-1"),
        ("ILC講演会参加者数", "4-1-1"),
    ],
)
def test_a_name_that_may_mean_another_figure_is_a_question(
    index: TitleIndex, text: str, within: str | None
) -> None:
    match = index.match_measure(text, within)
    assert match.grade is Grade.DOUBTFUL
    assert match.target is None
    assert match.candidates


@pytest.mark.parametrize(
    "text", ["コアリションメンバー数", "実開催オープン", "（参考）延べ来場者数", "会員数", "閉館・撤去"]
)
def test_another_figure_of_the_section_is_no_measure(index: TitleIndex, text: str) -> None:
    for within in ("4-2-1", "7-2-1", None):
        assert index.match_measure(text, within).grade is Grade.NONE


@pytest.mark.parametrize(
    ("text", "within", "measure_id"),
    [
        ("開催回数（実績 / 計画）", "1-2-1", "1-2-1-A1"),
        ("開催回数", "2-1-1", "2-1-1-A1"),
        ("KPI", "4-2-1", "4-2-1-K1"),
        ("売上高", "5-2-1", "5-2-1-G1"),
    ],
)
def test_a_counter_alone_names_the_sections_only_measure_of_its_kind(
    index: TitleIndex, text: str, within: str, measure_id: str
) -> None:
    match = index.match_measure(text, within)
    assert match.is_generic
    assert match.target is not None
    assert match.target.id == measure_id


def test_the_surer_of_node_and_measure_is_what_a_text_names(index: TitleIndex) -> None:
    assert (
        index.match("「東北ハウス」の成功（実施完遂）", "7-2-1").target
        == index.match_measure("「東北ハウス」の成功（実施完遂）").target
    )
    found = index.match("次世代放射光施設の建設支援", "4")
    assert found.target is not None
    assert found.target.id == "4-2-1"
