"""Whether a figure covers the month alone or the year so far: by its words, its neighbours or its sheet."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sources.month import Month
from sources.plan import Accumulation, Measure
from sources.submission import Basis
from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import read_heading
from tasks.reading.layout.cells.spans import Span
from tasks.reading.layout.facts.records import Read, Record
from tasks.reading.layout.months.periods import span_is_as_of
from tasks.reading.value_types import Span as SaidSpan

# Monthly figures whose sum is far over the year's target are more likely running totals that once fell.
_FAR_OVER = Decimal("1.5")
_LONGEST_REMARK = 12
_BESIDE_THE_YEARS_TARGET = frozenset({Role.TARGET, Role.RATE, Role.PLAN, Role.REMAINING})


class Why(StrEnum):
    """What told the basis of a figure; each is a word of the figure's evidence."""

    SAID = "said"  # by the cell or the heading itself
    TOTAL_BESIDE = "total_beside"  # the month's, since its running total stands beside it
    SERIES = "series"  # by how the figures of the months add up or run on
    NOTE = "note"  # by a note or title of the sheet
    STOCK = "stock"  # a measure that is not added up by the month
    AS_OF = "as_of"  # as of a month's end
    TARGET_BESIDE = "target_beside"  # the year so far, beside the year's target
    APRIL = "april"  # month and year so far are one
    PARTS = "parts"  # quarters or halves added up
    SUM = "sum"  # the total of the months or of last month's total and this month before it
    TABLE = "table"  # by how the other rows of its table add up
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Covered:
    """What a figure covers. *basis* is None where unclear; *value* differs where parts were added up."""

    basis: Basis | None
    value: Decimal
    why: Why


@dataclass(frozen=True)
class Series:
    """Figures of one measure side by side by month or span, oldest first, and the running total beside them."""

    values: tuple[tuple[Month, Decimal], ...]
    total: Decimal | None = None


def covered_by(read: Read, record: Record) -> Covered:
    """Return what *read* covers, from the surest word to the weakest hint."""
    value, span = read.quantity.value, read.item.span
    if read.item.adds_up:
        return Covered(Basis.CUMULATIVE, value, Why.SUM)
    if read.quantity.says is not SaidSpan.UNSAID:
        return Covered(Basis(read.quantity.says.value), value, Why.SAID)
    if read.quantity.cumulative is not None or read.quantity.monthly is not None:
        return Covered(Basis.CUMULATIVE, value, Why.SAID)
    if span is not None and not span.is_month:
        return _of_span(read, record, span)
    if read.item.field.basis is not None:
        return Covered(read.item.field.basis, value, Why.SAID)
    series = _series(record)
    if _has_total_beside(read, record, series):
        return Covered(Basis.MONTHLY, value, Why.TOTAL_BESIDE)
    noted = read.item.context.basis
    if read.measure.accumulation is Accumulation.STOCK and noted is Basis.MONTHLY:
        return Covered(None, value, Why.UNCLEAR)
    if span is not None and len(series.values) > 1:
        found = _in_series(read, series)
        return Covered(found, value, _why(found, Why.SERIES))
    if noted is not None:
        return Covered(noted, value, Why.NOTE)
    alone, why = _alone(read, record)
    return Covered(alone, value, why)


def _why(basis: Basis | None, why: Why) -> Why:
    return why if basis is not None else Why.UNCLEAR


def _series(record: Record) -> Series:
    """Return the record's figures that stand side by side by month, with the running total beside them."""
    monthly = {
        read.month: read.quantity.value
        for read in record.reads
        if read.item.span is not None and read.item.span.is_month and not read.says_cumulative
    }
    totals = record.totals()
    return Series(tuple(sorted(monthly.items())), totals.pop() if len(totals) == 1 else None)


def _has_total_beside(read: Read, record: Record, series: Series) -> bool:
    """Return whether a running total of the same month stands beside the figure, which then is the month's.

    A figure as of the month's end (10月末実績) says the opposite: the two then have to agree. Beside halves or
    quarters it may be another one, whose heading is missing.
    """
    others = [other.item.span for other in record.reads if other.item.span is not None]
    if read.item.span is None and any(not span.is_month for span in others):
        return False
    return not span_is_as_of(read.item.field) and any(
        other is not read
        and other.month == read.month
        and other.says_cumulative
        and (len(series.values) <= 1 or other.item.span is not None)
        for other in record.reads
    )


