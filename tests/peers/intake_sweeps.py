"""Sweeps of faults over the taking in of mails: kills, cut connections, two takers; and a control that loses some.

Each fault strikes one taking of one mail; a second, undisturbed one then goes on. After that every mail must be in
the archive and in the ledger once, and must lie in 処理済 once.
"""

import contextlib
import imaplib
import itertools
import multiprocessing
import multiprocessing.synchronize
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from bad_wire import Fault, bad_wire
from forked import forked
from killed import ended_before, lines_of
from mail_peer import MailPeer
from sending_faults import Count

from flows.delivery.mail_route import submission_mailbox
from flows.house import House, open_house
from flows.intake import mail_in
from flows.intake.mail_in import kept_mails, receive
from flows.settings import Settings, load_settings
from sources import own_mailbox
from sources.errors import ServiceFailed
from sources.intake import mailbox
from sources.intake.mail import KeptMail
from sources.intake.mailbox import take_mails
from sources.own_mailbox import DONE_FOLDER, in_modified_utf_7
from tasks.ledger import originals, received
from tasks.ledger.originals import archive

OUR_FILES = tuple(Path(str(module.__file__)) for module in (mail_in, mailbox, own_mailbox, originals, received))
LIBRARY = (Path(str(imaplib.__file__)),)
Taking = Callable[[House], object]


@dataclass(frozen=True)
class Intake:
    """One sweep's mailbox, ledger and archive, which nobody else uses, and the mails that were put into it."""

    peer: MailPeer
    box: str
    data: Path
    message_ids: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, peer: MailPeer, folder: Path, name: str) -> "Intake":
        data = folder / name
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        made = cls(peer, f"sweep-{name}-{sha256(str(data).encode()).hexdigest()[:12]}@example.jp", data)
        with open_house(made.settings()):
            return made

    def settings(self, port: int | None = None) -> Settings:
        url = f"imaps://{quote(self.box)}@{self.peer.host}:{port or self.peer.imaps_port}"
        return load_settings(
            {
                "inbox": str(self.data / "none"),
                "output": str(self.data),
                "data": str(self.data),
                "mailbox": url,
                "mailbox_password": self.peer.password,
                "smtp_ca_file": str(self.peer.ca_file),
            }
        )

    def put_one(self) -> None:
        message_id = f"<{len(self.message_ids)}@bc.example.jp>"
        self.message_ids.append(message_id)
        part = "Content-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\na,b\r\n1,2"
        head = f"From: bc@example.jp\r\nMessage-ID: {message_id}\r\nMIME-Version: 1.0\r\n"
        mime = f"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n{part}\r\n--B--\r\n"
        self.peer.put(self.box, (head + mime).encode("ascii"))

    def take(self, taking: Taking = receive, port: int | None = None) -> None:
        """Take mails in as a run does; a service that fails is left for the next run."""
        with open_house(self.settings(port)) as house, contextlib.suppress(ServiceFailed):
            taking(house)

    def count(self, faults: int) -> Count:
        with open_house(self.settings()) as house:
            kept = Counter(mail.message_id for mail in kept_mails(house))
            in_ledger = len(house.ledger.kept_mails(house.plan.plan_id))
        lies = self.peer.mails(self.box, in_modified_utf_7(DONE_FOLDER))
        moved = Counter(str(message_from_bytes(raw)["Message-ID"]) for raw in lies)
        return Count(
            faults=faults,
            mails=len(self.message_ids),
            cleared=0,
            by_operator=0,
            duplicates=sum(max(0, moved[one] - 1) for one in self.message_ids) + in_ledger - len(kept),
            losses=sum(kept[one] == 0 or moved[one] == 0 for one in self.message_ids),
        )


def intake_kills(
    intake: Intake, every: int, *, watched: tuple[Path, ...] = OUR_FILES, taking: Taking = receive
) -> Count:
    """Kill a taker before every *every*-th line that it executes in the watched files, once each."""
    intake.put_one()
    lines = lines_of(partial(intake.take, taking), watched)
    faults = 0
    for line in range(1, lines + 1, every):
        intake.put_one()
        faults += ended_before(partial(intake.take, taking), line, watched)
        intake.take(taking)
    return intake.count(faults)


def intake_cuts(intake: Intake, fault: Fault, every_bytes: int) -> Count:
    """Let the connection to the mailbox break after every *every_bytes*-th byte, until it holds to the end."""
    faults = 0
    for after_bytes in itertools.count(1, every_bytes):
        intake.put_one()
        with bad_wire(intake.peer.imaps_port, fault, after_bytes) as wire:
            intake.take(port=wire.port)
        intake.take()
        if not wire.was_hit:
            break
        faults += 1
    return intake.count(faults)


def two_takers(intake: Intake, rounds: int) -> Count:
    """Let two runs empty the same mailbox at the same moment."""
    context = multiprocessing.get_context("fork")
    for _ in range(rounds):
        for _ in range(3):
            intake.put_one()
        gate = context.Barrier(2)
        takers = [forked(partial(_at_once, intake, gate)) for _ in range(2)]
        for taker in takers:
            taker.start()
        for taker in takers:
            taker.join(60)
            assert taker.exitcode == 0
        intake.take()
    return intake.count(rounds)


def _at_once(intake: Intake, gate: "multiprocessing.synchronize.Barrier") -> None:
    gate.wait(30)
    intake.take()


def keeping_late(house: House) -> None:
    """Take mails in the wrong order: moved first, written down later. It shows that the count finds losses."""
    waiting: list[tuple[KeptMail, bytes]] = []
    found = submission_mailbox(house.settings)
    assert found is not None
    take_mails(found, lambda kept, raw: waiting.append((kept, raw)))
    for kept, raw in waiting:
        archive(house.originals, raw)
        house.ledger.keep_mail(kept, plan_id=house.plan.plan_id, at=kept.received)
