"""Many plans at once give what each gives alone."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.month import Month
from sources.plan import (
    Accumulation,
    Comparator,
    Measure,
    MeasureKind,
    MeasureType,
    Plan,
    Scope,
    Trajectory,
    TrajectoryKind,
)
from sources.plan_files import PLANS_FOLDER
from sources.ratings import load_profile, profile_files
from sources.submission import Basis, Observation, Place, Reading, State, Submission
from tasks.attainment.attain import attain
from tasks.attainment.table import COLUMNS, attain_table, table_row
from tasks.attainment.table_rows import facts_table

APRIL = Month(2021, 4)
PROFILES = [load_profile(PLANS_FOLDER / "fy2021", name) for name in profile_files(PLANS_FOLDER / "fy2021")]
TARGETS = [None, "0", "1", "2", "4", "12", "20", "30", "0.5", "300000000", "0.00001", "100000000000000"]
TRAJECTORIES = [
    Trajectory(),
    Trajectory(kind=TrajectoryKind.HALF_YEAR),
    Trajectory(
        kind=TrajectoryKind.SCHEDULE, steps=((date(2021, 4, 21), Decimal(1)), (date(2021, 11, 17), Decimal(2)))
    ),
    Trajectory(
        kind=TrajectoryKind.POINTS, steps=((date(2021, 9, 30), Decimal(3)), (date(2022, 3, 31), Decimal(9)))
    ),
]


def a_random_measure(dice: random.Random, number: int, a_measure: Callable[..., Measure]) -> Measure:
    target = dice.choice(TARGETS)
    scope = dice.choice([Scope.FISCAL_YEAR] * 4 + [Scope.PHASE])
    return a_measure(
        f"1-1-1-K{number}",
        statement=f"指標{number}",
        kind=MeasureKind.KPI if scope is Scope.FISCAL_YEAR else MeasureKind.PHASE_GOAL,
        target=None if target is None else Decimal(target),
        comparator=None if target is None else dice.choice(list(Comparator)),
        accumulation=dice.choice([Accumulation.FLOW, Accumulation.RUNNING_TOTAL, Accumulation.STOCK]),
        scope=scope,
        trajectory=dice.choice(TRAJECTORIES) if target else Trajectory(),
        baseline=Decimal(3) if dice.random() < 0.1 else None,
        missing_allowed=dice.random() < 0.2,
        ended_from=Month(2021, 9) if dice.random() < 0.05 else None,
        phase_of="1-1-1-K1" if scope is Scope.PHASE and number > 1 and dice.random() < 0.5 else "",
    )


def amounts(dice: random.Random) -> list[Decimal]:
    """Return a year's amounts of one kind, now and then with a running total in a month's place."""
    kind = dice.choice(["counts", "counts", "even", "money", "decimals", "zeros"])
    draw = {
        "counts": lambda: Decimal(dice.choice([0, 0, 1, 1, 2, 3, 5])),
        "even": lambda: Decimal(dice.randint(10, 19)),
        "money": lambda: Decimal(dice.randint(1, 40_000_000)),
        "decimals": lambda: Decimal(dice.randint(0, 30)) / dice.choice([2, 4, 3]),
        "zeros": lambda: Decimal(0),
    }[kind]
    months = [draw() for _ in range(12)]
    for at in range(12):
        if dice.random() < 0.05:
            months[at] = sum(months[: at + 1], Decimal(0))
    return months


def told_of(dice: random.Random, measure: Measure) -> list[Reading]:
    """Return a year of files on one measure: mostly one body, one basis, every month; sometimes not."""
    months = amounts(dice)
    basis = dice.choice(list(Basis))
    readings = []
    for at, amount in enumerate(months):
        if dice.random() < 0.02:
            continue
        month = APRIL.plus(at + (-12 if dice.random() < 0.02 else 0))
        cumulative = sum(months[: at + 1], Decimal(0))
        wanted = [dice.choice(list(Basis)) if dice.random() < 0.03 else basis]
        for of_basis in wanted * (2 if dice.random() < 0.03 else 1):
            value = cumulative if of_basis is Basis.CUMULATIVE else amount
            body = "other" if dice.random() < 0.02 else "bc"
            file = f"{month}/{body}-{len(readings)}.xlsx"
            place = Place(file, "報告", f"C{at}")
            readings.append(
                Reading(
                    Submission(file, file, body, month.plus(1).first_day, month),
                    month,
                    observations=(
                        Observation(
                            body, measure.measure_id, month, value, measure.unit, of_basis, place, "",
                            State.QUARANTINED if dice.random() < 0.03 else State.ACCEPTED,
                        ),
                    ),
                )
            )  # fmt: skip
    return readings


def of_measures(readings: Sequence[Reading], wanted: frozenset[str]) -> list[Reading]:
    return [reading for reading in readings if reading.observations[0].measure_id in wanted]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9), st.sampled_from(PROFILES))
def test_each_measure_comes_out_of_the_table_as_the_plain_rule_says(a_plan, a_measure, seed, profile):
    dice = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    month = APRIL.plus(dice.randrange(12))
    today = dice.choice([date(2021, 10, 31), date(2022, 5, 1), month.plus(1).first_day])
    plans, readings = [], {}
    for number in range(3):
        measures = [a_random_measure(dice, each, a_measure) for each in range(1, 9)]
        plans.append(a_plan(*measures, plan_id=f"plan-{number}", phase_first_year=2021, phase_last_year=2023))
        readings[f"plan-{number}"] = [told for measure in measures for told in told_of(dice, measure)]

    def readings_of(plan: Plan, wanted: frozenset[str]) -> list[Reading]:
        return of_measures(readings[plan.plan_id], wanted)

    table, findings = attain_table(
        plans, facts_table(readings), month, profile, today=today, readings_of=readings_of
    )
    plain = [attain(plan, readings[plan.plan_id], month, profile, today=today) for plan in plans]
    rows = [
        (plan.plan_id, each.measure_id, *table_row(each))
        for plan, (attained, _) in zip(plans, plain, strict=True)
        for each in attained.measures
    ]
    assert [tuple(row) for row in table.itertuples(index=False)] == rows
    assert set(findings) == {finding for _, noticed in plain for finding in noticed}


@pytest.mark.parametrize(("actual", "rating"), [("10.5", "○"), ("10.4995", "△")])
def test_ratio_on_a_bound_is_decided_by_the_exact_fraction(*, a_plan, a_measure, told, standard, actual, rating):
    """Of 20 in October 11.6667 are expected; 10.5 is exactly 0.90 of it, 10.4995 prints as 0.9000 and is below."""
    plan, reading = a_plan(a_measure(target=Decimal(20))), told(totals={"2021-10": actual})
    table, _ = attain_table(
        [plan], facts_table({"fy2021": [reading]}), Month(2021, 10), standard, today=date(2022, 5, 1),
        readings_of=lambda _plan, _wanted: pytest.fail("the plain rule was not needed"),
    )  # fmt: skip
    assert (table.loc[0, "pace"], str(table.loc[0, "rating"])) == (Decimal("0.9000"), rating)


def test_plans_without_numbers_and_facts_of_nothing_give_an_empty_table(a_plan, a_measure, standard):
    plan = a_plan(
        a_measure(
            type=MeasureType.QUALITATIVE, accumulation=Accumulation.QUALITATIVE, target=None, comparator=None
        )
    )
    table, findings = attain_table(
        [plan], facts_table({}), Month(2021, 10), standard, today=date(2022, 5, 1), readings_of=lambda *_: []
    )
    assert (list(table.columns), len(table), findings) == (list(COLUMNS), 0, ())


def test_measure_that_nobody_told_of_is_in_the_table_as_missing(a_plan, a_measure, standard):
    table, _ = attain_table(
        [a_plan(a_measure())], facts_table({}), Month(2021, 10), standard, today=date(2022, 5, 1),
        readings_of=lambda *_: [],
    )  # fmt: skip
    assert (str(table.loc[0, "state"]), table.loc[0, "actual"], table.loc[0, "expected"]) == ("overdue", None, 7)
