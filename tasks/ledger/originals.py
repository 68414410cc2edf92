"""The archive of originals: every submitted file once, under its SHA-256, read-only and checked on each read.

It is a folder, or a store that several machines share.
"""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from sources.errors import ServiceFailed
from sources.messages import text
from sources.stores import Store

Archive = Path | Store
SHA256_LETTERS = 64
MARKED_AGAIN_AFTER = timedelta(days=1)
NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)
"""What file systems without hard links (many network shares) answer; a rename over the same bytes does as well."""


def archive(place: Archive, data: bytes) -> str:
    """Keep *data* in the archive and return its SHA-256; one that is there is checked, and marked as asked for."""
    sha256 = hashlib.sha256(data).hexdigest()
    if isinstance(place, Store):
        _keep_in_store(place, sha256, data)
    else:
        _keep_in_folder(place, sha256, data)
    return sha256


def has_original(place: Archive, sha256: str) -> bool:
    """Return whether the archive holds an original, whole or not."""
    if isinstance(place, Store):
        return place.found(_name(sha256)) is not None
    return original_path(place, sha256).exists()


def _keep_in_store(store: Store, sha256: str, data: bytes) -> None:
    """Put *data* where it is not yet; of another size it is a put that was cut short, and is put again.

    A store that has it is not asked for its bytes: they are checked whenever they are read. What was asked for is
    marked once a day, by being put again: no store lets a file's day be changed.
    """
    found = store.found(_name(sha256))
    if found is None or found.size != len(data) or datetime.now(UTC) - found.changed > MARKED_AGAIN_AFTER:
        store.put(_name(sha256), data)


def _keep_in_folder(folder: Path, sha256: str, data: bytes) -> None:
    """Keep *data* under its hash in a folder.

    Written beside its place, synced and then linked, so that a kill leaves the whole file or none under its name,
    and two writers of the same bytes do not meet.
    """
    target = original_path(folder, sha256)
    if target.exists():
        os.utime(target)  # before it is checked: whoever prunes passes over what was asked for just now
        read_original(folder, sha256)
        return
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
            read_original(folder, sha256)
        except OSError as error:
            if error.errno not in NO_HARD_LINKS:
                raise
            Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    _sync_folder(target.parent)


def read_original(place: Archive, sha256: str) -> bytes:
    """Return an original's bytes; raise ServiceFailed where it is missing or no longer what it was."""
    try:
        data = _bytes_in(place, sha256)
    except OSError as error:
        raise ServiceFailed(
            text(
                "The archive can not give the original {sha256}: {problem}. Restore it from the backup.",
                sha256=sha256,
                problem=error.strerror or error,
            )
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        file = f"{place}/{_name(sha256)}"
        raise ServiceFailed(
            text("The archived original {file} has changed on disk. Restore it from the backup.", file=file)
        )
    return data


def _bytes_in(place: Archive, sha256: str) -> bytes:
    if isinstance(place, Path):
        return original_path(place, sha256).read_bytes()
    data = place.read(_name(sha256))
    if data is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    return data


@dataclass(frozen=True)
class Stored:
    """One original as it lies in the archive: its size in bytes, and when a run last put it there or found it."""

    sha256: str
    size: int
    asked_for: datetime


def stored_originals(place: Archive) -> Iterator[Stored]:
    """Yield all originals in the archive, by hash."""
    if isinstance(place, Store):
        for name, found in place.files().items():
            sha256 = PurePosixPath(name).name
            if name == _name(sha256) and len(sha256) == SHA256_LETTERS:
                yield Stored(sha256, found.size, found.changed)
        return
    for file in sorted(place.glob("??/*")):
        if len(file.name) == SHA256_LETTERS:
            stat = file.stat()
            yield Stored(file.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))


def remove_original(place: Archive, sha256: str) -> None:
    """Delete an original; one that is gone already is no error."""
    if isinstance(place, Store):
        place.remove(_name(sha256))
    else:
        original_path(place, sha256).unlink(missing_ok=True)


def original_path(folder: Path, sha256: str) -> Path:
    """Return where an original stands: ab/abcdef… below *folder*."""
    return folder / _name(sha256)


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
