"""XML parts of a workbook, parsed so that nothing in them is followed, expanded or trusted."""

from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from sources.messages import text
from tasks.reading.not_opened import too_large, unreadable

MOST_TAGS_IN_A_PART = 12_000_000  # a million cells with value and formula have 7 million
MOST_TAGS_IN_A_TREE = 2_000_000  # parts that are held in memory as a whole
_SAFE_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"utf-16")
_XML_DECLARATION_LENGTH = 200


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace, since writers differ in prefix and strictness."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """Return the attribute *name* whatever its namespace: r:id is spelled with two in the two dialects."""
    found = element.get(name)
    if found is not None:
        return found
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def parse_tree(data: bytes, part: str) -> etree._Element:
    """Return the root of a small part; raise NotOpened where it is broken, too large or has a DTD."""
    _check(data, part, MOST_TAGS_IN_A_TREE)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(part, error) from error


def iterate(data: bytes, part: str, names: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield each element of *names* when it is complete, in document order; the caller clears what it has used."""
    _check(data, part, MOST_TAGS_IN_A_PART)
    events = etree.iterparse(
        BytesIO(data),
        events=("end",),
        tag=tuple(f"{{*}}{name}" for name in names),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            yield element
    except etree.XMLSyntaxError as error:
        raise damaged(part, error) from error


def damaged(part: str, error: object) -> Exception:
    """Return the refusal of a file one part of which is not well-formed."""
    return unreadable(
        text(
            "The file is damaged (its part {part} is broken). Open it in Excel, save it anew, and send it again.",
            part=part,
        ),
        error,
    )


def _check(data: bytes, part: str, most_tags: int) -> None:
    head = data[:_XML_DECLARATION_LENGTH]
    is_utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:8]
    if not is_utf16 and b"encoding" in head:
        named = head.partition(b"encoding")[2].lstrip(b" =\"'\t\r\n").lower()
        if not named.startswith(_SAFE_ENCODINGS):
            raise damaged(part, "unusual encoding")
    doctype = "<!DOCTYPE"
    marks = [doctype.encode("utf-16-le"), doctype.encode("utf-16-be")] if is_utf16 else [doctype.encode()]
    if any(mark in data for mark in marks):
        raise unreadable(
            text(
                "The file holds a document type definition (in {part}), which no spreadsheet program writes; "
                "it was not opened. Save it anew in Excel, and send it again.",
                part=part,
            )
        )
    if data.count(b"<") > most_tags:
        raise too_large(
            text(
                "The file's part {part} is too large to be read. Delete unused rows and columns, "
                "and send it again.",
                part=part,
            )
        )
