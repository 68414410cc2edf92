from datetime import UTC, date, datetime

import pytest

from flows.calendar import business_day, is_business_day, local_day, month_reported_on, reporting_day
from sources.month import Month


def test_new_year_counts_from_the_fourth_of_january_at_the_earliest():
    assert [business_day(Month(2027, 1), n) for n in (1, 5)] == [date(2027, 1, 4), date(2027, 1, 8)]


def test_january_2018_skips_coming_of_age_day():
    assert reporting_day(Month(2018, 1)) == date(2018, 1, 11)  # 4, 5, (8 is a holiday), 9, 10, 11


def test_golden_week_2021_moves_the_report_to_the_twelfth():
    assert reporting_day(Month(2021, 5)) == date(2021, 5, 12)  # 6, 7, 10, 11, 12


def test_golden_week_2027_knows_the_constitution_day_trio():
    assert not any(is_business_day(date(2027, 5, day)) for day in (1, 2, 3, 4, 5))
    assert reporting_day(Month(2027, 5)) == date(2027, 5, 12)


def test_a_holiday_on_sunday_closes_the_next_weekday():
    assert not is_business_day(date(2026, 5, 6))  # in place of Sunday 3 May
    assert reporting_day(Month(2026, 5)) == date(2026, 5, 12)


def test_the_year_ends_on_the_thirtieth_of_december():
    assert is_business_day(date(2026, 12, 30))
    assert not is_business_day(date(2026, 12, 31))


def test_an_ordinary_month_reports_on_its_fifth_weekday():
    assert reporting_day(Month(2021, 10)) == date(2021, 10, 7)


def test_asking_for_too_many_business_days_is_an_error():
    with pytest.raises(ValueError, match="2021-02 has no business day number 19"):
        business_day(Month(2021, 2), 19)


def test_the_day_is_the_offices_day_not_greenwich():
    assert local_day(datetime(2021, 10, 31, 15, 30, tzinfo=UTC), "Asia/Tokyo") == date(2021, 11, 1)


def test_a_report_made_in_january_is_about_december():
    assert month_reported_on(date(2022, 1, 11)) == Month(2021, 12)


def test_every_reporting_day_falls_between_the_fifth_and_the_fourteenth():
    days = {reporting_day(Month(year, number)).day for year in range(2021, 2041) for number in range(1, 13)}
    assert min(days) >= 5
    assert max(days) <= 14
