"""A phase goal's fiscal years: the yearly measures linked to it, added up over the phase."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from sources.month import Month
from sources.plan import Measure, MeasureKind, MeasureType, Plan

PhaseYears = tuple[tuple[int, Decimal | None], ...]


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
    plan: Plan, yearly: Sequence[Measure], month: Month, actual: Callable[[Measure, Month], Decimal | None]
) -> PhaseYears:
    """Return each fiscal year of the phase up to *month* with its total: at March, or at *month* itself.

    A year of which the ledger holds no total is unknown, not zero.
    """
    years: list[tuple[int, Decimal | None]] = []
    for year in range(plan.phase_first_year, min(month.fiscal_year, plan.phase_last_year) + 1):
        at = min(month, Month.in_fiscal_year(year, 3))
        parts = [actual(measure, at) for measure in yearly]
        known = [part for part in parts if part is not None]
        years.append((year, sum(known, Decimal(0)) if parts and len(known) == len(parts) else None))
    return tuple(years)


def phase_total(years: PhaseYears) -> Decimal | None:
    """Return the sum of all years, None where one of them is unknown."""
    known = [total for _, total in years if total is not None]
    return sum(known, Decimal(0)) if years and len(known) == len(years) else None
