"""Exact numbers and how they are printed. Every rounding of the product is done by `round_half_up`."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

YenStyle = Literal["words", "million", "plain"]

_MAN, _OKU = 10**4, 10**8


def exact_decimal(number: float | Decimal) -> Decimal:
    """Return a stored number exactly as a spreadsheet shows it: 15 significant digits, without binary noise.

    Excel itself keeps no more than 15 digits, so 0.30000000000000004 was written as 0.3. A whole number has no
    decimals, so that 15000.0 is 15000.
    """
    if isinstance(number, int):
        return Decimal(number)
    return _without_trailing_zeros(number if isinstance(number, Decimal) else Decimal(format(number, ".15g")))


def round_half_up(value: Decimal, places: int = 0) -> Decimal:
    """Return *value* with *places* decimals by 四捨五入: halves go away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def format_number(value: Decimal, places: int | None = None) -> str:
    """Return 1,234 or △1,234 for a negative number; *places* None keeps the decimals that the number has."""
    shown = _without_trailing_zeros(value) if places is None else round_half_up(value, places)
    sign = "△" if shown < 0 else ""
    return f"{sign}{abs(shown):,f}"


def format_change(value: Decimal, places: int | None = None) -> str:
    """Return a difference with its sign: +3, △3, ±0."""
    shown = _without_trailing_zeros(value) if places is None else round_half_up(value, places)
    if shown == 0:
        return "±0"
    return format_number(shown, places) if shown < 0 else f"+{format_number(shown, places)}"


def format_percent(ratio: Decimal, places: int = 1) -> str:
    """Return a ratio of 1 as a percentage: 0.5833 is 58.3%."""
    return f"{format_number(ratio * 100, places)}%"


def format_yen(yen: Decimal, style: YenStyle = "words") -> str:
    """Return an amount of yen: "words" 3億円 and 8,800万円, "million" 88百万円, "plain" 88,000,000円.

    "words" loses nothing (1億2,345万6,789円); "million" rounds to whole millions for narrow tables.
    """
    sign = "△" if yen < 0 else ""
    if style == "plain":
        return f"{format_number(yen)}円"
    if style == "million":
        return f"{format_number(yen / 10**6, 0)}百万円"
    whole, fraction = divmod(abs(yen), 1)
    if fraction or whole < _MAN:
        return f"{format_number(yen)}円"
    oku, below = divmod(int(whole), _OKU)
    man, ones = divmod(below, _MAN)
    parts = [f"{oku:,}億"] * (oku > 0) + [f"{man:,}万"] * (man > 0) + [f"{ones:,}"] * (ones > 0)
    return f"{sign}{''.join(parts)}円"


def _without_trailing_zeros(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()
