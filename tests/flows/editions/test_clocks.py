from datetime import UTC, date, datetime

import pytest

from flows.editions.clocks import end_of_day, parse_as_of, since_when_known
from sources.errors import WrongUse

TOKYO = "Asia/Tokyo"


def test_a_day_ends_in_the_offices_time_zone_not_in_greenwich():
    assert end_of_day(date(2021, 10, 31), TOKYO) == datetime(2021, 10, 31, 14, 59, 59, 999999, tzinfo=UTC)


def test_what_came_is_known_since_the_day_it_came_however_late_it_is_read():
    read = datetime(2026, 11, 24, tzinfo=UTC)
    assert since_when_known(date(2021, 11, 8), TOKYO, read) == end_of_day(date(2021, 11, 8), TOKYO)


def test_what_came_today_or_bears_a_day_to_come_is_known_since_now():
    noon = datetime(2021, 11, 8, 3, tzinfo=UTC)
    assert since_when_known(date(2021, 11, 8), TOKYO, noon) == noon
    assert since_when_known(date(2031, 11, 8), TOKYO, noon) == noon


def test_a_day_to_rebuild_must_be_a_day_that_is_over():
    noon = datetime(2021, 11, 8, 3, tzinfo=UTC)
    assert parse_as_of("2021-11-07", TOKYO, noon) == end_of_day(date(2021, 11, 7), TOKYO)
    with pytest.raises(WrongUse, match="2021-11-08 is not over yet"):
        parse_as_of("2021-11-08", TOKYO, noon)
    with pytest.raises(WrongUse, match="'October' is not a day"):
        parse_as_of("October", TOKYO, noon)
