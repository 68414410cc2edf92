"""Whether a file on a share is whole yet: a program may still be writing it while the inbox is read."""

import zlib
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import BadZipFile, ZipFile

PATIENCE = timedelta(minutes=15)
"""How long after its last change an incomplete file is taken to be still on its way."""
_ZIP_MAGIC = b"PK\x03\x04"
_CHECKED_BYTES = 200 * 1024 * 1024
"""Beyond this the file is no report; the reader's own limits refuse it with a better reason."""


def is_still_coming(data: bytes, *, changed: datetime, now: datetime) -> bool:
    """Return whether *data* is only a part of a file that was changed a short while ago.

    Workbooks in xlsx and ods, and zip archives, prove themselves whole: their list of contents stands at the end,
    and each part has a checksum. Room that was reserved and is not written to yet is zeros. Other files (xls,
    csv) can not tell; they are taken as they are and read anew in the next run.
    """
    return now - changed < PATIENCE and not _may_be_whole(data)


def _may_be_whole(data: bytes) -> bool:
    if not data.strip(b"\0"):
        return False
    return not data.startswith(_ZIP_MAGIC) or _is_whole_zip(data)


def _is_whole_zip(data: bytes) -> bool:
    left = _CHECKED_BYTES
    try:
        with ZipFile(BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.flag_bits & 1:
                    continue
                with archive.open(member) as stream:
                    while left > 0 and (chunk := stream.read(1024 * 1024)):
                        left -= len(chunk)
    except NotImplementedError:  # a method that this Python lacks says nothing about the file's end
        return True
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return False
    return True
