"""The regular files below a folder, read without following a link or waiting on a pipe.

Whoever may write into an inbox could otherwise have any file of the machine read, archived and mailed. Folders
are walked and files opened relative to descriptors already held, so that nothing can be swapped in between.
"""

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sources.intake.arrival import LIMIT_BYTES
from sources.intake.names import is_leftover, numbered

_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class NotRegular(Exception):
    """What stands there is a link, a pipe, a device or a folder in a file's place."""


@dataclass(frozen=True)
class FoundFile:
    """One entry of the tree: *name* relative to the folder, readable and in NFC, *raw* as the disk has it."""

    name: str
    raw: str


@dataclass(frozen=True)
class FileContent:
    """A file's bytes up to one beyond the limit, its size in bytes and when it was last changed."""

    data: bytes
    size: int
    changed: datetime


def files_below(folder: Path) -> tuple[FoundFile, ...]:
    """Return every entry below *folder* but leftovers, by name; links are entries too, never followed."""
    return by_readable_name(_raw_names(folder))


def by_readable_name(raw_names: Iterable[str]) -> tuple[FoundFile, ...]:
    """Return files by name, told apart where two names look like one."""
    spellings: Counter[str] = Counter()
    found = []
    for raw in sorted(raw_names, key=lambda raw: (readable_name(raw), raw)):
        name = readable_name(raw)
        spellings[name] += 1
        found.append(FoundFile(numbered(name, spellings[name]), raw))
    return tuple(found)


def read_file(folder: Path, raw: str) -> FileContent:
    """Return the content of a file below *folder*; raise NotRegular for anything but a plain file, or OSError."""
    *parents, last = raw.split("/")
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for parent in parents:
            above, descriptor = descriptor, _open_below(descriptor, parent, os.O_DIRECTORY)
            os.close(above)
        file = _open_below(descriptor, last, 0)
    finally:
        os.close(descriptor)
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode):
        os.close(file)
        raise NotRegular(raw)
    with os.fdopen(file, "rb") as stream:
        data = stream.read(LIMIT_BYTES + 1)
    changed = datetime.fromtimestamp(status.st_mtime, UTC)
    return FileContent(data, max(status.st_size, len(data)), changed)


def readable_name(raw: str) -> str:
    """Return a file's name in NFC; bytes that are not UTF-8 are read as cp932, which old archives hold."""
    raw_bytes = os.fsencode(raw)
    for encoding in ("utf-8", "cp932"):
        try:
            return unicodedata.normalize("NFC", raw_bytes.decode(encoding))
        except UnicodeDecodeError:
            continue
    return raw_bytes.decode("utf-8", "replace")


def _raw_names(folder: Path) -> Iterator[str]:
    """Yield the paths of all entries but plain folders; a folder that can not be listed is an entry too."""
    closed: list[str] = []
    for root, folders, files in os.walk(folder, onerror=lambda error: closed.append(error.filename)):
        folders[:] = sorted(name for name in folders if not is_leftover(name))
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        for name in (*files, *links):
            if not is_leftover(name):
                yield (Path(root) / name).relative_to(folder).as_posix()
    yield from (Path(path).relative_to(folder).as_posix() for path in closed)


def _open_below(above: int, name: str, further_flags: int) -> int:
    """Return a descriptor of *name* in the folder *above*; a link in its place raises NotRegular."""
    try:
        return os.open(name, _OPEN_FLAGS | further_flags, dir_fd=above)
    except OSError as error:
        if stat.S_ISLNK(os.stat(name, dir_fd=above, follow_symlinks=False).st_mode):
            raise NotRegular(name) from error
        raise
