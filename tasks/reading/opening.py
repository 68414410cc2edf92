"""Bytes to Grid: what a file is, told by its content and never by its name, and the reader for it."""

from dataclasses import replace
from io import BytesIO

import olefile

from sources.messages import text
from tasks.reading.formats.calamine_values import read_values
from tasks.reading.formats.cross_check import compare_readers
from tasks.reading.formats.delimited import read_delimited
from tasks.reading.formats.file_kinds import (
    OLE_MAGIC,
    ZIP_MAGIC,
    Format,
    format_of_ole,
    format_of_plain,
    format_of_zip,
)
from tasks.reading.formats.limits import LARGEST_FILE, file_too_large
from tasks.reading.formats.ods import read_ods
from tasks.reading.formats.passwords import is_protected, unprotect
from tasks.reading.formats.preflight import broken_zip, open_package
from tasks.reading.formats.xls import read_xls
from tasks.reading.formats.xlsx import read_xlsx
from tasks.reading.grid import Grid
from tasks.reading.not_opened import NotOpened, unreadable

__all__ = ["NotOpened", "open_grid"]


def open_grid(name: str, data: bytes, password: str | None = None) -> Grid:
    """Return the cells of the file *name* with the content *data*.

    Raises NotOpened, and nothing else for any content: kind unreadable_file, password or file_too_large, with
    a message that says what the file is and what its sender can do. Memory and time are limited where the file
    is read in a process of its own (see isolation.py).
    """
    if len(data) > LARGEST_FILE:
        raise file_too_large(len(data))
    if not data.strip(b"\0 \t\r\n"):
        raise unreadable(text("The file is empty. Send it again."), name)
    if data.startswith(ZIP_MAGIC):
        return _open_zip(data)
    if data.startswith(OLE_MAGIC):
        return _open_ole(data, password)
    if format_of_plain(data) is Format.XLS:
        return read_xls(data)
    return read_delimited(data)


def _open_zip(data: bytes) -> Grid:
    package = open_package(data)
    match format_of_zip(package.names, package.read("mimetype") or b""):
        case Format.ODS:
            return read_ods(package)
        case Format.XLSB:
            return read_values(data, "xlsb")
    grid, sheets = read_xlsx(package)
    return replace(grid, warnings=grid.warnings + compare_readers(data, sheets, grid.date_1904))


def _open_ole(data: bytes, password: str | None) -> Grid:
    kind = format_of_ole(_top_streams(data))
    if kind is Format.ENCRYPTED:
        plain = unprotect(data, password)
        if not plain.startswith(ZIP_MAGIC):
            raise broken_zip("decrypted content is no zip")
        return _open_zip(plain)
    return read_xls(unprotect(data, password) if is_protected(data) else data)


def _top_streams(data: bytes) -> list[str]:
    """Return the names of an OLE2 file's top-level streams."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            return [path[0] for path in container.listdir()]
    except Exception as error:  # the library has many ways to fail on a damaged directory
        raise broken_zip(f"{type(error).__name__}: {error}") from error
