"""The actual of many measures at once, from the months' values of each laid side by side, in ten-thousandths.

A row here is a body's plain series: running totals, or single months' values, each told once. Anything else, and
every series that could contradict itself, is marked and left to the plain rule.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sources.month import Month
from tasks.attainment.misplaced import (
    AT_LEAST_BEFORE,
    COUNTS_APART,
    DEEP,
    EXACT_STEPS,
    FALLS,
    IN_A_ROW,
    RISES,
)
from tasks.attainment.table_rows import E4, Bools, DeclaredRows, Ints, month_number


@dataclass(frozen=True)
class Actuals:
    """Each row's actual at the month asked for, and the newest known up to it.

    *known* says whether there is an actual, *last_at* the month's number of the last known value, -1 for none.
    *is_plain* marks rows for the plain rule.
    """

    actual_e4: Ints
    known: Bools
    last_e4: Ints
    last_at: Ints
    is_plain: Bools


@dataclass(frozen=True)
class _Laid:
    """One basis' values: a row a measure, a column a month from the first that counts."""

    value: Ints
    told: Bools


def actuals(declared: DeclaredRows, facts: pd.DataFrame, row: Ints, april: Month) -> Actuals:
    """Return each row's actual; *row* is the row of each fact, -1 for a fact that belongs to none.

    What is known is looked for from *april* on, the fiscal year's first month.
    """
    column = facts["month"].to_numpy(np.int64) - declared.first[row]
    counts = (row >= 0) & (column >= 0) & (column < declared.asked[row])
    at = row[counts]
    is_plain = declared.is_plain | _told_by_several(len(declared.measures), facts, row)
    is_plain[at[~facts["is_exact"].to_numpy(bool)[counts]]] = True
    is_cumulative = facts["is_cumulative"].to_numpy(bool)[counts]
    value = facts["value_e4"].to_numpy(np.int64)[counts]
    is_plain[at[value < 0]] = True
    shape = len(is_plain), int(declared.asked.max(initial=1))
    totals, twice_a_total = _laid(shape, at, column[counts], value, is_cumulative)
    monthly, twice_a_month = _laid(shape, at, column[counts], value, ~is_cumulative)
    has_totals, has_months = totals.told.any(axis=1), monthly.told.any(axis=1)
    is_plain |= twice_a_total | twice_a_month | (has_totals & has_months) | (declared.is_stock & has_months)
    by_total, total_column, dubious_totals = _by_totals(totals)
    by_months, month_column, dubious_months = _by_months(monthly)
    is_plain |= ~declared.is_stock & np.where(has_months, dubious_months, dubious_totals)
    last = np.where(has_months, month_column, total_column)
    last_e4 = np.where(has_months, by_months, by_total)
    last = np.where(last + declared.first >= month_number(april), last, -1)
    known = last == declared.asked - 1
    return Actuals(
        actual_e4=np.where(known, last_e4, 0),
        known=known,
        last_e4=last_e4,
        last_at=np.where(last >= 0, last + declared.first, -1),
        is_plain=is_plain,
    )


def _told_by_several(count: int, facts: pd.DataFrame, row: Ints) -> Bools:
    """Return which rows more than one body told of, in whatever month up to the one asked for."""
    at, body = row[row >= 0], facts["body_id"].cat.codes.to_numpy(np.int64)[row >= 0]
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(first, at, body)
    np.maximum.at(last, at, body)
    several: Bools = last > first
    return several & (last >= 0)


def _laid(shape: tuple[int, int], row: Ints, column: Ints, value: Ints, wanted: Bools) -> tuple[_Laid, Bools]:
    """Return the wanted values laid side by side, and the rows in which two stand for one month."""
    count, width = shape
    flat = row[wanted] * width + column[wanted]
    told_times = np.bincount(flat, minlength=count * width).reshape(count, width)
    laid = np.zeros(count * width, dtype=np.int64)
    laid[flat] = value[wanted]
    twice: Bools = np.asarray((told_times > 1).any(axis=1))
    return _Laid(laid.reshape(count, width), told_times > 0), twice


def _by_totals(totals: _Laid) -> tuple[Ints, Ints, Bools]:
    """Return the last running total and its column, -1 for none, and the rows whose totals may contradict."""
    count, width = totals.value.shape
    columns = np.where(totals.told, np.arange(width), -1)
    last = columns.max(axis=1)
    value = totals.value[np.arange(count), np.maximum(last, 0)]
    before = _of_columns_before(np.maximum.accumulate(columns, axis=1) + 1) - 1
    previous = np.where(before >= 0, totals.value[np.arange(count)[:, None], np.maximum(before, 0)], 0)
    told = totals.told
    part, whole = DEEP.as_integer_ratio()
    deep = told & (previous > 0) & (totals.value * whole <= previous * part)
    growth = np.where(told, totals.value - previous, 0)
    dubious = _could_go_on_as_total(growth, told, previous) | (deep.sum(axis=1) >= FALLS)
    dubious |= (told & (totals.value > 0) & (totals.value * AT_LEAST_BEFORE <= previous)).any(axis=1)
    return value, last, dubious


def _by_months(monthly: _Laid) -> tuple[Ints, Ints, Bools]:
    """Return the sum of the months from the first without a gap and its last column, and the rows in doubt.

    A value behind a gap is in doubt as well: the plain rule says what is missing.
    """
    whole = np.logical_and.accumulate(monthly.told, axis=1)
    length = whole.sum(axis=1)
    sums = np.cumsum(np.where(whole, monthly.value, 0), axis=1)
    value = np.where(length > 0, sums[:, -1], 0)
    before = _of_columns_before(sums)
    rises = (np.diff(monthly.value, axis=1) > 0) & whole[:, 1:]
    falls = (np.diff(monthly.value, axis=1) < 0) & whole[:, 1:]
    never_falls = ~falls.any(axis=1) & (rises.sum(axis=1) >= RISES)
    behind_a_gap = (monthly.told & ~whole).any(axis=1)
    return value, length - 1, _could_go_on_as_total(monthly.value, whole, before) | never_falls | behind_a_gap


def _could_go_on_as_total(amounts: Ints, told: Bools, before: Ints) -> Bools:
    """Return the rows in which a value could be the sum so far and an ordinary month, some too many."""
    kept = np.where(told, amounts, 0)
    largest = _of_columns_before(np.maximum.accumulate(kept, axis=1))
    above_zero = _of_columns_before(np.cumsum(kept > 0, axis=1))
    goes_on = told & (amounts >= before) & (amounts - before <= largest) & (above_zero >= AT_LEAST_BEFORE)
    goes_on &= amounts * 2 >= largest * int(min(IN_A_ROW) * 2)
    beyond = (amounts + largest) / E4 - COUNTS_APART  # the last of three in a row may be so much larger
    goes_on &= (beyond > 0) & (beyond**2 * (1 + 1e-9) >= COUNTS_APART**2 * largest / E4)
    step = np.gcd.reduce(kept, axis=1)[:, None]
    repeats = told & (amounts == before) & (above_zero >= 2) & (amounts >= EXACT_STEPS * step)
    could: Bools = (goes_on | repeats).any(axis=1)
    return could


def _of_columns_before(running: Ints) -> Ints:
    """Return each column as the one before it stood, the first as 0."""
    shifted: Ints = np.concatenate([np.zeros((len(running), 1), dtype=np.int64), running[:, :-1]], axis=1)
    return shifted
