"""The names in a zip archive: which of three ways of writing them its program used."""

import struct
import unicodedata
import zlib
from zipfile import ZipInfo

_UTF_8 = 0x800
_UNICODE_PATH = 0x7075


def member_name(member: ZipInfo) -> str:
    """Return a member's path in NFC with / between folders.

    Marked as UTF-8, it is UTF-8. A second name in UTF-8 beside it (Info-ZIP) holds where its checksum fits. Else
    it is UTF-8 without the mark (macOS), or cp932 (Windows in Japanese); no cp932 name of a few characters
    happens to be UTF-8.
    """
    if member.flag_bits & _UTF_8:
        name = member.orig_filename
    else:
        raw = member.orig_filename.encode("cp437")
        name = _second_name(member.extra, raw) or _unmarked(raw)
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _unmarked(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp932", "replace")


def _second_name(extra: bytes, raw: bytes) -> str:
    """Return the name in the extra field 0x7075, or nothing where there is none, or it belongs to another name."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
    return ""
