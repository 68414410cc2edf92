"""Many plans at one month: the numeric measures of all of them at once, by the same rules as one plan's.

The plain rule (`attain`) stays what is right. A measure whose values are one body's plain series is reckoned in
columns; every other measure, and every series that could contradict itself, is handed to the plain rule.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sources.attainment import MeasureAttainment, ReportState
from sources.month import FISCAL_YEAR_STARTS_IN, Month
from sources.plan import Plan
from sources.ratings import RatingProfile
from sources.submission import Finding, Reading
from tasks.attainment.contradictions import without_contradictions
from tasks.attainment.due import deadline
from tasks.attainment.measures import measure_attainment
from tasks.attainment.outlook import outlook
from tasks.attainment.phase import yearly_measures
from tasks.attainment.sight import Sight
from tasks.attainment.table_judging import JudgedRows, judged_rows
from tasks.attainment.table_rows import E4, Bools, DeclaredRows, Ints, declared_rows
from tasks.attainment.table_series import Actuals, actuals
from tasks.attainment.told import everything_told

Objects = npt.NDArray[np.object_]
ReadingsOf = Callable[[Plan, frozenset[str]], Sequence[Reading]]
COLUMNS = (
    *("plan_id", "measure_id", "state", "actual", "attainment", "expected", "pace"),
    *("rating", "rating_label", "last_known", "last_known_month", "outlook"),
)


def attain_table(
    plans: Sequence[Plan],
    facts: pd.DataFrame,
    month: Month,
    profile: RatingProfile,
    *,
    today: date,
    readings_of: ReadingsOf,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the numeric measures of *plans* at *month*, one row each in the plans' order, and their findings.

    *facts* are the accepted values of all plans (`table_rows.facts_table`); *readings_of* fetches the readings
    that hold a plan's measures, for those that the plain rule must look at. All plans are of the month's fiscal
    year, and their reports are due on the plan's day. The columns hold what `MeasureAttainment` does, *outlook*
    its chance.
    """
    declared = declared_rows(plans, month, today)
    if not declared.measures:
        return pd.DataFrame(columns=list(COLUMNS)), ()
    april = Month(month.fiscal_year, FISCAL_YEAR_STARTS_IN)
    found = actuals(declared, facts, _row_of_fact(declared, facts), april)
    found.is_plain[declared.is_phase & any(rule.trend is not None for rule in profile.numeric)] = True
    judged = judged_rows(declared, found, profile)
    columns = _columns(declared, found, judged, month, today)
    plain = np.flatnonzero(found.is_plain)
    findings: list[Finding] = []
    for row, attained, noticed in _by_the_plain_rule(
        declared, plain, month, profile, today, readings_of=readings_of
    ):
        for name, value in zip(COLUMNS[2:], table_row(attained), strict=True):
            columns[name][row] = value
        findings += noticed
    return pd.DataFrame({name: columns[name] for name in COLUMNS}), tuple(findings)


def _row_of_fact(declared: DeclaredRows, facts: pd.DataFrame) -> Ints:
    """Return the row of each fact, -1 for one of no measure here."""
    plan_codes = {plan_id: at for at, plan_id in enumerate(facts["plan_id"].cat.categories)}
    measure_codes = {measure_id: at for at, measure_id in enumerate(facts["measure_id"].cat.categories)}
    row_of = np.full((len(plan_codes) + 1, len(measure_codes) + 1), -1, dtype=np.int64)
    plan_code = [plan_codes.get(plan.plan_id, -1) for plan in declared.plans]
    for row, (plan, measure) in enumerate(zip(declared.plan.tolist(), declared.measures, strict=True)):
        row_of[plan_code[plan], measure_codes.get(measure.measure_id, -1)] = row
    row_of[-1, :] = row_of[:, -1] = -1
    found: Ints = row_of[facts["plan_id"].cat.codes.to_numpy(), facts["measure_id"].cat.codes.to_numpy()]
    return found


