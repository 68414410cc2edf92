"""Japanese text in and out: folding, numerals, rounding, eras, and how numbers and dates are printed. A leaf."""

from tasks.japanese_text.dates import (
    date_text,
    era_date_text,
    era_month_text,
    fiscal_year_text,
    month_end_text,
    month_text,
    span_text,
)
from tasks.japanese_text.eras import EraYear, era_year_of, gregorian_year
from tasks.japanese_text.folding import display_text, fold, key, one_line
from tasks.japanese_text.numbers import (
    YenStyle,
    exact_decimal,
    format_change,
    format_number,
    format_percent,
    format_yen,
    round_half_up,
)
from tasks.japanese_text.numerals import kanji_number, scaled_number

__all__ = [
    "EraYear",
    "YenStyle",
    "date_text",
    "display_text",
    "era_date_text",
    "era_month_text",
    "era_year_of",
    "exact_decimal",
    "fiscal_year_text",
    "fold",
    "format_change",
    "format_number",
    "format_percent",
    "format_yen",
    "gregorian_year",
    "kanji_number",
    "key",
    "month_end_text",
    "month_text",
    "one_line",
    "round_half_up",
    "scaled_number",
    "span_text",
]
