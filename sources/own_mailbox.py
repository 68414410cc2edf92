"""A mailbox of ours, read over IMAP: where submissions arrive, returned mails come back, and copies lie."""

import base64
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from sources.errors import ServiceFailed
from sources.messages import text

TIMEOUT_SECONDS = 30.0
DONE_FOLDER = "処理済"


@dataclass(frozen=True)
class OwnMailbox:
    """Where a mailbox is and how to log in: by *password*, or by *token* (XOAUTH2). Always encrypted and verified.

    *ca_file* names the certificates to trust in place of the system's, for an office with its own authority.
    """

    host: str
    user: str
    port: int = 993
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    folder: str = "INBOX"
    ca_file: Path | None = None

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Listed:
    """One mail in a folder, not yet fetched: its number, its size in bytes, and when the server got it."""

    uid: bytes
    size: int
    received: datetime


class NotMoved(imaplib.IMAP4.error):
    """The server did not move a mail: its folder can not be made, or has no room."""


class OpenMailbox:
    """A mailbox of ours while it is open, at one folder."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection
        # Asked for anew: what servers tell before the login, which is all the library asks for, leaves much out.
        self._capabilities = bytes(self._checked(connection.capability())[0] or b"").upper().split()

    def headers_of(self, message_id: str) -> list[bytes]:
        """Return Message-ID and Return-Path of each mail whose Message-ID may be *message_id*: compare it."""
        found = self._uids("HEADER", "Message-ID", _quoted(message_id))
        return [self._fetch(uid, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID RETURN-PATH)]") for uid in found]

    def uids(self) -> list[bytes]:
        """Return the numbers of all mails in the folder, the oldest first."""
        return self._uids("ALL")

    def listed(self) -> tuple[Listed, ...]:
        """Return all mails in the folder, the oldest first, without fetching any."""
        if not self.uids():
            return ()  # a range of none is an error to some servers
        answers = self._checked(self._connection.uid("FETCH", "1:*", "(UID RFC822.SIZE INTERNALDATE)"))
        found = [_listed(bytes(answer)) for answer in answers if isinstance(answer, bytes)]
        return tuple(sorted((one for one in found if one), key=lambda one: (one.received, int(one.uid))))

    def whole(self, uid: bytes) -> bytes:
        """Return a mail, without marking it as seen; empty where it has gone meanwhile."""
        return self._fetch(uid, "BODY.PEEK[]")

    def head(self, uid: bytes) -> bytes:
        """Return a mail's headers, or the first 64 KiB of them."""
        return self._fetch(uid, "BODY.PEEK[HEADER]<0.65536>")

    def beginning(self, uid: bytes, size: int) -> bytes:
        """Return a mail's first *size* bytes, without marking it as seen."""
        return self._fetch(uid, f"BODY.PEEK[]<0.{size}>")

    def move_to_done(self, uid: bytes) -> None:
        """Move a mail out of the way, into the folder 処理済."""
        self.move(uid, DONE_FOLDER)

    def move(self, uid: bytes, folder: str) -> None:
        """Move a mail into another folder, made where it is missing; raise NotMoved where that can not be.

        A server without MOVE (RFC 6851) copies and then deletes: where that is cut short, the mail stays as well.
        """
        target = _quoted(in_modified_utf_7(folder))
        number = uid.decode("ascii")
        verb = "MOVE" if b"MOVE" in self._capabilities else "COPY"
        if self._connection.uid(verb, number, target)[0] != "OK":
            self._connection.create(target)
            done, said = self._connection.uid(verb, number, target)
            if done != "OK":
                raise NotMoved(bytes(said[0] or b"") if said else b"")
        if verb == "COPY":
            self._checked(self._connection.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)"))
            self._checked(self._connection.uid("EXPUNGE", number))

    def _uids(self, *criteria: str) -> list[bytes]:
        numbers = self._checked(self._connection.uid("SEARCH", *criteria))
        return bytes(numbers[0] or b"").split()

    def _fetch(self, uid: bytes, what: str) -> bytes:
        """Return what was asked for of one mail; empty where the mail has gone meanwhile."""
        answers = self._checked(self._connection.uid("FETCH", uid.decode("ascii"), f"({what})"))
        return next((bytes(answer[1]) for answer in answers if isinstance(answer, tuple)), b"")

    @staticmethod
    def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
        done, said = answer
        if done != "OK":
            raise imaplib.IMAP4.error(f"{done} {said}")
        return said


@contextmanager
def opened(mailbox: OwnMailbox) -> Iterator[OpenMailbox]:
    """Yield the mailbox at its folder; raise ServiceFailed where it can not be used, then or within the block."""
    connection: imaplib.IMAP4 | None = None
    try:
        context = ssl.create_default_context(cafile=mailbox.ca_file)
        connection = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT_SECONDS)
        _log_in(connection, mailbox)
        done, said = connection.select(_quoted(in_modified_utf_7(mailbox.folder)))
        if done != "OK":
            raise imaplib.IMAP4.error(f"{mailbox.folder}: {said}")
        yield OpenMailbox(connection)
    except (imaplib.IMAP4.error, OSError) as error:
        raise ServiceFailed(
            text(
                "The mailbox of {user} at {server} can not be used: {problem}. Check server, user and password.",
                user=mailbox.user,
                server=mailbox.address,
                problem=_plain(error),
            )
        ) from error
    finally:
        _part(connection)


def in_modified_utf_7(name: str) -> str:
    """Return a folder's name as IMAP writes it (RFC 3501 5.1.3): 処理済 is &UeZ0Bm4I-."""

    def written(found: re.Match[str]) -> str:
        if found[0] == "&":
            return "&-"
        packed = base64.b64encode(found[0].encode("utf-16-be")).decode("ascii")
        return "&" + packed.rstrip("=").replace("/", ",") + "-"

    return re.sub(r"&|[^\x20-\x7e]+", written, name)


def _listed(answer: bytes) -> Listed | None:
    """Return what one line of an answer lists; None for a line of another kind, or of a mail gone meanwhile."""
    uid = re.search(rb"\bUID (\d+)", answer)
    size = re.search(rb"RFC822\.SIZE (\d+)", answer)
    received = re.search(rb'INTERNALDATE "([^"]+)"', answer)
    if not (uid and size and received):
        return None
    when = parsedate_to_datetime(received[1].decode("ascii").strip().replace("-", " ", 2))
    return Listed(uid[1], int(size[1]), when.astimezone(UTC))


def _log_in(connection: imaplib.IMAP4, mailbox: OwnMailbox) -> None:
    if mailbox.token:
        words = f"user={mailbox.user}\1auth=Bearer {mailbox.token}\1\1"
        connection.authenticate("XOAUTH2", lambda challenge: b"" if challenge else words.encode())
    else:
        connection.login(mailbox.user, mailbox.password)


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(error: Exception) -> str:
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else None
    return said.decode("utf-8", "replace") if said is not None else str(error)


def _part(connection: imaplib.IMAP4 | None) -> None:
    if connection is None:
        return
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        connection.shutdown()  # all that was asked for has been answered; a rude goodbye changes none of it
