"""A mailbox that has no room, or whose server hangs up at any command: each mail is kept once, none forgotten."""

import imaplib
from collections.abc import Callable
from typing import Any

import pytest

from sources import own_mailbox
from sources.errors import ServiceFailed
from sources.intake.mail import KeptMail
from sources.intake.mailbox import Taken, take_mails
from sources.own_mailbox import OwnMailbox

BOX = OwnMailbox("imap.example.jp", "office@example.jp", password="x")
CSV = "From: bc@example.jp\r\nContent-Type: text/csv; name=%s.csv\r\n\r\n1,2"
DONE = '"&UeZ0Bm4I-"'


class Server:
    """A mail server with three mails; *hangs_up* at that command of a session, *full* moves nothing."""

    def __init__(self) -> None:
        self.inbox = {b"%d" % at: (CSV % at).encode() for at in (1, 2, 3)}
        self.folders: dict[str, list[bytes]] = {}
        self.hangs_up = 0
        self.full = False
        self.commands = 0

    def session(self, *_: object, **__: object) -> "Session":
        self.commands = 0
        return Session(self)


class Session:
    """One connection, as the library for IMAP shows it."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def said(self, *words: Any) -> tuple[str, list[Any]]:
        self.server.commands += 1
        if self.server.commands == self.server.hangs_up:
            raise imaplib.IMAP4.abort("the connection was closed")
        return "OK", list(words)

    def login(self, *_: str) -> Any:
        return self.said()

    def select(self, _: str) -> Any:
        return self.said()

    def capability(self) -> Any:
        return self.said(b"IMAP4REV1 MOVE")

    def create(self, folder: str) -> Any:
        answer = self.said()
        if not self.server.full:
            self.server.folders[folder] = []
        return answer

    def logout(self) -> Any:
        return self.said()

    def shutdown(self) -> None:
        """Nothing is held that would have to be given back."""

    def uid(self, verb: str, *words: str) -> Any:
        inbox, folders = self.server.inbox, self.server.folders
        answer = self.said()
        match verb, words:
            case "SEARCH", _:
                return "OK", [b" ".join(inbox)]
            case "FETCH", ("1:*", _):
                date = '"08-Nov-2021 09:00:00 +0900"'
                return "OK", [b"%b (UID %b RFC822.SIZE 9 INTERNALDATE %b)" % (u, u, date.encode()) for u in inbox]
            case "FETCH", (uid, _):
                return "OK", [(b"", inbox[uid.encode()]), b")"]
            case "MOVE", (uid, folder) if folder in folders:
                folders[folder].append(inbox.pop(uid.encode()))
                return answer
            case _:
                return "NO", [b"[OVERQUOTA] Quota exceeded" if self.server.full else b"[TRYCREATE] no such folder"]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Server]:
    """Give a way to put a server with three mails in the place of the one that is there."""

    def anew() -> Server:
        server = Server()
        monkeypatch.setattr(own_mailbox.imaplib, "IMAP4_SSL", server.session)
        return server

    return anew


def test_a_folder_that_is_missing_is_made(served: Callable[[], Server]):
    server = served()
    kept: list[KeptMail] = []
    assert take_mails(BOX, lambda mail, _: kept.append(mail)) == Taken(3, 0)
    assert (len(kept), len(server.folders[DONE]), server.inbox) == (3, 3, {})


def test_a_mailbox_without_room_is_told_of_once_every_mail_is_kept(served: Callable[[], Server]):
    server = served()
    server.full = True
    kept: list[str] = []
    with pytest.raises(ServiceFailed, match=r"3 mails of office@example\.jp are kept.*Quota exceeded"):
        take_mails(BOX, lambda mail, _: kept.append(mail.sha256))
    assert (len(set(kept)), len(server.inbox)) == (3, 3)
    server.full = False
    assert take_mails(BOX, lambda mail, _: kept.append(mail.sha256)) == Taken(3, 0)
    assert len(set(kept)) == 3


def test_a_server_that_hangs_up_at_any_command_costs_no_mail_and_no_second_one(served: Callable[[], Server]):
    whole = served()
    take_mails(BOX, lambda _, __: None)
    for at in range(1, whole.commands):
        server = served()
        server.hangs_up = at
        kept: set[str] = set()

        def keep(mail: KeptMail, _: bytes, kept: set[str] = kept) -> None:
            kept.add(mail.sha256)

        with pytest.raises(ServiceFailed):
            take_mails(BOX, keep)
        server.hangs_up = 0
        take_mails(BOX, keep)
        assert (len(kept), len(server.folders[DONE]), server.inbox) == (3, 3, {}), f"at command {at}"