def _in_series(read: Read, series: Series) -> Basis | None:
    context = read.item.context
    if span_is_as_of(read.item.field):
        return Basis.CUMULATIVE
    found = context.basis or basis_of_series(series, read.measure, says_monthly=context.says_monthly)
    if found is not None:
        return found
    nonzero = [month for month, value in series.values if value]
    is_first = len(nonzero) <= 1 and (not nonzero or nonzero[0] >= read.month)
    return Basis.MONTHLY if is_first else None  # month and year so far are the same until a second figure comes


def basis_of_series(series: Series, measure: Measure, *, says_monthly: bool) -> Basis | None:
    """Return whether figures side by side add up or run on; None where that can not be told.

    A total beside them decides: it is their sum, or the last of them. Counts that go up and down are no running
    total, unless their sum is far over the target. Figures that only ever rise could be either.
    """
    figures = [value for _, value in series.values]
    if measure.accumulation is Accumulation.STOCK:
        return Basis.CUMULATIVE
    if series.total is not None and figures:
        adds_up, runs_on = sum(figures) == series.total, figures[-1] == series.total
        if adds_up != runs_on:
            return Basis.MONTHLY if adds_up else Basis.CUMULATIVE
        if not adds_up:
            begins_later = series.values[0][0].completed_in_year > 1
            return Basis.MONTHLY if begins_later and sum(figures) < series.total else None
    if says_monthly or not any(figures):
        return Basis.MONTHLY
    falls = sum(later < earlier for earlier, later in itertools.pairwise(figures))
    is_plausible = measure.accumulation is Accumulation.FLOW and (
        measure.target is None or sum(figures) <= measure.target * _FAR_OVER
    )
    return Basis.MONTHLY if falls >= (1 if is_plausible else 2) else None


def _alone(read: Read, record: Record) -> tuple[Basis | None, Why]:
    """Return the basis of a figure that stands alone and says nothing of it.

    Beside the year's target, or on a sheet that states a day (10月末現在), it is the year so far. In April both
    are the same.
    """
    if read.measure.accumulation in (Accumulation.STOCK, Accumulation.RUNNING_TOTAL):
        return Basis.CUMULATIVE, Why.STOCK
    if (remarked := _remarked(record)) is not None:
        return remarked, Why.NOTE
    is_as_of = read.item.context.is_as_of or span_is_as_of(read.item.field)
    has_target = read.quantity.of is not None or any(
        item.role in _BESIDE_THE_YEARS_TARGET and item.span is None and not item.is_other_year
        for item in record.items
    )
    if is_as_of:
        return Basis.CUMULATIVE, Why.AS_OF
    if has_target:
        return Basis.CUMULATIVE, Why.TARGET_BESIDE
    is_april = read.month.completed_in_year == 1
    return (Basis.CUMULATIVE, Why.APRIL) if is_april else (None, Why.UNCLEAR)


def _remarked(record: Record) -> Basis | None:
    """Return the basis that the row's own remark states in few words (備考：4月からの累計), if it states one."""
    said = [
        read_heading(item.field.seen.text, item.fiscal_year).basis
        for item in record.items
        if item.role is Role.REMARKS and len(item.field.seen.text) <= _LONGEST_REMARK
    ]
    found = {basis for basis in said if basis is not None}
    return found.pop() if len(found) == 1 else None


def _of_span(read: Read, record: Record, span: Span) -> Covered:
    """Return what a quarter's, half's or span's figure covers: the year so far, added up from April if need be."""
    value, stated = read.quantity.value, read.item.field.basis or read.item.context.basis
    if stated is Basis.CUMULATIVE or span.starts_fiscal_year:
        return Covered(Basis.CUMULATIVE, value, Why.SAID)
    parts = {
        (other.item.span.first, other.item.span.last): other.quantity.value
        for other in record.reads
        if other.item.span is not None and not other.item.span.is_month and other.is_sound
    }
    ordered = sorted(parts.items())
    totals = record.totals()
    series = Series(tuple((last, part) for (_, last), part in ordered), totals.pop() if len(totals) == 1 else None)
    kind = basis_of_series(series, read.measure, says_monthly=stated is Basis.MONTHLY)
    if kind is not Basis.MONTHLY:
        return Covered(kind, value, _why(kind, Why.SERIES))
    expected, total = Month.in_fiscal_year(span.first.fiscal_year, 4), Decimal(0)
    for (first, last), part in ordered:
        if first != expected or last > span.last:
            break
        total, expected = total + part, last.plus(1)
    is_whole = expected == span.last.plus(1)
    return Covered(Basis.CUMULATIVE, total, Why.PARTS) if is_whole else Covered(None, value, Why.UNCLEAR)
