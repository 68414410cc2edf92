"""Units in headers, corners and cells, and how they stand to a measure's own."""

from decimal import Decimal

import pytest

from tasks.reading.values import Unit, UnitMatch, compare_units, find_unit, find_units


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("社", Unit("社")),
        ("百万円", Unit("円", Decimal(1_000_000))),
        ("金額（百万円）", Unit("円", Decimal(1_000_000))),
        ("（単位：千円）", Unit("円", Decimal(1000))),
        ("単位：百万円　2021年度", Unit("円", Decimal(1_000_000))),
        ("実績(%)", Unit("%")),
        ("指標（件）", Unit("件")),
        ("来場者（千人）", Unit("人", Decimal(1000))),
        ("拠点（ヵ所）", Unit("箇所")),
    ],
)
def test_a_unit_is_found_alone_in_brackets_or_after_its_word(text: str, unit: Unit) -> None:
    assert find_unit(text) == unit


@pytest.mark.parametrize(
    "text",
    [
        "実績\n（10月末累計）",
        "取り組み（例）",
        "開催回数（実績 / 計画）",
        "会社",
        "単位",
        "ILC講演会（年2回）",
        "",
    ],
)
def test_words_that_only_look_like_units_are_none(text: str) -> None:
    assert find_units(text) == ()


def test_a_corner_may_state_several_units() -> None:
    assert find_units("単位：件・社") == (Unit("件"), Unit("社"))
    assert find_unit("単位：件・社") is None


@pytest.mark.parametrize(
    ("found", "expected", "match"),
    [
        ("件", "件", UnitMatch.SAME),
        ("", "件", UnitMatch.SAME),
        ("名", "人", UnitMatch.SAME),
        ("か所", "箇所", UnitMatch.SAME),
        ("件", "社", UnitMatch.OTHER_COUNTER),
        ("社", "件", UnitMatch.OTHER_COUNTER),
        ("事業所", "社", UnitMatch.OTHER_COUNTER),
        ("件", "回", UnitMatch.OTHER_COUNTER),
        ("円", "件", UnitMatch.IMPOSSIBLE),
        ("%", "件", UnitMatch.IMPOSSIBLE),
        ("人", "社", UnitMatch.IMPOSSIBLE),
        ("件", "円", UnitMatch.IMPOSSIBLE),
        ("km", "kg", UnitMatch.IMPOSSIBLE),
        ("何か", "件", UnitMatch.IMPOSSIBLE),
    ],
)
def test_another_counter_is_told_from_a_unit_that_can_not_be(found: str, expected: str, match: UnitMatch) -> None:
    assert compare_units(found, expected) is match
