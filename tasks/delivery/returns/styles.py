"""Cell formats added to a workbook's own: a cell's format with another fill, and those of the list."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from sources.submission import Severity
from tasks.delivery.returns.package import CannotPatch, new_root
from tasks.delivery.returns.relations import declare_part, relate, relations
from tasks.delivery.returns.spreadsheet import STYLES_ORDER, Book, child, put_in_order

FILLS = {Severity.ERROR: "FFFFC9C4", Severity.WARNING: "FFFFE0B8", Severity.INFO: "FFD9E8F6"}
_HEADING_FILL = "FFE4EBF3"
_LINK = "FF0B5CAD"
_LINE = "FFBFBFBF"
# Excel takes no more cell formats in one workbook.
_MOST_FORMATS = 64_000
_USUAL_PART = "xl/styles.xml"  # some programs look nowhere else
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


@dataclass(frozen=True)
class ListFormats:
    """Numbers of the formats of the list's cells."""

    title: int
    note: int
    heading: int
    words: int
    link: int
    weight: dict[Severity, int]


class Styles:
    """The workbook's styles part, added to as formats are asked for."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._root = _root(book)
        self._fills: dict[str, int] = {}
        self._filled: dict[tuple[int, str], int] = {}

    def filled(self, style: int, colour: str) -> int:
        """Return the number of the format *style* with a fill of *colour* and all else as it is."""
        key = style, colour
        if key not in self._filled:
            formats = self._group("cellXfs")
            if not 0 <= style < len(formats):
                style = 0
            clone = deepcopy(formats[style])
            clone.set("fillId", str(self._fill(colour)))
            clone.set("applyFill", "1")
            self._filled[key] = self._add(formats, clone)
        return self._filled[key]

    def list_formats(self) -> ListFormats:
        """Return the formats of the list, in the workbook's own font."""
        plain, bold = self._font(), self._font(bold=True)
        border = self._border()
        heading, link = self._fill(_HEADING_FILL), self._font(link=True)
        return ListFormats(
            title=self._format(self._font(bold=True, size="14")),
            note=self._format(plain),
            heading=self._format(bold, heading, border, wraps=True),
            words=self._format(plain, 0, border, wraps=True),
            link=self._format(link, 0, border, wraps=True),
            weight={weight: self._format(plain, self._fill(colour), border, wraps=True)
                    for weight, colour in FILLS.items()},
        )  # fmt: skip

    def _format(self, font: int, fill: int = 0, border: int = 0, *, wraps: bool = False) -> int:
        tag = self._book.dialect.tag
        item = etree.Element(tag("xf"), numFmtId="0", fontId=str(font), fillId=str(fill), borderId=str(border))
        named = child(self._root, "cellStyleXfs")
        if named is not None and len(named):
            item.set("xfId", "0")
        item.attrib.update({"applyFont": "1", "applyFill": "1", "applyBorder": "1", "applyAlignment": "1"})
        alignment = etree.SubElement(item, tag("alignment"), vertical="top")
        if wraps:
            alignment.set("wrapText", "1")
        return self._add(self._group("cellXfs"), item)

    def _fill(self, colour: str) -> int:
        if colour not in self._fills:
            tag = self._book.dialect.tag
            item = etree.Element(tag("fill"))
            pattern = etree.SubElement(item, tag("patternFill"), patternType="solid")
            etree.SubElement(pattern, tag("fgColor"), rgb=colour)
            etree.SubElement(pattern, tag("bgColor"), indexed="64")
            self._fills[colour] = self._add(self._group("fills"), item)
        return self._fills[colour]

    def _font(self, *, bold: bool = False, link: bool = False, size: str = "") -> int:
        fonts = self._group("fonts")
        item = deepcopy(fonts[0])
        changed = {"b", "i", "u", "strike"} | ({"color"} if link else set()) | ({"sz"} if size else set())
        for part in list(item):
            if etree.QName(part).localname in changed:
                item.remove(part)
        tag = self._book.dialect.tag
        if size:
            item.insert(0, etree.Element(tag("sz"), val=size))
        if link:
            item.insert(0, etree.Element(tag("color"), rgb=_LINK))
            item.insert(0, etree.Element(tag("u")))
        if bold:
            item.insert(0, etree.Element(tag("b")))
        return self._add(fonts, item)

    def _border(self) -> int:
        tag = self._book.dialect.tag
        item = etree.Element(tag("border"))
        for side in ("left", "right", "top", "bottom"):
            etree.SubElement(etree.SubElement(item, tag(side), style="thin"), tag("color"), rgb=_LINE)
        etree.SubElement(item, tag("diagonal"))
        return self._add(self._group("borders"), item)

    def _group(self, name: str) -> etree._Element:
        """Return a list of the part, made with its first entries where the workbook has none."""
        found = child(self._root, name)
        if found is None:
            found = etree.Element(self._book.dialect.tag(name))
            put_in_order(self._root, found, STYLES_ORDER)
        if not len(found):
            for item in _first_entries(name, self._book.dialect.tag):
                found.append(item)
        return found

    def _add(self, group: etree._Element, item: etree._Element) -> int:
        group.append(item)
        if len(group) > _MOST_FORMATS:
            raise CannotPatch("more formats than Excel takes")
        group.set("count", str(len(group)))
        return len(group) - 1


def _root(book: Book) -> etree._Element:
    for relation in relations(book.package, book.part):
        if relation.kind == "styles":
            return book.package.tree(relation.part)
    part = _USUAL_PART if _USUAL_PART not in book.package else book.package.unused("xl/styles{}.xml")
    root = new_root("styleSheet", book.dialect.main)
    book.package.put(part, root)
    relate(book.package, book.part, book.dialect.relation("styles"), part)
    declare_part(book.package, part, _CONTENT_TYPE)
    return root


def _first_entries(name: str, tag: Callable[[str], str]) -> list[etree._Element]:
    """Return what stands first in a list by the standard: the plain font, two reserved fills, no border."""
    if name == "fonts":
        font = etree.Element(tag("font"))
        etree.SubElement(font, tag("sz"), val="11")
        etree.SubElement(font, tag("name"), val="游ゴシック")
        return [font]
    if name == "fills":
        fills = [etree.Element(tag("fill")) for _ in range(2)]
        for fill, pattern in zip(fills, ("none", "gray125"), strict=True):
            etree.SubElement(fill, tag("patternFill"), patternType=pattern)
        return fills
    if name == "borders":
        return [etree.Element(tag("border"))]
    return [etree.Element(tag("xf"), numFmtId="0", fontId="0", fillId="0", borderId="0")]
