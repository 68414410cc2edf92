"""The texts in a mail's headers: subject, sender, names of files, whatever way a mail program wrote them."""

import base64
import binascii
import quopri
import re
import unicodedata
from collections.abc import Iterator
from email.message import Message
from email.utils import getaddresses

from sources.intake.charsets import decoded, unlabelled

_WORD = re.compile(r"=\?(?P<charset>[^?*\s]+)(?:\*[^?]*)?\?(?P<coding>[bBqQ])\?(?P<text>[^?]*)\?=")
_LINE_END = re.compile(r"\r?\n(?=[ \t])|[\r\n]+$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def header(message: Message, name: str) -> str:
    """Return a header as a person reads it, in NFC and on one line; empty where the mail has none."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", _without_words(_written(message, name)))).strip()


def sender_of(message: Message) -> str:
    """Return the address that a mail says it comes from, in lower case; empty where it names none, or several.

    Of two addresses a person may see the one, and a program count the other.
    """
    written = [str(value) for key, value in message.raw_items() if key.casefold() == "from"]
    try:
        found = {address.casefold() for _, address in getaddresses([_written(message, "From")]) if "@" in address}
    except (RecursionError, ValueError, IndexError):  # comments within comments, and what else nobody writes
        return ""
    (address,) = found if len(found) == 1 and len(written) == 1 else ("",)
    return address if _ADDRESS.fullmatch(address) else ""


def file_name(part: Message) -> str:
    """Return the name that a part's file bears, in NFC; empty where it bears none.

    Mail programs write it as RFC 2231 (filename*=), as an encoded word, or as bare bytes in some charset.
    """
    for header_name, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        holder = Message()
        holder[header_name] = _written(part, header_name)
        value = holder.get_param(parameter, header=header_name)
        if isinstance(value, tuple):
            charset, _, written = value
            name = decoded(written.encode("latin-1", "replace"), charset or "utf-8")
        else:
            name = _without_words(str(value or ""))
        if name.strip():
            return unicodedata.normalize("NFC", name).strip()
    return ""


def _written(message: Message, name: str) -> str:
    """Return a header unfolded, bytes beyond ASCII read as they are meant, encoded words left as they are."""
    for key, value in message.raw_items():
        if key.casefold() == name.casefold():
            raw = _LINE_END.sub("", str(value)).encode("ascii", "surrogateescape")
            return raw.decode("ascii") if raw.isascii() and b"\x1b" not in raw else unlabelled(raw)
    return ""


def _without_words(written: str) -> str:
    """Return a header's text with its encoded words read.

    The bytes of words that follow one another in one charset are put together first: many programs cut
    a character in two.
    """
    return "".join(_runs(written))


def _runs(written: str) -> Iterator[str]:
    held, charset, at = b"", "", 0
    for word in _WORD.finditer(written):
        between = written[at : word.start()]
        at = word.end()
        if held and (between.strip() or word["charset"].casefold() != charset):
            yield decoded(held, charset)
            held = b""
        if between.strip() or not charset:
            yield between
        held, charset = held + _bytes_of(word), word["charset"].casefold()
    if held:
        yield decoded(held, charset)
    yield written[at:]


def _bytes_of(word: "re.Match[str]") -> bytes:
    written = word["text"].encode("ascii", "replace")
    if word["coding"] in "qQ":
        return quopri.decodestring(written, header=True)
    try:
        return base64.b64decode(written + b"=" * (-len(written) % 4))
    except binascii.Error:
        return written
