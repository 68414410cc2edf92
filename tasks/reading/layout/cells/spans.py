"""Months and spans that a text names: 10月末, R3.10.31, 3年10月, 第2四半期, 4～10月."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sources.month import Month
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold, gregorian_year

ERA = r"令和|平成|[RH令平]"
_YEARED = re.compile(
    rf"(?:(?P<era>{ERA})\.?\s?(?P<era_year>\d{{1,2}}|元)|(?<!\d)(?P<year>20\d\d))"
    r"\s?(?:年度?|[./\-])\s?(?P<month>1[0-2]|0?[1-9])(?!\d)\s?月?(?:\s?[./\-]?\s?(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)日?)?"
)
_SHORT_YEARED = re.compile(
    r"['’`](?P<short>\d\d)\s?[./年\-]\s?(?P<month>1[0-2]|0?[1-9])(?!\d)\s?月?(?:[./](?P<day>[12]\d|3[01]|0?[1-9])(?!\d))?"
)
# 3年10月: the year of an era that goes without saying.
_YEAR_UNSAID = re.compile(
    r"(?<![\d./\-A-Za-z和成])(?P<short>\d{1,2}|元)年(?P<month>1[0-2]|0?[1-9])月(?:\s?(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)日)?"
)
_BARE = re.compile(
    r"(?<![\d./\-年])(?P<month>1[0-2]|0?[1-9])\s?月(?![間別])(?:\s?(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)日)?"
)
_RANGE = re.compile(
    r"(?<![\d年])(?P<first>1[0-2]|[1-9])\s?月?\s?(?:~|-|から|・)\s?(?P<last>1[0-2]|[1-9])\s?月(?!\d)"
)
_YEAR = rf"(?:(?:{ERA})\.?\s?(?:\d{{1,2}}|元)|20\d\d)\s?[年./\-]\s?"
# 11/1~11/30, 自4月1日至11月30日: from the first day of a month to the last of one.
_WHOLE_MONTHS = re.compile(
    rf"(?:自\s?)?(?P<begin>{_YEAR})?(?<!\d)(?P<first>1[0-2]|0?[1-9])\s?[月/.]\s?0?1日?\s?(?:~|-|から|より|至)\s?"
    rf"(?P<end>{_YEAR})?(?P<last>1[0-2]|0?[1-9])\s?[月/.]\s?(?P<day>2[89]|3[01]|末)日?(?:まで)?(?!\d)"
)
_TO = re.compile(r"\s?(?:末|分|度)?\s?(?:~|-|から|より)\s?")
_PACKED = re.compile(r"(?:(?P<year>20\d\d)|R0?(?P<era_year>\d))(?P<month>0[1-9]|1[0-2])")
# Every word for a month, quarter or part of a year has one of these.
_MAY_NAME_TIME = re.compile(r"\d|[期年月元Q]")
_PARTS_OF_YEAR = frozenset({(4, 6), (7, 9), (10, 12), (1, 3), (4, 9), (10, 3), (4, 3)})


@dataclass(frozen=True)
class Span:
    """Months from *first* to *last*; *day* is set where the text names a day of the last month.

    *is_part* tells of a quarter or half so far, be it one month: 下期（10月） is no month beside others.
    """

    first: Month
    last: Month
    has_year: bool = False
    day: int | None = None
    is_part: bool = False

    @property
    def is_month(self) -> bool:
        return self.first == self.last and not self.is_part

    @property
    def is_part_of_year(self) -> bool:
        """Return whether it is a quarter, a half or the whole of a fiscal year."""
        return (self.first.number, self.last.number) in _PARTS_OF_YEAR

    @property
    def starts_fiscal_year(self) -> bool:
        return self.first.number == 4


@dataclass(frozen=True)
class Mention:
    """A span with its place in the folded text."""

    span: Span
    start: int
    end: int


@lru_cache(maxsize=1 << 14)
def mentions(text: str, fiscal_year: int) -> tuple[Mention, ...]:
    """Return the months and spans that *text* names, in order; a month without a year falls in *fiscal_year*."""
    plain = fold(text)
    if not _MAY_NAME_TIME.search(plain):
        return ()
    found: list[Mention] = []
    for mention in _all(plain, fiscal_year):
        if all(mention.end <= other.start or mention.start >= other.end for other in found):
            found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


@lru_cache(maxsize=1 << 14)
def joined_mentions(text: str, fiscal_year: int) -> tuple[Mention, ...]:
    """Return what *mentions* does, with 2021年9月～10月 as the one span that it is."""
    plain = fold(text)
    found: list[Mention] = []
    for mention in mentions(text, fiscal_year):
        before = found[-1] if found else None
        if (
            before is not None
            and _TO.fullmatch(plain[before.end : mention.start])
            and before.span.first <= mention.span.last
        ):
            span = Span(
                before.span.first,
                mention.span.last,
                before.span.has_year or mention.span.has_year,
                mention.span.day,
            )
            found[-1] = Mention(span, before.start, mention.end)
        else:
            found.append(mention)
    return tuple(found)


def packed_month(text: str) -> Month | None:
    """Return the month that digits alone name where a month is asked for: 202110, R0310."""
    match = _PACKED.fullmatch(fold(text))
    if match is None:
        return None
    year = int(match["year"]) if match["year"] else gregorian_year("R", int(match["era_year"]))
    return Month(year, int(match["month"]))


def _all(plain: str, fiscal_year: int) -> Iterator[Mention]:
    """Yield every reading, the surest kind first, so that what overlaps a surer one can be dropped."""
    for match in _WHOLE_MONTHS.finditer(plain):
        if (whole := _whole_months(match, fiscal_year)) is not None:
            yield whole
    for match in _YEARED.finditer(plain):
        year = int(match["year"]) if match["year"] else year_of_era(match["era"], match["era_year"])
        yield _month_of_year(match, year, spelled_as_fiscal="年度" in match[0])
    for match in _SHORT_YEARED.finditer(plain):
        yield _month_of_year(match, 2000 + int(match["short"]))
    for match in _YEAR_UNSAID.finditer(plain):
        yield _month_of_year(match, nearest_year(match["short"], fiscal_year))
    for match in _RANGE.finditer(plain):
        first, last = int(match["first"]), int(match["last"])
        span = Span(Month.in_fiscal_year(fiscal_year, first), Month.in_fiscal_year(fiscal_year, last))
        if "・" not in match[0] and span.first <= span.last:
            yield Mention(span, match.start(), match.end())
    for match in _BARE.finditer(plain):
        month = Month.in_fiscal_year(fiscal_year, int(match["month"]))
        yield Mention(Span(month, month, False, _day(match["day"])), match.start(), match.end())
    for word, (first, last) in _spans():
        start = plain.find(word)
        if start >= 0:
            span = Span(Month.in_fiscal_year(fiscal_year, first), Month.in_fiscal_year(fiscal_year, last))
            yield Mention(span, start, start + len(word))


def _whole_months(match: re.Match[str], fiscal_year: int) -> Mention | None:
    """Return the months from a first day to a last day, None where the last day is not its month's last."""
    ends = []
    for year, number in ((match["begin"], match["first"]), (match["end"], match["last"])):
        month = Month.in_fiscal_year(fiscal_year, int(number))
        ends.append(month if year is None else next(_yeared(f"{year}{number}月"), month))
    first, last = ends
    if match["begin"] and not match["end"]:
        last = Month(first.year + (last.number < first.number), last.number)
    is_whole = match["day"] == "末" or int(match["day"]) == last.last_day.day
    return (
        Mention(Span(first, last, match["begin"] is not None), *match.span())
        if is_whole and first <= last
        else None
    )


