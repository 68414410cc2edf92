"""Exact fractions, rounded once (四捨五入) where they are printed."""

from decimal import Decimal, localcontext
from fractions import Fraction

from tasks.japanese_text import round_half_up

RATIO_PLACES = 4
EXACT_DIGITS = 60


def rounded(exact: Fraction, places: int) -> Decimal:
    """Return an exact fraction as a decimal with *places* places.

    A quotient of decimals would carry its own rounding error into the 四捨五入: 1.5 ÷ (20 ÷ 12) must be 0.9000.
    """
    with localcontext(prec=EXACT_DIGITS):
        return round_half_up(Decimal(exact.numerator) / Decimal(exact.denominator), places)


def plain(value: Decimal) -> Decimal:
    """Return *value* without trailing zeros and without an exponent: 5.8300 as 5.83, 3E+8 as 300000000."""
    with localcontext(prec=EXACT_DIGITS):
        stripped = value.normalize()
        return stripped.quantize(Decimal(1)) if stripped == stripped.to_integral_value() else stripped
