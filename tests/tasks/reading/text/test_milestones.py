"""Milestones by their cell's words: state and date."""

import pytest

from sources.submission import MilestoneState
from tasks.reading.values import MilestoneReading, Missing, Words, parse_milestone

ACHIEVED, SCHEDULED, NOT_ACHIEVED = MilestoneState.ACHIEVED, MilestoneState.SCHEDULED, MilestoneState.NOT_ACHIEVED


@pytest.mark.parametrize(
    ("text", "state", "on"),
    [
        ("実施済み（2021年10月5日開始）", ACHIEVED, "2021-10-05"),
        ("達成（10/29）", ACHIEVED, "2021-10-29"),
        ("令和3年10月29日 達成", ACHIEVED, "2021-10-29"),
        ("10月5日に開始した", ACHIEVED, "2021-10-05"),
        ("済", ACHIEVED, ""),
        ("達成", ACHIEVED, ""),
        ("未実施（2021年10月開始予定）", SCHEDULED, "2021-10"),
        ("12月開始予定", SCHEDULED, "2021-12"),
        ("2022年2月見込み", SCHEDULED, "2022-02"),
        ("延期（2022年2月開始予定）", SCHEDULED, "2022-02"),
        ("下期予定", SCHEDULED, ""),
        ("達成見込み", SCHEDULED, ""),
        ("未達成", NOT_ACHIEVED, ""),
        ("未達成（調整中）", NOT_ACHIEVED, ""),
        ("達成していない", NOT_ACHIEVED, ""),
        ("10月29日", None, "2021-10-29"),
    ],
)
def test_state_and_date_are_read_together(text: str, state: MilestoneState | None, on: str) -> None:
    milestone = parse_milestone(text, 2021)
    assert isinstance(milestone, MilestoneReading)
    assert (milestone.state, milestone.on) == (state, on)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("一部達成", "partly"),
        ("中止", "stopped"),
        ("達成（11月開始予定）", "contradiction"),
        ("達成率60%", ""),
        ("○", ""),
        ("実施中", ""),
        ("10月5日開始、12月終了予定", ""),
        ("達成済みではない", ""),
    ],
)
def test_words_that_are_not_plain_give_no_state(text: str, reason: str) -> None:
    assert parse_milestone(text, 2021) == Words(text, reason)


@pytest.mark.parametrize("text", ["", "－", "集計中", "未定", "調整中"])
def test_what_is_not_yet_known_is_missing(text: str) -> None:
    assert isinstance(parse_milestone(text, 2021), Missing)
