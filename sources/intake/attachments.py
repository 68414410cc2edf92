"""The files that a mail brings: attached, within forwarded mails, and one level deep in zip archives."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from sources.intake.arrival import LIMIT_BYTES
from sources.intake.mail_text import file_name, header, sender_of
from sources.intake.names import is_leftover, numbered, plain_name
from sources.intake.parsed import parsed
from sources.intake.zip_files import LARGEST_NUMBER, LARGEST_WHOLE_BYTES, Refusal, files_in_zip, is_archive
from sources.messages import Text, text
from sources.submission import FindingKind

DEEPEST_FORWARD = 5
_NO_SUBMISSIONS = ("image/", "audio/", "video/", "multipart/", "text/calendar", "text/vcard", "text/x-vcard")
_SIGNATURES = ("signature", "delivery-status", "disposition-notification", "rfc822-headers")
_FOOTERS = (".txt", ".htm", ".html", ".rtf")
"""What mail programs make of a mail's own words; a report is never one of these."""
_SPREADSHEETS = ("spreadsheet", "excel", "csv", "opendocument")
_REPORTS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".zip")
"""Endings that make a file a report, whatever its mail calls its kind."""
_OUTLOOK_ONLY = "winmail.dat"
_OUTLOOK_MAGIC = b"\x78\x9f\x3e\x22"


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
    """Return all files of a mail in their order, each path once.

    What brings more than a zip archive may hold is refused as a whole: a part of it would look like all of it.
    """
    spellings: dict[str, int] = {}
    found: list[MailFile | RefusedFile] = []
    size = 0
    for part, forwarded_from in _parts(message, "", 0):
        if part is None:
            found.append(_whole_refused(FindingKind.UNREADABLE_FILE, _nested_too_deep(), forwarded_from))
            continue
        name = plain_name(file_name(part)) or _name_by_kind(part)
        if not name or is_leftover(name):
            continue
        key = name.casefold()
        spellings[key] = spellings.get(key, 0) + 1
        for file in _files(numbered(name, spellings[key]), _content(part), forwarded_from):
            found.append(file)
            size += len(file.data) if isinstance(file, MailFile) else 0
        if len(found) > LARGEST_NUMBER or size > LARGEST_WHOLE_BYTES:
            return (_whole_refused(FindingKind.FILE_TOO_LARGE, _too_much()),)
    return tuple(found)


def _parts(message: Message, forwarded_from: str, depth: int) -> Iterator[tuple[Message | None, str]]:
    """Yield the parts that may be files, with the sender of the forwarded mail around them.

    None stands for a mail that was forwarded too often to be opened.
    """
    if depth > DEEPEST_FORWARD:
        yield None, forwarded_from
    elif message.get_content_type() == "message/rfc822":
        for inner in _forwarded(message):
            yield from _parts(inner, sender_of(inner) or forwarded_from, depth + 1)
    elif message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, forwarded_from, depth)
    elif file_name(message).casefold().endswith(".eml"):
        inner = parsed(_content(message))
        yield from _parts(inner, sender_of(inner) or forwarded_from, depth + 1)
    elif _may_be_a_submission(message):
        yield message, forwarded_from


def _forwarded(part: Message) -> Iterator[Message]:
    """Yield the mail that a message/rfc822 part holds; one in base64, against the rules, is opened as well."""
    for inner in part.get_payload():
        if not isinstance(inner, Message):
            continue
        if header(part, "Content-Transfer-Encoding").casefold() == "base64" and not inner.keys():
            try:
                yield parsed(b64decode(inner.as_bytes()))
            except binascii.Error:
                yield inner
        else:
            yield inner


def _may_be_a_submission(part: Message) -> bool:
    kind, name = part.get_content_type(), file_name(part)
    if name.casefold().endswith(_REPORTS):
        return True
    if kind.startswith(_NO_SUBMISSIONS) or kind.endswith(_SIGNATURES):
        return False
    return bool(name and not name.casefold().endswith(_FOOTERS)) or _name_by_kind(part) != ""


def _name_by_kind(part: Message) -> str:
    """Return a name for a spreadsheet, or for Outlook's own format, that came without one; else nothing."""
    kind = part.get_content_type()
    if kind.endswith("ms-tnef"):
        return _OUTLOOK_ONLY
    return "attachment" if not file_name(part) and any(word in kind for word in _SPREADSHEETS) else ""


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _files(name: str, data: bytes, forwarded_from: str) -> Iterator[MailFile | RefusedFile]:
    if name.casefold() == _OUTLOOK_ONLY or data.startswith(_OUTLOOK_MAGIC):
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


def _whole_refused(kind: FindingKind, message: Text, forwarded_from: str = "") -> RefusedFile:
    """Return a refusal that concerns no single file of the mail."""
    return RefusedFile("", Refusal(kind, message), forwarded_from)


def _nested_too_deep() -> Text:
    return text(
        "A mail within more than {limit} forwarded mails was not opened. Attach its files to a new mail.",
        limit=DEEPEST_FORWARD,
    )


def _too_much() -> Text:
    return text(
        "The mail brings more than {number} files or {limit} MB. Send only this month's reports, as workbooks.",
        number=LARGEST_NUMBER,
        limit=LARGEST_WHOLE_BYTES // (1024 * 1024),
    )


def _outlook_only() -> Text:
    return text(
        "The mail came as winmail.dat, which only Outlook opens. In Outlook, set the format of the mail to HTML or"
        " plain text, and send it again."
    )
