"""A cell as the layout sees it: what kind of content it holds, and what it says if it is a label."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from sources.month import Month
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold, key
from tasks.reading.dates import DateSpan, Precision, parse_date
from tasks.reading.grid import Cell
from tasks.reading.layout.cells.headings import Heading, read_heading
from tasks.reading.layout.cells.spans import is_whole_months, packed_month
from tasks.reading.lazy import lazy
from tasks.reading.light import light

_FIGURE = re.compile(
    r"(?:約|延べ?|のべ|計|累計|概ね|およそ|[△▲▽▼+±¥\\-])*\s?[(\[]?\d[\d,.]*\s?(?!(?<=\.)\D)[^\s\d/~(、。:.]{0,6}(?:\s?[/~\-]\s?\d[\d,.]*\s?\S{0,4})?"
    r"(?:\s?[(\[〔].*)?",
    re.DOTALL,
)
_FOOTNOTE = re.compile(r"(?<=[^\s※*])\s?(?:※|\*)\d{0,2}$|(?<=\D)[(\[]?(?:注|※)\d{1,2}[)\]]?$")
_KANJI_FIGURE = re.compile(r"[〇一二三四五六七八九十百]+[件社回名人者校団円]")
_ORDINAL = re.compile(r"第\s?[\d一二三四五六七八九十]+\s?(?:回|期|号|弾|次).{0,12}")
_TIME_NUMBER = re.compile("[0-9]{1,2}|20[0-9]{2}(?:[0-9]{2})?")
_PROSE_LENGTH = 45
_FEWEST_MONTHS = 6
_FEWEST_IN_TURN = 2


class Sort(StrEnum):
    """What a cell holds, apart from what it means."""

    NUMBER = "number"
    DATE = "date"
    FIGURE = "figure"
    MISSING = "missing"
    MARK = "mark"
    ERROR = "error"
    TEXT = "text"
    PROSE = "prose"


_NEVER_HEAD = frozenset({Sort.NUMBER, Sort.FIGURE, Sort.PROSE})


@light(frozen=True)
class Seen:
    """One visible cell. *fiscal_year* is the plan's, for months written without a year.

    *means* is what it says as a label where its neighbours tell more than its text: 4 in a row of months is 4月.
    """

    cell: Cell
    fiscal_year: int
    means: str = ""
    row: int = field(init=False, repr=False, compare=False)
    column: int = field(init=False, repr=False, compare=False)
    text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep what is asked of every cell, many times."""
        own = self.__dict__
        own["row"], own["column"], own["text"] = self.cell.row, self.cell.column, fold(self.cell.shown)

    @lazy
    def sort(self) -> Sort:
        if self.cell.formula_without_value:
            return Sort.NUMBER
        if self.cell.kind in ("number", "date", "error"):
            return Sort(self.cell.kind)
        return _sort_of_text(self.text)

    @lazy
    def heading(self) -> Heading:
        return read_heading(self.label_text, self.fiscal_year)

    @lazy
    def label_text(self) -> str:
        """Return the cell's text as a label; a date that stands for its month reads as that month."""
        if self.means or not isinstance(self.cell.value, date):
            return self.means or self.text
        month = self.month_of_date
        end = "末" if "末" in self.text else ""
        return f"{month.year}年{month.number}月{end}" if month else self.text

    @lazy
    def month_of_date(self) -> Month | None:
        """Return the month of a typed date shown without its day (10月, 2021年10月)."""
        value = self.cell.value
        if not isinstance(value, date):
            return None
        shown = self.text
        if "日" in shown or len(re.findall(r"\d+", shown)) > (2 if "年" in shown or len(shown) > 5 else 1):
            return None
        return Month(value.year, value.month)

    @lazy
    def is_role(self) -> bool:
        """Return whether its words are those of a header and nothing else."""
        if self.sort in _NEVER_HEAD and not self.means:
            return False
        return self.heading.is_whole and not (self.sort is Sort.DATE and self.month_of_date is None)

    @lazy
    def digits(self) -> str:
        """Return its text, or a whole number's digits as stored: a month 202110 may be shown as 202,110."""
        value = self.cell.value
        is_whole = self.cell.kind == "number" and isinstance(value, int | float) and value == int(value)
        return str(int(value)) if is_whole and isinstance(value, int | float) else self.text

    @lazy
    def is_content(self) -> bool:
        """Return whether it can be a value or narrative rather than a label."""
        return self.sort is not Sort.TEXT and self.month_of_date is None


