"""The boxes (VML) in which Excel shows notes: without one, a note is not shown.

The part is text to us, not a tree: older Excel writes it in a way that is no XML (<br> without an end).
"""

import re
from collections.abc import Iterable, Mapping

from tasks.delivery.returns.package import CannotPatch, Package
from tasks.delivery.returns.places import LAST_COLUMN, Position
from tasks.delivery.returns.relations import declare_ending, relate, relations
from tasks.delivery.returns.spreadsheet import WORKSHEET_ORDER, Book, child, put_in_order
from tasks.delivery.widths import lines_tall

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NAMESPACES = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_ROOT = re.compile(rb"<xml\b[^>]*>")
_END = re.compile(rb"</xml\s*>\s*$")
# Excel writes v:, o: and x:, other programs prefixes of their own.
_BLOCKS = re.compile(rb"<(?:\w+:)?idmap\b[^>]*\bdata\s*=\s*[\"']([\d,\s]+)[\"']")
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})\b")
_SHAPE = re.compile(rb"<(\w+:)?shape\b.*?</\1?shape>\s*", re.DOTALL)
_ROW, _COLUMN = (re.compile(rb"<(?:\w+:)?%s\b[^>]*>\s*(\d+)\s*<" % name) for name in (b"Row", b"Column"))
_NOTE_TYPE = b'id="_x0000_t202"'
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_IDS_IN_BLOCK = 1024
_COLUMNS_WIDE, _CHARACTERS_WIDE = 4, 38


def add_boxes(book: Book, sheet_part: str, notes: Mapping[Position, str]) -> None:
    """Add a box for each new note of a sheet, beside its cell and tall enough for its words."""
    if not notes:
        return
    part = _part(book, sheet_part)
    if part is None:
        part = _new_part(book, sheet_part)
    text = book.package.read(part)
    root, end = _ROOT.search(text), _END.search(text)
    if root is None or end is None:
        raise CannotPatch(f"{part} is no drawing of notes")
    declared = b"".join(
        b' xmlns:%s="%s"' % (prefix, url)
        for prefix, url in _NAMESPACES.items()
        if b"xmlns:%s=" % prefix not in root[0]
    )
    first = _first_free(text)
    boxes = b"".join(
        _box(number, position, words, declared) for number, (position, words) in enumerate(notes.items(), first)
    )
    shape_type = b"" if _NOTE_TYPE in text else _SHAPE_TYPE.replace(b"<v:shapetype", b"<v:shapetype" + declared)
    book.package.put(part, text[: end.start()] + shape_type + boxes + text[end.start() :])


def remove_boxes(book: Book, sheet_part: str, positions: Iterable[Position]) -> None:
    """Remove the boxes of notes that are gone."""
    part = _part(book, sheet_part)
    gone = {_cell(position) for position in positions}
    if part is None or not gone:
        return
    text = book.package.read(part)
    book.package.put(part, _SHAPE.sub(lambda shape: b"" if _cell_of(shape[0]) in gone else shape[0], text))


def has_boxes(book: Book, sheet_part: str) -> bool:
    """Return whether the sheet has a drawing of notes at all."""
    return _part(book, sheet_part) is not None


def _part(book: Book, sheet_part: str) -> str | None:
    drawing = child(book.package.look(sheet_part), "legacyDrawing")
    wanted = drawing.get(book.dialect.relation_id) if drawing is not None else None
    return next((found.part for found in relations(book.package, sheet_part) if found.id == wanted), None)


def _new_part(book: Book, sheet_part: str) -> str:
    part = book.package.unused("xl/drawings/vmlDrawing{}.vml")
    names = b"".join(b' xmlns:%s="%s"' % pair for pair in _NAMESPACES.items())
    layout = b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>'
    book.package.put(part, b"<xml%s>%s%s</xml>" % (names, layout % _free_block(book.package), _SHAPE_TYPE))
    declare_ending(book.package, "vml", _CONTENT_TYPE)
    relation = relate(book.package, sheet_part, book.dialect.relation("vmlDrawing"), part)
    root = book.package.tree(sheet_part)
    element = root.makeelement(book.dialect.tag("legacyDrawing"), {book.dialect.relation_id: relation})
    put_in_order(root, element, WORKSHEET_ORDER)
    return part


def _free_block(package: Package) -> int:
    """Return a block of shape numbers that no drawing of the workbook uses."""
    used = {0}
    for name in package.names:
        if name.lower().endswith(".vml"):
            used |= {int(block) for found in _BLOCKS.findall(package.read(name)) for block in found.split(b",")}
    return max(used) + 1


def _first_free(text: bytes) -> int:
    numbers = [int(number) for number in _NUMBER.findall(text)]
    block = _BLOCKS.search(text)
    first_of_block = int(block[1].split(b",")[0]) * _IDS_IN_BLOCK if block else _IDS_IN_BLOCK
    return max([*numbers, first_of_block]) + 1


def _box(number: int, position: Position, words: str, declared: bytes) -> bytes:
    row, column = position
    left = min(column, LAST_COLUMN - _COLUMNS_WIDE - 1)
    top = max(row - 2, 0)
    bottom = top + lines_tall(words, _CHARACTERS_WIDE) + 1
    anchor = f"{left}, 12, {top}, 8, {left + _COLUMNS_WIDE}, 12, {bottom}, 4"
    return (
        b'<v:shape%s id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:5pt;'
        b'width:216pt;height:80pt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        b'<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor>'
        b"<x:AutoFill>False</x:AutoFill>%s</x:ClientData></v:shape>"
    ) % (declared, number, number % _IDS_IN_BLOCK, anchor.encode(), _cell(position))


def _cell(position: Position) -> bytes:
    row, column = position
    return b"<x:Row>%d</x:Row><x:Column>%d</x:Column>" % (row - 1, column - 1)


def _cell_of(shape: bytes) -> bytes:
    """Return the cell that a box belongs to, as `_cell` writes it; nothing for boxes of other kinds."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if row is None or column is None:
        return b""
    return b"<x:Row>%s</x:Row><x:Column>%s</x:Column>" % (row[1], column[1])
