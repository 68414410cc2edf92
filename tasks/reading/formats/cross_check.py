"""A second reader's values laid beside ours, so that a number that two readers see differently is never silent."""

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineWorkbook

from sources.messages import Text, text
from tasks.reading.formats.calamine_values import is_of_the_file
from tasks.reading.formats.merging import name_cells
from tasks.reading.formats.rich_text import clean
from tasks.reading.formats.xlsx_cells import BuiltSheet
from tasks.reading.grid import Cell
from tasks.reading.number_format import read_number

MOST_POSITIONS = 2_000_000  # the second reader lays sheets out in full: beyond this it would take all memory
_SECOND = timedelta(seconds=1)
_LOOSE = ("error", "blank")  # the second reader shows errors, and formulas without value, as blanks


def compare_readers(data: bytes, sheets: Sequence[BuiltSheet], date_1904: bool) -> tuple[Text, ...]:
    """Return a warning for each sheet on which python-calamine sees other values; none where it can not read.

    Not compared are error cells, formulas without a value and covered cells, which the two treat differently
    by design, and sheets too large to be laid out.
    """
    checked = [built for built in sheets if math.prod(built.extent) <= MOST_POSITIONS]
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        seen = {
            built.sheet.name: workbook.get_sheet_by_name(built.sheet.name).to_python(skip_empty_area=False)
            for built in checked
        }
    except BaseException as error:  # a panic of the Rust reader is no Exception
        if not is_of_the_file(error):
            raise
        return ()
    warnings = []
    for built in checked:
        differing = _differing(built, seen[built.sheet.name], date_1904)
        if differing:
            warnings.append(
                text(
                    "Sheet '{sheet}': two readers see different values in {count} cells ({cells}). "
                    "Compare them with the workbook.",
                    sheet=built.sheet.name,
                    count=len(differing),
                    cells=name_cells(differing),
                )
            )
    return tuple(warnings)


def _differing(built: BuiltSheet, rows: Sequence[Sequence[object]], date_1904: bool) -> list[tuple[int, int]]:
    found = []
    cells = built.sheet.cells
    for position, cell in cells.items():
        if cell.kind in _LOOSE:
            continue
        row, column = position
        other = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""
        if not _agree(built.whole_texts.get(position, cell.value), other, cell, date_1904):
            found.append(position)
    covered = set(built.covered)
    for row, values in enumerate(rows, start=1):
        for column, other in enumerate(values, start=1):
            if str(other).strip() and (row, column) not in cells and (row, column) not in covered:
                found.append((row, column))
    return found


def _agree(ours: object, other: object, cell: Cell, date_1904: bool) -> bool:
    """Return whether two readers' values are one: the other leaves some Japanese date formats as numbers."""
    if isinstance(ours, str):
        if isinstance(other, timedelta):
            return cell.number_format != "General"
        return ours == other or (isinstance(other, str) and clean(other).strip() == ours.strip())
    if isinstance(ours, bool) or isinstance(other, bool):
        return ours is other
    if isinstance(ours, int | float) and isinstance(other, int | float):
        return math.isclose(ours, other, rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(other, int | float):
        other = read_number(other, cell.number_format, date_1904=date_1904)[0]
    if isinstance(other, time | timedelta):  # its way of showing the first day of a date system
        return _time_of_day(ours) == _time_of_day(other)
    ours_at, other_at = _moment(ours), _moment(other)
    return ours_at is not None and other_at is not None and abs(ours_at - other_at) <= _SECOND


def _time_of_day(value: object) -> time | None:
    if isinstance(value, time):
        return value.replace(microsecond=0)
    if isinstance(value, timedelta):
        return (datetime(1900, 1, 1) + value).time().replace(microsecond=0)
    moment = _moment(value)
    return moment.time().replace(microsecond=0) if moment else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return None
