"""Dates as bodies write them: 2021/4/21, R3.7.15, 10月5日, 7月中旬, 第2四半期, 上期, 年度末."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache

from sources.month import Month
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold, gregorian_year
from tasks.japanese_text.eras import ERA_WORDS, is_past_era_end


class Precision(StrEnum):
    DAY = "day"
    THIRD = "third"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    FISCAL_YEAR = "fy"
    FUZZY = "fuzzy"


class DateDoubt(StrEnum):
    """Why no date was read: it can not be, it has no year, or it is no date at all."""

    BAD_DATE = "bad_date"
    NO_YEAR = "no_year"
    AS_NEEDED = "as_needed"
    NOT_A_DATE = "not_a_date"


class DateWarning(StrEnum):
    """A date was read, but something in it is off."""

    ERA_OVERRUN = "era_overrun"
    ERA_IMPLIED = "era_implied"
    WEEKDAY = "weekday"


@dataclass(frozen=True)
class DateSpan:
    """The days from *first* to *last* that a date text means, and how precisely it was written.

    *year_stated* tells that the year stood there and was not taken from the fiscal year.
    """

    first: date
    last: date
    precision: Precision
    year_stated: bool = True
    weekday: str = ""
    warnings: tuple[DateWarning, ...] = ()

    @property
    def on(self) -> str:
        """Return YYYY-MM-DD for a day, YYYY-MM for a month or part of one, "" for anything longer."""
        if self.precision is Precision.DAY and self.first == self.last:
            return self.first.isoformat()
        return str(Month.of(self.first)) if Month.of(self.first) == Month.of(self.last) else ""


@dataclass(frozen=True)
class NoDate:
    doubt: DateDoubt


ParsedDate = DateSpan | NoDate
_NOT_A_DATE = NoDate(DateDoubt.NOT_A_DATE)
_BAD_DATE = NoDate(DateDoubt.BAD_DATE)

_WEEKDAYS = "月火水木金土日"
_TIME = re.compile(r"(?<=[\d日)])[ T]*\d{1,2}[:時]\d{2}(?:[:分]\d{2})?分?.*$")
_WEEKDAY = re.compile(r"\((?P<weekday>[月火水木金土日])(?:曜日?)?(?:・祝|祝)?\)")
_YEAR = re.compile(
    rf"(?:(?P<era>{ERA_WORDS})\.?(?P<era_year>\d{{1,2}}|元)|(?P<gregorian>(?:19|20)\d\d))(?P<mark>年度?|[./\-]|FY)?"
)
_RELATIVE_YEAR = re.compile(r"(?P<word>来年度|次年度|翌年度|今年度|本年度|当年度|来年|翌年|本年|今年|同年)(?:の)?")
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})(?:月|[./\-])(?P<day>\d{1,2})日?")
_MONTH_ONLY = re.compile(r"(?P<month>\d{1,2})(?P<mark>月)?")
_THIRD = re.compile(r"(?P<month>\d{1,2})月?(?P<third>上旬|中旬|下旬|初旬|末|初め|初|半ば|中頃)")
_THIRDS = {"上旬": 1, "初旬": 1, "初め": 1, "初": 1, "中旬": 2, "半ば": 2, "中頃": 2, "下旬": 3, "末": 3}
_SHORT_ERA = re.compile(r"(?P<year>\d{1,2})\.(?P<rest>\d{1,2}\.\d{1,2})")
_SHORT_ERA_YEARS_APART = 2


def parse_date(
    text: str, fiscal_year: int | None = None, *, date_1904: bool = False, stored: object = None
) -> ParsedDate:
    """Return the span of days that *text* means, or why it means none.

    A date without a year falls in *fiscal_year* (April to March). *stored* is the cell's stored value: a date is
    taken as it is, a bare number as an Excel serial in the workbook's date system.
    """
    if isinstance(stored, datetime):
        return _day(stored.date())
    if isinstance(stored, date):
        return _day(stored)
    if isinstance(stored, int | float) and not isinstance(stored, bool):
        serial = _from_serial(stored, date_1904=date_1904)
        if serial is not None:
            return serial
    return _parse(fold(text), fiscal_year)


def _day(day: date) -> DateSpan:
    return DateSpan(day, day, Precision.DAY)


_FIRST_SERIAL, _LAST_SERIAL = 30_000, 60_000  # 1982 to 2064: anything else in a cell is a number, not a day


def _from_serial(stored: float, *, date_1904: bool) -> DateSpan | None:
    if not _FIRST_SERIAL <= stored <= _LAST_SERIAL:
        return None
    start = date(1904, 1, 1) if date_1904 else date(1899, 12, 30)
    return _day(start + timedelta(days=int(stored)))


@lru_cache(maxsize=1 << 14)
def _parse(folded: str, fiscal_year: int | None) -> ParsedDate:
    text = re.sub(r"\s+", "", _TIME.sub("", folded))
    if not text:
        return _NOT_A_DATE
    if text in load_vocabulary().calendar.words.as_needed:
        return NoDate(DateDoubt.AS_NEEDED)
    weekday = _WEEKDAY.search(text)
    bare = _without_after_words(_WEEKDAY.sub("", text))
    if re.fullmatch(r"(?:19|20)\d{6}", bare):
        bare = f"{bare[:4]}/{bare[4:6]}/{bare[6:]}"
    for reader in (_named_span, _one_date, _span_of_two):
        found = reader(bare, fiscal_year)
        if found is not None:
            return _with_weekday(found, weekday["weekday"]) if weekday else found
    return _NOT_A_DATE


def _without_after_words(text: str) -> str:
    """Return *text* without the words that follow a date (予定, 頃, 開催予定) and without a remark in brackets."""
    words = _after_words()
    bare = re.sub(r"\((?:予定|見込|見込み|仮|頃)\)$", "", text)
    while True:
        tail = next(
            (
                word
                for word in words
                if bare.endswith(word) and re.search(r"[\d月日期旬末春夏秋冬]$", bare[: -len(word)])
            ),
            None,
        )
        if tail is None:
            return bare
        bare = bare[: -len(tail)]


@cache
def _after_words() -> tuple[str, ...]:
    return tuple(sorted(map(fold, load_vocabulary().calendar.words.after_date), key=len, reverse=True))


def _with_weekday(found: ParsedDate, weekday: str) -> ParsedDate:
    if not isinstance(found, DateSpan):
        return found
    is_right = found.precision is not Precision.DAY or _WEEKDAYS[found.first.weekday()] == weekday
    warnings = found.warnings if is_right else (*found.warnings, DateWarning.WEEKDAY)
    return replace(found, weekday=weekday, warnings=warnings)


def _named_span(text: str, fiscal_year: int | None) -> ParsedDate | None:
    """Return a span that has a name (上期, 第2四半期, 秋頃, 年度末), after a fiscal year or not."""
    year, rest, is_stated = _leading_year(text, fiscal_year)
    calendar = load_vocabulary().calendar
    if rest in calendar.spans:
        first, last = calendar.spans[rest]
        precision = {3: Precision.QUARTER, 6: Precision.HALF, 12: Precision.FISCAL_YEAR}[(last - first) % 12 + 1]
    else:
        season = re.sub(r"(?:頃|ごろ|以降)$", "", rest)
        if season not in calendar.seasons:
            return None
        (first, last), precision = calendar.seasons[season], Precision.FUZZY
    if year is None:
        return NoDate(DateDoubt.NO_YEAR)
    begin, end = Month.in_fiscal_year(year, first), Month.in_fiscal_year(year, last)
    starts = end.last_day if rest.startswith("年度末") else begin.first_day
    return DateSpan(starts, end.last_day, precision, is_stated)


def _leading_year(text: str, fiscal_year: int | None) -> tuple[int | None, str, bool]:
    """Return (fiscal year, what follows, whether the year is stated) for spans of a fiscal year."""
    if relative := _RELATIVE_YEAR.match(text):
        ahead = relative["word"] in ("来年度", "次年度", "翌年度")
        return (None if fiscal_year is None else fiscal_year + ahead), text[relative.end() :], False
    if (stated := _YEAR.match(text)) and stated["mark"] in ("年度", "FY"):
        return _year_of(stated), text[stated.end() :], True
    return fiscal_year, text, False


def _year_of(stated: re.Match[str]) -> int:
    if stated["gregorian"]:
        return int(stated["gregorian"])
    return gregorian_year(stated["era"], 1 if stated["era_year"] == "元" else int(stated["era_year"]))


def _one_date(text: str, fiscal_year: int | None) -> ParsedDate | None:
    """Return a year, month or day."""
    if fiscal := re.fullmatch(r"FY((?:19|20)\d\d)", text):
        return _fiscal_year(int(fiscal[1]))
    stated = _YEAR.match(text)
    if stated is not None and (stated["mark"] or stated["era"]):
        year: int | None = _year_of(stated)
        rest = text[stated.end() :]
        if not rest:
            return _whole_year(year, stated["mark"])
        if stated["mark"] in ("年度", "FY"):
            return _in_year(rest.removeprefix("の"), lambda month: _fiscal(year, month), is_stated=True)
        if stated["mark"] is None and not re.match(r"\d{1,2}月", rest):
            return None
        found = _in_year(rest, lambda _: year, is_stated=True)
        if isinstance(found, DateSpan) and stated["era"] and is_past_era_end(stated["era"], found.first):
            return replace(found, warnings=(*found.warnings, DateWarning.ERA_OVERRUN))
        return found
    if (short := _SHORT_ERA.fullmatch(text)) and fiscal_year is not None:
        year = gregorian_year("R", int(short["year"]))
        if abs(year - fiscal_year) > _SHORT_ERA_YEARS_APART:
            return None
        found = _in_year(short["rest"], lambda _: year, is_stated=True)
        if not isinstance(found, DateSpan):
            return found
        return replace(found, year_stated=False, warnings=(DateWarning.ERA_IMPLIED,))
    rest = text
    if relative := _RELATIVE_YEAR.match(text):
        rest = text[relative.end() :]
        if relative["word"] in ("来年度", "次年度", "翌年度"):
            fiscal_year = None if fiscal_year is None else fiscal_year + 1
    return _in_year(rest, lambda month: _fiscal(fiscal_year, month), is_stated=False)


def _fiscal(fiscal_year: int | None, month: int) -> int | None:
    return None if fiscal_year is None else Month.in_fiscal_year(fiscal_year, month).year


def _fiscal_year(year: int) -> DateSpan:
    return DateSpan(date(year, 4, 1), date(year + 1, 3, 31), Precision.FISCAL_YEAR)


def _whole_year(year: int | None, mark: str | None) -> ParsedDate | None:
    if year is None or mark not in ("年", "年度", "FY"):
        return None
    return DateSpan(date(year, 1, 1), date(year, 12, 31), Precision.YEAR) if mark == "年" else _fiscal_year(year)


def _in_year(text: str, year_of: Callable[[int], int | None], *, is_stated: bool) -> ParsedDate | None:
    """Return the day, third or month that *text* names, in the year that *year_of* gives for its month."""
    if (day := _MONTH_DAY.fullmatch(text)) and (is_stated or "." not in text):
        return _build(day["month"], year_of, is_stated, lambda month: _exact_day(month, int(day["day"])))
    if third := _THIRD.fullmatch(text):
        return _build(third["month"], year_of, is_stated, lambda month: _third(month, _THIRDS[third["third"]]))
    if (month := _MONTH_ONLY.fullmatch(text)) and (month["mark"] or is_stated):
        return _build(month["month"], year_of, is_stated, _whole_month)
    return None


def _build(
    number: str, year_of: Callable[[int], int | None], is_stated: bool, make: Callable[[Month], DateSpan | None]
) -> ParsedDate:
    month = int(number)
    if not 1 <= month <= 12:
        return _BAD_DATE
    year = year_of(month)
    if year is None:
        return NoDate(DateDoubt.NO_YEAR)
    made = make(Month(year, month))
    return _BAD_DATE if made is None else replace(made, year_stated=is_stated)


def _exact_day(month: Month, day: int) -> DateSpan | None:
    return _day(date(month.year, month.number, day)) if 1 <= day <= month.last_day.day else None


def _whole_month(month: Month) -> DateSpan:
    return DateSpan(month.first_day, month.last_day, Precision.MONTH)


def _third(month: Month, third: int) -> DateSpan:
    first, last = {1: (1, 10), 2: (11, 20), 3: (21, month.last_day.day)}[third]
    return DateSpan(month.first_day.replace(day=first), month.first_day.replace(day=last), Precision.THIRD)


def _span_of_two(text: str, fiscal_year: int | None) -> ParsedDate | None:
    """Return the span of 2021年7月～9月, 7月上旬～8月下旬, 10月5日～6日; an open start means its end."""
    left, tilde, right = text.partition("~")
    if not tilde and re.search(r"\d日-\d|月-\d", text):
        left, tilde, right = text.partition("-")
    if not tilde:
        return None
    end = _parse(right, fiscal_year)
    if not left:
        return end
    begin = _parse(left, fiscal_year)
    if not isinstance(begin, DateSpan):
        return None
    if not isinstance(end, DateSpan) and re.fullmatch(r"\d{1,2}日?", right):
        end = _exact_day(Month.of(begin.first), int(right.rstrip("日"))) or _BAD_DATE
    elif isinstance(end, DateSpan) and not end.year_stated and begin.year_stated:
        end = _in_the_year_from(end, begin)
    if not isinstance(end, DateSpan) or end.last < begin.first:
        return None
    return DateSpan(begin.first, end.last, begin.precision, begin.year_stated)


def _in_the_year_from(end: DateSpan, begin: DateSpan) -> DateSpan:
    """Return *end* in the first year in which it does not come before *begin*."""
    years = begin.first.year - end.first.year
    moved = replace(end, first=_move(end.first, years), last=_move(end.last, years))
    if moved.last < begin.first:
        moved = replace(moved, first=_move(moved.first, 1), last=_move(moved.last, 1))
    return moved


def _move(day: date, years: int) -> date:
    return (
        Month(day.year + years, day.month).last_day
        if (day + timedelta(1)).day == 1
        else day.replace(year=day.year + years)
    )
