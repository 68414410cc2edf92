"""Ratios and ratings of many measures at once: floating point where that is clear, fractions where it is not.

A ratio is kept as two whole numbers. A quotient in floating point is good to fifteen digits; only where that is
too near to a bound, or to the half that 四捨五入 decides on, is the exact fraction taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from sources.plan import Comparator, Scope
from sources.ratings import NOT_RATED, Absence, Grade, NumericRule, RatingProfile, Ratio
from tasks.attainment.rating import BOUNDLESS
from tasks.attainment.rounding import rounded
from tasks.attainment.table_rows import COMPARATORS, E4, Bools, DeclaredRows, Ints
from tasks.attainment.table_series import Actuals

TOO_NEAR = 1e-9
AT_MOST, EQUAL = COMPARATORS.index(Comparator.AT_MOST), COMPARATORS.index(Comparator.EQUAL)
_ABSENCES = (Absence.NO_TARGET, Absence.NO_VALUE, Absence.NO_VALUE_AT_END)


@dataclass(frozen=True)
class Shares:
    """One ratio for every row, as two whole numbers; there is none where the lower one is 0."""

    upper: Ints
    lower: Ints

    @property
    def there(self) -> Bools:
        is_there: Bools = self.lower != 0
        return is_there

    def fraction(self, at: int) -> Fraction:
        return Fraction(int(self.upper[at]), int(self.lower[at]))

    def in_e4(self) -> Ints:
        """Return the shares rounded to ten-thousandths as they are printed, 0 where there is none."""
        scaled = self.upper / np.where(self.there, self.lower, 1) * E4
        floor = np.floor(scaled)
        near_a_half = np.abs(scaled - floor - 0.5) < TOO_NEAR * np.maximum(scaled, 1)
        result = np.where(self.there, np.floor(scaled + 0.5), 0).astype(np.int64)
        for at in np.flatnonzero(self.there & near_a_half).tolist():
            result[at] = int(rounded(self.fraction(at) * E4, 0))
        return result

    def compared(self, bound: Decimal) -> Ints:
        """Return -1, 0 or 1 for each share below, at or above *bound*."""
        border = float(bound)
        apart = self.upper / np.where(self.there, self.lower, 1) - border
        result = np.sign(apart).astype(np.int64)
        exact = Fraction(bound)
        for at in np.flatnonzero(self.there & (np.abs(apart) < TOO_NEAR * max(1.0, border))).tolist():
            share = self.fraction(at)
            result[at] = (share > exact) - (share < exact)
        return result


@dataclass(frozen=True)
class JudgedRows:
    """The printed ratios and the grade of every row; *grade* is a position in *grades*."""

    attainment: Shares
    pace: Shares
    grade: Ints
    grades: tuple[Grade, ...]


def judged_rows(declared: DeclaredRows, found: Actuals, profile: RatingProfile) -> JudgedRows:
    """Return ratios and grades by the same rules as `judging.judged`, of rows without a baseline."""
    judgeable = found.known & declared.has_target
    actual = found.actual_e4
    attainment = Shares(actual, np.where(judgeable, declared.target_e4, 0))
    pace = Shares(actual * declared.expected_parts, np.where(judgeable, declared.expected_e4, 0))
    to_date = _favourable(declared, judgeable, actual * declared.expected_parts, declared.expected_e4,
                          declared.expected_parts > 0)  # fmt: skip
    of_target = _favourable(declared, judgeable, actual, declared.target_e4, declared.has_target)
    met = is_met(declared, actual)
    early = judgeable & met & ~to_date.there
    met_to_date = Shares(
        np.where(early, of_target.upper, to_date.upper), np.where(early, of_target.lower, to_date.lower)
    )
    nothing = Shares(actual, np.zeros_like(actual))
    ratios = {
        Ratio.ATTAINMENT: of_target,
        Ratio.ATTAINMENT_FROM_BASELINE: nothing,
        Ratio.PACE: to_date,
        Ratio.ATTAINMENT_TO_DATE: met_to_date,
        Ratio.SHARE_OF_EXPECTED: pace,
    }
    grade = np.zeros(len(actual), dtype=np.int64)
    for at, rule in enumerate(profile.numeric, 1):
        fits = judgeable & (grade == 0) & _fitting(rule, declared, met, ratios)
        grade[fits] = at
    absent = np.where(
        ~declared.has_target,
        _ABSENCES.index(Absence.NO_TARGET),
        np.where(
            declared.is_span_over & (found.last_at < 0),
            _ABSENCES.index(Absence.NO_VALUE_AT_END),
            _ABSENCES.index(Absence.NO_VALUE),
        ),
    )
    grade = np.where(judgeable, grade, len(profile.numeric) + 1 + absent)
    absences = (profile.grade_of_absence(absence) for absence in _ABSENCES)
    return JudgedRows(attainment, pace, grade, (NOT_RATED, *profile.numeric, *absences))


def _fitting(rule: NumericRule, declared: DeclaredRows, met: Bools, ratios: Mapping[Ratio, Shares]) -> Bools:
    """Return the rows that a profile's line fits, as `NumericRule.fits` says for one whose trend is not known."""
    fits = np.full(len(met), rule.trend is None)
    if rule.met is not None:
        fits &= met == rule.met
    if rule.comparators:
        fits &= np.isin(declared.comparator, [COMPARATORS.index(each) for each in rule.comparators])
    if rule.scope is not None:
        fits &= declared.is_phase == (rule.scope is Scope.PHASE)
    if rule.last_year is not None:
        fits &= declared.is_last_year == rule.last_year
    if rule.ratio is not None:
        share = ratios[rule.ratio]
        fits &= share.there
        for bound, allowed in (
            *((rule.at_least, (0, 1)), (rule.above, (1,))),
            *((rule.at_most, (-1, 0)), (rule.below, (-1,))),
        ):
            if bound is not None:
                fits &= np.isin(share.compared(bound), allowed)
    return fits


def is_met(declared: DeclaredRows, actual: Ints) -> Bools:
    """Return which targets are met, as `rating.is_met` says for one."""
    settled = declared.is_span_over | declared.is_stock
    at_most = settled & (actual <= declared.target_e4)
    met: Bools = np.where(
        declared.comparator == AT_MOST,
        at_most,
        np.where(declared.comparator == EQUAL, actual == declared.target_e4, actual >= declared.target_e4),
    )
    return met


def _favourable(declared: DeclaredRows, judgeable: Bools, actual: Ints, reference: Ints, there: Bools) -> Shares:
    """Return actual against reference so that more is better, as `rating.favourable` says for one."""
    limit_upper = np.where(actual > 0, reference, BOUNDLESS.numerator)
    limit_lower = np.where(actual > 0, actual, 1)
    is_same, is_void = actual == reference, (actual <= 0) | (reference <= 0)
    exact_upper = np.where(is_same, 1, np.where(is_void, 0, np.minimum(actual, reference)))
    exact_lower = np.where(is_same | is_void, 1, np.maximum(actual, reference))
    is_limit, is_exact = declared.comparator == AT_MOST, declared.comparator == EQUAL
    upper = np.where(is_limit, limit_upper, np.where(is_exact, exact_upper, actual))
    lower = np.where(is_limit, limit_lower, np.where(is_exact, exact_lower, reference))
    return Shares(upper, np.where(judgeable & there, lower, 0))
