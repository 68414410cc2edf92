"""Marks and words for how an initiative stands, by the file's own legend (凡例) where it has one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from sources.submission import StatusValue
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold, key
from tasks.reading.cell_words import whole_cell
from tasks.reading.value_types import Missing

_REMARK = re.compile(r"^(?P<word>[^()]*[^()\s])\s*\((?P<note>.*)\)$", re.DOTALL)
_WORD_BEFORE = re.compile(r"^(?P<word>[^::。]{1,12}?)\s?[::]\s?(?P<note>.+)$", re.DOTALL)
_LETTERS = "SABCDE"


@dataclass(frozen=True)
class Legend:
    """What a file says its marks mean. A mark whose meaning is no known status word has None."""

    meanings: tuple[tuple[str, str], ...]
    values: Mapping[str, StatusValue | None]

    def __contains__(self, mark: str) -> bool:
        return mark in self.values


@dataclass(frozen=True)
class StatusReading:
    """A status cell read: *mark* is as written; *value* None where nothing says what it means.

    *is_known* tells a known word that speaks of no scale (実施中, 延期) from an unknown one; *note* is a remark
    in brackets.
    """

    value: StatusValue | None
    mark: str
    note: str = ""
    is_known: bool = False


def parse_status(raw: str, legend: Legend | None = None) -> StatusReading | Missing:
    """Return the status that a cell states, or why it states none; a mark that nothing explains has no value.

    The file's own legend wins over the usual meaning of marks. Words after a mark must agree with it.
    """
    text = _ticked(fold(raw))
    whole = whole_cell(text) if not _status_of_word(text) else None
    if isinstance(whole, Missing) and not _is_known(text):
        return whole
    mark = raw.strip() if text == fold(raw) else text
    remark = _REMARK.match(text) or _word_before_words(text)
    note = remark["note"] if remark else ""
    bare = remark["word"] if remark else text
    values = [_meaning(part, legend) for part in _mark_and_words(bare)]
    if note and (by_note := _status_of_word(note)) is not None:
        values.append(by_note)
    known = {value for value in values if value is not None}
    if len(known) == 1 and None not in values[:1]:
        return StatusReading(known.pop(), mark, note, is_known=True)
    return StatusReading(None, mark, note, is_known=_is_known(bare))


def _word_before_words(text: str) -> re.Match[str] | None:
    """Return the parts of 順調：実証を継続: a known status word and what it is said of."""
    found = _WORD_BEFORE.match(text)
    return found if found is not None and _status_of_word(found["word"]) is not None else None


_BOX = "□■☐☑☒✓✔"
_BOXES = re.compile(rf"(?P<box>[{_BOX}])\s?(?P<words>[^{_BOX}]+)")


def _ticked(text: str) -> str:
    """Return the words beside the one ticked box of several (□計画以上 ■計画どおり □遅れ), else *text* itself."""
    boxes = [(box["box"], box["words"].strip(" /、・,\n")) for box in _BOXES.finditer(text)]
    ticked = [words for box, words in boxes if box not in "□☐"]
    return ticked[0] if len(ticked) == 1 < len(boxes) else text


def _mark_and_words(text: str) -> list[str]:
    """Return [mark, words] of ○ 順調 and ○：計画どおり, else the text as one."""
    found = re.fullmatch(
        rf"(?P<mark>{_mark_class()}|[{_LETTERS}](?![A-Za-z]))[\s:=]*(?P<words>.*)", text, re.DOTALL
    )
    if found is None:
        return [text]
    return [found["mark"], found["words"]] if found["words"] else [found["mark"]]


def _meaning(part: str, legend: Legend | None) -> StatusValue | None:
    if legend is not None:
        for mark in (part, _spelled(part)):
            if mark in legend:
                return legend.values[mark]
        if len(part) == 1 and len(legend.values) > 1 and not part.isalnum():
            return None  # a mark that the file's own legend does not explain
    return _marks().get(_spelled(part)) or _status_of_word(part)


def _spelled(mark: str) -> str:
    return load_vocabulary().statuses.mark_spellings.get(mark, mark)


def _is_known(text: str) -> bool:
    return _plain(text) in _words_without_scale()


@lru_cache(maxsize=1 << 12)
def _status_of_word(text: str) -> StatusValue | None:
    """Return the status that a whole word or phrase states; no part of it is enough."""
    return _words().get(_plain(text))


def _plain(text: str) -> str:
    plain = key(text)
    for ending in load_vocabulary().statuses.words.endings:
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            shorter = plain.removesuffix(ending)
            if shorter in _words() or shorter in _words_without_scale():
                return shorter
    return plain


@cache
def _marks() -> dict[str, StatusValue]:
    return {
        fold(mark): value for value, marks in load_vocabulary().statuses.marks.by_value().items() for mark in marks
    }


@cache
def _words() -> dict[str, StatusValue]:
    return {
        key(word): value for value, words in load_vocabulary().statuses.words.by_value().items() for word in words
    }


@cache
def _words_without_scale() -> frozenset[str]:
    return frozenset(map(key, load_vocabulary().statuses.words.no_scale))


@cache
def _mark_class() -> str:
    return f"[{re.escape(load_vocabulary().statuses.legend.marks)}]"


def parse_legend(text: str) -> Legend | None:
    """Return the legend that *text* states (◎：計画を上回る　○：計画どおり …), or None where it states none.

    At least two marks must be explained, and at least one by a known status word.
    """
    meanings = _explained_marks(fold(text))
    if len({mark for mark, _ in meanings}) < 2 or len({mark for mark, _ in meanings}) != len(meanings):
        return None
    values = {mark: _status_in(meaning) for mark, meaning in meanings}
    if not any(values.values()):
        return None
    return Legend(tuple(meanings), values | {_spelled(mark): value for mark, value in values.items()})


def legend_of_pairs(pairs: Sequence[tuple[str, str]]) -> Legend | None:
    """Return the legend that a small table states (青 | 順調), or None where it states none."""
    meanings = [(fold(mark), fold(meaning)) for mark, meaning in pairs]
    values = {mark: _status_in(meaning) for mark, meaning in meanings}
    if len(values) < 2 or len(values) != len(meanings) or not any(values.values()):
        return None
    return Legend(tuple(meanings), values | {_spelled(mark): value for mark, value in values.items()})


def _explained_marks(text: str) -> list[tuple[str, str]]:
    """Return (mark, meaning) pairs in order: a glyph with or without a colon, a letter only with one."""
    mark = rf"(?:{_mark_class()}|(?<![A-Za-z])[{_LETTERS}](?=\s*[:=…\-])|(?<!\d)\d(?=\s*[:=…]))"
    pairs = re.findall(rf"({mark})\s*[:=…\-,、は]?\s*((?:(?!{mark}).)+)", text, re.DOTALL)
    return [
        (found, meaning.strip(" \n、,。/|()[]「」・;"))
        for found, meaning in pairs
        if meaning.strip(" \n、,。/|()[]")
    ]


def _status_in(meaning: str) -> StatusValue | None:
    """Return the status of a legend's meaning: the longest known word in it, unless another contradicts."""
    plain = _plain(re.sub(r"\(.*?\)", "", meaning))
    if plain in _words():
        return _words()[plain]
    if plain in _words_without_scale() or re.search("ない|なし|未", plain):
        return None
    found = sorted((word for word in _words() if len(word) > 1 and word in plain), key=len, reverse=True)
    if not found:
        return None
    others = {_words()[word] for word in found if word not in found[0]}
    return _words()[found[0]] if not others - {_words()[found[0]]} else None
