"""The data companion data.xlsx: a month's values with their sources, for those who want to reckon on.

The same values give the same bytes. No text from a submission can become a formula or a link.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from sources.messages import Language
from tasks.reporting.data_sheets import SHEETS
from tasks.reporting.data_tables import Cell, Look, Table
from tasks.reporting.material import Material
from tasks.reporting.wording import Wording

A4 = 9
MARGIN_INCHES = 0.4
FONT = {"font_name": "Yu Gothic", "font_size": 10}
WHOLE_NUMBER = "#,##0;△#,##0;0"
DECIMAL_NUMBER = "#,##0.0###;△#,##0.0###;0"  # a whole number in it would show as 30.0, in #,##0.#### as 30.
LOOKS: Mapping[Look, Mapping[str, Any]] = {
    Look.WORDS: {},
    Look.LONG_WORDS: {"text_wrap": True},
    Look.NUMBER: {"num_format": WHOLE_NUMBER},
    Look.SHARE: {"num_format": "0.0%;△0.0%;0.0%"},
    Look.DAY: {"num_format": "yyyy-mm-dd", "align": "left"},
    Look.MARK: {"align": "center"},
}
HEADING = {"bold": True, "valign": "vcenter", "text_wrap": True, "bg_color": "#E8EDF2", "bottom": 1}
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def data_workbook(material: Material, language: Language = "ja") -> bytes:
    """Return data.xlsx for a month.

    Its date is the month's last day, not today, so that equal values give equal bytes on any day.
    """
    words = Wording(language)
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {**OPTIONS, "default_format_properties": dict(FONT)}) as book:
        book.set_properties(
            {
                "title": f"{material.plan.title} {material.month}",
                "author": material.plan.organisation,
                "created": datetime.combine(material.month.last_day, time()),
            }
        )
        formats = _formats(book)
        for sheet in SHEETS:
            _write(book, sheet(material, words), words, formats)
    return written.getvalue()


@dataclass(frozen=True)
class _Formats:
    heading: Any
    decimal: Any
    of: Mapping[Look, Any]


def _formats(book: Any) -> _Formats:
    common = {**FONT, "valign": "top"}
    return _Formats(
        heading=book.add_format({**FONT, **HEADING}),
        decimal=book.add_format({**common, "num_format": DECIMAL_NUMBER}),
        of={look: book.add_format({**common, **properties}) for look, properties in LOOKS.items()},
    )


def _write(book: Any, shown: Table, words: Wording, formats: _Formats) -> None:
    """Write one sheet: notes, headings, rows; headings stay in view, repeat in print and can be filtered."""
    sheet = book.add_worksheet(words(shown.title))
    head_row = len(shown.notes) + 1 if shown.notes else 0
    for row, (label, note) in enumerate(shown.notes):
        sheet.write_string(row, 0, words(label), formats.heading)
        sheet.write_string(row, 1, note)
    for number, column in enumerate(shown.columns):
        heading = column.heading if isinstance(column.heading, str) else words(column.heading)
        sheet.write_string(head_row, number, heading, formats.heading)
        sheet.set_column(number, number, column.width, formats.of[column.look])
    for row, cells in enumerate(shown.frame.itertuples(index=False, name=None), head_row + 1):
        for number, (column, value) in enumerate(zip(shown.columns, cells, strict=True)):
            _write_cell(sheet, (row, number), value, column.look, formats)
    sheet.freeze_panes(head_row + 1, 0)
    sheet.autofilter(head_row, 0, head_row + len(shown.frame), len(shown.columns) - 1)
    sheet.repeat_rows(head_row)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(*[MARGIN_INCHES] * 4)
    sheet.set_footer("&C&P / &N")


def _write_cell(sheet: Any, at: tuple[int, int], value: Cell, look: Look, formats: _Formats) -> None:
    """Write one value by its type alone: a text is written as text whatever it looks like."""
    if isinstance(value, str):
        sheet.write_string(*at, value, formats.of[look])
    elif isinstance(value, date):
        sheet.write_datetime(*at, datetime.combine(value, time()), formats.of[look])
    elif value is not None:
        has_decimals = look is Look.NUMBER and value != int(value)
        sheet.write_number(*at, float(value), formats.decimal if has_decimals else formats.of[look])
