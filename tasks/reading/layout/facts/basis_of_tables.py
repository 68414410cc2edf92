"""Whether figures cover the month or the year so far, where only the other rows of their table can tell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sources.plan import Accumulation
from sources.submission import Basis
from tasks.reading.layout.facts.basis import Covered, Why, covered_by
from tasks.reading.layout.facts.records import Read, Record

_Table = tuple[str, int]
_Column = tuple[str, int, int]


def covered_in_tables(records: Sequence[Record], totals_below: Mapping[_Column, Decimal]) -> dict[int, Covered]:
    """Return what each read of *records* covers, by its id: by itself first, then by its table.

    Beside a row 累計実績 of the same month a row 実績 is the month's. Columns of months hold the same kind of
    figure in every row: where some rows tell by how they add up, and all alike, the others follow. Months down a
    column add up to the total below them, or run on to it: *totals_below* are such totals by their columns.
    """
    reads = [(read, record) for record in records for read in record.reads]
    covered = {id(read): covered_by(read, record) for read, record in reads}
    totals = {(_table(read), read.measure.measure_id, read.month) for read, _ in reads if read.says_cumulative}
    told: dict[_Table, set[Basis]] = defaultdict(set)
    for read, _ in reads:
        one = covered[id(read)]
        if one.why is Why.SERIES and one.basis is not None and read.measure.accumulation is Accumulation.FLOW:
            told[_table(read)].add(one.basis)
    for column, below in totals_below.items():
        months = [read for read, _ in reads if _column(read) == column and _is_of_month(read)]
        if len(months) > 1 and (kind := _kind_by_total(months, below)) is not None:
            unclear = (read for read in months if covered[id(read)].basis is None)
            covered |= {id(one): replace(covered[id(one)], basis=kind, why=Why.SERIES) for one in unclear}
    for read, _ in reads:
        one = covered[id(read)]
        span = read.item.span
        if one.basis is not None or not read.item.field.is_table or span is None or not span.is_month:
            continue
        if (_table(read), read.measure.measure_id, read.month) in totals:
            covered[id(read)] = replace(one, basis=Basis.MONTHLY, why=Why.TOTAL_BESIDE)
        elif len(kinds := told[_table(read)]) == 1:
            covered[id(read)] = replace(one, basis=next(iter(kinds)), why=Why.TABLE)
    return covered


def _kind_by_total(months: Sequence[Read], below: Decimal) -> Basis | None:
    """Return whether months' figures add up to the total below them or run on to it; None for neither or both."""
    values = [read.quantity.value for read in sorted(months, key=lambda read: read.month)]
    adds_up, runs_on = sum(values) == below, values[-1] == below
    if adds_up == runs_on:
        return None
    return Basis.MONTHLY if adds_up else Basis.CUMULATIVE


def _is_of_month(read: Read) -> bool:
    return read.item.span is not None and read.item.span.is_month and not read.says_cumulative


def _column(read: Read) -> _Column:
    return (*_table(read), read.item.field.seen.column)


def _table(read: Read) -> _Table:
    return read.item.context.name, read.item.field.row_key[0]
