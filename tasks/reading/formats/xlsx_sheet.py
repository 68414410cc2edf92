"""One worksheet part of an xlsx file, read in one pass: positions, stored texts, formulas, merges, what is hidden.

The part's own claims of size (dimension, spans) are not looked at.
"""

from dataclasses import dataclass, field

from lxml import etree

from tasks.reading.formats import limits
from tasks.reading.formats.merging import Range
from tasks.reading.formats.rich_text import RichText
from tasks.reading.formats.xlsx_formulas import column_number, shift_formula
from tasks.reading.formats.xlsx_strings import read_string, unescape
from tasks.reading.formats.xlsx_styles import number
from tasks.reading.formats.xml_parts import damaged, iterate

_PARTS_READ = ("sheetView", "col", "row", "mergeCell")
_DIGITS = "0123456789"
_TRUE = ("1", "true", "on")


@dataclass(slots=True)
class RawCell:
    """A cell as stored: *type* is the t attribute, *stored* the text of v, None where there is no v."""

    row: int
    column: int
    type: str
    style: int
    stored: str | None
    inline: str | RichText | None
    formula: str


@dataclass
class RawSheet:
    """A sheet as stored. *cell_count* counts empty formatted cells too; cells here have something in them."""

    cells: list[RawCell] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    shows_zeros: bool = True
    cell_count: int = 0
    last_row: int = 0
    last_column: int = 0


def scan_sheet(data: bytes, part: str, name: str, cells_left: int) -> RawSheet:
    """Return what the sheet *name* stores; raise NotOpened where it is broken or beyond the limits."""
    sheet = RawSheet()
    formulas: dict[str, tuple[int, int, str]] = {}
    row = 0
    for element in iterate(data, part, _PARTS_READ):
        tag = element.tag
        if tag.endswith("row"):
            row = _row_number(element, row, name)
            if element.get("hidden") in _TRUE or _is_zero(element.get("ht")):
                sheet.hidden_rows.add(row)
            try:
                _scan_row(sheet, element, row, name, formulas)
            except ValueError as error:
                raise damaged(part, error) from error
            if sheet.cell_count > cells_left:
                raise limits.too_many_cells()
            element.clear()
        elif tag.endswith("mergeCell"):
            _add_merged(sheet, element.get("ref", ""), part)
            if len(sheet.merged) > limits.MOST_MERGED_RANGES:
                raise limits.too_many_merged_ranges(name)
        elif tag.endswith("col"):
            if element.get("hidden") in _TRUE or _is_zero(element.get("width")):
                last = min(number(element, "max"), limits.MOST_COLUMNS)
                sheet.hidden_columns.update(range(number(element, "min", 1), last + 1))
        elif element.get("showZeros") in ("0", "false"):
            sheet.shows_zeros = False
    return sheet


def parse_reference(reference: str) -> tuple[int, int]:
    """Return (row, column) of a reference such as B4; raise ValueError where it is none."""
    letters = reference.rstrip(_DIGITS)
    digits = reference[len(letters) :]
    if not 0 < len(digits) < 8 or digits[0] == "0":
        raise ValueError(f"{reference!r} names no cell")
    return int(digits), column_number(letters)


def _is_zero(size: str | None) -> bool:
    """Return whether a row's height or a column's width is given as nothing."""
    return size is not None and "0" in size and not size.strip("0.")


def _row_number(element: etree._Element, previous: int, name: str) -> int:
    row = number(element, "r") or previous + 1
    if row > limits.MOST_ROWS:
        raise limits.too_many_rows(name)
    return row


def _scan_row(
    sheet: RawSheet, element: etree._Element, row: int, name: str, formulas: dict[str, tuple[int, int, str]]
) -> None:
    prefix = len(element.tag) - len("row")
    cells = sheet.cells
    own_digits = str(row)
    column = 0
    sheet.cell_count += len(element)
    for cell in element:
        reference = cell.get("r")
        at_row = row
        if reference is None:
            column += 1
        else:
            letters = reference.rstrip(_DIGITS)
            column = column_number(letters)
            if reference[len(letters) :] != own_digits:
                at_row, column = parse_reference(reference)
        sheet.last_column = max(sheet.last_column, column)
        sheet.last_row = max(sheet.last_row, at_row)
        if not len(cell):
            continue
        stored: str | None = None
        inline: str | RichText | None = None
        formula = ""
        for child in cell:
            tag = child.tag[prefix:]
            if tag == "v":
                stored = child.text or ""
            elif tag == "f":
                formula = _formula(child, at_row, column, formulas)
            elif tag == "is":
                inline = read_string(child)
        if column > limits.MOST_COLUMNS:
            raise limits.too_many_columns(name)
        if at_row > limits.MOST_ROWS:
            raise limits.too_many_rows(name)
        style = number(cell, "s") if cell.get("s") else 0
        cells.append(RawCell(at_row, column, cell.get("t", "n"), style, stored, inline, formula))


def _formula(element: etree._Element, row: int, column: int, formulas: dict[str, tuple[int, int, str]]) -> str:
    """Return the formula with its equals sign; that of a group is kept in *formulas* for those that share it."""
    written = unescape(element.text or "")
    if element.get("t") != "shared":
        return f"={written}" if written else "=TABLE()"
    group = element.get("si", "")
    if written:
        formulas[group] = row, column, written
        return f"={written}"
    if group not in formulas:
        return "=?"
    first_row, first_column, shared = formulas[group]
    return "=" + shift_formula(shared, row - first_row, column - first_column)


def _add_merged(sheet: RawSheet, reference: str, part: str) -> None:
    first, _, last = reference.partition(":")
    try:
        r1, c1 = parse_reference(first)
        r2, c2 = parse_reference(last or first)
    except ValueError as error:
        raise damaged(part, error) from error
    if (r1, c1) != (r2, c2):
        sheet.merged.append((min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)))
