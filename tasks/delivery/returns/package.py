"""A workbook's zip as parts in memory: read within limits, changed part by part, written the same each time.

Parts that nobody changes keep their content to the byte.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

LARGEST_UNPACKED = 150 << 20
LARGEST_RATIO = 120
RATIO_COUNTS_FROM = 1 << 20
MOST_ENTRIES = 3_000
# A tree takes about ten times its text in memory.
LARGEST_CHANGED_PART = 48 << 20
_WRITTEN_ON = (1980, 1, 1, 0, 0, 0)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class CannotPatch(Exception):
    """The file is no workbook whose parts can be changed; its sender gets a workbook of ours instead."""


class Package:
    """The parts of one file by name, compared without case as Excel does; new ones are written last."""

    def __init__(self, data: bytes) -> None:
        self._parts = _read(data)
        self._names = {_key(name): name for name in self._parts}
        self._trees: dict[str, etree._Element] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._names

    def read(self, name: str) -> bytes:
        """Return a part's bytes; raise CannotPatch where there is none."""
        known = self._names.get(_key(name))
        if known is None:
            raise CannotPatch(f"{name} is missing")
        if known in self._trees:
            return _serialised(self._trees[known])
        return self._parts[known]

    def tree(self, name: str) -> etree._Element:
        """Return a part as a tree to be changed in place; what is changed is what is written.

        Only a part that is to be changed may be asked for: its text is written anew.
        """
        known = self._names.get(_key(name))
        if known is None:
            raise CannotPatch(f"{name} is missing")
        if known not in self._trees:
            self._trees[known] = parse(self._parts[known], known)
        return self._trees[known]

    def look(self, name: str) -> etree._Element:
        """Return a part as a tree to be read alone; changes to it are not written."""
        known = self._names.get(_key(name), name)
        return self._trees[known] if known in self._trees else parse(self.read(name), name)

    def is_changed(self, name: str) -> bool:
        """Return whether a part was asked for as a tree to be changed."""
        return self._names.get(_key(name)) in self._trees

    def put(self, name: str, content: bytes | etree._Element) -> None:
        """Set a part's content, in its place where it is known already."""
        known = self._names.setdefault(_key(name), name)
        self._trees.pop(known, None)
        if isinstance(content, bytes):
            self._parts[known] = content
        else:
            self._parts.setdefault(known, b"")
            self._trees[known] = content

    def unused(self, pattern: str) -> str:
        """Return the first of a pattern's names (xl/comments{}.xml) that no part bears."""
        return next(name for number in range(1, 1 << 20) if (name := pattern.format(number)) not in self)

    def pack(self) -> bytes:
        """Return the file."""
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._parts.items():
                entry = zipfile.ZipInfo(name, _WRITTEN_ON)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, _serialised(self._trees[name]) if name in self._trees else content)
        return written.getvalue()


def parse(data: bytes, name: str) -> etree._Element:
    """Return XML as a tree; raise CannotPatch for broken XML, a DTD, or more than is worth a tree."""
    if len(data) > LARGEST_CHANGED_PART:
        raise CannotPatch(f"{name} has {len(data):,} bytes")
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise CannotPatch(f"{name}: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CannotPatch(f"{name} has a DTD")
    return root


def new_root(name: str, namespace: str, **prefixed: str) -> etree._Element:
    """Return the root of a new part in a namespace of its own, with others under prefixes."""
    others = "".join(f' xmlns:{prefix}="{url}"' for prefix, url in prefixed.items())
    return etree.fromstring(f'<{name} xmlns="{namespace}"{others}/>'.encode())


def resolve(base: str, target: str) -> str:
    """Return the name of the part that *target* names within the part *base*."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))


def relative(base: str, part: str) -> str:
    """Return how the part *base* names another part."""
    return posixpath.relpath(part, posixpath.dirname(base) or ".")


def _read(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check(entries)
            return dict(_contents(archive, entries))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise CannotPatch(str(error)) from error


def _contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    for entry in entries:
        yield entry.filename, archive.read(entry)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    keys = {_key(entry.filename) for entry in entries}
    if len(entries) > MOST_ENTRIES or len(keys) < len(entries):
        raise CannotPatch("too many parts, or two of one name")
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise CannotPatch("unpacks too large")
    for entry in entries:
        is_bomb = entry.file_size > max(RATIO_COUNTS_FROM, LARGEST_RATIO * entry.compress_size)
        if is_bomb or entry.flag_bits & 1 or entry.compress_type not in _METHODS:
            raise CannotPatch(entry.filename)


def _serialised(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()
