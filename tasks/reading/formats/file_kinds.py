"""What a file is, by its content, in words its sender knows."""

import re
from collections.abc import Iterable
from enum import Enum, auto

from sources.messages import Text, text
from tasks.reading.not_opened import unreadable


class Format(Enum):
    """The families of files that are opened, each by a reader of its own."""

    XLSX = auto()
    XLSB = auto()
    ODS = auto()
    XLS = auto()
    ENCRYPTED = auto()
    DELIMITED = auto()


ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_MAGIC = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_BIFF_LENGTHS = (4, 6, 8, 16)
_HEAD = 4096
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"

_WORD = text("The file is a Word document. Enter the figures in the Excel workbook, and send that.")
_SLIDES = text("The file is a PowerPoint presentation. Enter the figures in the Excel workbook, and send that.")
_IMAGE = text("The file is a picture. Enter the figures in the Excel workbook, and send that.")
_WEB_PAGE = text(
    "The file is a web page (HTML) saved under a workbook's name. "
    "Open it in Excel, save it as an Excel workbook (.xlsx), and send that."
)
_ARCHIVE = text("The file is an archive of other files. Send the workbook itself, without packing it.")
_OLD_FORM = text(
    "The file is in a form of Excel that is not read. Open it in Excel, save it as .xlsx, and send that."
)
_MAIL = text("The file is a saved mail. Send the workbook itself.")

_MARKS: tuple[tuple[re.Pattern[bytes], Text], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), refusal)
    for pattern, refusal in (
        (rb"\s*%PDF-", text("The file is a PDF. Enter the figures in the Excel workbook, and send that.")),
        (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{12}|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(heic|heif|mif1|avif)", _IMAGE),
        (rb"\s*\{\\rtf", _WORD),
        (
            rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype\s+html|<html|<head|<body|<table)",
            _WEB_PAGE,
        ),
        (rb"MIME-Version:.*(multipart/related|text/html)", _WEB_PAGE),
        (rb"MIME-Version:|(Received|Return-Path|Message-ID):", _MAIL),
        (rb"(\xef\xbb\xbf)?\s*<(\?xml|Workbook|svg)", _OLD_FORM),
        (rb"ID;P", _OLD_FORM),
        (rb"7z\xbc\xaf\x27\x1c|Rar!|\x1f\x8b|BZh|\xfd7zXZ|PK\x05\x06|.{2}-lh[0-9]-", _ARCHIVE),
    )
)


def format_of_zip(names: Iterable[str], mimetype: bytes) -> Format:
    """Return the format of a zip file by the names of its parts; raise NotOpened where it is no workbook."""
    lower = {name.replace("\\", "/").lower() for name in names}
    if mimetype.startswith(_ODS_TYPE):
        return Format.ODS
    if "xl/workbook.bin" in lower:
        return Format.XLSB
    if "word/document.xml" in lower:
        raise unreadable(_WORD)
    if "ppt/presentation.xml" in lower:
        raise unreadable(_SLIDES)
    if "[content_types].xml" in lower:
        return Format.XLSX
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise unreadable(_WORD)
    if any(name.endswith(".iwa") for name in lower):
        raise unreadable(
            text("The file is a Numbers document of a Mac. Export it as an Excel workbook, and send that.")
        )
    raise unreadable(_ARCHIVE)


def format_of_ole(streams: Iterable[str]) -> Format:
    """Return the format of an OLE2 file by the names of its top-level streams; raise NotOpened for other kinds."""
    lower = {name.lower() for name in streams}
    if "encryptedpackage" in lower:
        return Format.ENCRYPTED
    if lower & {"workbook", "book"}:
        return Format.XLS
    if "worddocument" in lower:
        raise unreadable(_WORD)
    if "powerpoint document" in lower:
        raise unreadable(_SLIDES)
    if any(name.startswith("__substg1.0") for name in lower):
        raise unreadable(_MAIL)
    raise unreadable(_OLD_FORM)


def format_of_plain(data: bytes) -> Format:
    """Return the format of a file that is neither zip nor OLE2: delimited text, or an xls of Excel 2 to 4."""
    head = data[:_HEAD]
    if head[:2] in _BIFF_MAGIC and len(data) > 8 and head[2] in _BIFF_LENGTHS and head[3] == 0:
        return Format.XLS
    for mark, refusal in _MARKS:
        if mark.match(head):
            raise unreadable(refusal)
    return Format.DELIMITED
