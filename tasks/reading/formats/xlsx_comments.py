"""Comments (コメント) on the cells of a sheet: notes, and the threads of newer Excel in their place."""

from tasks.reading.formats.preflight import Package
from tasks.reading.formats.rich_text import whole_text
from tasks.reading.formats.xlsx_parts import Relationship
from tasks.reading.formats.xlsx_strings import read_string, unescape
from tasks.reading.formats.xml_parts import local_name, parse_tree


def read_comments(package: Package, relations: tuple[Relationship, ...]) -> dict[str, str]:
    """Return comments by cell reference such as "B4"; the replies of a thread follow on lines of their own.

    A thread is stored twice: as itself, and as a note telling older programs that it is there.
    """
    notes: dict[str, str] = {}
    threads: dict[str, str] = {}
    for relation in relations:
        if relation.kind == "comments":
            notes |= _notes(package.read(relation.target))
        elif relation.kind == "threadedComment":
            threads |= _threads(package.read(relation.target))
    return notes | threads


def _notes(data: bytes | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for comment in parse_tree(data, "comments.xml").iter("{*}comment") if data else ():
        words = [whole_text(read_string(child)) for child in comment if local_name(child) == "text"]
        found[comment.get("ref", "")] = "".join(words).strip()
    return found


def _threads(data: bytes | None) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for comment in parse_tree(data, "threadedComments.xml").iter("{*}threadedComment") if data else ():
        words = "".join(child.text or "" for child in comment if local_name(child) == "text")
        found.setdefault(comment.get("ref", ""), []).append(unescape(words).strip())
    return {reference: "\n".join(lines) for reference, lines in found.items()}
