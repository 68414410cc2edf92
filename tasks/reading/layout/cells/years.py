"""Fiscal years that a text names: 2020年度, R2年度, 3年度, and the years beside a header's role (R2実績)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sources.month import Month
from tasks.japanese_text import fold
from tasks.reading.layout.cells.spans import ERA, Span, nearest_year, year_of_era

_FISCAL_YEAR = re.compile(
    rf"(?:(?P<era>{ERA})\.?\s?(?P<era_year>\d{{1,2}}|元)|(?<!\d)(?P<year>20\d\d))\s?(?:年度|FY)"
    r"|FY\s?(?P<fy>20\d\d|\d\d)(?!\d)|(?<![\d./\-和成期])(?P<short>\d{1,2}|元)年度(?!目|間)"
)
_YEAR_OF_HEADER = re.compile(
    r"(?:(?<![A-Za-z])(?P<era>令和|平成|R|H(?=[23]\d))\.?\s?(?P<era_year>\d{1,2}|元)|(?<!\d)(?P<year>20\d\d))"
    r"(?:\s?年)?(?!\s?[\d年./\-月])"
)
_END = re.compile(r"(?:年度?|FY)?末")
_RUN = re.compile(r"20\d\d\s?(?:年度?)?\s?[~\-]\s?(?:20)?\d\d\s?年度?")


@dataclass(frozen=True)
class YearMention:
    """A fiscal year with its place in the folded text."""

    year: int
    start: int
    end: int


@lru_cache(maxsize=1 << 12)
def fiscal_years(text: str, fiscal_year: int) -> tuple[YearMention, ...]:
    """Return the fiscal years that *text* names as such (2020年度, R2年度, 2年度); none for a run of years.

    Where the era goes without saying, the year nearest to *fiscal_year* is meant.
    """
    return _years(_FISCAL_YEAR, fold(text), fiscal_year)


def years_of_header(text: str, fiscal_year: int) -> tuple[YearMention, ...]:
    """Return the fiscal years that a header gives, without the word 年度 too: R2実績, 2021計画, 令和3年, R3."""
    return fiscal_years(text, fiscal_year) or _years(_YEAR_OF_HEADER, fold(text), fiscal_year)


def end_of_year(text: str, year: YearMention) -> Span | None:
    """Return March of a year that is named by its end (R3末, 2021年度末), else None."""
    march = Month(year.year + 1, 3)
    return Span(march, march, has_year=True) if _END.match(fold(text), year.end) else None


def names_run_of_years(text: str) -> bool:
    """Return whether *text* speaks of several years together (2020～2022年度)."""
    return bool(_RUN.search(fold(text)))


def _years(pattern: re.Pattern[str], plain: str, fiscal_year: int) -> tuple[YearMention, ...]:
    if _RUN.search(plain):
        return ()
    return tuple(
        YearMention(_year_named(match, fiscal_year), match.start(), match.end())
        for match in pattern.finditer(plain)
    )


def _year_named(match: re.Match[str], fiscal_year: int) -> int:
    parts = match.groupdict()
    whole = parts["year"] or parts.get("fy")
    if whole:
        return int(whole) if len(whole) == 4 else 2000 + int(whole)
    return (
        year_of_era(parts["era"], parts["era_year"]) if parts["era"] else nearest_year(parts["short"], fiscal_year)
    )
