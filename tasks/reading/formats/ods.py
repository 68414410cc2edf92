"""OpenDocument workbooks (ods) brought into a grid: sheets, rows and repetitions, what is merged and hidden."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from sources.messages import Text, text
from tasks.reading.formats import limits
from tasks.reading.formats.merging import Position, Range, covered_values, is_hidden, limit_merged, positions_under
from tasks.reading.formats.ods_cells import OdsContent, read_content
from tasks.reading.formats.ods_styles import OFFICE, TABLE, OdsStyles, read_ods_styles
from tasks.reading.formats.preflight import Package
from tasks.reading.formats.xml_parts import local_name, parse_tree
from tasks.reading.grid import Cell, Grid, Sheet
from tasks.reading.not_opened import locked, unreadable

_ROW_GROUPS = ("table-row-group", "table-header-rows", "table-rows")
_MOST_HIDDEN_ROWS_KEPT = 10_000  # of one repetition: the empty rest of a sheet may be hidden too
_COLUMN_GROUPS = ("table-column-group", "table-header-columns", "table-columns")


@dataclass
class _Found:
    """What is gathered of one sheet while its rows are gone through."""

    contents: dict[Position, OdsContent] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_ods(package: Package) -> Grid:
    """Return the sheets of an OpenDocument file; raise NotOpened where it is encrypted, broken or too large."""
    if b"encryption-data" in (package.read("META-INF/manifest.xml") or b""):
        raise locked(
            text(
                "The workbook is protected by a password, which can not be undone in this format (.ods). "
                "Save it without a password, and send it again."
            )
        )
    content = package.read("content.xml")
    if content is None:
        raise unreadable(
            text("The file is damaged: its list of sheets is missing. Save it anew in Excel, and send it again."),
            "content.xml",
        )
    root = parse_tree(content, "content.xml")
    named = package.read("styles.xml")
    styles = read_ods_styles((root, parse_tree(named, "styles.xml")) if named else (root,))
    tables = [
        table for sheets in root.iter(f"{OFFICE}spreadsheet") for table in sheets.iterchildren(f"{TABLE}table")
    ]
    if len(tables) > limits.MOST_SHEETS:
        raise limits.too_many_sheets()
    found: list[Sheet] = []
    warnings: list[Text] = []
    cells_left = limits.MOST_CELLS
    for table in tables:
        sheet, notes = _read_sheet(table, styles, cells_left)
        warnings.extend(notes)
        cells_left -= len(sheet.cells)
        found.append(sheet)
    return Grid("ods", tuple(found), warnings=tuple(warnings))


def _read_sheet(table: etree._Element, styles: OdsStyles, cells_left: int) -> tuple[Sheet, tuple[Text, ...]]:
    name = table.get(f"{TABLE}name", "")
    found = _Found()
    column_styles = _read_columns(table, found)
    row = 1
    for element, is_row_hidden in _in_groups(table, "table-row", _ROW_GROUPS):
        repeated = _count(element, "number-rows-repeated")
        if is_row_hidden:
            found.hidden_rows.update(range(row, row + min(repeated, _MOST_HIDDEN_ROWS_KEPT)))
        contents = _read_row(element, row, name, styles=styles, column_styles=column_styles, found=found)
        if contents and row + repeated - 1 > limits.MOST_ROWS:
            raise limits.too_many_rows(name)
        if len(found.contents) + len(contents) * repeated > cells_left:
            raise limits.too_many_cells()
        for at_row in range(row, row + repeated) if contents else ():
            found.contents |= {(at_row, column): content for column, content in contents.items()}
        row += repeated
    last_row = max((at_row for at_row, _ in found.contents), default=1)
    last_column = max((column for _, column in found.contents), default=1)
    merged = limit_merged(found.merged, name, last_row, last_column)
    covered = positions_under(merged)
    anchors = {(r1, c1): (r1, c1, r2, c2) for r1, c1, r2, c2 in merged}
    cells = {
        position: _cell(position, content, anchors.get(position), found)
        for position, content in found.contents.items()
        if position not in covered
    }
    sheet = Sheet(name, cells, merged, table.get(f"{TABLE}style-name", "") in styles.hiding)
    return sheet, covered_values(name, [at for at in found.contents if at in covered])


def _cell(position: Position, content: OdsContent, merged_range: Range | None, found: _Found) -> Cell:
    return Cell(
        *position,
        value=content.value,
        shown=content.shown,
        kind=content.kind,
        number_format=content.style.number_format,
        formula=content.formula,
        formula_without_value=bool(content.formula) and content.value is None,
        merged_range=merged_range,
        hidden=(content.shown == "" and content.kind != "blank")
        or is_hidden(position, merged_range, found.hidden_rows, found.hidden_columns),
        struck=content.struck,
        struck_part=content.struck_part,
        comment=content.comment,
        bold=content.style.bold,
    )


def _in_groups(
    parent: etree._Element, name: str, groups: tuple[str, ...], hidden: bool = False
) -> Iterator[tuple[etree._Element, bool]]:
    """Yield the rows or columns under *parent* with whether they are hidden; closed groups hide theirs."""
    for child in parent:
        kind = local_name(child)
        if kind == name:
            yield child, hidden or child.get(f"{TABLE}visibility", "visible") != "visible"
        elif kind in groups:
            yield from _in_groups(child, name, groups, hidden or child.get(f"{TABLE}display") == "false")


def _read_columns(table: etree._Element, found: _Found) -> dict[int, str]:
    """Return the columns' default cell styles, noting hidden columns."""
    defaults: dict[int, str] = {}
    column = 1
    for element, is_column_hidden in _in_groups(table, "table-column", _COLUMN_GROUPS):
        after = min(column + _count(element, "number-columns-repeated"), limits.MOST_COLUMNS + 1)
        if is_column_hidden:
            found.hidden_columns.update(range(column, after))
        if style := element.get(f"{TABLE}default-cell-style-name"):
            defaults |= dict.fromkeys(range(column, after), style)
        column = max(column, after)
    return defaults


def _read_row(
    element: etree._Element,
    row: int,
    sheet: str,
    *,
    styles: OdsStyles,
    column_styles: dict[int, str],
    found: _Found,
) -> dict[int, OdsContent]:
    """Return the contents of one row by column, noting merged ranges that begin in it."""
    contents: dict[int, OdsContent] = {}
    column = 1
    for cell in element:
        kind = local_name(cell)
        if kind not in ("table-cell", "covered-table-cell"):
            continue
        repeated = _count(cell, "number-columns-repeated")
        height, width = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if height * width > 1:
            found.merged.append((row, column, row + height - 1, column + width - 1))
        style_name = cell.get(f"{TABLE}style-name") or column_styles.get(column)
        content = read_content(cell, styles.style("table-cell", style_name), styles)
        if content is not None:
            if column + repeated - 1 > limits.MOST_COLUMNS:
                raise limits.too_many_columns(sheet)
            contents |= dict.fromkeys(range(column, column + repeated), content)
        column += repeated
    return contents


def _count(element: etree._Element, name: str) -> int:
    """Return an attribute that counts repetitions or spanned cells; 1 where there is none."""
    written = element.get(f"{TABLE}{name}", "1")
    return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 10 else 1
