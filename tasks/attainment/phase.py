"""A phase goal's fiscal years: the yearly measures linked to it, added up over the phase and its plans."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.month import Month
from sources.plan import Change, Crossing, Measure, MeasureKind, MeasureType, Plan
from sources.submission import Place
from tasks.attainment.actuals import Actual
from tasks.attainment.sight import Sight

PhaseYears = tuple[tuple[int, Decimal | None], ...]
Told = Callable[[Sight, Measure, Month], Actual]


@dataclass(frozen=True)
class YearTotal:
    """What a phase goal's measures came to in one fiscal year; None where the ledger can not tell."""

    value: Decimal | None = None
    places: tuple[Place, ...] = ()
    bodies: tuple[str, ...] = ()


def yearly_measures(plan: Plan, goal: Measure) -> tuple[Measure, ...]:
    """Return the yearly measures that add up to a phase goal; the link may stand in either's row."""
    if goal.kind is not MeasureKind.PHASE_GOAL or goal.type is not MeasureType.NUMERIC:
        return ()
    return tuple(
        measure
        for measure in plan.measures
        if measure.kind is not MeasureKind.PHASE_GOAL
        and (measure.measure_id == goal.phase_of or measure.phase_of == goal.measure_id)
    )


def phase_years(
    sight: Sight, yearly: Sequence[Measure], month: Month, told: Told
) -> tuple[tuple[int, YearTotal], ...]:
    """Return each fiscal year of the phase up to *month* with its total: at March, or at *month* itself.

    A year of which the ledger holds no total is unknown, not zero. A year before the plan's own is told under
    the plan of that year, and comes over by the crosswalks between.
    """
    plan = sight.plan
    ids = [measure.measure_id for measure in yearly]
    years = range(plan.phase_first_year, min(month.fiscal_year, plan.phase_last_year) + 1)
    return tuple((year, year_total(sight, ids, year, min(month, _march(year)), told)) for year in years)


def year_total(sight: Sight, measure_ids: Collection[str], year: int, at: Month, told: Told) -> YearTotal:
    """Return what measures of the sight's plan came to in a fiscal year, by *at*.

    What the plan's own records do not hold is looked for under the plan that it follows.
    """
    recorded = {each: _recorded(sight, each, year, at, told) for each in measure_ids}
    known = [total for total in recorded.values() if total.value is not None]
    unknown = [each for each, total in recorded.items() if total.value is None]
    if not unknown:
        return total_of(known)
    origins = origins_of(sight.plan, unknown) if sight.before and year < sight.plan.fiscal_year else None
    if not sight.before or not origins:
        return YearTotal()
    carried = (
        _part(year_total(sight.before, [origin], year, at, told), share) for origin, share in origins.items()
    )
    return total_of([*known, *carried])


def origins_of(plan: Plan, measure_ids: Collection[str]) -> dict[str, Decimal] | None:
    """Return which measures of the plan before go into these, each with its share; None where nobody can say.

    What is merged or renamed comes whole. What is split comes whole where all its parts are asked for, by the
    crosswalk's shares where only some are. A measure that is new brings nothing from before.
    """
    rows: dict[str, list[Crossing]] = {}
    for crossing in plan.crosswalk:
        rows.setdefault(crossing.from_id, []).append(crossing)
    origins: dict[str, Decimal] = {}
    for origin, ways in rows.items():
        wanted = [way for way in ways if way.to_id in measure_ids]
        if not wanted:
            continue
        shares = [way.share for way in wanted if way.share is not None]
        if wanted[0].change is not Change.SPLIT or len(wanted) == len(ways):
            origins[origin] = Decimal(1)
        elif len(shares) == len(wanted):
            origins[origin] = sum(shares, Decimal(0))
        else:
            return None
    return origins


def total_of(parts: Iterable[YearTotal]) -> YearTotal:
    """Return the parts added up, nothing where there is none or one of them is unknown."""
    given = tuple(parts)
    known = [part.value for part in given if part.value is not None]
    if not known or len(known) < len(given):
        return YearTotal()
    return YearTotal(
        sum(known, Decimal(0)),
        tuple(place for part in given for place in part.places),
        tuple(sorted({body for part in given for body in part.bodies})),
    )


def _recorded(sight: Sight, measure_id: str, year: int, at: Month, told: Told) -> YearTotal:
    """Return a measure's year by its submissions; where none is on record, by the plan's earlier_totals.csv."""
    actual = told(sight, sight.plan.measure[measure_id], at)
    if actual.value is not None:
        return YearTotal(actual.value, actual.places, actual.bodies)
    totals = {(total.measure_id, total.fiscal_year): total.value for total in sight.plan.earlier_totals}
    return YearTotal(totals.get((measure_id, year)))


def _part(total: YearTotal, share: Decimal) -> YearTotal:
    return YearTotal(None if total.value is None else total.value * share, total.places, total.bodies)


def _march(year: int) -> Month:
    return Month.in_fiscal_year(year, 3)
