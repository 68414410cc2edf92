"""Days, months and fiscal years as Japanese text."""

from datetime import date

from sources.month import Month
from tasks.japanese_text.eras import era_year_of

_WEEKDAYS = "月火水木金土日"


def date_text(day: date, *, weekday: bool = False) -> str:
    """Return 2021年10月5日, with （火） where *weekday* is asked for."""
    written = f"{day.year}年{day.month}月{day.day}日"
    return f"{written}（{_WEEKDAYS[day.weekday()]}）" if weekday else written


def month_text(month: Month) -> str:
    """Return 2021年10月."""
    return f"{month.year}年{month.number}月"


def month_end_text(month: Month) -> str:
    """Return 2021年10月末現在."""
    return f"{month_text(month)}末現在"


def fiscal_year_text(fiscal_year: int) -> str:
    """Return 2021年度."""
    return f"{fiscal_year}年度"


def era_date_text(day: date) -> str:
    """Return 令和3年10月5日."""
    return f"{era_year_of(day)}{day.month}月{day.day}日"


def era_month_text(month: Month) -> str:
    """Return 令和3年10月, by the era of the month's last day."""
    return f"{era_year_of(month.last_day)}{month.number}月"


def span_text(first: Month, last: Month) -> str:
    """Return 2021年4月～10月, or both years where they differ."""
    if first == last:
        return month_text(first)
    return f"{month_text(first)}～{f'{last.number}月' if first.year == last.year else month_text(last)}"
