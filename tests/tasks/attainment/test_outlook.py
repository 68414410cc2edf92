"""The outlook's numbers against closed forms, numerical integration and simulation."""

import math
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from sources.plan import Accumulation, Comparator, Trajectory, TrajectoryKind
from tasks.attainment.outlook import (
    gamma_below,
    gamma_quantile,
    negative_binomial_reaches,
    outlook,
    poisson_reaches,
)


@pytest.mark.parametrize(("needed", "rate", "months"), [(1, 10, 5), (2, 10, 5), (4, 3, 12)])
def test_chance_at_shape_one_is_geometric(needed, rate, months):
    """A Gamma of shape 1 is exponential; the counts of its mixture are geometric."""
    expected = (Decimal(months) / (rate + months)) ** needed
    assert abs(negative_binomial_reaches(needed, Fraction(1), rate, months) - expected) < Decimal("1e-25")


@pytest.mark.parametrize(
    ("needed", "shape", "rate", "months"), [(2, Fraction(3), 10, 5), (5, Fraction(7, 2), 6, 9)]
)
def test_chance_is_poisson_averaged_over_the_gamma_rate(needed, shape, rate, months):
    steps, top = 20_000, 40.0
    total = 0.0
    for step in range(steps):
        value = (step + 0.5) * top / steps
        density = math.exp((float(shape) - 1) * math.log(value) - value - math.lgamma(float(shape)))
        total += density * float(poisson_reaches(needed, Decimal(value) / rate * months)) * top / steps
    assert float(negative_binomial_reaches(needed, shape, rate, months)) == pytest.approx(total, abs=1e-6)


def test_chance_agrees_with_simulated_years(a_measure):
    measure = a_measure(target=Decimal(4))
    found = outlook(measure, Decimal(2), 7, 12)
    dice = random.Random(20211031)  # noqa: S311 - a simulation, not a secret
    runs = 20_000
    reached = 0
    for _ in range(runs):
        rate = dice.gammavariate(3.0, 1 / 10)
        cases, waited = 0, dice.expovariate(rate)
        while waited <= 5 and cases < 2:
            cases, waited = cases + 1, waited + dice.expovariate(rate)
        reached += cases >= 2
    assert float(found.chance) == pytest.approx(reached / runs, abs=0.015)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_gamma_quantiles_meet_their_closed_forms(share):
    assert gamma_quantile(share, 1.0) == pytest.approx(-math.log(1 - share), rel=1e-12)
    assert gamma_below(gamma_quantile(share, 0.5), 0.5) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize("value", [0.01, 1.0, 4.0, 30.0])
def test_gamma_of_one_half_is_the_error_function(value):
    assert gamma_below(value, 0.5) == pytest.approx(math.erf(math.sqrt(value)), abs=1e-13)


def test_poisson_chance_of_at_least_one_is_the_complement_of_none():
    assert float(poisson_reaches(1, Decimal(2))) == pytest.approx(1 - math.exp(-2), abs=1e-15)


def test_outlook_names_what_remains_and_a_range_around_the_chance(a_measure):
    found = outlook(a_measure(target=Decimal(4)), Decimal(2), 7, 12)
    assert (found.remaining_per_month, found.months_left) == (Decimal("0.40"), 5)
    assert 0 < found.low < found.chance < found.high < 1


def test_more_cases_and_more_time_never_lower_the_chance(a_measure):
    measure = a_measure(target=Decimal(10))
    by_cases = [outlook(measure, Decimal(actual), 7, 12).chance for actual in range(10)]
    assert by_cases == sorted(by_cases)
    early, late = outlook(measure, Decimal(4), 3, 12), outlook(measure, Decimal(4), 9, 12)
    assert early.chance > late.chance


@pytest.mark.parametrize(
    ("said", "actual", "done"),
    [
        ({"target": Decimal(20)}, 2, 7),
        ({"target": None, "comparator": None}, 2, 7),
        ({"comparator": Comparator.AT_MOST}, 2, 7),
        ({"accumulation": Accumulation.STOCK}, 2, 7),
        ({"trajectory": Trajectory(kind=TrajectoryKind.SCHEDULE)}, 2, 7),
        ({}, 12, 7),
        ({}, 2, 12),
        ({}, -1, 7),
    ],
)
def test_no_outlook_where_chance_has_no_say(a_measure, said, actual, done):
    assert outlook(a_measure(**said), Decimal(actual), done, 12) is None
