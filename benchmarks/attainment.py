"""How long one month's attainment of 2,000 plans of 50 measures × 36 months takes, and how much memory.

Run: python -m benchmarks.attainment [PLANS]. Half of the measures are told as running totals, a third as single
months' values, the rest are balances; counts and amounts of money, linear and half-year trajectories, all three
comparators. One series in a hundred contradicts itself or stands in two files, so that the plain rule must look.
What is timed is `attain_table` alone, from the ready table of facts on; the peak of memory holds everything,
plans and facts included. The last column counts plans checked against the plain rule. The limit is held against
the processor's seconds: it is one process, and what else runs on the machine is not its matter.
"""

import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from sources.month import Month
from sources.plan import (
    Accumulation,
    Comparator,
    Level,
    Measure,
    MeasureKind,
    MeasureType,
    Node,
    Plan,
    Scope,
    Trajectory,
    TrajectoryKind,
)
from sources.plan_files import PLANS_FOLDER
from sources.ratings import load_profile
from sources.submission import Basis, Observation, Place, Reading, Submission
from tasks.attainment.attain import attain
from tasks.attainment.table import attain_table, table_row
from tasks.attainment.table_rows import E4, FACT_COLUMNS, month_number

PLANS, MEASURES, MONTHS = 2_000, 50, 36
FIRST, MONTH, TODAY = Month(2020, 4), Month(2022, 12), date(2023, 1, 20)
ODD = 0.01
SECONDS, MEBIBYTES = 10.0, 1024
CHECKED = 5


@dataclass(frozen=True)
class World:
    """Plans, the table of what was told in the plans' order, and where each plan's facts begin in it."""

    plans: list[Plan]
    facts: pd.DataFrame
    begins: np.ndarray

    def readings(self, plan: Plan, wanted: frozenset[str]) -> Sequence[Reading]:
        """Return the readings of one plan's measures: a file a month, a second one for what is told twice."""
        at = int(plan.plan_id.removeprefix("plan-"))
        of_plan = self.facts.iloc[self.begins[at] : self.begins[at + 1]]
        of_plan = of_plan[of_plan["measure_id"].isin(wanted)]
        return [_reading(row) for row in of_plan.itertuples()]


