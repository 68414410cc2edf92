"""The archive of originals: every submitted file once, under its SHA-256, read-only and checked on each read."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sources.errors import ServiceFailed
from sources.messages import text

SHA256_LETTERS = 64
NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)
"""What file systems without hard links (many network shares) answer; a rename over the same bytes does as well."""


def archive(folder: Path, data: bytes) -> Path:
    """Keep *data* in the archive and return its file; one that is there is checked, and marked as asked for.

    Written beside its place, synced and then linked, so that a kill leaves the whole file or none under its name,
    and two writers of the same bytes do not meet.
    """
    target = original_path(folder, hashlib.sha256(data).hexdigest())
    if target.exists():
        os.utime(target)  # before it is checked: whoever prunes passes over what was asked for just now
        read_original(folder, target.name)
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o444)
            os.fsync(file.fileno())
        try:
            os.link(name, target)
        except FileExistsError:
            read_original(folder, target.name)
        except OSError as error:
            if error.errno not in NO_HARD_LINKS:
                raise
            Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    _sync_folder(target.parent)
    return target


def read_original(folder: Path, sha256: str) -> bytes:
    """Return an original's bytes; raise ServiceFailed where it is missing or no longer what it was."""
    path = original_path(folder, sha256)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ServiceFailed(
            text(
                "The archive can not give the original {sha256}: {problem}. Restore it from the backup.",
                sha256=sha256,
                problem=error.strerror or error,
            )
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ServiceFailed(
            text("The archived original {file} has changed on disk. Restore it from the backup.", file=path)
        )
    return data


@dataclass(frozen=True)
class Stored:
    """One original as it lies in the archive: its size in bytes, and when a run last put it there or found it."""

    sha256: str
    size: int
    asked_for: datetime


def stored_originals(folder: Path) -> Iterator[Stored]:
    """Yield all originals in the archive, by hash."""
    for file in sorted(folder.glob("??/*")):
        if len(file.name) == SHA256_LETTERS:
            found = file.stat()
            yield Stored(file.name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


def remove_original(folder: Path, sha256: str) -> None:
    """Delete an original; one that is gone already is no error."""
    original_path(folder, sha256).unlink(missing_ok=True)


def original_path(folder: Path, sha256: str) -> Path:
    """Return where an original stands: ab/abcdef… below *folder*."""
    return folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
