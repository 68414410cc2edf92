"""Business days (営業日) in Japan, and the month a run on a given day reports on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from sources.month import Month

JAPAN = holidays.country_holidays("JP")
BANK_HOLIDAYS = frozenset(
    {(12, 31), (1, 1), (1, 2), (1, 3)}
)  # closed by custom, though only 1 January is in the law
REPORT_ON_BUSINESS_DAY = 5


def is_business_day(day: date) -> bool:
    """Return whether offices are open: no weekend, no national holiday, none of 12/31 to 1/3."""
    return day.weekday() < 5 and day not in JAPAN and (day.month, day.day) not in BANK_HOLIDAYS


def business_day(month: Month, number: int) -> date:
    """Return the *number*th business day of *month*, counted from 1; raise ValueError where there are fewer."""
    day = month.first_day
    found = 0
    while day <= month.last_day:
        found += is_business_day(day)
        if found == number:
            return day
        day += timedelta(days=1)
    raise ValueError(f"{month} has no business day number {number}")


def business_days_before(day: date, number: int) -> date:
    """Return the *number*th business day before *day*, which itself is not counted."""
    return _business_days_from(day, number, timedelta(days=-1))


def business_days_after(day: date, number: int) -> date:
    """Return the *number*th business day after *day*, which itself is not counted."""
    return _business_days_from(day, number, timedelta(days=1))


def business_day_up_to(day: date) -> date:
    """Return *day* where offices are open on it, else the last business day before."""
    return day if is_business_day(day) else business_days_before(day, 1)


def reporting_day(month: Month) -> date:
    """Return the day in *month* on which the report on the month before is made."""
    return business_day(month, REPORT_ON_BUSINESS_DAY)


def local_day(moment: datetime, time_zone: str) -> date:
    """Return the calendar day of *moment* where the office is: 21:00 UTC on the 4th is the 5th in Tokyo."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def month_reported_on(day: date) -> Month:
    """Return the month a report made on *day* is about: the one before."""
    return Month.of(day).plus(-1)


def _business_days_from(day: date, number: int, step: timedelta) -> date:
    while number:
        day += step
        number -= is_business_day(day)
    return day
