"""Column types that both databases keep without loss: everything is text underneath.

SQLite turns decimals into floats and drops the offset of a time; PostgreSQL refuses a NUL in a text. Text with
a decorator around it is exact on both, sorts as the values do (times, days, months), and can be read by eye.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from sources.month import Month

TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class DecimalText(TypeDecorator[Decimal]):
    """A finite decimal with all of its digits, as `str` writes it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not value.is_finite():
            raise ValueError(f"{value} is not a finite number")
        return str(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment: any offset in, UTC with microseconds in the table, aware UTC out.

    A time without an offset is refused.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        return value.astimezone(UTC).strftime(TIME_FORMAT)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.strptime(value, TIME_FORMAT).replace(tzinfo=UTC)


class DayText(TypeDecorator[date]):
    """A calendar day as 2021-11-08."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class MonthText(TypeDecorator[Month]):
    """A month as 2021-10; the text sorts as the months do."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Month | None, _dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Month | None:
        return None if value is None else Month.parse(value)


class WrittenText(TypeDecorator[str]):
    """Text as somebody else wrote it, every code point kept.

    A NUL (a text file may hold one) is refused by PostgreSQL and half a surrogate pair (an .xlsx may name one)
    by both, so these few are written as U+F8FF and their four hexadecimal digits.
    """

    impl = Text
    cache_ok = True
    _unstorable = re.compile("[\x00\ud800-\udfff\uf8ff]")
    _stored = re.compile("\uf8ff([0-9a-f]{4})")

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else self._unstorable.sub(lambda found: f"\uf8ff{ord(found[0]):04x}", value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else self._stored.sub(lambda found: chr(int(found[1], 16)), value)
