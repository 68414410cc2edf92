"""Excel workbooks (xlsx, xlsm) brought into a grid in one pass over their parts.

Parts are as in ECMA-376 part 1, in either dialect (transitional, strict) and under any prefix.
"""

import posixpath

from lxml import etree

from sources.messages import Text, text
from tasks.reading.formats import limits
from tasks.reading.formats.merging import covered_values
from tasks.reading.formats.preflight import Package
from tasks.reading.formats.xlsx_cells import BuiltSheet, Workbook, build_sheet
from tasks.reading.formats.xlsx_comments import read_comments
from tasks.reading.formats.xlsx_parts import Relationship, relationships
from tasks.reading.formats.xlsx_sheet import scan_sheet
from tasks.reading.formats.xlsx_strings import read_shared_strings
from tasks.reading.formats.xlsx_styles import read_styles
from tasks.reading.formats.xml_parts import attribute, damaged, local_name, parse_tree
from tasks.reading.grid import Grid
from tasks.reading.not_opened import unreadable

_TRUE = ("1", "true", "on")


def read_xlsx(package: Package) -> tuple[Grid, tuple[BuiltSheet, ...]]:
    """Return the workbook as a grid, and its sheets with what a second reader's values are compared by.

    Sheets without cells of their own (charts, dialogs) are left out. Raises NotOpened where a part is missing,
    broken or beyond the limits.
    """
    part = workbook_part(package)
    root = _tree(package, part)
    relations = relationships(package, part)
    by_kind = {relation.kind: relation.target for relation in relations}
    book = Workbook(
        read_shared_strings(package.read(by_kind.get("sharedStrings", "xl/sharedStrings.xml"))),
        read_styles(package.read(by_kind.get("styles", "xl/styles.xml"))),
        _flag(root, "workbookPr", "date1904"),
        _flag(root, "calcPr", "fullCalcOnLoad"),
    )
    listed = [item for group in root if local_name(group) == "sheets" for item in group]
    if len(listed) > limits.MOST_SHEETS:
        raise limits.too_many_sheets()
    by_id = {relation.id: relation for relation in relations}
    sheets: list[BuiltSheet] = []
    cells_left = limits.MOST_CELLS
    for item in listed:
        relation = by_id.get(attribute(item, "id") or "")
        if relation is not None and relation.kind != "worksheet":
            continue
        sheet, cell_count = _read_sheet(package, item, relation, book, cells_left)
        cells_left -= cell_count
        sheets.append(sheet)
    notes = [note for built in sheets for note in covered_values(built.sheet.name, built.covered)]
    has_macro_type = b"macroEnabled" in (package.read("[Content_Types].xml") or b"")
    grid = Grid(
        "xlsm" if has_macro_type else "xlsx",
        tuple(built.sheet for built in sheets),
        book.date_1904,
        (*_left_unopened(package), *notes),
    )
    return grid, tuple(sheets)


def workbook_part(package: Package) -> str:
    """Return the name of the part that lists the sheets."""
    for relation in relationships(package, ""):
        if relation.kind == "officeDocument":
            return relation.target
    return "xl/workbook.xml"


def _read_sheet(
    package: Package, item: etree._Element, relation: Relationship | None, book: Workbook, cells_left: int
) -> tuple[BuiltSheet, int]:
    """Return one sheet and how many cells it has, empty formatted ones included."""
    name = item.get("name", "")
    data = package.read(relation.target) if relation else None
    if relation is None or data is None:
        raise damaged(f"sheet {name}", "part is missing")
    raw = scan_sheet(data, relation.target, name, cells_left)
    comments = read_comments(package, relationships(package, relation.target))
    hidden = item.get("state", "visible") in ("hidden", "veryHidden")
    return build_sheet(raw, name, hidden, book, comments), raw.cell_count


def _tree(package: Package, part: str) -> etree._Element:
    data = package.read(part)
    if data is None:
        raise unreadable(
            text("The file is damaged: its list of sheets is missing. Save it anew in Excel, and send it again."),
            part,
        )
    return parse_tree(data, part)


def _flag(root: etree._Element, element: str, name: str) -> bool:
    return any(local_name(child) == element and child.get(name) in _TRUE for child in root)


def _left_unopened(package: Package) -> list[Text]:
    """Return a warning for each kind of content that is never followed or run."""
    warnings = []
    links = sum(name.lower().startswith("xl/externallinks/externallink") for name in package.names)
    if links:
        warnings.append(
            text(
                "The workbook refers to {count} other files. They were not opened; "
                "the values that it stored last were read.",
                count=links,
            )
        )
    if any(posixpath.basename(name).lower() == "vbaproject.bin" for name in package.names):
        warnings.append(text("The workbook holds macros. They were not run."))
    return warnings
