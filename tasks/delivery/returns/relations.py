"""How a package's parts refer to one another: relationships and content types."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from tasks.delivery.returns.package import Package, new_root, relative, resolve

PACKAGE_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class Relation:
    """One relationship: *kind* is the last word of its type (worksheet, comments), *part* what it leads to."""

    id: str
    kind: str
    type: str
    part: str


def relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> tuple[Relation, ...]:
    """Return the relationships of *part* within the package ("" for the package itself), in their order."""
    return tuple(_relations(package, part))


def _relations(package: Package, part: str) -> Iterator[Relation]:
    name = relations_part(part)
    if name not in package:
        return
    for item in package.look(name):
        if isinstance(item.tag, str) and item.get("TargetMode") != "External":
            kind_url = item.get("Type", "")
            target = resolve(part, item.get("Target", ""))
            yield Relation(item.get("Id", ""), kind_url.rpartition("/")[2], kind_url, target)


def relate(package: Package, part: str, kind_url: str, target: str) -> str:
    """Add a relationship from *part* to *target*, and return its id."""
    name = relations_part(part)
    if name not in package:
        package.put(name, new_root("Relationships", PACKAGE_NAMESPACE))
    root = package.tree(name)
    taken = {item.get("Id") for item in root}
    new_id = next(f"rId{number}" for number in range(len(root) + 1, 1 << 20) if f"rId{number}" not in taken)
    etree.SubElement(
        root, f"{{{PACKAGE_NAMESPACE}}}Relationship", Id=new_id, Type=kind_url, Target=relative(part, target)
    )
    return new_id


def declare_part(package: Package, part: str, content_type: str) -> None:
    """State the type of one new part."""
    types = package.tree(CONTENT_TYPES)
    etree.SubElement(types, f"{{{TYPES_NAMESPACE}}}Override", PartName=f"/{part}", ContentType=content_type)


def declare_ending(package: Package, ending: str, content_type: str) -> None:
    """State the type of all parts with a name's *ending*, unless it is stated already."""
    types = package.tree(CONTENT_TYPES)
    if not any((item.get("Extension") or "").lower() == ending for item in types):
        types.insert(0, etree.Element(f"{{{TYPES_NAMESPACE}}}Default", Extension=ending, ContentType=content_type))