def _columns(
    declared: DeclaredRows, found: Actuals, judged: JudgedRows, month: Month, today: date
) -> dict[str, Objects]:
    has_expected = declared.expected_parts > 0
    parts = np.where(has_expected, declared.expected_parts, 1)
    expected = (2 * declared.expected_e4 + parts) // (2 * parts)
    is_known = found.last_at >= 0
    months = {at: Month(at // 12, at % 12 + 1) for at in np.unique(found.last_at[is_known]).tolist()}
    return {
        "plan_id": _objects([plan.plan_id for plan in declared.plans])[declared.plan],
        "measure_id": _objects([measure.measure_id for measure in declared.measures]),
        "state": _states(declared, found, month, today),
        "actual": _decimals(found.actual_e4, found.known),
        "attainment": _decimals(judged.attainment.in_e4(), judged.attainment.there),
        "expected": _decimals(expected, has_expected),
        "pace": _decimals(judged.pace.in_e4(), judged.pace.there),
        "rating": _objects([grade.rating for grade in judged.grades])[judged.grade],
        "rating_label": _objects([grade.label for grade in judged.grades])[judged.grade],
        "last_known": _decimals(found.last_e4, is_known),
        "last_known_month": _objects([months.get(at) for at in found.last_at.tolist()]),
        "outlook": _outlooks(declared, found),
    }


def _objects(values: Sequence[object]) -> Objects:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _decimals(in_e4: Ints, there: Bools) -> Objects:
    """Return ten-thousandths as decimals, whole ones without places, None where there is none."""
    return _objects(
        [
            None if not is_there else Decimal(value // E4) if value % E4 == 0 else Decimal(value).scaleb(-4)
            for value, is_there in zip(in_e4.tolist(), there.tolist(), strict=True)
        ]
    )


def _states(declared: DeclaredRows, found: Actuals, month: Month, today: date) -> Objects:
    """Return each row's report state, as `due.report_state` says for one whose bodies have no day of their own."""
    is_late = np.array([today > deadline(plan, month) for plan in declared.plans])[declared.plan]
    may_miss = np.array([measure.missing_allowed for measure in declared.measures], dtype=bool)
    late_or_not = np.where(is_late, 2, 3)
    return _objects(
        [ReportState.REPORTED, ReportState.NOTHING_TO_REPORT, ReportState.OVERDUE, ReportState.NOT_DUE]
    )[np.where(found.known, 0, np.where(may_miss, 1, late_or_not))]


def _outlooks(declared: DeclaredRows, found: Actuals) -> Objects:
    """Return the chances of small counts; each combination of target, actual and months is reckoned once."""
    known: dict[tuple[Decimal | None, int, int, int], Decimal | None] = {}
    chances = np.empty(len(found.actual_e4), dtype=object)
    for row in np.flatnonzero(declared.is_small & found.known).tolist():
        measure, actual = declared.measures[row], int(found.actual_e4[row])
        key = measure.target, actual, int(declared.completed[row]), int(declared.length[row])
        if key not in known:
            seen = outlook(measure, Decimal(actual).scaleb(-4), key[2], key[3])
            known[key] = None if seen is None else seen.chance
        chances[row] = known[key]
    return chances


def _by_the_plain_rule(
    declared: DeclaredRows,
    plain: Ints,
    month: Month,
    profile: RatingProfile,
    today: date,
    *,
    readings_of: ReadingsOf,
) -> Iterator[tuple[int, MeasureAttainment, tuple[Finding, ...]]]:
    """Yield the rows that columns can not say, as the plain rule says them, with its findings."""
    rows_of_plan: dict[int, list[int]] = defaultdict(list)
    for row in plain.tolist():
        rows_of_plan[int(declared.plan[row])].append(row)
    for at, rows in rows_of_plan.items():
        plan = declared.plans[at]
        measures = [declared.measures[row] for row in rows]
        linked = (each for measure in measures for each in yearly_measures(plan, measure))
        wanted = frozenset(measure.measure_id for measure in (*measures, *linked))
        told = without_contradictions(plan, everything_told(readings_of(plan, wanted), month))
        sight = Sight(plan, told, (), profile, today)
        for row, measure in zip(rows, measures, strict=True):
            yield row, *measure_attainment(sight, measure, month)


def table_row(attained: MeasureAttainment) -> tuple[object, ...]:
    """Return one measure's attainment as the table's columns from *state* on."""
    return (
        attained.state,
        attained.actual,
        attained.attainment,
        attained.expected,
        attained.pace,
        attained.rating,
        attained.rating_label,
        attained.last_known,
        attained.last_known_month,
        None if attained.outlook is None else attained.outlook.chance,
    )
