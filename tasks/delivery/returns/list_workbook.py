"""A workbook of our own for files that can not carry marks (xls, ods, csv, protected, unreadable): the list first.

Behind it stand the values that the file shows, with the doubtful cells marked, as far as they are known.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

import xlsxwriter

from sources.forms import RETURN_LIST_MARK
from sources.month import Month
from sources.submission import Severity
from tasks.delivery.returns.list_sheet import (
    CELL_COLUMN,
    TITLE_POINTS,
    WEIGHT_COLUMN,
    head_row,
    link_to,
    row_points,
)
from tasks.delivery.returns.listing import COLUMNS, Item, Listing
from tasks.delivery.returns.places import Position
from tasks.delivery.returns.shown import ShownSheet
from tasks.delivery.returns.styles import FILLS
from tasks.delivery.widths import columns_wide

_A4 = 9
_FONT = {"font_name": "游ゴシック", "font_size": 10}
_LINE = {"border": 1, "border_color": "#BFBFBF"}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# Digits that a number gives back unchanged: no leading zero, no trailing one behind a point.
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_MOST_CELLS = 100_000
_WIDEST, _NARROWEST = 48, 8
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31


def list_workbook(listing: Listing, sheets: Sequence[ShownSheet], data_name: str, month: Month | None) -> bytes:
    """Return the workbook. *data_name* names the sheet of values where the file has no sheets (csv).

    Texts are written as texts, whatever they look like. Equal inputs give equal bytes.
    """
    shown = [sheet for sheet in sheets if not sheet.hidden]
    if sum(1 for sheet in shown for _ in sheet) > _MOST_CELLS:
        shown = []
    names = _names([sheet.name or data_name for sheet in shown], listing.sheet_name)
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        created = month.last_day if month is not None else datetime(2000, 1, 1).date()
        book.set_properties({"title": listing.title, "created": datetime.combine(created, time())})
        formats = _Formats(book)
        places = {sheet.name: name for sheet, name in zip(shown, names, strict=True)}
        _write_list(book.add_worksheet(listing.sheet_name), listing, places, formats)
        for sheet, name in zip(shown, names, strict=True):
            items = [item for item in listing.items if item.sheet == sheet.name and item.area is not None]
            _write_values(book.add_worksheet(name), sheet, items, formats)
    return written.getvalue()


class _Formats:
    """The workbook's formats."""

    def __init__(self, book: Any) -> None:
        def made(**properties: Any) -> Any:
            return book.add_format({**_FONT, **properties})

        cell = {**_LINE, "valign": "top", "text_wrap": True}
        self.title = made(bold=True, font_size=14)
        self.note = made()
        self.heading = made(**cell, bold=True, bg_color="#E4EBF3")
        self.words = made(**cell)
        self.link = made(**cell, font_color="#0B5CAD", underline=1)
        self.value = made(valign="top", text_wrap=True)
        self.weight = {weight: made(**cell, bg_color=f"#{colour[2:]}") for weight, colour in FILLS.items()}


def _write_list(sheet: Any, listing: Listing, places: Mapping[str, str], formats: _Formats) -> None:
    head = head_row(listing) - 1
    sheet.write_string(0, 0, RETURN_LIST_MARK)
    sheet.write_string(0, 1, listing.title, formats.title)
    for row, line in enumerate(listing.above, 1):
        sheet.write_string(row, 1, line, formats.note)
    for at, words in enumerate(listing.headings, 1):
        sheet.write_string(head, at, words, formats.heading)
    sheet.set_row(0, TITLE_POINTS)
    for row, item in enumerate(listing.items, head + 1):
        sheet.set_row(row, row_points(item))
        for at, words in enumerate((str(row - head), *item.cells)):
            look = formats.weight[item.severity] if at == WEIGHT_COLUMN else formats.words
            sheet.write_string(row, at + 1, words, look)
        if item.area is not None and item.sheet in places:
            place = f"internal:{link_to(item.area, places[item.sheet])}"
            sheet.write_url(row, CELL_COLUMN + 1, place, formats.link, string=item.cell)
    for row, line in enumerate(listing.below, head + len(listing.items) + 2):
        sheet.write_string(row, 1, line, formats.note)
    sheet.set_column(0, 0, 2, None, {"hidden": True})
    for at, column in enumerate(COLUMNS, 1):
        sheet.set_column(at, at, column.width)
    sheet.freeze_panes(head + 1, 0)
    sheet.hide_gridlines(2)
    sheet.set_tab_color("#E07A5F")
    _set_up_page(sheet)
    sheet.repeat_rows(head)


def _write_values(sheet: Any, shown: ShownSheet, items: Sequence[Item], formats: _Formats) -> None:
    """Write what a sheet shows at its own places, and mark what is doubtful."""
    colours = _colours(items)
    widths: dict[int, int] = {}
    values = {(cell.row, cell.column): cell.shown for cell in shown if cell.shown}
    for position in sorted(values.keys() | colours.keys()):
        row, column = position
        look = formats.weight[colours[position]] if position in colours else formats.value
        words = values.get(position, "")
        if _PLAIN_NUMBER.fullmatch(words):
            sheet.write_number(row - 1, column - 1, int(words), look)
        elif words:
            sheet.write_string(row - 1, column - 1, words, look)
        else:
            sheet.write_blank(row - 1, column - 1, None, look)
        widths[column] = max(widths.get(column, _NARROWEST), columns_wide(words))
    for column, width in widths.items():
        sheet.set_column(column - 1, column - 1, min(width + 2, _WIDEST))
    for position, lines in _comments(items).items():
        sheet.write_comment(position[0] - 1, position[1] - 1, "\n".join(lines), {"x_scale": 2, "y_scale": 1.5})
    _set_up_page(sheet)


def _colours(items: Iterable[Item]) -> dict[Position, Severity]:
    """Return the weight of each marked cell, the worst where several speak of it."""
    marked: dict[Position, Severity] = {}
    worst_last = tuple(reversed(FILLS))
    for item in sorted(items, key=lambda item: worst_last.index(item.severity)):
        if item.area is not None:
            marked[item.area.first] = item.severity
    return marked


def _comments(items: Iterable[Item]) -> Mapping[Position, list[str]]:
    comments: dict[Position, list[str]] = defaultdict(list)
    for item in items:
        if item.area is not None and item.comment not in comments[item.area.first]:
            comments[item.area.first].append(item.comment)
    return comments


def _names(wanted: Iterable[str], taken: str) -> list[str]:
    """Return a name for each sheet such as Excel takes, no two alike."""
    used = {taken.lower()}
    names = []
    for name in wanted:
        plain = _FORBIDDEN_IN_NAMES.sub("_", name).strip("'")[:_LONGEST_NAME] or "_"
        free = (plain, *(f"{plain[: _LONGEST_NAME - 6]} ({number})" for number in range(2, 1_000)))
        names.append(next(one for one in free if one.lower() not in used))
        used.add(names[-1].lower())
    return names


def _set_up_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
