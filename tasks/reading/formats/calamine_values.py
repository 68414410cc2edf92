"""Values alone, read by python-calamine: for xlsb, and where a format's own reader gives up."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sources.messages import Text, text
from tasks.reading.formats import limits
from tasks.reading.formats.rich_text import clean
from tasks.reading.grid import Cell, Grid, Sheet, StoredValue
from tasks.reading.not_opened import NotOpened, locked, unreadable
from tasks.reading.number_format import plain_number


def read_values(data: bytes, format_name: str) -> Grid:
    """Return a workbook's values without formats, formulas, comments or what is hidden; a warning says so.

    Raises NotOpened where the workbook can not be read. Memory is not limited here: a crafted file can cost
    the process, which is why files are read in processes of their own.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        listed = workbook.sheets_metadata
        if len(listed) > limits.MOST_SHEETS:
            raise limits.too_many_sheets()
        sheets = []
        cells_left = limits.MOST_CELLS
        for entry in listed:
            if entry.typ != SheetTypeEnum.WorkSheet:
                continue
            found = workbook.get_sheet_by_name(entry.name)
            rows = found.to_python(skip_empty_area=False)
            merged = tuple(
                (r1 + 1, c1 + 1, r2 + 1, c2 + 1) for (r1, c1), (r2, c2) in found.merged_cell_ranges or ()
            )
            cells = _cells(rows, entry.name, merged)
            cells_left -= len(cells)
            if cells_left < 0:
                raise limits.too_many_cells()
            sheets.append(Sheet(entry.name, cells, merged, entry.visible != SheetVisibleEnum.Visible))
    except NotOpened:
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception
        if not is_of_the_file(error):
            raise
        raise _refusal(error) from error
    return Grid(format_name, tuple(sheets), warnings=(_values_alone(),))


def is_of_the_file(error: BaseException) -> bool:
    """Return whether *error*, a panic of the Rust reader included, tells of the file and not of this process."""
    return not isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError)


def _refusal(error: BaseException) -> NotOpened:
    if type(error).__name__ == "PasswordError":
        return locked(text("The workbook is protected by a password. Save it without one, and send it again."))
    return unreadable(
        text("The file is damaged, or in a form that is not read. Save it as .xlsx in Excel, and send that."),
        f"{type(error).__name__}: {error}",
    )


def _values_alone() -> Text:
    return text(
        "Of this file the values alone could be read: units in number formats, hidden rows, strike-through "
        "and comments were not seen. Save it as .xlsx in Excel, and send that."
    )


def _cells(
    rows: list[list[int | float | str | bool | time | date | datetime | timedelta]],
    sheet: str,
    merged: tuple[tuple[int, int, int, int], ...],
) -> dict[tuple[int, int], Cell]:
    anchors = {(r1, c1): (r1, c1, r2, c2) for r1, c1, r2, c2 in merged}
    cells: dict[tuple[int, int], Cell] = {}
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if isinstance(value, str) and not value.strip():
                continue
            if column > limits.MOST_COLUMNS:
                raise limits.too_many_columns(sheet)
            stored, kind, shown = _read(value)
            cells[row, column] = Cell(row, column, stored, shown, kind, merged_range=anchors.get((row, column)))
    return cells


def _read(value: int | float | str | bool | time | date | datetime | timedelta) -> tuple[StoredValue, str, str]:
    """Return (value, kind, shown)."""
    if isinstance(value, bool):
        return value, "boolean", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        whole = int(value) if value == int(value) and abs(value) < 1e15 else value
        return whole, "number", plain_number(whole)
    if isinstance(value, timedelta):
        return str(value), "text", str(value)
    if isinstance(value, str):
        return clean(value), "text", clean(value)
    return value, "date", value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
