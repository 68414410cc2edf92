"""Comments on a sheet's cells, as notes: added behind what the sender wrote, never in its place."""

from collections.abc import Mapping

from lxml import etree

from sources.forms import RETURN_COMMENT_MARK, comment_without_marks
from tasks.delivery.returns.note_boxes import add_boxes, has_boxes, remove_boxes
from tasks.delivery.returns.package import new_root
from tasks.delivery.returns.places import Position, cell_name, parse_area
from tasks.delivery.returns.relations import declare_part, relate, relations
from tasks.delivery.returns.spreadsheet import Book, add_text, child, local

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_OF_PHONETICS = ("rPh", "phoneticPr")


def add_notes(book: Book, sheet_part: str, words: Mapping[Position, str], author: str) -> None:
    """Add *words* to the notes of a sheet's cells; what an earlier return copy said there is taken away."""
    part = _part(book, sheet_part)
    if part is None:
        if not words:
            return
        part = _new_part(book, sheet_part)
    root = book.package.tree(part)
    notes = _notes(root, book)
    gone = [at for at, note in notes.items() if _take_back(note) and not _words(note) and at not in words]
    for position in gone:
        _remove(notes.pop(position))
    if gone:
        remove_boxes(book, sheet_part, gone)
    if not words:
        return
    boxless = {} if has_boxes(book, sheet_part) else {at: _words(note) for at, note in notes.items()}
    new = {at: lines for at, lines in words.items() if at not in notes}
    for position, lines in words.items():
        note = notes.get(position)
        _append(note if note is not None else _new_note(root, book, position, author), lines, book)
    add_boxes(book, sheet_part, boxless | new)


def has_marks(book: Book, sheet_part: str) -> bool:
    """Return whether an earlier return copy left comments on a sheet."""
    part = _part(book, sheet_part)
    return part is not None and RETURN_COMMENT_MARK.encode() in book.package.read(part)


def _part(book: Book, sheet_part: str) -> str | None:
    return next((found.part for found in relations(book.package, sheet_part) if found.kind == "comments"), None)


def _new_part(book: Book, sheet_part: str) -> str:
    part = book.package.unused("xl/comments{}.xml")
    root = new_root("comments", book.dialect.main)
    for name in ("authors", "commentList"):
        etree.SubElement(root, book.dialect.tag(name))
    book.package.put(part, root)
    declare_part(book.package, part, _CONTENT_TYPE)
    relate(book.package, sheet_part, book.dialect.relation("comments"), part)
    return part


def _group(root: etree._Element, book: Book, name: str) -> etree._Element:
    found = child(root, name)
    return found if found is not None else etree.SubElement(root, book.dialect.tag(name))


def _notes(root: etree._Element, book: Book) -> dict[Position, etree._Element]:
    """Return the sheet's notes by cell, in the order of the part."""
    placed = ((parse_area(note.get("ref", "")), note) for note in _group(root, book, "commentList"))
    return {area.first: note for area, note in placed if area is not None}


def _take_back(note: etree._Element) -> bool:
    """Remove what an earlier return copy added to a note; return whether there was anything."""
    had = False
    for item in note.iter("{*}t"):
        own = comment_without_marks(item.text or "")
        if own != (item.text or ""):
            item.text, had = own, True
    return had


def _words(note: etree._Element) -> str:
    return "".join(item.text or "" for item in note.iter("{*}t")).strip()


def _remove(item: etree._Element) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)


def _new_note(root: etree._Element, book: Book, position: Position, author: str) -> etree._Element:
    authors = _group(root, book, "authors")
    names = [item.text or "" for item in authors]
    if author not in names:
        etree.SubElement(authors, book.dialect.tag("author")).text = author
        names.append(author)
    note = etree.SubElement(
        _group(root, book, "commentList"),
        book.dialect.tag("comment"),
        ref=cell_name(position),
        authorId=str(names.index(author)),
    )
    etree.SubElement(note, book.dialect.tag("text"))
    return note


def _append(note: etree._Element, lines: str, book: Book) -> None:
    """Add *lines* as a run of their own behind the note's text, which becomes a run itself where it was none."""
    tag = book.dialect.tag
    text = child(note, "text")
    if text is None:
        text = etree.SubElement(note, tag("text"))
    plain = child(text, "t")
    if plain is not None:
        run = etree.Element(tag("r"))
        text.replace(plain, run)
        run.append(plain)
    words = f"\n{lines}" if _words(note) else lines
    run = etree.Element(tag("r"))
    add_text(run, tag("t"), words)
    at = next((number for number, item in enumerate(text) if local(item) in _OF_PHONETICS), len(text))
    text.insert(at, run)
