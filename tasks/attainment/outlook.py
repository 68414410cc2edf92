"""The outlook for a small count: what remains per month, and the chance of reaching the target.

Cases are taken to come one by one at a steady rate that nobody knows (a Poisson process). Before anything is
reported the rate is taken to be the plan's own pace, held as firmly as three months of reports would hold it:
a Gamma distribution of shape 3 × target ÷ months and rate 3. Each completed month adds its cases to the shape and
1 to the rate, so what is still to come follows a negative binomial distribution.
"""

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache

from sources.attainment import Outlook
from sources.plan import Accumulation, Comparator, Measure, TrajectoryKind
from tasks.attainment.rounding import RATIO_PLACES, rounded

SMALL_TARGET_BELOW = 20
PRIOR_MONTHS = 3
RANGE = (0.10, 0.90)
REMAINING_PLACES = 2
DIGITS = 50


def is_small_count(measure: Measure) -> bool:
    """Return whether chance governs the measure: a small count to be reached, without days fixed beforehand."""
    return (
        measure.target is not None
        and 0 < measure.target < SMALL_TARGET_BELOW
        and measure.comparator is Comparator.AT_LEAST
        and measure.accumulation in (Accumulation.FLOW, Accumulation.RUNNING_TOTAL)
        and measure.trajectory.kind in (TrajectoryKind.LINEAR, TrajectoryKind.HALF_YEAR)
    )


def outlook(measure: Measure, actual: Decimal, months_done: int, months_in_all: int) -> Outlook | None:
    """Return the outlook after *months_done* of *months_in_all* months, None where chance has no more say.

    *low* and *high* are the chances at the rates that the true one is below with 10 % and with 90 %.
    """
    months_left = months_in_all - months_done
    if not is_small_count(measure) or measure.target is None or months_left <= 0:
        return None
    if not 0 <= actual < measure.target:
        return None
    remaining = measure.target - actual
    shape = Fraction(measure.target) * PRIOR_MONTHS / months_in_all + Fraction(actual)
    rate = PRIOR_MONTHS + months_done
    needed = math.ceil(remaining)
    low, high = (
        _share(poisson_reaches(needed, Decimal(gamma_quantile(share, float(shape))) / rate * months_left))
        for share in RANGE
    )
    return Outlook(
        remaining_per_month=rounded(Fraction(remaining) / months_left, REMAINING_PLACES),
        months_left=months_left,
        chance=_share(negative_binomial_reaches(needed, shape, rate, months_left)),
        low=low,
        high=high,
    )


def negative_binomial_reaches(needed: int, shape: Fraction, rate: int, months: int) -> Decimal:
    """Return the chance that at least *needed* cases come in *months*, the rate being Gamma(shape, rate)."""
    with localcontext(prec=DIGITS):
        exact_shape = Decimal(shape.numerator) / shape.denominator
        stays, comes = Decimal(rate) / (rate + months), Decimal(months) / (rate + months)
        term = stays**exact_shape
        below = Decimal(0)
        for count in range(needed):
            below += term
            term *= (exact_shape + count) / (count + 1) * comes
        return 1 - below


def poisson_reaches(needed: int, mean: Decimal) -> Decimal:
    """Return the chance that at least *needed* cases come where *mean* are to be expected."""
    with localcontext(prec=DIGITS):
        term = (-mean).exp()
        below = Decimal(0)
        for count in range(needed):
            below += term
            term *= mean / (count + 1)
        return 1 - below


@cache
def gamma_quantile(share: float, shape: float) -> float:
    """Return the value below which a Gamma variable of *shape* and rate 1 stays with probability *share*."""
    high = shape + 1.0
    while gamma_below(high, shape) < share:
        high *= 2
    return _bisected(lambda value: gamma_below(value, shape) < share, 0.0, high)


def gamma_below(value: float, shape: float) -> float:
    """Return the probability that a Gamma variable of *shape* and rate 1 stays below *value* (power series)."""
    if value <= 0:
        return 0.0
    term = total = 1.0 / shape
    step = shape
    while term > total * 1e-17:
        step += 1.0
        term *= value / step
        total += term
    return min(1.0, total * math.exp(shape * math.log(value) - value - math.lgamma(shape)))


def _bisected(is_too_low: Callable[[float], bool], low: float, high: float) -> float:
    """Return where *is_too_low* turns false, as near as floating point can say."""
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if is_too_low(middle) else (low, middle)
    return high


def _share(chance: Decimal) -> Decimal:
    return rounded(Fraction(max(Decimal(0), min(Decimal(1), chance))), RATIO_PLACES)
