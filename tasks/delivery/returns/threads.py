"""Replies in a sheet's threads of comments, which newer Excel shows in place of the cell's note."""

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from sources.forms import RETURN_COMMENT_MARK
from tasks.delivery.returns.package import new_root
from tasks.delivery.returns.places import Position, parse_area
from tasks.delivery.returns.relations import declare_part, relate, relations
from tasks.delivery.returns.spreadsheet import Book, xml_text

_PERSONS_TYPE = "application/vnd.ms-excel.person+xml"
_PERSON_RELATION = "http://schemas.microsoft.com/office/2017/10/relationships/person"


def reply_in_threads(book: Book, sheet_part: str, words: Mapping[Position, str], author: str) -> None:
    """Add *words* to the threads that stand at their cells; replies of an earlier return copy are taken away.

    A reply bears the time of the thread's last word, since the same file is to give the same bytes.
    """
    part = next(
        (found.part for found in relations(book.package, sheet_part) if found.kind == "threadedComment"), None
    )
    if part is None:
        return
    root = book.package.tree(part)
    for item in list(root):
        if item.get("parentId") and _words(item).startswith(RETURN_COMMENT_MARK):
            root.remove(item)
    threads = {
        area.first: item
        for item in root
        if not item.get("parentId") and (area := parse_area(item.get("ref", ""))) is not None
    }
    for position, lines in words.items():
        if position in threads:
            _reply(root, threads[position], lines, _person(book, author))


def _words(item: etree._Element) -> str:
    return "".join(found.text or "" for found in item.iter("{*}text"))


def _reply(root: etree._Element, thread: etree._Element, lines: str, person: str) -> None:
    namespace = etree.QName(root).namespace
    of_thread = [item for item in root if thread.get("id") in (item.get("id"), item.get("parentId"))]
    said_at = max(item.get("dT", "") for item in of_thread)
    reply = etree.Element(
        f"{{{namespace}}}threadedComment",
        ref=thread.get("ref", ""),
        dT=said_at,
        personId=person,
        id=_guid(f"{thread.get('id')} {lines}"),
        parentId=thread.get("id", ""),
    )
    etree.SubElement(reply, f"{{{namespace}}}text").text = xml_text(lines)
    of_thread[-1].addnext(reply)


def _person(book: Book, author: str) -> str:
    """Return the id under which replies are signed, entered in the workbook's list of persons."""
    own = _guid(author)
    part = next((found.part for found in relations(book.package, book.part) if found.kind == "person"), None)
    if part is None:
        part = book.package.unused("xl/persons/person{}.xml")
        url = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
        book.package.put(part, new_root("personList", url))
        declare_part(book.package, part, _PERSONS_TYPE)
        relate(book.package, book.part, _PERSON_RELATION, part)
    root = book.package.tree(part)
    if not any(item.get("id") == own for item in root):
        tag = f"{{{etree.QName(root).namespace}}}person"
        etree.SubElement(root, tag, displayName=author, id=own, userId=author, providerId="None")
    return own


def _guid(of: str) -> str:
    return f"{{{str(uuid5(NAMESPACE_URL, of)).upper()}}}"
