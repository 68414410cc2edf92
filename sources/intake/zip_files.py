"""The files in a zip archive that came by mail, within limits that trust no header of the archive."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from sources.intake.arrival import LIMIT_BYTES
from sources.intake.names import is_leftover
from sources.intake.zip_names import member_name
from sources.messages import Text, text
from sources.submission import FindingKind

LARGEST_NUMBER = 100
LARGEST_WHOLE_BYTES = 150 * 1024 * 1024
HIGHEST_RATIO = 120
RATIO_COUNTS_FROM_BYTES = 1024 * 1024
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_MARKS_OF_DOCUMENTS = ("[content_types].xml", "mimetype")
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError, ValueError, RuntimeError)
"""What the library raises for archives that are damaged, lie about themselves or use a method that it lacks."""


@dataclass(frozen=True)
class Member:
    """One file of an archive, *size* bytes; where that is beyond the limit for one file, *data* is empty."""

    name: str
    data: bytes
    size: int


@dataclass(frozen=True)
class Refusal:
    """Why an archive, or one file in it, was not taken; *name* is that file's, empty for the archive's own."""

    kind: FindingKind
    message: Text
    name: str = ""


def is_archive(data: bytes) -> bool:
    """Return whether *data* is a zip of files, and not a workbook, which is a zip as well."""
    if not data.startswith(_MAGIC):
        return False
    try:
        with ZipFile(BytesIO(data)) as archive:
            return not any(name.casefold() in _MARKS_OF_DOCUMENTS for name in archive.namelist())
    except _BROKEN:
        return False


def files_in_zip(data: bytes) -> tuple[Member | Refusal, ...]:
    """Return an archive's files by their place in it, and what was refused of it.

    An archive that is encrypted, damaged or over the limits is refused as a whole: a part of what was sent would
    look like all of it.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _files(archive)
    except _BROKEN:
        return (
            Refusal(
                FindingKind.UNREADABLE_FILE,
                text("The zip archive is damaged and could not be opened. Make it anew, and send it again."),
            ),
        )


def _files(archive: ZipFile) -> tuple[Member | Refusal, ...]:
    members = [one for one in archive.infolist() if not _is_folder(one) and not _is_leftover(member_name(one))]
    if not all(one.filename for one in members):
        raise BadZipFile("a file without a name")
    if any(one.flag_bits & _ENCRYPTED for one in members):
        return (Refusal(FindingKind.PASSWORD, _encrypted()),)
    if len(members) > LARGEST_NUMBER:
        return (Refusal(FindingKind.FILE_TOO_LARGE, _too_many(len(members))),)
    found: list[Member | Refusal] = []
    left = LARGEST_WHOLE_BYTES
    for member in members:
        most = min(left, max(RATIO_COUNTS_FROM_BYTES, HIGHEST_RATIO * member.compress_size))
        size, data = _unpacked(archive, member, most)
        if size > most:
            return (Refusal(FindingKind.FILE_TOO_LARGE, _too_large()),)
        left -= size
        name = member_name(member)
        is_nested = is_archive(data)
        found.append(
            Refusal(FindingKind.UNREADABLE_FILE, _nested(), name) if is_nested else Member(name, data, size)
        )
    return tuple(found)


def _is_folder(member: ZipInfo) -> bool:
    return member.filename.endswith("/")


def _unpacked(archive: ZipFile, member: ZipInfo, most: int) -> tuple[int, bytes]:
    """Return how large a member is and its content, which is empty beyond the limit for one file.

    Counting stops just past *most*.
    """
    size, content = 0, bytearray()
    with archive.open(member) as stream:
        while size <= most and (chunk := stream.read(1024 * 1024)):
            size += len(chunk)
            content += chunk
            if size > LIMIT_BYTES:
                content.clear()
    return size, bytes(content) if size <= LIMIT_BYTES else b""


def _is_leftover(path: str) -> bool:
    return any(is_leftover(part) for part in PurePosixPath(path).parts if part not in (".", ".."))


def _encrypted() -> Text:
    return text(
        "Zip archives with a password can not be taken. Send the files without one, or protect the workbook itself"
        " with the password that was agreed on."
    )


def _too_many(number: int) -> Text:
    return text(
        "The zip archive holds {number} files; {limit} is the most. Send only this month's reports.",
        number=number,
        limit=LARGEST_NUMBER,
    )


def _too_large() -> Text:
    return text(
        "The zip archive grows beyond {limit} MB, or far more than a report does, when it is opened. Send the"
        " workbooks themselves.",
        limit=LARGEST_WHOLE_BYTES // (1024 * 1024),
    )


def _nested() -> Text:
    return text("This is a zip archive within another one. Send the files in one archive, or as they are.")
