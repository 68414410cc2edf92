"""A zip file looked through before any of it is believed, and its parts read within limits.

Nothing is written to disk and no name in the zip becomes a path; a part is only ever a value in memory.
"""

import zipfile
import zlib
from io import BytesIO

from sources.messages import text
from tasks.reading.formats.limits import LARGEST_RATIO, LARGEST_UNPACKED, MIB, MOST_ENTRIES, RATIO_COUNTS_FROM
from tasks.reading.not_opened import NotOpened, locked, too_large, unreadable

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_IS_ENCRYPTED = 1


class Package:
    """The parts of a zip file by name. Names are compared as Excel compares them: without case."""

    def __init__(self, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._entries = entries
        self._unpacked = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all parts as written in the zip."""
        return tuple(info.filename for info in self._entries.values())

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def read(self, name: str) -> bytes | None:
        """Return a part's bytes, or None where there is none of that name; raise NotOpened where it is broken.

        `zipfile` yields no more than the size that the zip itself claims (which `open_package` has limited),
        and checks the CRC, so a size that lies shows as a broken part.
        """
        info = self._entries.get(_key(name))
        if info is None:
            return None
        try:
            data = self._archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise broken_zip(f"{name}: {error}") from error
        self._unpacked += len(data)
        if self._unpacked > LARGEST_UNPACKED:
            raise _unpacks_too_large()
        return data


def open_package(data: bytes) -> Package:
    """Return the zip file *data* as a Package; raise NotOpened where it breaks a limit or is broken."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise broken_zip(error) from error
    if len(infos) > MOST_ENTRIES:
        raise too_large(
            text(
                "The file packs {count} parts; up to {most} are read. "
                "Delete sheets, pictures and shapes that the report does not need, and send it again.",
                count=f"{len(infos):,}",
                most=f"{MOST_ENTRIES:,}",
            )
        )
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _check_entry(info)
        if _key(info.filename) in entries:
            raise broken_zip(f"two parts are named {info.filename}")
        entries[_key(info.filename)] = info
    if sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        raise _unpacks_too_large()
    if sum(info.compress_size for info in infos) > len(data):
        raise broken_zip("its parts overlap")
    return Package(archive, entries)


def broken_zip(details: object) -> NotOpened:
    """Return the refusal of a zip file that can not be unpacked as it claims."""
    return unreadable(
        text("The file is damaged or was cut off on its way. Open it in Excel, save it anew, and send it again."),
        details,
    )


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/"):
        raise broken_zip(f"unsafe name {info.filename!r}")
    if info.flag_bits & _IS_ENCRYPTED:
        raise locked(text("The file is a zip file with a password. Send the workbook itself, without the zip."))
    if info.compress_type not in _METHODS:
        raise broken_zip(f"{info.filename}: compression method {info.compress_type}")
    if info.file_size > RATIO_COUNTS_FROM and info.file_size > LARGEST_RATIO * info.compress_size:
        raise too_large(
            text(
                "A part of the file ({part}) unpacks to more than {ratio} times its size, "
                "as no workbook of a report does; it was not opened. "
                "Copy the report into a new workbook, and send that.",
                part=info.filename,
                ratio=LARGEST_RATIO,
            )
        )


def _unpacks_too_large() -> NotOpened:
    return too_large(
        text(
            "The file unpacks to more than {most} MiB. "
            "Delete pictures, sheets and formatted empty cells that the report does not need, and send it again.",
            most=LARGEST_UNPACKED // MIB,
        )
    )


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()
