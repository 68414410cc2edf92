"""What plans declare and what bodies told, as columns of numbers: one row for each numeric measure of each plan.

Amounts are kept exactly, in ten-thousandths (names end in _e4). What such a row can not say (a baseline, a link to
yearly measures, a number of more decimals) is marked, and left to the plain rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from sources.month import FISCAL_YEAR_STARTS_IN, Month
from sources.plan import Accumulation, Comparator, Measure, MeasureKind, MeasureType, Plan, Scope
from sources.submission import Basis, Reading, State
from tasks.attainment.expected import Span, expected_value
from tasks.attainment.outlook import is_small_count
from tasks.attainment.phase import yearly_measures

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

E4 = 10_000
LARGEST_E4 = 10**15  # beyond it products would not be exact
MOST_PARTS = 200
COMPARATORS = (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.EQUAL)
FACT_COLUMNS = {
    **dict.fromkeys(("plan_id", "measure_id", "body_id"), "category"),
    **{"month": "int32", "value_e4": "int64", "is_exact": "bool", "is_cumulative": "bool"},
}


def facts_table(readings: Mapping[str, Sequence[Reading]]) -> pd.DataFrame:
    """Return the accepted values of several plans' readings, by plan id, as the table that `attain_table` takes.

    *month* counts months since the year 0; *is_exact* is False for a value that ten-thousandths can not hold.
    """
    rows = [
        (
            *(plan_id, one.measure_id, one.body_id, month_number(one.month)),
            *(*in_e4(one.value), one.basis is Basis.CUMULATIVE),
        )
        for plan_id, several in readings.items()
        for reading in several
        for one in reading.observations
        if one.state is State.ACCEPTED
    ]
    return pd.DataFrame(rows, columns=list(FACT_COLUMNS)).astype(FACT_COLUMNS)


def month_number(month: Month) -> int:
    return month.year * 12 + month.number - 1


def in_e4(value: Decimal) -> tuple[int, bool]:
    """Return a value in ten-thousandths, and whether that is exact and small enough to reckon with."""
    scaled = value * E4
    whole = int(scaled)
    return (whole, True) if whole == scaled and abs(whole) <= LARGEST_E4 else (0, False)


@dataclass(frozen=True)
class DeclaredRows:
    """What each numeric measure declares, one row a measure in the plans' order.

    *first* is the number of the first month that counts, *asked* how many months from it to the month asked for.
    *expected_e4* over *expected_parts* is what the trajectory expects, the parts 0 where that is nothing.
    *is_plain* marks what the columns can not say.
    """

    plans: tuple[Plan, ...]
    measures: tuple[Measure, ...]
    plan: Ints
    first: Ints
    asked: Ints
    completed: Ints
    length: Ints
    is_last_year: Bools
    is_phase: Bools
    is_stock: Bools
    comparator: Ints
    has_target: Bools
    target_e4: Ints
    expected_e4: Ints
    expected_parts: Ints
    is_small: Bools
    is_plain: Bools

    @property
    def is_span_over(self) -> Bools:
        is_over: Bools = self.completed == self.length
        return is_over


def declared_rows(plans: Sequence[Plan], month: Month, today: date) -> DeclaredRows:
    """Return the rows of all numeric measures of *plans* as they stand at *month*."""

    @cache
    def span_row(years: tuple[int, int, int], scope: Scope) -> tuple[int, int, int, int, bool]:
        span = Span(any_plan[years], any_measure[scope])
        april = Month(years[0], FISCAL_YEAR_STARTS_IN)
        first = month_number(span.first if scope is Scope.PHASE else april)
        is_last_year = month.fiscal_year == span.last.fiscal_year
        return first, month_number(month) - first + 1, span.completed(month, today), span.length, is_last_year

    any_plan: dict[tuple[int, int, int], Plan] = {}
    any_measure: dict[Scope, Measure] = {}
    expected: dict[tuple[object, ...], tuple[int, int, bool]] = {}
    measures: list[Measure] = []
    rows: list[tuple[int, ...]] = []
    for at, plan in enumerate(plans):
        years = plan.fiscal_year, plan.phase_first_year, plan.phase_last_year
        any_plan.setdefault(years, plan)
        for measure in plan.measures:
            if measure.type is not MeasureType.NUMERIC:
                continue
            any_measure.setdefault(measure.scope, measure)
            key = (years, measure.scope, *_what_expectation_rests_on(measure))
            if key not in expected:
                expected[key] = _expectation(expected_value(plan, measure, month, today))
            target_e4, is_exact = in_e4(measure.target) if measure.target is not None else (0, True)
            *expectation, is_beyond = expected[key]
            is_plain = is_beyond or not is_exact or target_e4 < 0 or _is_out_of_the_ordinary(plan, measure)
            measures.append(measure)
            rows.append(
                (
                    at,
                    *span_row(years, measure.scope),
                    *(measure.scope is Scope.PHASE, measure.accumulation is Accumulation.STOCK),
                    COMPARATORS.index(measure.comparator) if measure.comparator else -1,
                    *(measure.target is not None, target_e4, *expectation, is_small_count(measure), is_plain),
                )
            )
    columns = list(np.array(rows, dtype=np.int64).reshape(len(rows), 15).T.copy())
    are_flags = (5, 6, 7, 9, 13, 14)
    return DeclaredRows(
        tuple(plans),
        tuple(measures),
        *(column != 0 if at in are_flags else column for at, column in enumerate(columns)),  # type: ignore[arg-type]
    )


def _what_expectation_rests_on(measure: Measure) -> tuple[object, ...]:
    trajectory = measure.trajectory
    return (
        *(measure.target, measure.comparator, measure.accumulation, measure.baseline),
        *(trajectory.kind, trajectory.steps),
    )


def _expectation(value: Fraction | None) -> tuple[int, int, bool]:
    """Return what is expected as ten-thousandths and their denominator, and whether that is too much to reckon."""
    if value is None:
        return 0, 0, False
    scaled = value * E4
    is_beyond = not 0 <= scaled.numerator <= LARGEST_E4 or scaled.denominator > MOST_PARTS
    return (0, 0, True) if is_beyond else (scaled.numerator, scaled.denominator, False)


def _is_out_of_the_ordinary(plan: Plan, measure: Measure) -> bool:
    return (
        measure.baseline is not None
        or measure.not_applicable_from is not None
        or measure.ended_from is not None
        or (measure.kind is MeasureKind.PHASE_GOAL and bool(yearly_measures(plan, measure)))
    )
