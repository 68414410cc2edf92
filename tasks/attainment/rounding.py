"""Exact ratios, rounded once (四捨五入) where they are printed."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

RATIO_PLACES = 4
EXACT_DIGITS = 60


def ratio(part: Decimal | Fraction, whole: Decimal | Fraction) -> Decimal | None:
    """Return *part* ÷ *whole* with four places, or None where the whole is zero."""
    exact_whole = Fraction(whole)
    return None if exact_whole == 0 else rounded(Fraction(part) / exact_whole, RATIO_PLACES)


def rounded(exact: Fraction, places: int) -> Decimal:
    """Return an exact fraction as a decimal with *places* places.

    A quotient of decimals would carry its own rounding error into the 四捨五入: 1.5 ÷ (20 ÷ 12) must be 0.9000.
    """
    with localcontext(prec=EXACT_DIGITS):
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        return quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: Decimal) -> Decimal:
    """Return *value* without trailing zeros and without an exponent: 5.8300 as 5.83, 3E+8 as 300000000."""
    with localcontext(prec=EXACT_DIGITS):
        stripped = value.normalize()
        return stripped.quantize(Decimal(1)) if stripped == stripped.to_integral_value() else stripped
