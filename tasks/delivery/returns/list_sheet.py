"""The list of what to look at as a worksheet's XML, in the workbook's own dialect."""

from collections.abc import Sequence

from lxml import etree

from sources.forms import RETURN_LIST_MARK
from tasks.delivery.returns.listing import COLUMNS, Item, Listing
from tasks.delivery.returns.package import new_root
from tasks.delivery.returns.places import Area, cell_name
from tasks.delivery.returns.spreadsheet import Dialect, add_text
from tasks.delivery.returns.styles import ListFormats
from tasks.delivery.widths import lines_tall

CELL_COLUMN = 2  # of an item's values, counted from 0: the number, the sheet, the cell
WEIGHT_COLUMN = 7
TITLE_POINTS = 27.0
_LINE_POINTS = 16.5
_TAB_COLOUR = "FFE07A5F"
_A4 = "9"


def head_row(listing: Listing) -> int:
    """Return the row of the headings, counted from 1: title, lines, a blank row, headings."""
    return len(listing.above) + 3


def list_sheet(listing: Listing, formats: ListFormats, dialect: Dialect, windows: int) -> etree._Element:
    """Return the sheet's root. It opens selected in each of the workbook's *windows*.

    Its first column is hidden and bears the mark by which the list is known when the file comes back.
    """
    tag = dialect.tag
    head = head_row(listing)
    root = new_root("worksheet", dialect.main, r=dialect.relations)
    properties = etree.SubElement(root, tag("sheetPr"))
    etree.SubElement(properties, tag("tabColor"), rgb=_TAB_COLOUR)
    etree.SubElement(properties, tag("pageSetUpPr"), fitToPage="1")
    _add_views(root, dialect, head, windows)
    _add_columns(root, dialect)
    data = etree.SubElement(root, tag("sheetData"))
    first = _add_row(data, dialect, 1, ((1, RETURN_LIST_MARK, 0), (2, listing.title, formats.title)))
    _set_height(first, TITLE_POINTS)
    for row, line in enumerate(listing.above, 2):
        _add_row(data, dialect, row, ((2, line, formats.note),))
    _add_row(data, dialect, head, [(at, words, formats.heading) for at, words in enumerate(listing.headings, 2)])
    for row, item in enumerate(listing.items, head + 1):
        _set_height(_add_row(data, dialect, row, _cells(item, row - head, formats)), row_points(item))
    for row, line in enumerate(listing.below, head + len(listing.items) + 2):
        _add_row(data, dialect, row, ((2, line, formats.note),))
    _add_links(root, dialect, listing.items, head)
    etree.SubElement(root, tag("pageMargins"), left="0.4", right="0.4", top="0.5", bottom="0.5", header="0.3",
                     footer="0.3")  # fmt: skip
    etree.SubElement(root, tag("pageSetup"), paperSize=_A4, orientation="landscape", fitToHeight="0")
    return root


def _add_views(root: etree._Element, dialect: Dialect, head: int, windows: int) -> None:
    views = etree.SubElement(root, dialect.tag("sheetViews"))
    for window in range(windows):
        view = etree.SubElement(
            views, dialect.tag("sheetView"), showGridLines="0", tabSelected="1", workbookViewId=str(window)
        )
        pane = etree.SubElement(
            view, dialect.tag("pane"), ySplit=str(head), activePane="bottomLeft", state="frozen"
        )
        pane.set("topLeftCell", cell_name((head + 1, 1)))
        etree.SubElement(view, dialect.tag("selection"), pane="bottomLeft")


def _add_columns(root: etree._Element, dialect: Dialect) -> None:
    columns = etree.SubElement(root, dialect.tag("cols"))
    etree.SubElement(columns, dialect.tag("col"), min="1", max="1", width="2", hidden="1", customWidth="1")
    for at, column in enumerate(COLUMNS, 2):
        etree.SubElement(columns, dialect.tag("col"), min=str(at), max=str(at), width=str(column.width),
                         customWidth="1")  # fmt: skip


def _cells(item: Item, number: int, formats: ListFormats) -> list[tuple[int, str, int]]:
    looks = dict.fromkeys(range(len(COLUMNS)), formats.words)
    looks[WEIGHT_COLUMN] = formats.weight[item.severity]
    if item.area is not None:
        looks[CELL_COLUMN] = formats.link
    return [(at + 2, words, looks[at]) for at, words in enumerate((str(number), *item.cells))]


def row_points(item: Item) -> float:
    """Return the height of an item's row: not every program sizes rows to their text."""
    texts = zip(("", *item.cells), COLUMNS, strict=True)
    return _LINE_POINTS * max(lines_tall(words, column.width - 1) for words, column in texts)


def _set_height(row: etree._Element, points: float) -> None:
    row.set("ht", str(points))
    row.set("customHeight", "1")


def _add_row(
    data: etree._Element, dialect: Dialect, row: int, cells: Sequence[tuple[int, str, int]]
) -> etree._Element:
    element = etree.SubElement(data, dialect.tag("row"), r=str(row))
    for column, words, style in cells:
        cell = etree.SubElement(element, dialect.tag("c"), r=cell_name((row, column)), s=str(style), t="inlineStr")
        add_text(etree.SubElement(cell, dialect.tag("is")), dialect.tag("t"), words)
    return element


def _add_links(root: etree._Element, dialect: Dialect, items: Sequence[Item], head: int) -> None:
    linked = [(row, item.area, item) for row, item in enumerate(items, head + 1) if item.sheet and item.area]
    if not linked:
        return
    links = etree.SubElement(root, dialect.tag("hyperlinks"))
    for row, area, item in linked:
        link = etree.SubElement(links, dialect.tag("hyperlink"), ref=cell_name((row, CELL_COLUMN + 2)))
        link.set("location", link_to(area, item.sheet))
        link.set("display", item.cell)


def link_to(area: Area, sheet: str) -> str:
    """Return how a link names an area of *sheet*: 'Sheet'!D12."""
    first, last = cell_name(area.first), cell_name((area.last_row, area.last_column))
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{first if area.is_one_cell else f'{first}:{last}'}"
