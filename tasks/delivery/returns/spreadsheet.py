"""The workbook's own XML dialect and the orders of elements that Excel insists on (ECMA-376 part 1, 18)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from tasks.delivery.returns.package import CannotPatch, Package
from tasks.delivery.returns.relations import relations

WORKSHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches",
    "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
STYLES_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    "colors", "extLst",
)  # fmt: skip
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True)
class Dialect:
    """The two namespaces that a workbook uses throughout: transitional or strict."""

    main: str
    relations: str

    def tag(self, name: str) -> str:
        return f"{{{self.main}}}{name}"

    @property
    def relation_id(self) -> str:
        """Return the attribute that names a relationship (r:id)."""
        return f"{{{self.relations}}}id"

    def relation(self, kind: str) -> str:
        """Return the type of a relationship of one kind (comments)."""
        return f"{self.relations}/{kind}"


@dataclass(frozen=True)
class Book:
    """A package that is known to be a workbook: the part that lists its sheets, and its dialect."""

    package: Package
    part: str
    dialect: Dialect


def open_book(package: Package) -> Book:
    """Return the package as a workbook; raise CannotPatch where it is none, or a binary one (xlsb)."""
    for relation in relations(package, ""):
        if relation.kind == "officeDocument":
            root = package.look(relation.part)
            name = etree.QName(root)
            if name.localname == "workbook" and name.namespace:
                return Book(package, relation.part, Dialect(name.namespace, relation.type.rpartition("/")[0]))
    raise CannotPatch("no list of sheets")


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of a local name."""
    return next((item for item in parent if local(item) == name), None)


def local(item: etree._Element) -> str:
    """Return an element's name without its namespace; that of the first content of an alternative (mc:)."""
    if not isinstance(item.tag, str):
        return ""
    name = etree.QName(item).localname
    if name == "AlternateContent":
        return next((local(inner) for choice in item for inner in choice), name)
    return name


def put_in_order(parent: etree._Element, item: etree._Element, order: Sequence[str]) -> etree._Element:
    """Add a child before the first that must stand behind it, and return it."""
    rank = order.index(local(item))
    for at, other in enumerate(parent):
        name = local(other)
        if name in order and order.index(name) > rank:
            parent.insert(at, item)
            return item
    parent.append(item)
    return item


def whole_number(written: str | None) -> int:
    """Return a number as XML writes it; 0 where there is none, or something else."""
    return int(written) if written and written.isascii() and written.isdigit() else 0


def add_text(parent: etree._Element, tag: str, words: str) -> etree._Element:
    """Add an element that holds *words* as text, whatever they look like, and return it."""
    element = etree.SubElement(parent, tag)
    element.text = xml_text(words)
    element.set(_SPACE, "preserve")
    return element


def xml_text(words: str) -> str:
    """Return *words* such as XML and Excel take them: no control characters, no _x0041_ that would be decoded."""
    return _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", words.replace("\r\n", "\n")))
