"""Workbooks of Excel 97-2003 and before (xls) brought into a grid by xlrd, with what their formats say.

xlrd knows no Japanese built-in number formats and takes American ones for those that a file does not spell
out, so ours stand in for them; formulas, which it leaves out, are read beside it.
"""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import xlrd

from sources.messages import Text
from tasks.reading.formats import limits
from tasks.reading.formats.calamine_values import read_values
from tasks.reading.formats.cell_style import Style
from tasks.reading.formats.format_code import BUILT_IN_FORMATS
from tasks.reading.formats.merging import covered_values, is_hidden, limit_merged, positions_under
from tasks.reading.formats.rich_text import RichText, Run, clean, split_struck
from tasks.reading.formats.xls_formulas import Formulas, read_formulas, were_never_calculated
from tasks.reading.grid import Cell, Grid, Sheet, StoredValue
from tasks.reading.not_opened import NotOpened
from tasks.reading.number_format import read_number, show_text

_BOLD_WEIGHT = 600


def read_xls(data: bytes) -> Grid:
    """Return the workbook as a grid; where xlrd gives up, its values alone, with a warning.

    Raises NotOpened where it can not be read at all or is beyond the limits.
    """
    try:
        return _read_book(data)
    except NotOpened:
        raise
    except Exception:  # xlrd fails in a dozen ways on what other writers make; the other reader then tells
        return read_values(data, "xls")


def _read_book(data: bytes) -> Grid:
    book = xlrd.open_workbook(
        file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO(), on_demand=False
    )
    if book.nsheets > limits.MOST_SHEETS:
        raise limits.too_many_sheets()
    formats = {entry.format_key: entry.format_str for entry in book.format_list}
    styles = [_style(book, xf, formats) for xf in book.xf_list]
    sheets: list[Sheet] = []
    warnings: list[Text] = []
    cells_left = limits.MOST_CELLS
    formulas = read_formulas(data)
    is_uncalculated = were_never_calculated(formulas)
    for index, sheet in enumerate(book.sheets()):
        cells_left -= sum(len(types) for types in sheet._cell_types)
        if cells_left < 0:
            raise limits.too_many_cells()
        own = formulas[index] if index < len(formulas) else {}
        read, notes = _read_sheet(book, sheet, styles, own, is_uncalculated=is_uncalculated)
        sheets.append(read)
        warnings.extend(notes)
    return Grid("xls", tuple(sheets), book.datemode == 1, tuple(warnings))


def _style(book: Any, xf: Any, formats: Mapping[int, str]) -> Style:
    font = book.font_list[xf.font_index]
    number_format = formats.get(xf.format_key) or BUILT_IN_FORMATS.get(xf.format_key, "General")
    return Style(number_format, bool(font.struck_out), font.weight > _BOLD_WEIGHT, xf.alignment.indent_level or 0)


def _read_sheet(
    book: Any, sheet: Any, styles: Sequence[Style], formulas: Formulas, *, is_uncalculated: bool
) -> tuple[Sheet, tuple[Text, ...]]:
    merged = limit_merged(
        [(r1 + 1, c1 + 1, r2, c2) for r1, r2, c1, c2 in sheet.merged_cells if (r2 - r1, c2 - c1) != (1, 1)],
        sheet.name,
        sheet.nrows,
        sheet.ncols,
    )
    anchors = {(r1, c1): (r1, c1, r2, c2) for r1, c1, r2, c2 in merged}
    covered = positions_under(merged)
    hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0}
    hidden_columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
    notes = {(row + 1, column + 1): clean(note.text) for (row, column), note in sheet.cell_note_map.items()}
    cells: dict[tuple[int, int], Cell] = {}
    unseen: list[tuple[int, int]] = []
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            position = row + 1, column + 1
            comment = notes.get(position, "")
            style = styles[sheet.cell_xf_index(row, column)]
            value, kind, shown, struck_part, struck = _content(book, sheet, row, column, style)
            formula = formulas.get(position)
            if kind == "blank" and not (comment or struck_part or formula):
                continue
            if position in covered:
                unseen.append(position)
                continue
            merged_range = anchors.get(position)
            cells[position] = Cell(
                *position,
                value=value,
                shown=shown,
                kind=kind,
                number_format=style.number_format,
                formula=formula.text if formula else "",
                formula_without_value=formula is not None and is_uncalculated,
                merged_range=merged_range,
                hidden=(shown == "" and kind != "blank")
                or is_hidden(position, merged_range, hidden_rows, hidden_columns),
                struck=struck,
                struck_part=struck_part,
                comment=comment,
                indent=style.indent,
                bold=style.bold,
            )
    return Sheet(sheet.name, cells, merged, sheet.visibility != 0), covered_values(sheet.name, unseen)


def _content(
    book: Any, sheet: Any, row: int, column: int, style: Style
) -> tuple[StoredValue, str, str, str, bool]:
    """Return (value, kind, shown, struck part, whether all is struck)."""
    kind, stored = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        runs = _runs(book, stored, sheet.rich_text_runlist_map.get((row, column)))
        standing, struck_part, struck = split_struck(runs, style.struck)
        if not standing.strip():
            return None, "blank", "", struck_part, struck
        return standing, "text", show_text(standing, style.number_format), struck_part, struck
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        number = int(stored) if stored == int(stored) and abs(stored) < 1e15 else stored
        return *read_number(number, style.number_format, date_1904=book.datemode == 1), "", style.struck
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(stored), "boolean", "TRUE" if stored else "FALSE", "", style.struck
    if kind == xlrd.XL_CELL_ERROR:
        shown = xlrd.error_text_from_code.get(stored, "#ERROR!")
        return shown, "error", shown, "", style.struck
    return None, "blank", "", "", False


def _runs(book: Any, text: str, runlist: list[tuple[int, int]] | None) -> str | RichText:
    """Return *text* in the runs that xlrd lists as (start, font); what stands before has the cell's font."""
    if not runlist:
        return clean(text)
    starts = [0, *(start for start, _ in runlist), len(text)]
    marks = [None, *(bool(book.font_list[font].struck_out) for _, font in runlist)]
    return tuple(
        Run(clean(text[start:end]), mark)
        for start, end, mark in zip(starts, starts[1:], marks, strict=False)
        if start < end
    )
