"""Numbers in the wrong column: what a series shows, and what an honest one never does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.attainment.misplaced import all_months, all_totals, months_among_totals, totals_among_months


def amounts(*values: float | str) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("months", "found"),
    [
        (amounts(2, 3, 1, 2, 3, 2, 15), {6}),  # 13 so far and 2
        (amounts(10, 12, 9, 11, 42, 10), {4}),  # a running total that did not grow
        (amounts(10, 12, 9, 11, 53, 10), {4}),  # 42 so far and 11; then months again
        (amounts(10, 12, 9, 11, 53, 64, 75), {4, 5, 6}),  # from then on running totals
        (amounts(4, 1, 3, 9, 13, 17), {3, 4, 5}),  # three in a row, each going on from the sum
        (amounts(3_120_450, 1_204_300, 4_324_750), {2}),  # exactly the sum so far, to seven digits
    ],
)
def test_month_that_goes_on_from_the_sum_so_far_holds_a_running_total(months, found):
    assert totals_among_months(months) == found


@pytest.mark.parametrize(
    "months",
    [
        amounts(1, 1, 2, 4),
        amounts(0, 0, 10, 0, 0, 10),  # two events of ten
        amounts(2, 3, 5),  # equal to the sum by chance
        amounts(10, 20, 10, 40, 80),  # doubling
        amounts(0, 1, 0, 2, 0, 0, 3),
        amounts(5, 4, 6, 5, 4, 26),  # half a year ends
        amounts(10, 12, 9, 11, 90),  # a leap, but not to the sum
        amounts(1_000_000, 2_000_000, 3_000_000),  # equal, but in whole millions
        amounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        [Decimal(0)] * 12,
        [],
    ],
)
def test_honest_month_is_not_doubted(months):
    assert totals_among_months(months) == set()


@given(st.integers(1, 10**9), st.lists(st.fractions(1, 2, max_denominator=97), max_size=36))
def test_months_within_twice_one_another_are_never_doubted(smallest, times):
    months = [Decimal(int(smallest * each)) for each in times]
    assert totals_among_months(months) == set()
    totals = [sum(months[: at + 1], Decimal(0)) for at in range(len(months))]
    assert months_among_totals(totals) == set()
    assert not all_months(totals)


@given(st.lists(st.integers(0, 10**6), max_size=12), st.lists(st.sampled_from([1.0, 1.0, 0.99, 0.8]), min_size=12))
def test_running_totals_with_small_corrections_are_never_taken_for_months(months, kept):
    """A fall alone stays what it is: accepted, with a finding of its own."""
    totals, reached = [], Decimal(0)
    for month, share in zip(months, kept, strict=False):
        reached = Decimal(int((reached + month) * Decimal(str(share))))
        totals.append(reached)
    assert months_among_totals(totals) == set()
    assert not all_months(totals)


@given(
    st.integers(10, 10**6),
    st.lists(st.fractions(1, 2, max_denominator=97), min_size=6, max_size=10),
    st.lists(st.fractions(1, 2, max_denominator=97), max_size=2),
)
def test_total_entered_after_half_a_year_of_even_months_is_always_found(smallest, times, after):
    """The sum of six months or more is three times the largest where none is over twice another."""
    months = [Decimal(int(smallest * each)) for each in times]
    slip = sum(months, Decimal(0)) + min(months)
    later = [Decimal(int(smallest * each)) for each in after]
    is_half_years_end = (len(months) + 1) % 6 == 0
    if slip >= (5 if is_half_years_end else 3) * max(months):
        assert len(months) in totals_among_months([*months, slip, *later])


def test_months_that_never_fall_and_overshoot_the_target_are_all_totals():
    months = amounts(2, 5, 9, 12, 16, 20)
    assert all_totals(months, Decimal(30))
    assert not all_totals(months, None)
    assert not all_totals(months, Decimal(100))  # as months they would lie within reach of it
    assert not all_totals(months, Decimal(10))  # and as totals the last would be twice of it
    assert not all_totals(amounts(2, 5, 9, 8, 16, 20), Decimal(30))
    assert not all_totals(amounts(5, 5, 5, 5, 5, 6), Decimal(10))


@pytest.mark.parametrize(
    ("totals", "found"),
    [
        (amounts(10, 13, 16, 3, 22), {3}),  # 16 and 3 are 19, and 22 is no less
        (amounts(10, 13, 16, 3), set()),  # a fall alone
        (amounts(10, 13, 16, 3, 5), set()),  # counted anew
        (amounts(10, 13, 16, 13, 30), set()),  # a correction, then a leap
        (amounts(10, 0, 12), set()),
    ],
)
def test_total_between_larger_ones_is_a_months_value_when_the_next_makes_it_good(totals, found):
    assert months_among_totals(totals) == found


def test_totals_that_fall_deep_three_times_are_months():
    assert all_months(amounts(3, 2, 4, 3, 1))
    assert not all_months(amounts(3, 2, 4, 3, 5))
    assert not all_months(amounts(30, 29, 31, 30, 32, 31, 33))