@lru_cache(maxsize=1 << 14)
def _sort_of_text(text: str) -> Sort:
    plain = key(text)
    if not plain or plain in _missing_words():
        return Sort.MARK if text in _marks() else Sort.MISSING
    if text in _marks() or plain in _status_words():
        return Sort.MARK
    if _ORDINAL.fullmatch(text):
        return Sort.TEXT
    if _names_day(text):
        return Sort.DATE
    if not text.isdigit() and read_heading(text, 2000).is_whole and not _has_counted_figure(text):
        return Sort.TEXT
    text = _FOOTNOTE.sub("", text)
    if _FIGURE.fullmatch(text) or _KANJI_FIGURE.fullmatch(text):
        return Sort.FIGURE
    if "。" in text or len(text) > _PROSE_LENGTH or text.count("\n") > 1:
        return Sort.PROSE
    return Sort.TEXT


def _names_day(text: str) -> bool:
    """Return whether a text is a day and nothing else: 10月29日, R3.10.31, 2021/10/5."""
    if is_whole_months(text):
        return False
    day = parse_date(text, 2000) if len(text) <= 20 and re.search(r"\d", text) else None
    return isinstance(day, DateSpan) and day.precision is Precision.DAY


def _has_counted_figure(text: str) -> bool:
    return bool(re.match(r"[約延△▲]?\d[\d,.]*\s?(?:件|社|回|名|人|円|億|万|千|百|%)", text))


@lru_cache(maxsize=1)
def _missing_words() -> frozenset[str]:
    quantities = load_vocabulary().quantities
    words = [word for group in quantities.missing.values() for word in group]
    return frozenset(key(word) for word in [*words, *quantities.words.zero_or_missing, *quantities.words.ditto])


@lru_cache(maxsize=1)
def _marks() -> frozenset[str]:
    statuses = load_vocabulary().statuses
    return frozenset(fold(mark) for mark in statuses.legend.marks) - {"-", ""} | frozenset("ABCDS")


@lru_cache(maxsize=1)
def _status_words() -> frozenset[str]:
    statuses = load_vocabulary().statuses
    words = [word for group in statuses.words.by_value().values() for word in group]
    words += statuses.words.no_scale
    words += [word for group in statuses.milestones.by_state().values() for word in group]
    words += [*statuses.milestones.partly, *statuses.milestones.stopped]
    return frozenset(key(word) for word in words) - {key("計画"), key("予定"), key("見込"), key("見込み")}


def time_numbers(cells: Sequence[Seen]) -> dict[int, str]:
    """Return what the bare numbers of a row say if they count time, by their columns: 4 is 4月, 202110 2021年10月.

    They do where they run from April on, or where at least two months or years follow one another.
    """
    numbers: dict[int, str] = {}
    for seen in cells:
        if seen.cell.kind == "number" or seen.text.isdigit():
            if not _TIME_NUMBER.fullmatch(seen.digits):
                return {}
            numbers[seen.column] = seen.digits
    if len(numbers) < _FEWEST_IN_TURN:
        return {}
    values = [int(number) for number in numbers.values()]
    if len(values) >= _FEWEST_MONTHS and values == [*range(4, 13), 1, 2, 3][: len(values)]:
        return {column: f"{number}月" for column, number in numbers.items()}
    months = [packed_month(number) for number in numbers.values()]
    known = [month for month in months if month is not None]
    if len(known) == len(months) and all(one.plus(1) == other for one, other in itertools.pairwise(known)):
        return {column: f"{month.year}年{month.number}月" for column, month in zip(numbers, known, strict=True)}
    steps = {later - earlier for earlier, later in itertools.pairwise(values)}
    if all(len(number) == len("2021") for number in numbers.values()) and steps in ({1}, {-1}):
        return {column: f"{number}年度" for column, number in numbers.items()}
    return {}


def as_asked_month(seen: Seen) -> Seen:
    """Return *seen* as the month it stands for where a month is asked for: 10 is 10月, a date its own month."""
    value = seen.cell.value
    if isinstance(value, date):
        return replace(seen, means=f"{value.year}年{value.month}月")
    if re.fullmatch("0?[1-9]|1[0-2]", seen.digits):
        return replace(seen, means=f"{int(seen.digits)}月")
    packed = packed_month(seen.digits)
    return replace(seen, means=f"{packed.year}年{packed.number}月") if packed is not None else seen
