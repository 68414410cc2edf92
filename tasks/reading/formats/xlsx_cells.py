"""Stored cells of an xlsx sheet made into cells of the grid: values, what they show, and how they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tasks.reading.formats.cell_style import PLAIN, Style
from tasks.reading.formats.merging import Range, is_hidden, limit_merged, positions_under
from tasks.reading.formats.rich_text import RichText, split_struck, whole_text
from tasks.reading.formats.stored_numbers import parse_stored_number
from tasks.reading.formats.xlsx_sheet import RawCell, RawSheet, parse_reference
from tasks.reading.formats.xlsx_strings import unescape
from tasks.reading.formats.xml_parts import damaged
from tasks.reading.grid import Cell, Sheet, StoredValue
from tasks.reading.number_format import read_number, show_moment, show_text


@dataclass(frozen=True)
class Workbook:
    """What all sheets of a file share. *recalculates* tells that its formulas were never calculated by Excel."""

    strings: Sequence[str | RichText]
    styles: Sequence[Style]
    date_1904: bool
    recalculates: bool


@dataclass(frozen=True)
class BuiltSheet:
    """A sheet for the grid, and beside it what a second reader is compared by.

    *covered* are the places of values under merged cells, *whole_texts* the texts that are partly struck,
    *extent* the last row and column in which anything is stored, blanks as text included.
    """

    sheet: Sheet
    covered: tuple[tuple[int, int], ...]
    whole_texts: Mapping[tuple[int, int], str]
    extent: tuple[int, int]


def build_sheet(raw: RawSheet, name: str, hidden: bool, book: Workbook, comments: Mapping[str, str]) -> BuiltSheet:
    """Return *raw* as a sheet of the grid. Values that a merged range covers are left out, as Excel hides them."""
    merged = limit_merged(raw.merged, name, raw.last_row, raw.last_column)
    anchors = {(r1, c1): (r1, c1, r2, c2) for r1, c1, r2, c2 in merged}
    covered_positions = positions_under(merged)
    comment_at = _by_position(comments)
    cells: dict[tuple[int, int], Cell] = {}
    covered: list[tuple[int, int]] = []
    whole_texts: dict[tuple[int, int], str] = {}
    for stored in raw.cells:
        position = stored.row, stored.column
        style = book.styles[stored.style] if stored.style < len(book.styles) else PLAIN
        cell = _build_cell(
            stored,
            style=style,
            book=book,
            raw=raw,
            merged_range=anchors.get(position),
            comment=comment_at.pop(position, ""),
            whole_texts=whole_texts,
        )
        if cell is None:
            continue
        if position in covered_positions:
            covered.append(position)
        else:
            cells[position] = cell
    for position, comment in comment_at.items():
        row, column = position
        cells[position] = Cell(
            row,
            column,
            None,
            "",
            "blank",
            merged_range=anchors.get(position),
            comment=comment,
            hidden=is_hidden(position, anchors.get(position), raw.hidden_rows, raw.hidden_columns),
        )
    sheet = Sheet(name, cells, merged, hidden)
    extent = max((at.row for at in raw.cells), default=0), max((at.column for at in raw.cells), default=0)
    return BuiltSheet(sheet, tuple(covered), whole_texts, extent)


def _build_cell(
    stored: RawCell,
    *,
    style: Style,
    book: Workbook,
    raw: RawSheet,
    merged_range: Range | None,
    comment: str,
    whole_texts: dict[tuple[int, int], str],
) -> Cell | None:
    """Return the cell, or None where nothing stands in it."""
    position = stored.row, stored.column
    struck, struck_part = style.struck, ""
    is_uncalculated = bool(stored.formula) and (
        _has_no_value(stored) or (book.recalculates and stored.type == "n" and stored.stored == "0")
    )
    value: StoredValue
    text = None if is_uncalculated else _text_of(stored, book)
    if is_uncalculated:
        value, kind, shown = None, "blank", ""
    elif text is not None:
        standing, struck_part, struck = split_struck(text, style.struck)
        if struck_part:
            whole_texts[position] = whole_text(text)
        if not (standing.strip() or struck_part or stored.formula or comment):
            return None
        kind = "text" if standing.strip() else "blank"
        value, shown = standing, show_text(standing, style.number_format)
    else:
        if not stored.stored and not stored.formula and not comment:
            return None
        value, kind, shown = _scalar(stored, style.number_format, book.date_1904)
        if value == 0 and kind == "number" and not raw.shows_zeros:
            shown = ""
    is_unseen = (shown == "" and kind != "blank") or is_hidden(
        position, merged_range, raw.hidden_rows, raw.hidden_columns
    )
    return Cell(
        stored.row,
        stored.column,
        value,
        shown,
        kind,
        style.number_format,
        stored.formula,
        is_uncalculated,
        merged_range,
        is_unseen,
        struck,
        struck_part,
        comment,
        style.indent,
        style.bold,
    )


def _has_no_value(stored: RawCell) -> bool:
    """Return whether a formula was never calculated; an empty text (t="str") is a result like any other."""
    return stored.stored is None or (stored.stored == "" and stored.type != "str")


def _text_of(stored: RawCell, book: Workbook) -> str | RichText | None:
    """Return the text that a cell holds, or None where it holds no text."""
    if stored.type == "s":
        if not stored.stored:
            return ""
        index = int(stored.stored) if stored.stored.isascii() and stored.stored.isdigit() else -1
        if not 0 <= index < len(book.strings):
            raise damaged("sharedStrings.xml", f"no text {stored.stored!r}")
        return book.strings[index]
    if stored.type == "inlineStr" or stored.inline is not None:
        return stored.inline if stored.inline is not None else unescape(stored.stored or "")
    if stored.type == "str":
        return unescape(stored.stored or "")
    return None


def _scalar(stored: RawCell, number_format: str, date_1904: bool) -> tuple[StoredValue, str, str]:
    """Return (value, kind, shown) of a number, boolean, error or ISO date."""
    written = (stored.stored or "").strip()
    if not written:
        return None, "blank", ""
    if stored.type == "n":
        amount = parse_stored_number(written)
        if amount is None:
            return written, "error", written
        return read_number(amount, number_format, date_1904=date_1904)
    if stored.type == "b":
        is_true = written in ("1", "true")
        return is_true, "boolean", "TRUE" if is_true else "FALSE"
    if stored.type == "d":
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            return written, "error", written
        day: date | datetime = moment if "T" in written else moment.date()
        return day, "date", show_moment(day, number_format)
    return written, "error", written


def _by_position(comments: Mapping[str, str]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for reference, comment in comments.items():
        try:
            found[parse_reference(reference)] = comment
        except ValueError:
            continue  # a comment that names no cell is shown by no program
    return found
