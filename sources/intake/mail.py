"""One mail as it was received to what it brings: arrivals as from any other inbox, and who sent them."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from email.message import Message
from zoneinfo import ZoneInfo

from sources.bodies import Body, body_of_sender
from sources.intake.arrival import Arrival, Inbox, arrival_of
from sources.intake.attachments import MailFile, RefusedFile, files_of
from sources.intake.automatic import is_automatic, is_disowned
from sources.intake.mail_text import header, sender_of
from sources.intake.parsed import headers_alone, parsed
from sources.messages import Text, text
from sources.submission import Finding, FindingKind, Place, Severity

TOKYO = ZoneInfo("Asia/Tokyo")
LONGEST_SUBJECT = 200
MAIL_FOLDER = "mail"
"""The first step of the path of every file that came by mail."""

_STAMP = re.compile(rf"{MAIL_FOLDER}/(?P<moment>\d{{8}}-\d{{12}})-[0-9a-f]{{8}}/")


@dataclass(frozen=True)
class KeptMail:
    """A mail as the archive and the ledger keep it.

    *received* is when it came into the mailbox. Where *is_whole* is false, the mail was too large to fetch, and
    what is kept under *sha256* are its headers alone; *size* is that of the whole mail, in bytes.
    """

    sha256: str
    received: datetime
    size: int
    is_whole: bool = True


@dataclass(frozen=True)
class Mail:
    """What one mail brings. *identity* is the same for two copies of it that took different ways here.

    *folder* is the path under which its files stand. *sender* is in lower case; *is_automatic* says that no person
    wrote it, so that no answer must go back.
    """

    identity: str
    folder: str
    sender: str
    message_id: str
    subject: str
    is_automatic: bool
    received: datetime
    inbox: Inbox

    @property
    def is_submission(self) -> bool:
        """Return whether the mail brought any file, taken or refused."""
        return bool(self.inbox.arrivals or self.inbox.findings)

    def received_in(self, time_zone: str) -> date:
        """Return the day on which the mail came, where the office is."""
        return self.received.astimezone(ZoneInfo(time_zone)).date()


def moment_of_mail(file: str) -> str:
    """Return when the mail came that brought a file, as text that sorts as time does; empty for any other file."""
    found = _STAMP.match(file)
    return found["moment"] if found else ""


def read_mail(kept: KeptMail, raw: bytes, bodies: Iterable[Body], own_addresses: Collection[str] = ()) -> Mail:
    """Return what the mail *raw* brings; whatever it holds, this does not fail.

    The body is known by the sender's address alone, never by a file's name. What one of *own_addresses* (the
    office) forwards as an attached mail is taken as sent by that mail's sender.
    """
    bodies = tuple(bodies)
    message, files, is_readable = _opened(raw)
    sender = sender_of(message)
    folder = f"{MAIL_FOLDER}/{kept.received.astimezone(TOKYO):%Y%m%d-%H%M%S%f}-{kept.sha256[:8]}"
    body = None if is_disowned(message) else body_of_sender(bodies, sender)

    def body_of(file: MailFile | RefusedFile) -> str | None:
        forwards = file.forwarded_from and sender in {own.casefold() for own in own_addresses}
        found = body_of_sender(bodies, file.forwarded_from) if forwards else body
        return found.body_id if found else None

    day = kept.received.astimezone(TOKYO).date()
    arrivals, findings = [], []
    for file in files:
        if isinstance(file, MailFile):
            arrivals.append(_arrival(f"{folder}/{file.path}", file, body_of(file), day))
        else:
            refusal = file.refusal
            path = f"{folder}/{file.path}".rstrip("/")
            findings.append(_finding(refusal.kind, body_of(file), path, refusal.message))
    body_id = body.body_id if body else None
    if is_disowned(message) and files:
        findings.append(_finding(FindingKind.UNKNOWN_BODY, None, folder, _disowned(sender)))
    if not kept.is_whole:
        findings.append(_finding(FindingKind.FILE_TOO_LARGE, body_id, folder, _too_large(kept.size)))
    if not is_readable:
        findings.append(_finding(FindingKind.UNREADABLE_FILE, body_id, folder, _malformed()))
    return Mail(
        identity=_identity(message, sender, files, kept),
        folder=folder,
        sender=sender,
        message_id=header(message, "Message-ID"),
        subject=header(message, "Subject")[:LONGEST_SUBJECT],
        is_automatic=is_automatic(message),
        received=kept.received,
        inbox=Inbox(tuple(arrivals), tuple(findings)),
    )


def _opened(raw: bytes) -> tuple[Message, tuple[MailFile | RefusedFile, ...], bool]:
    """Return a mail with its files, and whether it could be read; one that could not keeps its headers."""
    try:
        message = parsed(raw)
        return message, files_of(message), True
    except Exception:  # one mail must not stop the intake, and the library fails on malformed ones in many ways
        return headers_alone(raw), (), False


def _disowned(sender: str) -> Text:
    return text(
        "The mail server says that this mail is not from {sender}, whose domain disowns it (DMARC). Ask the"
        " sender; if the files are theirs, put them into the inbox.",
        sender=sender or "-",
    )


def _malformed() -> Text:
    return text("The mail is built in a way that could not be read. Send the files again in a new mail.")


def _arrival(path: str, file: MailFile, body_id: str | None, day: date) -> Arrival:
    return arrival_of(path, file.data, file.size, body_id=body_id, received=day)


def _finding(kind: FindingKind, body_id: str | None, path: str, message: Text) -> Finding:
    return Finding(kind, Severity.ERROR, body_id or "", Place(path), message)


def _identity(message: Message, sender: str, files: Iterable[MailFile | RefusedFile], kept: KeptMail) -> str:
    """Return the SHA-256 of what makes a mail this one: its Message-ID, its sender and its files.

    Two copies of one mail, to two addresses of ours, differ in the lines that servers added. A program that gives
    all its mails one Message-ID is known by the files.
    """
    message_id = header(message, "Message-ID")
    if not message_id:
        return kept.sha256
    contents = [
        [file.path, hashlib.sha256(file.data).hexdigest(), file.size]
        for file in files
        if isinstance(file, MailFile)
    ]
    return hashlib.sha256(json.dumps([message_id, sender, contents]).encode("ascii")).hexdigest()


def _too_large(size: int) -> Text:
    return text(
        "The mail of {size} MB is too large to be taken. Send the workbooks without pictures, or one by one.",
        size=f"{size / 1_000_000:.0f}",
    )
