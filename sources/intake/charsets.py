"""Bytes of a mail to text, as Japanese mail programs mean them and not as their labels say.

What calls itself ISO-2022-JP, Shift_JIS or EUC-JP holds the characters of Windows too (①, ㈱, 髙): rows 13 and 89
to 92 of the JIS table, which the standards leave empty. Python's codecs of those names drop or refuse them, so
every pair of JIS bytes is read here as cp932 reads it.
"""

import re
from collections.abc import Iterator

_ESCAPE = re.compile(rb"\x1b(?:(?P<ascii>\([BJ])|(?P<kana>\(I)|(?P<pairs>\$[@B]|\$\([@B])|(?P<further>\$\(D))")
_EUC = re.compile(rb"(?P<further>\x8f[\xa1-\xfe]{2})|(?P<kana>\x8e[\xa1-\xdf])|(?P<pair>[\xa1-\xfe]{2})")
_SHIFT_JIS = re.compile(r"(x[-_])?s(hift)?[-_]?jis|ms_kanji|(windows|cp)[-_]?(31j|932)|x-ms-cp932|ms932")
_NO_CHARSETS = (
    "undefined",
    "idna",
    "punycode",
    "unicode-escape",
    "unicode_escape",
    "raw-unicode-escape",
    "raw_unicode_escape",
)
"""Names by which Python knows other things than charsets."""
_STANDS_FOR_ANOTHER = {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "us-ascii": "utf-8"}
"""Labels under which mail programs send more than their own characters."""


def decoded(data: bytes, charset: str) -> str:
    """Return *data* as text in the charset that the label *charset* stands for in practice.

    What can not be read under its label is read as `unlabelled` bytes: a name with one wrong character still tells
    a person what the file is, and the file itself is not touched.
    """
    label = charset.strip().casefold()
    try:
        if label.startswith("iso-2022-jp") or label.startswith("cp5022"):
            return "".join(_jis_runs(data))
        if _SHIFT_JIS.fullmatch(label):
            return data.decode("cp932")
        if label in ("euc-jp", "eucjp", "x-euc-jp", "cp51932", "eucjp-ms"):
            return "".join(_euc_runs(data))
        return unlabelled(data) if label in _NO_CHARSETS else data.decode(_STANDS_FOR_ANOTHER.get(label, label))
    except (ValueError, LookupError):  # a label may hold anything, and not all codecs say what they can not read
        return unlabelled(data)


def unlabelled(data: bytes) -> str:
    """Return *data* as text where nothing says how to read it: JIS by its escapes, else UTF-8, else cp932."""
    if b"\x1b$" in data or b"\x1b(I" in data:
        return "".join(_jis_runs(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp932", "replace")


def _jis_runs(data: bytes) -> Iterator[str]:
    """Yield the text between the escapes that switch from one character set to another."""
    at, mode = 0, "ascii"
    for escape in (*_ESCAPE.finditer(data), None):
        run = data[at : escape.start() if escape else len(data)]
        match mode:
            case "pairs":
                yield _pairs(run)
            case "further":
                yield b"".join(b"\x8f" + bytes(byte | 0x80 for byte in pair) for pair in _by_two(run)).decode(
                    "euc_jp", "replace"
                )
            case "kana":
                yield bytes(byte | 0x80 if byte > 0x20 else byte for byte in run).decode("cp932", "replace")
            case _:
                yield run.decode("cp932", "replace")  # kana of eight bits may stand beside ASCII
        if escape:
            at, mode = escape.end(), str(escape.lastgroup)


def _euc_runs(data: bytes) -> Iterator[str]:
    at = 0
    for found in (*_EUC.finditer(data), None):
        yield data[at : found.start() if found else len(data)].decode("ascii")
        if found is None:
            return
        at = found.end()
        match found.lastgroup:
            case "pair":
                yield _pairs(bytes(byte & 0x7F for byte in found[0]))
            case "kana":
                yield found[0][1:].decode("cp932")
            case _:
                yield found[0].decode("euc_jp", "replace")


def _pairs(run: bytes) -> str:
    """Return pairs of JIS bytes as cp932 has them; a line's end or a blank may stand among them."""
    shifted = bytearray()
    for pair in _by_two(run):
        if len(pair) == 2 and all(0x21 <= byte <= 0x7E for byte in pair):
            shifted += _shifted(*pair)
        else:
            shifted += pair
    return shifted.decode("cp932", "replace")


def _by_two(run: bytes) -> Iterator[bytes]:
    """Yield the run in pairs, but bytes below the table (blanks, ends of lines) one by one."""
    at = 0
    while at < len(run):
        step = 1 if run[at] < 0x21 else 2
        yield run[at : at + step]
        at += step


def _shifted(row: int, cell: int) -> bytes:
    """Return a JIS pair as Shift_JIS writes it: two rows of 94 share one first byte, 0x7F stays unused."""
    line, second_half = divmod(row - 0x21, 2)
    first = line + (0x81 if line < 0x1F else 0xC1)
    if second_half:
        return bytes((first, cell + 0x7E))
    return bytes((first, cell + (0x1F if cell < 0x60 else 0x20)))
