"""Where a milestone stands by its cell's words: 達成, 未実施（2021年10月開始予定）, 10月29日達成."""

import re
from dataclasses import dataclass
from functools import cache

from sources.submission import MilestoneState
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold, key
from tasks.reading.cell_words import whole_cell
from tasks.reading.dates import DateSpan, parse_date
from tasks.reading.value_types import Missing, Words

_REMARK = re.compile(r"^(?P<word>[^()]*?)\s*\((?P<note>.*)\)[。\s]*$", re.DOTALL)
_DATE = re.compile(
    r"(?:(?:令和|平成|[RH令])\.?(?:\d{1,2}|元)[年./]|(?:19|20)\d\d[年./]|来年|翌年|本年|今年)?度?"
    r"\d{1,2}(?:月(?:\d{1,2}日|上旬|中旬|下旬|末|初旬|頃)?|[./]\d{1,2})|(?:第[1-4一二三四]四半期|[上下]半?期|年度末|年度内|年内)"
)
_JOINING = re.compile(r"^(?:に|より|から|を|で|付け?で?|頃に?|は|、|:|\s)+|(?:に|を|、|:|\s)+$")


@dataclass(frozen=True)
class MilestoneReading:
    """A milestone cell read. *state* is None where it is a date alone: the column must say what happened then.

    *on* is YYYY-MM-DD, YYYY-MM or "" (no date, or a span longer than a month); *span* the date itself.
    """

    state: MilestoneState | None
    on: str = ""
    span: DateSpan | None = None
    note: str = ""


def parse_milestone(raw: str, fiscal_year: int | None = None) -> MilestoneReading | Missing | Words:
    """Return the state and date that a milestone's cell states; Words where its words are not plain.

    *fiscal_year* gives the year of dates without one. 一部達成 and 中止 are neither achieved nor not: they stay
    Words with the reason "partly" or "stopped".
    """
    text = fold(raw)
    remark = _REMARK.match(text)
    word, note = (remark["word"], remark["note"]) if remark else (text, "")
    state, span = _state_and_date(word, fiscal_year)
    if state is None and span is None:
        whole = whole_cell(text)
        return whole if isinstance(whole, Missing) else Words(raw.strip(), _other_reason(word))
    noted_state, noted_span = _state_and_date(note, fiscal_year) if note else (None, None)
    span = span or noted_span
    if state is MilestoneState.NOT_ACHIEVED and noted_state is MilestoneState.SCHEDULED:
        state = MilestoneState.SCHEDULED
    elif state is MilestoneState.ACHIEVED and noted_state in (
        MilestoneState.SCHEDULED,
        MilestoneState.NOT_ACHIEVED,
    ):
        return Words(raw.strip(), "contradiction")
    elif state is None:
        state = noted_state
    elif state is MilestoneState.NOT_ACHIEVED:
        span = None  # a day beside 未達成 is no day on which anything was reached
    return MilestoneReading(state, span.on if span else "", span, note)


def _state_and_date(text: str, fiscal_year: int | None) -> tuple[MilestoneState | None, DateSpan | None]:
    """Return the state that a phrase states and the date in it: 10月5日に開始, 2021年10月開始予定, 達成."""
    words = text.strip("。 ")
    if (whole := parse_date(words, fiscal_year)) and isinstance(whole, DateSpan):
        return _state_of_tail(words), whole
    dates = list(_DATE.finditer(words))
    if len(dates) > 1:
        return None, None
    span = None
    if dates:
        parsed = parse_date(dates[0][0], fiscal_year)
        if not isinstance(parsed, DateSpan):
            return None, None
        span = parsed
        before, after = words[: dates[0].start()], words[dates[0].end() :]
        words = _JOINING.sub("", before) + _JOINING.sub("", after)
    state = _states().get(_plain(words))
    return (state, span) if state is not None or not words else (None, None)


def _state_of_tail(text: str) -> MilestoneState | None:
    """Return the state in the words after a date that the date reader itself passes over (10月開始予定)."""
    dates = list(_DATE.finditer(text))
    if len(dates) != 1:
        return None
    return _states().get(_plain(_JOINING.sub("", text[dates[0].end() :])))


def _plain(words: str) -> str:
    plain = key(words)
    for ending in load_vocabulary().statuses.words.endings:
        if plain.endswith(ending) and plain.removesuffix(ending) in _states():
            return plain.removesuffix(ending)
    return plain


def _other_reason(word: str) -> str:
    plain = key(word)
    words = load_vocabulary().statuses.milestones
    if plain in map(key, words.partly):
        return "partly"
    return "stopped" if plain in map(key, words.stopped) else ""


@cache
def _states() -> dict[str, MilestoneState]:
    return {
        key(word): state
        for state, words in load_vocabulary().statuses.milestones.by_state().items()
        for word in words
    }
