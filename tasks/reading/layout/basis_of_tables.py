"""Whether figures cover the month or the year so far, where only the other rows of their table can tell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sources.plan import Accumulation
from sources.submission import Basis
from tasks.reading.layout.basis import Covered, Why, covered_by
from tasks.reading.layout.records import Read, Record

_Table = tuple[str, int]


def covered_in_tables(records: Sequence[Record]) -> dict[int, Covered]:
    """Return what each read of *records* covers, by its id: by itself first, then by its table.

    Beside a row 累計実績 of the same month a row 実績 is the month's. Columns of months hold the same kind of
    figure in every row: where some rows tell by how they add up, and all alike, the others follow.
    """
    reads = [(read, record) for record in records for read in record.reads]
    covered = {id(read): covered_by(read, record) for read, record in reads}
    totals = {(_table(read), read.measure.measure_id, read.month) for read, _ in reads if read.says_cumulative}
    told: dict[_Table, set[Basis]] = defaultdict(set)
    for read, _ in reads:
        one = covered[id(read)]
        if one.why is Why.SERIES and one.basis is not None and read.measure.accumulation is Accumulation.FLOW:
            told[_table(read)].add(one.basis)
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


def _table(read: Read) -> _Table:
    return read.item.context.name, read.item.field.row_key[0]
