"""Months and spans that a text names: 10月末, R3.10.31, 第2四半期, 4～10月, 2021年度."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sources.month import Month
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold, gregorian_year

_ERA = r"令和|平成|[RH令平]"
_YEARED = re.compile(
    rf"(?:(?P<era>{_ERA})\.?\s?(?P<era_year>\d{{1,2}}|元)|(?<!\d)(?P<year>20\d\d))"
    r"\s?(?:年度?|[./\-])\s?(?P<month>1[0-2]|0?[1-9])(?!\d)\s?月?(?:\s?[./\-]?\s?(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)日?)?"
)
_BARE = re.compile(
    r"(?<![\d./\-年])(?P<month>1[0-2]|0?[1-9])\s?月(?![間別])(?:\s?(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)日)?"
)
_RANGE = re.compile(
    r"(?<![\d年])(?P<first>1[0-2]|[1-9])\s?月?\s?(?:~|-|から|・)\s?(?P<last>1[0-2]|[1-9])\s?月(?!\d)"
)
_FISCAL_YEAR = re.compile(
    rf"(?:(?P<era>{_ERA})\.?\s?(?P<era_year>\d{{1,2}}|元)|(?<!\d)(?P<year>20\d\d))\s?(?:年度|FY)|FY\s?(?P<fy>20\d\d)"
)
_YEARS = re.compile(r"20\d\d\s?(?:年度?)?\s?[~\-]\s?(?:20)?\d\d\s?年度?")


@dataclass(frozen=True)
class Span:
    """Months from *first* to *last*; *day* is set where the text names a day of the last month."""

    first: Month
    last: Month
    has_year: bool = False
    day: int | None = None

    @property
    def is_month(self) -> bool:
        return self.first == self.last

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
    found: list[Mention] = []
    for mention in _all(plain, fiscal_year):
        if all(mention.end <= other.start or mention.start >= other.end for other in found):
            found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


def fiscal_years(text: str) -> tuple[int, ...]:
    """Return the fiscal years that *text* names as such (2020年度, R2年度); none where it names a run of years."""
    plain = fold(text)
    if _YEARS.search(plain):
        return ()
    return tuple(
        int(match["year"] or match["fy"])
        if match["year"] or match["fy"]
        else _year(match["era"], match["era_year"])
        for match in _FISCAL_YEAR.finditer(plain)
    )


def names_run_of_years(text: str) -> bool:
    """Return whether *text* speaks of several years together (2020～2022年度)."""
    return bool(_YEARS.search(fold(text)))


def _all(plain: str, fiscal_year: int) -> Iterator[Mention]:
    """Yield every reading, the surest kind first, so that what overlaps a surer one can be dropped."""
    for match in _YEARED.finditer(plain):
        year = int(match["year"]) if match["year"] else _year(match["era"], match["era_year"])
        number = int(match["month"])
        spelled_as_fiscal = "年度" in match[0]
        month = Month.in_fiscal_year(year, number) if spelled_as_fiscal else Month(year, number)
        yield Mention(Span(month, month, True, _day(match["day"])), match.start(), match.end())
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


@lru_cache(maxsize=1)
def _spans() -> tuple[tuple[str, tuple[int, int]], ...]:
    """Return the words for parts of a year, the longest first, as folded text has them."""
    words = {fold(word): months for word, months in load_vocabulary().calendar.spans.items()}
    return tuple(sorted(words.items(), key=lambda item: -len(item[0])))


def _year(era: str, year: str) -> int:
    return gregorian_year(era, 1 if year == "元" else int(year))


def _day(written: str | None) -> int | None:
    return int(written) if written else None
