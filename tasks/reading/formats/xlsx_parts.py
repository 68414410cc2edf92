"""How the parts of an xlsx package find each other: relationships."""

import posixpath
from dataclasses import dataclass

from tasks.reading.formats.preflight import Package
from tasks.reading.formats.xml_parts import parse_tree


@dataclass(frozen=True)
class Relationship:
    """*kind* is the last word of the relationship's type, which is the same in both dialects of the format."""

    id: str
    kind: str
    target: str


def relationships(package: Package, part: str) -> tuple[Relationship, ...]:
    """Return the relationships of *part* ("" for the package) to other parts, leaving out those to the outside."""
    folder, name = posixpath.split(part)
    data = package.read(posixpath.join(folder, "_rels", f"{name}.rels"))
    if data is None:
        return ()
    found = []
    for item in parse_tree(data, f"{name}.rels"):
        if item.get("TargetMode", "") == "External":
            continue
        target = item.get("Target", "").replace("\\", "/")
        path = target if target.startswith("/") else posixpath.join(folder, target)
        kind = item.get("Type", "").rpartition("/")[2]
        found.append(Relationship(item.get("Id", ""), kind, posixpath.normpath(path).lstrip("/")))
    return tuple(found)
