"""How often honest series are doubted, and how often numbers in the wrong column are seen.

Run: python -m benchmarks.contradictions [SERIES]. Every kind of honest year is simulated; each is then spoiled in
five ways. The detector sees the amounts alone, as it does when bodies report nothing but one column.
"""

import math
import random
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal

from tasks.attainment.misplaced import all_months, all_totals, months_among_totals, totals_among_months

YEAR = 12
SERIES = 3_000
Draw = Callable[[random.Random], list[int]]


def poisson(dice: random.Random, mean: float) -> int:
    """Return a count by waiting times: exact for any mean."""
    count, waited = 0, dice.expovariate(1)
    while waited <= mean:
        count, waited = count + 1, waited + dice.expovariate(1)
    return count


def a_rate(dice: random.Random) -> float:
    """Return a monthly rate between one in ten months and twenty a month, each order of size alike."""
    return math.exp(dice.uniform(math.log(0.1), math.log(20)))


def steady(dice: random.Random) -> list[int]:
    rate = a_rate(dice)
    return [poisson(dice, rate) for _ in range(YEAR)]


def erratic(dice: random.Random) -> list[int]:
    rate = a_rate(dice)
    return [poisson(dice, dice.gammavariate(0.7, rate / 0.7)) for _ in range(YEAR)]


def events(dice: random.Random) -> list[int]:
    size = dice.choice((5, 10, 20))
    return [poisson(dice, size) if dice.random() < 0.25 else 0 for _ in range(YEAR)]


def seasonal(dice: random.Random) -> list[int]:
    rate = a_rate(dice)
    return [poisson(dice, rate * dice.choice((0.2, 0.5, 1, 1, 2, 3))) for _ in range(YEAR)]


def growing(dice: random.Random) -> list[int]:
    rate = a_rate(dice)
    return [poisson(dice, rate * (month + 1) / 6.5) for month in range(YEAR)]


def deadlines(dice: random.Random) -> list[int]:
    """Return a year that leaps when its halves end: three and five times an ordinary rate."""
    rate = a_rate(dice)
    weights = [3.0 if month == 5 else 5.0 if month == 11 else 0.6 for month in range(YEAR)]
    return [poisson(dice, rate * weight) for weight in weights]


def money(dice: random.Random) -> list[int]:
    spread = dice.uniform(0.2, 1.2)
    return [round(1_000_000 * math.exp(dice.gauss(1, spread))) for _ in range(YEAR)]


def money_some_months(dice: random.Random) -> list[int]:
    spread = dice.uniform(0.2, 1.2)
    return [round(1_000_000 * math.exp(dice.gauss(1, spread))) if dice.random() < 0.6 else 0 for _ in range(YEAR)]


def money_rounded(dice: random.Random) -> list[int]:
    spread = dice.uniform(0.2, 1.0)
    return [round(10 * math.exp(dice.gauss(1, spread))) * 100_000 for _ in range(YEAR)]


KINDS: tuple[Draw, ...] = (
    *(steady, erratic, events, seasonal, growing, deadlines),
    *(money, money_some_months, money_rounded),
)


def running(months: Sequence[Decimal]) -> list[Decimal]:
    return [sum(months[: at + 1], Decimal(0)) for at in range(len(months))]


def with_corrections(totals: Sequence[Decimal], dice: random.Random) -> list[Decimal]:
    """Return running totals of which one in twenty is corrected downwards by up to a third."""
    return [
        Decimal(int(total * Decimal(dice.uniform(0.67, 1)))) if dice.random() < 0.05 else total for total in totals
    ]


def is_doubted(months: Sequence[Decimal], target: Decimal) -> bool:
    """Return whether any month of the year, seen when it is new, is doubted."""
    return any(
        totals_among_months(months[:upto]) or all_totals(months[:upto], target) for upto in range(1, YEAR + 1)
    )


def shares_of(draw: Draw, series: int, dice: random.Random) -> list[float]:
    """Return the shares doubted of honest months and totals, and the shares seen of five ways to spoil them."""
    hits = [0] * 7
    for _ in range(series):
        months = [Decimal(value) for value in draw(dice)]
        totals = running(months)
        target = Decimal(max(1, round(float(totals[-1]) * dice.uniform(0.7, 1.3))))
        slip = dice.randint(4, YEAR - 2)
        corrected = with_corrections(totals, dice)
        hits[0] += is_doubted(months, target)
        hits[1] += bool(months_among_totals(corrected)) or all_months(corrected)
        hits[2] += slip in totals_among_months([*months[:slip], totals[slip], *months[slip + 1 :]])
        hits[3] += bool(totals_among_months([*months[:slip], *totals[slip:]]))
        hits[4] += any(all_totals(totals[:upto], target) for upto in range(1, YEAR + 1))
        hits[5] += slip in months_among_totals([*totals[:slip], months[slip], *totals[slip + 1 :]])
        hits[6] += all_months(months)
    return [100 * hit / series for hit in hits]


def main(series: int = SERIES) -> None:
    dice = random.Random(20211031)  # noqa: S311 - a simulation, not a secret
    print(f"{series:,} years of each kind, in percent")
    print("                  | honest years doubted | slips seen, by the year's end")
    print("kind              |    months     totals | one month  onwards  all year | one total  all totals")
    for draw in KINDS:
        share = shares_of(draw, series, dice)
        print(
            f"{draw.__name__:17} | {share[0]:9.2f} {share[1]:10.2f} |"
            f" {share[2]:9.0f} {share[3]:8.0f} {share[4]:9.0f} | {share[5]:9.0f} {share[6]:11.0f}"
        )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
