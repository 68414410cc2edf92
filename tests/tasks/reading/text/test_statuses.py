"""Marks and words for how an initiative stands, with and without a legend."""

import pytest

from sources.submission import StatusValue
from tasks.reading.values import Missing, StatusReading, parse_legend, parse_status

FOUR_LEVELS = {
    "◎": StatusValue.AHEAD,
    "○": StatusValue.ON_TRACK,
    "△": StatusValue.SLIGHTLY_BEHIND,
    "×": StatusValue.BEHIND,
}


@pytest.mark.parametrize(
    "text",
    [
        "【進捗状況の凡例】　◎：計画を上回る　○：計画どおり　△：やや遅れ　×：遅れ",
        "凡例：◎計画を上回る　○計画どおり　△やや遅れ　×遅れ",
        "◎＝計画以上、○＝概ね計画どおり、△＝計画をやや下回る、×＝計画を大幅に下回る",
        "◎ 計画を上回る\n〇 計画どおり\n△ 計画よりやや遅れている\n✕ 計画より大幅に遅れている",
    ],
)
def test_a_legend_is_read_from_the_files_own_line(text: str) -> None:
    legend = parse_legend(text)
    assert legend is not None
    assert {mark: legend.values[mark] for mark in FOUR_LEVELS} == FOUR_LEVELS


def test_a_legend_of_letters_needs_a_colon() -> None:
    legend = parse_legend("S：計画を大幅に上回る　A：計画どおり　B：やや遅れ　C：遅れ　D：未着手")
    assert legend is not None
    assert [legend.values[letter] for letter in "SABCD"] == [*FOUR_LEVELS.values(), StatusValue.NOT_STARTED]
    assert parse_legend("A社　B社　C社は順調") is None


@pytest.mark.parametrize("text", ["2021年度事業計画　進捗報告書", "○順調", "○社、△社", "○月×日", ""])
def test_what_explains_no_two_marks_is_no_legend(text: str) -> None:
    assert parse_legend(text) is None


def test_the_files_own_legend_wins_over_the_usual_meaning() -> None:
    legend = parse_legend("○：完了　△：実施中　×：未着手")
    read = {mark: parse_status(mark, legend) for mark in "○△×◎"}
    assert {mark: status.value for mark, status in read.items() if isinstance(status, StatusReading)} == {
        "○": StatusValue.DONE,
        "△": None,
        "×": StatusValue.NOT_STARTED,
        "◎": None,
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("順調", StatusValue.ON_TRACK),
        ("概ね順調", StatusValue.ON_TRACK),
        ("計画どおり", StatusValue.ON_TRACK),
        ("順調に推移しています", StatusValue.ON_TRACK),
        ("やや遅れ", StatusValue.SLIGHTLY_BEHIND),
        ("遅れている", StatusValue.BEHIND),
        ("完了", StatusValue.DONE),
        ("未着手", StatusValue.NOT_STARTED),
        ("○（順調）", StatusValue.ON_TRACK),
        ("○ 順調", StatusValue.ON_TRACK),
        ("▲", StatusValue.SLIGHTLY_BEHIND),
        ("S", StatusValue.AHEAD),
    ],
)
def test_usual_marks_and_words_have_the_plans_values(text: str, value: StatusValue) -> None:
    status = parse_status(text)
    assert isinstance(status, StatusReading)
    assert (status.value, status.mark) == (value, text)


@pytest.mark.parametrize(
    "text", ["○やや遅れ", "概ね順調だが一部遅れ", "順調ではない", "実施済みではない", "●", "実施中", "○（遅れ）"]
)
def test_no_value_is_made_of_contradiction_negation_or_an_unknown_mark(text: str) -> None:
    status = parse_status(text)
    assert isinstance(status, StatusReading)
    assert status.value is None


@pytest.mark.parametrize("text", ["", "－", "集計中"])
def test_a_blank_or_a_dash_is_a_missing_mark(text: str) -> None:
    assert isinstance(parse_status(text), Missing)
