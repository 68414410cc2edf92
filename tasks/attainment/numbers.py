"""A numeric measure at one month: its actual, ratios, rating and outlook."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from sources.month import FISCAL_YEAR_STARTS_IN, Month, months_of_fiscal_year
from sources.plan import Measure, Scope
from sources.ratings import Absence
from sources.submission import Place
from tasks.attainment import doubts
from tasks.attainment.actuals import Actual, Reporters, actual_at
from tasks.attainment.expected import Span, expected_value
from tasks.attainment.judging import Standpoint, judged
from tasks.attainment.outlook import outlook
from tasks.attainment.phase import PhaseYears, phase_years, total_of, yearly_measures
from tasks.attainment.rounding import RATIO_PLACES, plain, rounded
from tasks.attainment.sight import Found, Sight, unknown
from tasks.attainment.totals import SUM


def numeric_attainment(sight: Sight, measure: Measure, month: Month) -> Found:
    """Return a numeric measure at *month*, and the findings about its values.

    A month without a value has no actual: the last known value stands beside it with its own month.
    """
    span = Span(sight.plan, measure)
    months = months_of_fiscal_year(month.fiscal_year)
    history = {each: _actual_and_years(sight, measure, each) for each in months if each <= month}
    actual, years = history[month]
    last_month, last_known = _last_known(history)
    completed = span.completed(month, sight.today)
    expected = expected_value(sight.plan, measure, month, sight.today)
    found = replace(
        unknown(measure, month, sight.state(measure, month, is_reported=actual.value is not None)),
        actual=actual.value,
        expected=None if expected is None else plain(rounded(expected, RATIO_PLACES)),
        last_known=last_known,
        last_known_month=last_month,
        basis=actual.basis,
        places=actual.places,
        bodies=actual.bodies,
        series=tuple((each, history[each][0].value if each in history else None) for each in months),
        set_aside=actual.set_aside,
        phase_years=years,
    )
    if actual.value is None or measure.target is None:
        is_untold = last_known is None and completed == span.length
        grade = sight.profile.grade_of_absence(_absence(measure, is_untold_at_end=is_untold))
        return replace(found, rating=grade.rating, rating_label=grade.label), actual.findings
    seen = judged(sight.profile, measure, actual.value, _standpoint(sight, measure, month, span, expected))
    return (
        replace(
            found,
            attainment=seen.attainment,
            attainment_from_baseline=seen.from_baseline,
            pace=seen.pace,
            rating=seen.grade.rating,
            rating_label=seen.grade.label,
            outlook=outlook(measure, actual.value, completed, span.length),
        ),
        actual.findings,
    )


def _absence(measure: Measure, *, is_untold_at_end: bool) -> Absence:
    if measure.target is None:
        return Absence.NO_TARGET
    return Absence.NO_VALUE_AT_END if is_untold_at_end else Absence.NO_VALUE


def _standpoint(sight: Sight, measure: Measure, month: Month, span: Span, expected: Fraction | None) -> Standpoint:
    return Standpoint(
        expected=expected,
        is_span_over=span.completed(month, sight.today) == span.length,
        is_last_year=month.fiscal_year == span.last.fiscal_year,
        last_year=_last_year(sight, measure, month, span),
    )


def _last_year(sight: Sight, measure: Measure, month: Month, span: Span) -> Decimal | None:
    """Return what a measure of the phase stood at when the last fiscal year ended; its baseline in the first.

    A measure of one fiscal year begins anew, so that last year's total says nothing of it.
    """
    if measure.scope is not Scope.PHASE or month.fiscal_year == span.first.fiscal_year:
        return measure.baseline if measure.scope is Scope.PHASE else None
    return _actual_and_years(sight, measure, Month.in_fiscal_year(month.fiscal_year - 1, 3))[0].value


def contradicting_places(sight: Sight, measure: Measure, month: Month) -> tuple[tuple[Month, Place], ...]:
    """Return month and place of the fiscal year's accepted values up to *month* that count nowhere."""
    told = sight.told.numbers.get(measure.measure_id, ())
    if not told:
        return ()
    quarantined = {place for body in told for places in body.quarantined.values() for place in places}
    return tuple(
        (each, place)
        for each in months_of_fiscal_year(month.fiscal_year)
        if each <= month
        for place in _actual_and_years(sight, measure, each)[0].set_aside
        if place not in quarantined
    )


def _last_known(history: Mapping[Month, tuple[Actual, PhaseYears]]) -> tuple[Month | None, Decimal | None]:
    for month in sorted(history, reverse=True):
        if (value := history[month][0].value) is not None:
            return month, value
    return None, None


def _actual_and_years(sight: Sight, measure: Measure, month: Month) -> tuple[Actual, PhaseYears]:
    """Return the actual at *month*, and a phase goal's fiscal years.

    What bodies tell of a phase goal itself and what its yearly measures add up to must agree.
    """
    own = _told_actual(sight, measure, month)
    yearly = yearly_measures(sight.plan, measure)
    if not yearly:
        return own, ()
    by_year = phase_years(sight, yearly, month, _told_actual)
    years = tuple((year, total.value) for year, total in by_year)
    whole = total_of(total for _, total in by_year)
    if whole.value is None or own.value == whole.value:
        return own, years
    if own.value is not None:
        differ = doubts.phase_differs(
            measure, own.bodies[0], month, own.places[0], told=own.value, years=whole.value
        )
        return Actual(findings=(*own.findings, differ), set_aside=(*own.places, *own.set_aside)), years
    return Actual(whole.value, SUM, whole.places, whole.bodies, own.findings, own.set_aside), years


def _told_actual(sight: Sight, measure: Measure, month: Month) -> Actual:
    """Return what bodies told of the measure itself: of the phase so far, or of *month*'s fiscal year."""
    april = Month.in_fiscal_year(month.fiscal_year, FISCAL_YEAR_STARTS_IN)
    start = Span(sight.plan, measure).first if measure.scope is Scope.PHASE else april
    reporters = Reporters(
        owing=tuple(body.body_id for body in sight.owing(measure)),
        names={body.body_id: body.name for body in sight.bodies},
    )
    return actual_at(measure, sight.told.numbers.get(measure.measure_id, ()), month, start, reporters)
