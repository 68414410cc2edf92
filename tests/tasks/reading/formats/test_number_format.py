from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reading.number_format import FormatUnit, format_unit, is_date_format, read_number, show_text

OCTOBER_11 = 44480  # 2021-10-11


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        (14, "General", "14"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567, "#,##0", "1,234,567"),
        (14, '0"件"', "14件"),
        (14, "0件", "14件"),
        (12, 'G/標準"名"', "12名"),
        (0.583, "0.0%", "58.3%"),
        (123456, '#,##0,"千円"', "123千円"),
        (1_234_567_890, '#,##0,,"百万円"', "1,235百万円"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (0.5, "#.##", ".5"),
        (7, "000", "007"),
        (9012345678, "000-0000-0000", "090-1234-5678"),
        (12345, "0.00E+00", "1.23E+04"),
        (3, r"\¥#,##0_);[Red]\(\¥#,##0\)", "¥3"),
    ],
)
def test_a_number_is_shown_as_its_format_says(number: float, number_format: str, shown: str) -> None:
    assert read_number(number, number_format) == (number, "number", shown)


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        (-5.5, '0.0;"△ "0.0', "△ 5.5"),
        (-5, '#,##0;"▲"#,##0', "▲5"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (-5, "0", "-5"),
        (-0.2, "0", "0"),
        (0, '0;-0;"－"', "－"),
        (-3, "#,##0;[Red]-#,##0", "-3"),
        (120, '[>=100]0"多";0"少"', "120多"),
        (5, '[>=100]0"多";0"少"', "5少"),
        (-5, '[<0]"減"0;0', "減5"),
    ],
)
def test_sections_choose_by_sign_and_condition(number: float, number_format: str, shown: str) -> None:
    assert read_number(number, number_format)[2] == shown


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("yyyy/m/d", "2021/10/11"),
        ('m"月"d"日"', "10月11日"),
        ("yyyy年m月d日(aaa)", "2021年10月11日(月)"),
        ('[$-411]ggge"年"m"月"d"日"', "令和3年10月11日"),
        ("[$-411]ge.m.d", "R3.10.11"),
        ("[$-411]gge.mm.dd;@", "令3.10.11"),
        ("[$-ja-JP-x-gannen]ggge年", "令和3年"),
        ("d-mmm-yy", "11-Oct-21"),
        ("[$-411]yyyy/m/d (ddd)", "2021/10/11 (月)"),
        ("[$-F800]dddd, mmmm dd, yyyy", "2021年10月11日"),
    ],
)
def test_a_date_format_makes_a_number_a_date(number_format: str, shown: str) -> None:
    assert read_number(OCTOBER_11, number_format) == (date(2021, 10, 11), "date", shown)


def test_the_first_year_of_an_era_is_named_where_the_format_asks_for_it() -> None:
    assert read_number(43586, '[$-ja-JP-x-gannen]ggge"年"m"月"')[2] == "令和元年5月"
    assert read_number(43585, 'ggge"年"m"月"d"日"')[2] == "平成31年4月30日"


@pytest.mark.parametrize(
    ("number", "number_format", "value", "shown"),
    [
        (OCTOBER_11 + 0.5, "yyyy/m/d h:mm", datetime(2021, 10, 11, 12), "2021/10/11 12:00"),
        (0.75, "h:mm", time(18), "18:00"),
        (0.75, "h:mm AM/PM", time(18), "6:00 PM"),
        (0.0625, "h時mm分", time(1, 30), "1時30分"),
        (0.5 + 1 / 1440, "mm:ss", time(12, 1), "01:00"),
    ],
)
def test_times_of_day_are_told_from_months(number: float, number_format: str, value: object, shown: str) -> None:
    assert read_number(number, number_format) == (value, "date", shown)


def test_hours_beyond_a_day_are_neither_a_count_nor_a_date() -> None:
    assert read_number(1.5, "[h]:mm") == ("36:00", "text", "36:00")


def test_the_two_date_systems_lie_four_years_apart() -> None:
    assert read_number(OCTOBER_11 - 1462, "yyyy/m/d", date_1904=True)[0] == date(2021, 10, 11)


@pytest.mark.parametrize("number", [-1, 60, 3_000_000])
def test_a_number_that_is_no_date_is_shown_as_excel_shows_it(number: int) -> None:
    assert read_number(number, "yyyy/m/d") == (number, "error", "#####")


def test_a_date_format_on_nothing_is_no_day() -> None:
    assert read_number(0, "yyyy/m/d") == (0, "error", "1900/1/0")


def test_days_before_march_1900_keep_their_numbers() -> None:
    assert read_number(59, "yyyy/m/d")[0] == date(1900, 2, 28)
    assert read_number(61, "yyyy/m/d")[0] == date(1900, 3, 1)


def test_a_format_that_shows_nothing_shows_nothing() -> None:
    assert read_number(28, ";;;")[2] == ""
    assert read_number(0, "#,##0;-#,##0;")[2] == ""
    assert show_text("28", ";;;") == ""


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [("@", "未定"), ("0", "未定"), ('0;0;0;"["@"]"', "[未定]"), ('0"件";@"（注）"', "未定（注）")],
)
def test_text_passes_through_the_section_for_text(number_format: str, shown: str) -> None:
    assert show_text("未定", number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "unit"),
    [
        ("General", FormatUnit("", "", Decimal(1))),
        ('0"件"', FormatUnit("", "件", Decimal(1))),
        ('#,##0,"千円"', FormatUnit("", "千円", Decimal(1000))),
        ('#,##0"千円"', FormatUnit("", "千円", Decimal(1))),
        ('"約"0"社"', FormatUnit("約", "社", Decimal(1))),
        ("0.0%", FormatUnit("", "%", Decimal("0.01"))),
        (r"\¥#,##0", FormatUnit("¥", "", Decimal(1))),
        ('m"月"', FormatUnit("", "", Decimal(1))),
        ('0.0"百万円";△0.0"百万円"', FormatUnit("", "百万円", Decimal(1))),
    ],
)
def test_a_format_tells_unit_and_scale(number_format: str, unit: FormatUnit) -> None:
    assert format_unit(number_format) == unit


@pytest.mark.parametrize(
    ("number_format", "is_date"),
    [
        ("0", False),
        ('0"月"', False),
        ("#,##0;[Red]-#,##0", False),
        ("mm:ss", True),
        ("aaaa", True),
        ("ggge", True),
    ],
)
def test_a_literal_month_is_no_date(number_format: str, is_date: bool) -> None:
    assert is_date_format(number_format) is is_date


@given(st.text(max_size=300), st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_every_code_shows_every_number_somehow(number_format: str, number: float) -> None:
    _, kind, shown = read_number(number, number_format)
    assert isinstance(shown, str)
    assert kind in ("number", "date", "error", "text")


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_grouped_digits_are_the_digits(number: int) -> None:
    assert read_number(number, "#,##0")[2].replace(",", "") == str(number)