def _yeared(text: str) -> Iterator[Month]:
    for match in _YEARED.finditer(text):
        year = int(match["year"]) if match["year"] else year_of_era(match["era"], match["era_year"])
        yield Month(year, int(match["month"]))


def is_whole_months(text: str) -> bool:
    """Return whether *text* (folded) is a span from a month's first day to a month's last, and nothing else."""
    match = _WHOLE_MONTHS.fullmatch(text.strip("()[] "))
    return match is not None and _whole_months(match, 2000) is not None


def _month_of_year(match: re.Match[str], year: int, *, spelled_as_fiscal: bool = False) -> Mention:
    number = int(match["month"])
    month = Month.in_fiscal_year(year, number) if spelled_as_fiscal else Month(year, number)
    return Mention(Span(month, month, True, _day(match["day"])), match.start(), match.end())


@lru_cache(maxsize=1)
def _spans() -> tuple[tuple[str, tuple[int, int]], ...]:
    """Return the words for parts of a year, the longest first, as folded text has them."""
    words = {fold(word): months for word, months in load_vocabulary().calendar.spans.items()}
    return tuple(sorted(words.items(), key=lambda item: -len(item[0])))


def nearest_year(short: str, fiscal_year: int) -> int:
    """Return the year nearest to *fiscal_year* that *short* can mean: of 令和 or 平成, or the end of 20xx."""
    number = 1 if short == "元" else int(short)
    meant = [gregorian_year("R", number), gregorian_year("H", number)]
    if len(short) == 2 and short.isdigit():
        meant.append(2000 + number)
    return min(meant, key=lambda year: abs(year - fiscal_year))


def year_of_era(era: str, year: str) -> int:
    return gregorian_year(era, 1 if year == "元" else int(year))


def _day(written: str | None) -> int | None:
    return int(written) if written else None
