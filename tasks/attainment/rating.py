"""Ratings (◎○△×－) by the rules of a profile."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sources.attainment import Rating
from sources.plan import Accumulation, Comparator, Measure
from sources.ratings import NOT_RATED, Grade, RatingProfile
from sources.submission import StatusReport

BOUNDLESS = Fraction(10**9)  # nothing used of a limit: beyond the bounds of every profile
FROM_WORST = (Rating.POOR, Rating.FAIR, Rating.GOOD, Rating.MET)


def is_met(measure: Measure, actual: Decimal, *, is_span_over: bool) -> bool:
    """Return whether the target is met; what still grows keeps below a limit only when its span is over."""
    if measure.target is None:
        return False
    match measure.comparator:
        case Comparator.AT_MOST:
            is_settled = is_span_over or measure.accumulation is Accumulation.STOCK
            return is_settled and actual <= measure.target
        case Comparator.EQUAL:
            return actual == measure.target
        case _:
            return actual >= measure.target


def favourable(measure: Measure, actual: Fraction, reference: Fraction | None) -> Fraction | None:
    """Return actual against a reference so that 1 or more is good whatever the comparator; None for no reference.

    For a limit (以下) that is reference ÷ actual, for an exact value (ちょうど) the lesser of both quotients. One
    formula serves every place that judges, so that two places can not judge differently. It is exact: rounding
    is for print, and 0.89996 is not 0.90.
    """
    if reference is None:
        return None
    if measure.comparator is Comparator.AT_MOST:
        return reference / actual if actual > 0 else BOUNDLESS
    if measure.comparator is Comparator.EQUAL:
        if actual == reference:
            return Fraction(1)
        if actual <= 0 or reference <= 0:
            return Fraction(0)
        return min(actual / reference, reference / actual)
    return actual / reference if reference else None


def qualitative_grade(profile: RatingProfile, marks: Sequence[StatusReport]) -> Grade:
    """Return the grade of the bodies' own marks; the lowest where they differ, for all of them are shown."""
    grades = [profile.grade_of_mark(mark.value) for mark in marks if mark.value is not None]
    for rating in FROM_WORST:
        if of_rating := [grade for grade in grades if grade.rating is rating]:
            return of_rating[0]
    return grades[0] if grades else NOT_RATED
