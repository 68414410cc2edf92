"""The ratios and the grade of a numeric measure's actual value."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sources.plan import Accumulation, Measure
from sources.ratings import Grade, NumericCase, RatingProfile, Ratio, Trend
from tasks.attainment.rating import favourable, is_met
from tasks.attainment.rounding import RATIO_PLACES, rounded


@dataclass(frozen=True)
class Standpoint:
    """From where in a measure's span a value is judged.

    *expected* is what the trajectory expects by now, *last_year* the value at the end of the last fiscal year,
    each None where it is not known.
    """

    expected: Fraction | None
    is_span_over: bool
    is_last_year: bool = True
    last_year: Decimal | None = None


@dataclass(frozen=True)
class Judged:
    """Ratios as printed, with four places, and the grade, which rests on the exact ones."""

    attainment: Decimal | None
    from_baseline: Decimal | None
    pace: Decimal | None
    grade: Grade


def judged(profile: RatingProfile, measure: Measure, actual: Decimal, seen_from: Standpoint) -> Judged:
    """Return the ratios and the grade of an actual value.

    A balance with a baseline makes progress from it, upwards or downwards alike: (actual − baseline) ÷
    (target − baseline). The baseline of what is counted anew each year is another year's total, so only the
    whole year is held against it. A target met before anything was expected is held against the target.
    """
    exact, expected = Fraction(actual), seen_from.expected
    target, baseline = _fraction(measure.target), _fraction(measure.baseline)
    is_balance = measure.accumulation is Accumulation.STOCK
    from_baseline = None
    if target is not None and baseline is not None and (is_balance or seen_from.is_span_over):
        from_baseline = _quotient(exact - baseline, target - baseline)
    to_date = favourable(measure, exact, expected)
    if baseline is not None and is_balance and expected is not None:
        pace = good_pace = _quotient(exact - baseline, expected - baseline)
    else:
        pace, good_pace = _share(exact, expected), to_date
    met = is_met(measure, actual, is_span_over=seen_from.is_span_over)
    if to_date is None and met:
        to_date = favourable(measure, exact, target)
    case = NumericCase(
        ratios={
            Ratio.ATTAINMENT: favourable(measure, exact, target),
            Ratio.ATTAINMENT_FROM_BASELINE: from_baseline,
            Ratio.PACE: good_pace,
            Ratio.ATTAINMENT_TO_DATE: to_date,
            Ratio.SHARE_OF_EXPECTED: _share(exact, expected),
        },
        is_met=met,
        comparator=measure.comparator,
        scope=measure.scope,
        is_last_year=seen_from.is_last_year,
        trend=_trend(actual, seen_from.last_year),
    )
    return Judged(
        attainment=_printed(_share(exact, target)),
        from_baseline=_printed(from_baseline),
        pace=_printed(pace),
        grade=profile.grade_of_numbers(case),
    )


def _trend(now: Decimal, last_year: Decimal | None) -> Trend | None:
    if last_year is None:
        return None
    if now == last_year:
        return Trend.SAME
    return Trend.RISEN if now > last_year else Trend.FALLEN


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _share(part: Fraction, whole: Fraction | None) -> Fraction | None:
    return None if whole is None else _quotient(part, whole)


def _quotient(part: Fraction, whole: Fraction) -> Fraction | None:
    """Return *part* ÷ *whole*, None where the whole is zero: a share of "none" would mislead."""
    return part / whole if whole else None


def _printed(share: Fraction | None) -> Decimal | None:
    return None if share is None else rounded(share, RATIO_PLACES)
