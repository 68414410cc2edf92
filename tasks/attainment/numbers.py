"""A numeric measure at one month: its actual, ratios, rating and outlook."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from sources.month import FISCAL_YEAR_STARTS_IN, Month, months_of_fiscal_year
from sources.plan import Accumulation, Measure, Scope
from sources.ratings import Grade, Ratio
from sources.submission import Place
from tasks.attainment import doubts
from tasks.attainment.actuals import Actual, Reporters, actual_at
from tasks.attainment.expected import Span, expected_value
from tasks.attainment.outlook import outlook
from tasks.attainment.phase import PhaseYears, phase_total, phase_years, yearly_measures
from tasks.attainment.rating import favourable, is_met, numeric_grade
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
        return found, actual.findings
    judged = _judged(sight, measure, actual.value, expected, is_span_over=completed == span.length)
    return (
        replace(
            found,
            attainment=judged.attainment,
            attainment_from_baseline=judged.from_baseline,
            pace=judged.pace,
            rating=judged.grade.rating,
            rating_label=judged.grade.label,
            outlook=outlook(measure, actual.value, completed, span.length),
        ),
        actual.findings,
    )


@dataclass(frozen=True)
class _Judged:
    attainment: Decimal | None
    from_baseline: Decimal | None
    pace: Decimal | None
    grade: Grade


def _judged(
    sight: Sight, measure: Measure, actual: Decimal, expected: Fraction | None, *, is_span_over: bool
) -> _Judged:
    """Return the ratios and the grade of an actual value.

    A balance with a baseline makes progress from it, upwards or downwards alike: (actual − baseline) ÷
    (target − baseline). The baseline of what is counted anew each year is another year's total, so only the
    whole year is held against it.
    """
    exact = Fraction(actual)
    target, baseline = _fraction(measure.target), _fraction(measure.baseline)
    is_balance = measure.accumulation is Accumulation.STOCK
    from_baseline = None
    if target is not None and baseline is not None and (is_balance or is_span_over):
        from_baseline = _quotient(exact - baseline, target - baseline)
    if baseline is not None and is_balance and expected is not None:
        pace = good_pace = _quotient(exact - baseline, expected - baseline)
    else:
        pace = None if expected is None else _quotient(exact, expected)
        good_pace = favourable(measure, exact, expected)
    ratios = {
        Ratio.ATTAINMENT: favourable(measure, exact, target),
        Ratio.ATTAINMENT_FROM_BASELINE: from_baseline,
        Ratio.PACE: good_pace,
    }
    met = is_met(measure, actual, is_span_over=is_span_over)
    return _Judged(
        attainment=None if target is None else _printed(_quotient(exact, target)),
        from_baseline=_printed(from_baseline),
        pace=_printed(pace),
        grade=numeric_grade(sight.profile, ratios, met=met),
    )


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _quotient(part: Fraction, whole: Fraction) -> Fraction | None:
    """Return *part* ÷ *whole*, None where the whole is zero: a share of "none" would mislead."""
    return part / whole if whole else None


def _printed(share: Fraction | None) -> Decimal | None:
    return None if share is None else rounded(share, RATIO_PLACES)


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
    years = phase_years(sight.plan, yearly, month, lambda each, at: _told_actual(sight, each, at).value)
    total = phase_total(years)
    if total is None or own.value == total:
        return own, years
    if own.value is not None:
        differ = doubts.phase_differs(measure, own.bodies[0], month, own.places[0], told=own.value, years=total)
        return Actual(findings=(*own.findings, differ), set_aside=(*own.places, *own.set_aside)), years
    parts = [_told_actual(sight, each, month) for each in yearly]
    places = tuple(place for part in parts for place in part.places)
    bodies = tuple(sorted({body for part in parts for body in part.bodies}))
    return Actual(total, SUM, places, bodies, own.findings, own.set_aside), years


def _told_actual(sight: Sight, measure: Measure, month: Month) -> Actual:
    """Return what bodies told of the measure itself: of the phase so far, or of *month*'s fiscal year."""
    april = Month.in_fiscal_year(month.fiscal_year, FISCAL_YEAR_STARTS_IN)
    start = Span(sight.plan, measure).first if measure.scope is Scope.PHASE else april
    reporters = Reporters(
        owing=tuple(body.body_id for body in sight.owing(measure)),
        names={body.body_id: body.name for body in sight.bodies},
    )
    return actual_at(measure, sight.told.numbers.get(measure.measure_id, ()), month, start, reporters)
