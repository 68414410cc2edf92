"""Whether the outlook's chances come true: 10,000 simulated plan years, by tenths, against the linear projection.

Run: python -m benchmarks.outlook [YEARS]. A plan year has a target of 1 to 19 cases and a rate of its own; its
cases come one by one (Poisson). At the end of each of its first eleven months, while the target is still to be
reached, the outlook gives a chance, and the linear rule that others use says yes or no: cases so far ÷ months so
far × 12.

The chance can only come true where the world is as the outlook takes it to be: rates scattered around the plan's
pace as a Gamma distribution worth three months of it. That is the first row, and it must come true within five
points in every tenth. The rows below it show what becomes of the chances where the world is otherwise.
"""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sources.plan import Accumulation, Comparator, Level, Measure, MeasureKind, MeasureType, Scope
from tasks.attainment.outlook import PRIOR_MONTHS, SMALL_TARGET_BELOW, outlook

YEARS = 10_000
MONTHS = 12
MOST_APART = 0.05
Year = list[int]


@dataclass(frozen=True)
class World:
    """One truth about plan years: what it is called, and how a year of monthly counts is drawn for a target."""

    name: str
    draw: Callable[[random.Random, int], Year]


@dataclass
class Tenth:
    """The chances given between two tenths: how many, their sum, and how many came true."""

    given: int = 0
    chances: float = 0.0
    came: int = 0

    @property
    def apart(self) -> float:
        return abs(self.chances - self.came) / self.given


@cache
def chance_of(target: int, actual: int, done: int) -> float:
    """Return the outlook's chance, as the product computes it."""
    measure = Measure(
        measure_id="1-1-1-K1", level=Level.INITIATIVE, parent_id="1-1-1", kind=MeasureKind.KPI, statement="件数",
        type=MeasureType.NUMERIC, target=Decimal(target), unit="件", comparator=Comparator.AT_LEAST,
        accumulation=Accumulation.FLOW, scope=Scope.FISCAL_YEAR, functions=(), new=False,
    )  # fmt: skip
    found = outlook(measure, Decimal(actual), done, MONTHS)
    if found is None:
        raise ValueError(f"no outlook for {actual} of {target} after {done} months")
    return float(found.chance)


def poisson(dice: random.Random, mean: float) -> int:
    """Return a count by waiting times: exact for any mean."""
    count, waited = 0, dice.expovariate(1)
    while waited <= mean:
        count, waited = count + 1, waited + dice.expovariate(1)
    return count


def scattered(scatter: float, pace: float = 1.0) -> Callable[[random.Random, int], Year]:
    """Return years of rates around *pace* times the plan's, *scatter* times as wide as the outlook assumes."""

    def draw(dice: random.Random, target: int) -> Year:
        mean = pace * target / MONTHS
        shape = PRIOR_MONTHS * target / MONTHS / scatter**2 if scatter else 0.0
        rate = dice.gammavariate(shape, mean / shape) if scatter else mean
        return [poisson(dice, rate) for _ in range(MONTHS)]

    return draw


def clumped(dice: random.Random, target: int) -> Year:
    """Return a year whose cases come in clumps: the monthly rate itself scatters, so counts are over-dispersed."""
    shape = PRIOR_MONTHS * target / MONTHS
    rate = dice.gammavariate(shape, 1 / PRIOR_MONTHS)
    return [poisson(dice, dice.gammavariate(1.0, rate)) for _ in range(MONTHS)]


def late(dice: random.Random, target: int) -> Year:
    """Return a year whose second half brings twice what its first does."""
    shape = PRIOR_MONTHS * target / MONTHS
    rate = dice.gammavariate(shape, 1 / PRIOR_MONTHS)
    return [poisson(dice, rate * (2 / 3 if month < MONTHS // 2 else 4 / 3)) for month in range(MONTHS)]


AS_ASSUMED = World("rates around the plan's pace", scattered(1.0))
OTHERWISE = (
    World("half as scattered", scattered(0.5)),
    World("every rate is the plan's", scattered(0.0)),
    World("twice as scattered", scattered(2.0)),
    World("plans too high by a third", scattered(1.0, pace=0.75)),
    World("plans too low by a fifth", scattered(1.0, pace=1.25)),
    World("cases come in clumps", clumped),
    World("two thirds in the second half", late),
)


def forecasts(world: World, years: int, dice: random.Random) -> Iterator[tuple[float, float, bool]]:
    """Yield the outlook's chance, the linear rule's yes or no, and whether the target was reached."""
    for _ in range(years):
        target = dice.randrange(1, SMALL_TARGET_BELOW)
        months = world.draw(dice, target)
        reached, actual = sum(months) >= target, 0
        for done in range(1, MONTHS):
            actual += months[done - 1]
            if actual >= target:
                break
            yield chance_of(target, actual, done), float(actual * MONTHS >= target * done), reached


@dataclass(frozen=True)
class Score:
    """How a world's forecasts came out: by tenths, and both Brier scores (0 is perfect, 0.25 is a coin)."""

    tenths: tuple[Tenth, ...]
    outlook: float
    linear: float

    @property
    def apart(self) -> float:
        return max(tenth.apart for tenth in self.tenths if tenth.given)


def score(world: World, years: int, dice: random.Random) -> Score:
    tenths = tuple(Tenth() for _ in range(10))
    ours = linear = 0.0
    for chance, rule, reached in forecasts(world, years, dice):
        tenth = tenths[min(int(chance * 10), 9)]
        tenth.given += 1
        tenth.chances += chance
        tenth.came += reached
        ours += (chance - reached) ** 2
        linear += (rule - reached) ** 2
    count = sum(tenth.given for tenth in tenths)
    return Score(tenths, ours / count, linear / count)


def main(years: int = YEARS) -> int:
    """Print calibration and Brier scores; return 1 where the first row misses its mark."""
    dice = random.Random(20211031)  # noqa: S311 - a simulation, not a secret
    assumed = score(AS_ASSUMED, years, dice)
    print(f"{years:,} plan years, {AS_ASSUMED.name}: of the chances given, how many came true")
    for at, tenth in enumerate(assumed.tenths):
        given, came = tenth.chances / tenth.given, tenth.came / tenth.given
        print(f"  {at * 10:3}-{at * 10 + 10:3} %   n {tenth.given:6,}   given {given:6.1%}   came {came:6.1%}   "
              f"apart {tenth.apart * 100:4.1f} points")  # fmt: skip
    print("                               farthest apart   Brier: outlook   linear rule")
    for world, found in ((AS_ASSUMED, assumed), *((world, score(world, years, dice)) for world in OTHERWISE)):
        print(f"{world.name:30} {found.apart * 100:9.1f} points {found.outlook:14.4f} {found.linear:13.4f}")
    holds = assumed.apart <= MOST_APART and assumed.outlook < assumed.linear
    print("The chances hold within 5 points and beat the linear rule." if holds else "The chances do not hold.")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
