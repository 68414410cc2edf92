"""Numbers in the wrong column, told from a series alone: running totals among months, months among running totals.

A series is doubted only where an honest one would hardly ever look like it: `benchmarks/contradictions.py`
measures how often honest series are doubted and how often slips are seen. All functions take the amounts or totals
of one body for one measure in order from the start of the year, and know nothing else.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from math import gcd

AT_LEAST_BEFORE = 3  # so many amounts above zero show what an ordinary month is
IN_A_ROW = (Decimal(5), Decimal("2.5"), Decimal("1.5"))
"""How many times the largest month before it a value must be: alone, as the first of two, of three in a row."""
EVEN = Decimal(2)  # where no month is more than twice another,
ENOUGH_WHERE_EVEN = Decimal(3)  # three times the largest is enough,
HALF_YEAR = 6  # but not when a half-year ends: deadlines make honest leaps then
COUNTS_APART = 4  # a small count must lie four standard deviations, and four, above an ordinary month
EXACT_STEPS = 1000  # an equality of so many smallest steps is no chance
RISES = 5
OVERSHOOT = Decimal("1.5")
FALLS = 3
DEEP = Decimal("0.75")
Positions = frozenset[int]


def totals_among_months(months: Sequence[Decimal]) -> Positions:
    """Return which of the months hold all the months before them as well, as a running total would.

    Such a value is as large as the sum so far; what it has beyond the sum is an ordinary month; and it is itself
    far from one. It counts for the later months as that ordinary month.
    """
    found: set[int] = set()
    true = list(months)
    for at in range(1, len(months)):
        before = true[:at]
        if _is_exact_repeat(before, months[at]):
            run = [months[at]]
        else:
            run = next((run for run in _runs(months[at:]) if _go_on_as_total(before, run)), [])
        for beyond, value in enumerate(run):
            found.add(at + beyond)
            true[at + beyond] = value - (run[beyond - 1] if beyond else sum(before, Decimal(0)))
    return frozenset(found)


def all_totals(months: Sequence[Decimal], target: Decimal | None) -> bool:
    """Return whether the months never fall and overshoot the target as running totals added up would.

    The last of them alone is within reach of the target, their sum far beyond it.
    """
    if target is None or target <= 0:
        return False
    steps = [later - earlier for earlier, later in pairwise(months)]
    return (
        all(step >= 0 for step in steps)
        and sum(step > 0 for step in steps) >= RISES
        and months[-1] <= target * OVERSHOOT < sum(months, Decimal(0))
    )


def months_among_totals(totals: Sequence[Decimal]) -> Positions:
    """Return which running totals are a month's value alone: a deep fall, and as much and more right after it."""
    return frozenset(
        at
        for at in range(1, len(totals) - 1)
        if 0 < totals[at] * AT_LEAST_BEFORE <= totals[at - 1] and totals[at + 1] >= totals[at - 1] + totals[at]
    )


def all_months(totals: Sequence[Decimal]) -> bool:
    """Return whether running totals fall so often and so deep that they can be no running totals."""
    falls = [later <= earlier * DEEP for earlier, later in pairwise(totals) if earlier > 0]
    return sum(falls) >= FALLS


def _runs(months: Sequence[Decimal]) -> Iterator[list[Decimal]]:
    yield from (list(months[: length + 1]) for length in range(min(len(IN_A_ROW), len(months))))


def _go_on_as_total(before: Sequence[Decimal], run: Sequence[Decimal]) -> bool:
    """Return whether a run of values goes on from the sum before it by ordinary months, far above such a month."""
    largest, total = max(before), sum(before, Decimal(0))
    steps = [later - earlier for earlier, later in pairwise([total, *run])]
    return (
        sum(month > 0 for month in before) >= AT_LEAST_BEFORE
        and all(0 <= step <= largest for step in steps)
        and run[0] >= largest * _times_needed(before, len(run))
        and _is_no_small_count(largest, max(run) if len(run) > 2 else run[0])
    )


def _times_needed(before: Sequence[Decimal], length: int) -> Decimal:
    is_even = max(before) <= min(before) * EVEN
    is_half_years_end = (len(before) + 1) % HALF_YEAR == 0
    needed = IN_A_ROW[length - 1]
    return min(needed, ENOUGH_WHERE_EVEN) if is_even and not is_half_years_end else needed


def _is_no_small_count(ordinary: Decimal, value: Decimal) -> bool:
    """Return whether a month that yields *ordinary* on average would hardly ever yield *value* by chance."""
    beyond = value - ordinary - COUNTS_APART
    return beyond > 0 and beyond * beyond >= COUNTS_APART * COUNTS_APART * ordinary


def _is_exact_repeat(before: Sequence[Decimal], value: Decimal) -> bool:
    """Return whether a value equals the sum so far to more digits than chance would, as amounts of money do."""
    if sum(month > 0 for month in before) < 2 or value != sum(before, Decimal(0)):
        return False
    return value >= EXACT_STEPS * _smallest_step([*before, value])


def _smallest_step(values: Sequence[Decimal]) -> Decimal:
    """Return the largest amount of which all values are whole multiples."""
    places = max(-int(value.as_tuple().exponent) for value in values)
    scale = Decimal(10) ** max(places, 0)
    return Decimal(gcd(*(int(value * scale) for value in values))) / scale