def _reading(row) -> Reading:
    month = Month(row.month // 12, row.month % 12 + 1)
    file = f"{row.plan_id}/{month}/{row.Index}.csv"
    value = Observation(
        row.body_id, row.measure_id, month, Decimal(row.value_e4) / E4, "件",
        Basis.CUMULATIVE if row.is_cumulative else Basis.MONTHLY, Place(file, "", "R2C5"), "",
    )  # fmt: skip
    return Reading(Submission(file, file, row.body_id, month.plus(1).first_day, month), month, (value,))


def a_measure(number: int, dice: random.Random) -> Measure:
    accumulation = (Accumulation.RUNNING_TOTAL, Accumulation.FLOW, Accumulation.STOCK)[
        (0, 0, 0, 1, 1, 2)[number % 6]
    ]
    target = dice.choice([4, 10, 12, 20, 30, 120, 5_000, 300_000_000])
    return Measure(
        measure_id=f"1-1-1-K{number + 1}", level=Level.INITIATIVE, parent_id="1-1-1", kind=MeasureKind.KPI,
        statement=f"指標{number + 1}", type=MeasureType.NUMERIC, target=Decimal(target), unit="件",
        comparator=dice.choice([*[Comparator.AT_LEAST] * 8, Comparator.AT_MOST, Comparator.EQUAL]),
        accumulation=accumulation, scope=Scope.FISCAL_YEAR, functions=(), new=False,
        trajectory=Trajectory(kind=dice.choice([TrajectoryKind.LINEAR, TrajectoryKind.HALF_YEAR])),
    )  # fmt: skip


def a_plan(number: int, measures: tuple[Measure, ...]) -> Plan:
    levels = (("S1", Level.STRATEGY, None), ("1", Level.ITEM, "S1"), ("1-1", Level.ACTION_PLAN, "1"),
              ("1-1-1", Level.INITIATIVE, "1-1"))  # fmt: skip
    nodes = (
        Node(id=id_, level=level, parent_id=up, number=id_, title=id_, new=False) for id_, level, up in levels
    )
    return Plan(
        plan_id=f"plan-{number}", title="計画", organisation="見本", fiscal_year=2022, phase_title="第2期",
        phase_first_year=2020, phase_last_year=2022, time_zone="Asia/Tokyo", version="1", deadline_day=10,
        default_rating_profile="standard-1", nodes=tuple(nodes), measures=measures, notes=(), dates=(),
        activities=(),
    )  # fmt: skip


def a_world(count: int) -> World:
    """Return *count* plans, each with measures of its own, and three years of monthly values for each."""
    dice = random.Random(20221231)  # noqa: S311 - a simulation, not a secret
    numbers = np.random.default_rng(20221231)
    plans = [a_plan(at, tuple(a_measure(each, dice) for each in range(MEASURES))) for at in range(count)]
    rows = count * MEASURES
    measures = [measure for plan in plans for measure in plan.measures]
    pace = np.array([float(measure.target or 0) for measure in measures]) / 12 * numbers.gamma(4, 0.25, rows)
    monthly = numbers.poisson(np.minimum(pace, 1e6)[:, None], (rows, MONTHS)).astype(np.int64)
    monthly *= np.maximum(pace / 1e6, 1).astype(np.int64)[:, None]
    basis = np.array([measure.accumulation is not Accumulation.FLOW for measure in measures])
    years = monthly.reshape(rows, MONTHS // 12, 12)
    slips = np.flatnonzero(numbers.random(rows) < ODD / 2)
    years[slips, -1, 7] = years[slips, -1, :7].sum(axis=1)
    totals = years.cumsum(axis=2).reshape(rows, MONTHS)
    value = np.where(basis[:, None], totals, monthly) * E4
    twice = np.flatnonzero(numbers.random(rows) < ODD / 2)
    of_row = np.concatenate([np.repeat(np.arange(rows), MONTHS), twice])
    month = month_number(FIRST) + np.concatenate(
        [np.tile(np.arange(MONTHS), rows), np.full(len(twice), MONTHS - 4)]
    )
    e4 = np.concatenate([value.reshape(-1), value[twice, MONTHS - 4] + E4])
    order = np.argsort(of_row, kind="stable")
    of_row, month, e4 = of_row[order], month[order], e4[order]
    plan_ids = [plan.plan_id for plan in plans]
    measure_ids = [measure.measure_id for measure in plans[0].measures]
    facts = pd.DataFrame(
        {
            "plan_id": pd.Categorical.from_codes((of_row // MEASURES).astype(np.int32), categories=plan_ids),
            "measure_id": pd.Categorical.from_codes((of_row % MEASURES).astype(np.int16), categories=measure_ids),
            "body_id": pd.Categorical.from_codes(np.zeros(len(of_row), np.int8), categories=["body"]),
            "month": month,
            "value_e4": e4,
            "is_exact": np.ones(len(of_row), bool),
            "is_cumulative": basis[of_row],
        }
    )
    begins = np.searchsorted(of_row // MEASURES, np.arange(count + 1))
    kinds = {name: kind for name, kind in FACT_COLUMNS.items() if kind != "category"}
    return World(plans, facts.astype(kinds), begins)


def main(most: int = PLANS) -> int:
    """Print time and memory for an eighth, a quarter, a half and all of the plans; return 1 beyond the limits."""
    profile = load_profile(PLANS_FOLDER / "fy2021", "standard-1")
    print(f"{MEASURES} measures × {MONTHS} months a plan, the month {MONTH}")
    print("  plans      facts   seconds   of processor   per 1,000 plans   plain rows   peak memory   checked")
    seconds = peak = 0.0
    for count in sorted({max(most // share, 1) for share in (8, 4, 2, 1)}):
        world = a_world(count)
        looked_at: list[int] = []

        def readings_of(plan: Plan, wanted: frozenset[str]) -> Sequence[Reading]:
            looked_at.append(len(wanted))  # noqa: B023 - read before the loop goes on
            return world.readings(plan, wanted)  # noqa: B023

        started, started_working = time.perf_counter(), time.process_time()
        table, _ = attain_table(world.plans, world.facts, MONTH, profile, today=TODAY, readings_of=readings_of)
        waited, seconds = time.perf_counter() - started, time.process_time() - started_working
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for at in range(0, count, max(count // CHECKED, 1)):
            plan = world.plans[at]
            everything = world.readings(plan, frozenset(plan.measure))
            plain, _ = attain(plan, everything, MONTH, profile, today=TODAY)
            rows = table.iloc[at * MEASURES : (at + 1) * MEASURES, 2:].itertuples(index=False)
            if [tuple(row) for row in rows] != [table_row(each) for each in plain.measures]:
                print(f"plan {at} differs from the plain rule")
                return 1
        print(f"{count:7,} {len(world.facts):10,} {waited:9.2f} {seconds:14.2f} {seconds / count * 1000:17.2f}"
              f" {sum(looked_at):12,} {peak:9.0f} MiB {min(CHECKED, count):9}")  # fmt: skip
    return 0 if seconds <= SECONDS and peak < MEBIBYTES else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
