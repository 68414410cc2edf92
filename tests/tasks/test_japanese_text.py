"""What the text leaf promises: folding, numerals, rounding, eras, and how things are printed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.month import Month
from tasks.japanese_text import (
    EraYear,
    date_text,
    display_text,
    era_date_text,
    era_month_text,
    era_year_of,
    exact_decimal,
    fiscal_year_text,
    fold,
    format_change,
    format_number,
    format_percent,
    format_yen,
    gregorian_year,
    kanji_number,
    key,
    month_end_text,
    month_text,
    one_line,
    round_half_up,
    scaled_number,
    span_text,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("３０　件", "30 件"),
        ("ﾏｯﾁﾝｸﾞ", "マッチング"),
        ("－３", "-3"),
        ("−3", "-3"),
        ("‐3", "-3"),
        ("ー3", "-3"),
        ("３ー５件", "3-5件"),
        ("センター", "センター"),
        ("ｺｰﾋｰ", "コーヒー"),
        ("3〜5", "3~5"),
        ("3～5", "3~5"),
        ("㋿3年", "令和3年"),
        ("a\r\nb", "a\nb"),
        (" a \n b ", "a\nb"),
        ("か\u3099", "が"),
        ("\ufeff取り組み\u200b", "取り組み"),
    ],
)
def test_texts_that_a_person_calls_the_same_fold_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("written", ["①3件②2件", "10²", "½", "㉑"])
def test_circled_numbers_superscripts_and_fractions_are_not_glued_to_their_neighbours(written: str) -> None:
    assert fold(written) == written


@given(st.text())
def test_folding_twice_changes_nothing_more(written: str) -> None:
    assert fold(fold(written)) == fold(written)


def test_keys_ignore_width_case_blanks_brackets_and_punctuation() -> None:
    assert key("「ＩＬＣ　東北誘致」実現に向けた要望活動・情報発信") == key(
        "ilc東北誘致実現に向けた要望活動、情報発信"
    )


def test_a_quoted_text_stands_on_one_line() -> None:
    assert one_line("取り組み\n（調査部分） ") == "取り組み （調査部分）"


def test_display_text_makes_kana_full_and_letters_half_and_leaves_marks() -> None:
    assert display_text("ﾃﾞｼﾞﾀﾙ化、ＤＸ　５社（①）") == "デジタル化、DX　5社（①）"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三", 3),
        ("二十五", 25),
        ("百", 100),
        ("千二百", 1200),
        ("一億五千万", 150_000_000),
        ("二〇二一", 2021),
        ("二万五億", None),
        ("件", None),
        ("", None),
    ],
)
def test_numbers_in_kanji(written: str, value: int | None) -> None:
    assert kanji_number(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1億5,000万", 150_000_000),
        ("1万2千", 12_000),
        ("1.5億", 150_000_000),
        ("2千万", 20_000_000),
        ("88百万", 88_000_000),
        ("百万", None),
        ("3万5億", None),
        ("1万20000", None),
    ],
)
def test_digits_with_kanji_scales_must_fall(written: str, value: int | None) -> None:
    assert scaled_number(written) == value


@pytest.mark.parametrize(
    ("stored", "exact"),
    [(0.1 + 0.2, "0.3"), (88000000.0, "88000000"), (14, "14"), (0.467, "0.467"), (1e20, "1" + "0" * 20)],
)
def test_a_stored_number_loses_its_binary_noise(stored: float, exact: str) -> None:
    assert str(exact_decimal(stored)) == exact


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("0.5", 0, "1"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.58335", 4, "0.5834"), ("1.005", 2, "1.01")],
)
def test_halves_are_rounded_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert round_half_up(Decimal(value), places) == Decimal(rounded)


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 5))
def test_rounding_moves_a_value_by_half_a_place_at_most(value: Decimal, places: int) -> None:
    assert abs(round_half_up(value, places) - value) <= Decimal("0.5").scaleb(-places)


def test_numbers_have_thousands_separators_and_a_triangle_when_negative() -> None:
    assert format_number(Decimal("-1234.50")) == "△1,234.5"
    assert format_number(Decimal("1E+3")) == "1,000"
    assert format_number(Decimal("0.05"), 1) == "0.1"
    assert format_number(Decimal("-0.4"), 0) == "0"


def test_differences_carry_their_sign() -> None:
    assert [format_change(Decimal(n)) for n in (3, -3, 0)] == ["+3", "△3", "±0"]


def test_ratios_are_printed_as_percent() -> None:
    assert format_percent(Decimal("0.58335")) == "58.3%"
    assert format_percent(Decimal("1.2"), 0) == "120%"


@pytest.mark.parametrize(
    ("yen", "words", "million"),
    [
        (300_000_000, "3億円", "300百万円"),
        (88_000_000, "8,800万円", "88百万円"),
        (150_000_000, "1億5,000万円", "150百万円"),
        (123_456_789, "1億2,345万6,789円", "123百万円"),
        (9_500, "9,500円", "0百万円"),
        (-88_000_000, "△8,800万円", "△88百万円"),
        (0, "0円", "0百万円"),
    ],
)
def test_yen_in_words_loses_nothing_and_in_millions_is_rounded(yen: int, words: str, million: str) -> None:
    assert format_yen(Decimal(yen)) == words
    assert format_yen(Decimal(yen), "million") == million


def test_eras_both_ways() -> None:
    assert era_year_of(date(2019, 4, 30)) == EraYear("平成", "H", 31)
    assert str(era_year_of(date(2019, 5, 1))) == "令和元年"
    assert gregorian_year("令", 3) == gregorian_year("R", 3) == gregorian_year("令和", 3) == 2021
    assert gregorian_year("平成", 33) == 2021


@given(st.dates(date(1868, 1, 25), date(2100, 12, 31)))
def test_an_era_year_leads_back_to_its_gregorian_year(day: date) -> None:
    era = era_year_of(day)
    assert gregorian_year(era.letter, era.year) == day.year


def test_days_and_months_as_japanese_text() -> None:
    assert date_text(date(2021, 10, 5), weekday=True) == "2021年10月5日（火）"
    assert era_date_text(date(2021, 10, 5)) == "令和3年10月5日"
    assert month_text(Month(2021, 10)) == "2021年10月"
    assert month_end_text(Month(2021, 10)) == "2021年10月末現在"
    assert era_month_text(Month(2019, 5)) == "令和元年5月"
    assert fiscal_year_text(2021) == "2021年度"
    assert span_text(Month(2021, 4), Month(2021, 10)) == "2021年4月～10月"
    assert span_text(Month(2021, 4), Month(2022, 3)) == "2021年4月～2022年3月"
