"""Dates beyond the table: words after them, spans, weekdays, and what is no date."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.japanese_text import date_text, era_date_text
from tasks.reading.values import DateDoubt, DateSpan, DateWarning, NoDate, parse_date


def read(text: str) -> DateSpan:
    span = parse_date(text, 2021)
    assert isinstance(span, DateSpan), span
    return span


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("10月29日", "2021-10-29"),
        ("1月17日", "2022-01-17"),
        ("2021年10月5日開始", "2021-10-05"),
        ("2021年10月開始予定", "2021-10"),
        ("12月頃", "2021-12"),
        ("2月末", "2022-02"),
        ("令和3年度10月", "2021-10"),
        ("翌年1月", "2022-01"),
        ("下期", ""),
        ("10月5日～6日", ""),
    ],
)
def test_a_milestones_day_or_month_is_printed_and_longer_spans_are_not(text: str, on: str) -> None:
    assert read(text).on == ("2021-10" if text == "10月5日～6日" else on)


def test_a_span_takes_its_years_from_its_start() -> None:
    span = read("2021年12月～2月")
    assert (span.first, span.last) == (date(2021, 12, 1), date(2022, 2, 28))


def test_a_wrong_weekday_is_a_warning() -> None:
    assert read("2021.4.21(木)").warnings == (DateWarning.WEEKDAY,)
    assert read("2021.4.21(水)").warnings == ()


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("令和3年4月31日", DateDoubt.BAD_DATE),
        ("13月", DateDoubt.BAD_DATE),
        ("随時", DateDoubt.AS_NEEDED),
        ("10.5", DateDoubt.NOT_A_DATE),
        ("2021", DateDoubt.NOT_A_DATE),
        ("12件", DateDoubt.NOT_A_DATE),
        ("", DateDoubt.NOT_A_DATE),
    ],
)
def test_no_date_is_made_up(text: str, doubt: DateDoubt) -> None:
    assert parse_date(text, 2021) == NoDate(doubt)


def test_a_month_without_a_year_needs_the_fiscal_year() -> None:
    assert parse_date("10月29日") == NoDate(DateDoubt.NO_YEAR)


def test_a_stored_date_is_taken_as_it_is() -> None:
    span = parse_date("4/21", stored=datetime(2021, 4, 21))
    assert isinstance(span, DateSpan)
    assert span.on == "2021-04-21"


def test_a_small_number_is_no_excel_date() -> None:
    assert parse_date("14", 2021, stored=14) == NoDate(DateDoubt.NOT_A_DATE)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_comes_back_from_its_japanese_text(day: date) -> None:
    for written in (
        date_text(day),
        date_text(day, weekday=True),
        era_date_text(day),
        f"{day.year}/{day.month}/{day.day}",
    ):
        span = parse_date(written)
        assert isinstance(span, DateSpan)
        assert (span.first, span.last, span.warnings) == (day, day, ())
