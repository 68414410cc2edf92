"""The second clock: since when a fact is known, beside the month that it speaks of."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sources.errors import WrongUse
from sources.messages import text


def end_of_day(day: date, time_zone: str) -> datetime:
    """Return the last moment of *day* in *time_zone*: what came on a day is known when it is over."""
    return datetime.combine(day, time.max, ZoneInfo(time_zone))


def since_when_known(received: date, time_zone: str, at: datetime) -> datetime:
    """Return since when a submission that is read for the first time at the moment *at* counts as known.

    That is the end of the day it came, so that a ledger which is filled later still tells what was known when;
    and *at* itself for what came today, or bears a day to come.
    """
    return min(end_of_day(received, time_zone), at)


def parse_as_of(written: str, time_zone: str, at: datetime) -> datetime:
    """Return the last moment of the day *written* as 2021-10-31; raise WrongUse where it is none, or not over."""
    try:
        moment = end_of_day(date.fromisoformat(written), time_zone)
    except ValueError:
        raise WrongUse(text("'{day}' is not a day. Write it as 2021-10-31.", day=written)) from None
    if moment > at:
        raise WrongUse(text("{day} is not over yet, so nobody can say what was known then.", day=written))
    return moment
