"""The workbook's list of sheets: the return copy's list entered at its end, and shown first when the file opens.

At the end, since names and print areas refer to sheets by their position.
"""

import re
from dataclasses import dataclass

from lxml import etree

from tasks.delivery.returns.package import CannotPatch
from tasks.delivery.returns.relations import declare_part, relate, relations
from tasks.delivery.returns.spreadsheet import WORKBOOK_ORDER, Book, child, put_in_order, whole_number

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
# A hidden name of the workbook that says which sheet is our list, whatever Excel has made of its part since.
_LIST_NAME = "_ayumi_return_list"
_SELECTED = re.compile(rb"(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_LONGEST_NAME = 31


@dataclass(frozen=True)
class SheetEntry:
    """One sheet as the workbook lists it; *kind* is worksheet, chartsheet and so on."""

    name: str
    kind: str
    part: str


def sheet_entries(book: Book) -> tuple[SheetEntry, ...]:
    by_id = {relation.id: relation for relation in relations(book.package, book.part)}
    entries = []
    for item in _sheets(book.package.look(book.part)):
        relation = by_id.get(item.get(book.dialect.relation_id) or "")
        if relation is None:
            raise CannotPatch(f"the sheet {item.get('name')} has no part")
        entries.append(SheetEntry(item.get("name") or "", relation.kind, relation.part))
    return tuple(entries)


def windows(book: Book) -> int:
    """Return in how many windows the workbook opens."""
    views = child(book.package.look(book.part), "bookViews")
    return max(len(views) if views is not None else 0, 1)


def standing_list(book: Book) -> str | None:
    """Return the name of the list that an earlier return copy left in the workbook, or None."""
    names = child(book.package.look(book.part), "definedNames")
    for item in names if names is not None else ():
        if item.get("name") == _LIST_NAME:
            sheet = (item.text or "").rpartition("!")[0]
            plain = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
            return next((entry.name for entry in sheet_entries(book) if entry.name == plain), None)
    return None


def place_list(book: Book, wanted_name: str, sheet: etree._Element, head: int) -> None:
    """Enter the list at the end of the sheets, or in place of an earlier one, and show it first."""
    entries = sheet_entries(book)
    name = standing_list(book)
    if name is not None:
        part = next(entry.part for entry in entries if entry.name == name)
        book.package.put(part, sheet)
    else:
        name = _free_name(wanted_name, {entry.name.lower() for entry in entries})
        part = book.package.unused("xl/worksheets/sheet{}.xml")
        book.package.put(part, sheet)
        declare_part(book.package, part, _CONTENT_TYPE)
        _enter(book, name, relate(book.package, book.part, book.dialect.relation("worksheet"), part))
        _tell_properties(book, name, len(entries))
    names = [entry.name for entry in sheet_entries(book)]
    _name_list(book, name, names.index(name), head)
    _open_at(book, names.index(name))
    for entry in entries:
        if entry.name != name:
            _deselect(book, entry.part)


def _sheets(root: etree._Element) -> etree._Element:
    found = child(root, "sheets")
    if found is None:
        raise CannotPatch("no list of sheets")
    return found


def _free_name(wanted: str, taken: set[str]) -> str:
    names = (wanted, *(f"{wanted[: _LONGEST_NAME - 5]} ({number})" for number in range(2, 1_000)))
    return next(name for name in names if name.lower() not in taken)


def _enter(book: Book, name: str, relation_id: str) -> None:
    sheets = _sheets(book.package.tree(book.part))
    highest = max((whole_number(item.get("sheetId")) for item in sheets), default=0)
    item = etree.SubElement(sheets, book.dialect.tag("sheet"), name=name, sheetId=str(highest + 1))
    item.set(book.dialect.relation_id, relation_id)


def _name_list(book: Book, name: str, position: int, head: int) -> None:
    """Name the list for a later return copy, and let its headings be printed on every page."""
    root = book.package.tree(book.part)
    group = child(root, "definedNames")
    if group is None:
        group = put_in_order(root, etree.Element(book.dialect.tag("definedNames")), WORKBOOK_ORDER)
    for item in list(group):
        is_title = item.get("name") == "_xlnm.Print_Titles" and item.get("localSheetId") == str(position)
        if item.get("name") == _LIST_NAME or is_title:
            group.remove(item)
    quoted = "'" + name.replace("'", "''") + "'"
    titles = etree.SubElement(group, book.dialect.tag("definedName"), name="_xlnm.Print_Titles")
    titles.set("localSheetId", str(position))
    titles.text = f"{quoted}!${head}:${head}"
    mark = etree.SubElement(group, book.dialect.tag("definedName"), name=_LIST_NAME, hidden="1")
    mark.text = f"{quoted}!$A$1"


def _open_at(book: Book, position: int) -> None:
    root = book.package.tree(book.part)
    views = child(root, "bookViews")
    if views is None:
        views = put_in_order(root, etree.Element(book.dialect.tag("bookViews")), WORKBOOK_ORDER)
    if not len(views):
        etree.SubElement(views, book.dialect.tag("workbookView"))
    for view in views:
        view.set("activeTab", str(position))


def _deselect(book: Book, part: str) -> None:
    """Take the selection off a sheet: two selected sheets would be edited together.

    A sheet that is not touched otherwise loses this one attribute, and stays as it is to the byte.
    """
    if part not in book.package:
        return
    text = book.package.read(part)
    if book.package.is_changed(part) or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        for view in book.package.tree(part).iter("{*}sheetView"):
            view.attrib.pop("tabSelected", "")
    elif _SELECTED.search(text):
        book.package.put(part, _SELECTED.sub(rb"\1", text))


def _tell_properties(book: Book, name: str, before: int) -> None:
    """Enter the new sheet in the file's properties, where they list its sheets."""
    part = next((found.part for found in relations(book.package, "") if found.kind == "extended-properties"), None)
    if part is None or part not in book.package:
        return
    found = {etree.QName(item).localname: item for item in book.package.look(part) if isinstance(item.tag, str)}
    if "HeadingPairs" not in found or "TitlesOfParts" not in found:
        return
    root = book.package.tree(part)
    counts = list(root.iter("{*}i4"))
    titles = next((item for group in root.iter("{*}TitlesOfParts") for item in group), root)
    sheets = whole_number(counts[0].text) if counts else 0
    if not 0 < sheets <= min(before, len(titles)):
        return
    title = etree.Element(titles[0].tag)
    title.text = name
    titles.insert(sheets, title)
    titles.set("size", str(len(titles)))
    counts[0].text = str(sheets + 1)
