"""The files that a mail brings: attached, within forwarded mails, and one level deep in zip archives."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from sources.intake.arrival import LIMIT_BYTES
from sources.intake.mail_text import address, file_name, header
from sources.intake.names import is_leftover, numbered, plain_name
from sources.intake.zip_files import Refusal, files_in_zip, is_archive
from sources.messages import Text, text
from sources.submission import FindingKind

DEEPEST_FORWARD = 5
_NO_SUBMISSIONS = ("image/", "audio/", "video/", "multipart/", "text/calendar", "text/vcard", "text/x-vcard")
_SIGNATURES = ("signature", "delivery-status", "disposition-notification", "rfc822-headers")
_FOOTERS = (".txt", ".htm", ".html", ".rtf")
"""What mail programs make of a mail's own words; a report is never one of these."""
_SPREADSHEETS = ("spreadsheet", "excel", "csv", "opendocument")


@dataclass(frozen=True)
class MailFile:
    """One file that came with a mail: its path within it (報告.zip/進捗.xlsx), its bytes, its size in bytes.

    *size* is beyond the limit where *data* is empty for that reason. *forwarded_from* is the sender of the
    innermost forwarded mail that it was in, empty where it was in none.
    """

    path: str
    data: bytes
    size: int
    forwarded_from: str = ""


@dataclass(frozen=True)
class RefusedFile:
    """One file, or one archive, that was not taken, and why."""

    path: str
    refusal: Refusal
    forwarded_from: str = ""


def files_of(message: Message) -> tuple[MailFile | RefusedFile, ...]:
    """Return all files of a mail in their order, each path once."""
    spellings: dict[str, int] = {}
    found: list[MailFile | RefusedFile] = []
    for part, forwarded_from in _parts(message, "", 0):
        name = plain_name(file_name(part)) or _name_by_kind(part)
        if not name or is_leftover(name):
            continue
        key = name.casefold()
        spellings[key] = spellings.get(key, 0) + 1
        found += _files(numbered(name, spellings[key]), _content(part), forwarded_from)
    return tuple(found)


def _parts(message: Message, forwarded_from: str, depth: int) -> Iterator[tuple[Message, str]]:
    """Yield the parts that may be files, with the sender of the forwarded mail around them."""
    if message.get_content_type() == "message/rfc822":
        for inner in _forwarded(message) if depth < DEEPEST_FORWARD else ():
            yield from _parts(inner, address(inner, "From") or forwarded_from, depth + 1)
    elif message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, forwarded_from, depth)
    elif file_name(message).casefold().endswith(".eml"):
        if depth < DEEPEST_FORWARD:
            inner = message_from_bytes(_content(message))
            yield from _parts(inner, address(inner, "From") or forwarded_from, depth + 1)
    elif _may_be_a_submission(message):
        yield message, forwarded_from


def _forwarded(part: Message) -> Iterator[Message]:
    """Yield the mail that a message/rfc822 part holds; one in base64, against the rules, is opened as well."""
    for inner in part.get_payload():
        if not isinstance(inner, Message):
            continue
        if header(part, "Content-Transfer-Encoding").casefold() == "base64" and not inner.keys():
            try:
                yield message_from_bytes(b64decode(inner.as_bytes()))
            except binascii.Error:
                yield inner
        else:
            yield inner


def _may_be_a_submission(part: Message) -> bool:
    kind = part.get_content_type()
    if kind.startswith(_NO_SUBMISSIONS) or kind.endswith(_SIGNATURES):
        return False
    name = file_name(part)
    return bool(name and not name.casefold().endswith(_FOOTERS)) or _name_by_kind(part) != ""


def _name_by_kind(part: Message) -> str:
    """Return a name for a spreadsheet that came without one, empty for anything else."""
    kind = part.get_content_type()
    return "attachment" if not file_name(part) and any(word in kind for word in _SPREADSHEETS) else ""


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _files(name: str, data: bytes, forwarded_from: str) -> Iterator[MailFile | RefusedFile]:
    if name.casefold() == "winmail.dat":
        yield RefusedFile(name, Refusal(FindingKind.UNREADABLE_FILE, _outlook_only()), forwarded_from)
    elif not is_archive(data):
        yield MailFile(name, data if len(data) <= LIMIT_BYTES else b"", len(data), forwarded_from)
    else:
        spellings: dict[str, int] = {}
        for one in files_in_zip(data):
            inner = plain_name(one.name)
            spellings[inner.casefold()] = spellings.get(inner.casefold(), 0) + 1
            path = f"{name}/{numbered(inner, spellings[inner.casefold()])}" if inner else name
            if isinstance(one, Refusal):
                yield RefusedFile(path, one, forwarded_from)
            else:
                yield MailFile(path, one.data, one.size, forwarded_from)


def _outlook_only() -> Text:
    return text(
        "The mail came as winmail.dat, which only Outlook opens. In Outlook, set the format of the mail to HTML or"
        " plain text, and send it again."
    )
