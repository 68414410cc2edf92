"""An office that sends through the real mail server while things go wrong, and the count of what arrived.

Each fault strikes one sending of one edition. A second, undisturbed one then goes on; what is still in doubt is
answered by the operator, who asks the receivers. After that every mail must have arrived once.
"""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

from mail_peer import MailPeer

from sources.edition import DeliveryState, Doubt, Edition, EditionRecipient, Message, OutputFile
from sources.errors import AyumiError, WrongUse
from sources.month import Month
from sources.own_mailbox import OwnMailbox
from tasks.delivery import outbox, smtp
from tasks.delivery.envelope import Envelope
from tasks.delivery.outbox import deliver_outbox
from tasks.delivery.smtp import SmtpServer
from tasks.delivery.witness import end_doubts
from tasks.ledger import claims, delivery_progress, patience, second_looks, stored_mail
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
BODIES = ("bc", "ilc")
PATIENCE_SECONDS = 20.0
OUR_FILES = tuple(
    Path(str(module.__file__))
    for module in (outbox, smtp, claims, delivery_progress, patience, second_looks, stored_mail)
)


@dataclass(frozen=True)
class Count:
    """What came of a number of faults. *by_operator* are mails whose doubt nothing but an answer could end."""

    faults: int
    mails: int
    cleared: int
    by_operator: int
    duplicates: int
    losses: int

    def __add__(self, other: "Count") -> "Count":
        return Count(*(mine + theirs for mine, theirs in zip(self.as_row(), other.as_row(), strict=True)))

    def as_row(self) -> tuple[int, ...]:
        return self.faults, self.mails, self.cleared, self.by_operator, self.duplicates, self.losses


@dataclass(frozen=True)
class Office:
    """One sweep's office: its ledger, its witness, its receivers' mailboxes, which nobody else uses."""

    peer: MailPeer
    ledger_url: str
    name: str
    server: SmtpServer
    envelope: Envelope
    witness: OwnMailbox
    bodies: tuple[str, ...]

    @classmethod
    def of(cls, peer: MailPeer, ledger_url: str, name: str, *, bodies: tuple[str, ...] = BODIES) -> "Office":
        key = sha256(f"{name}/{ledger_url}/{time.time_ns()}".encode()).hexdigest()[:12]
        server = SmtpServer(
            host=peer.host,
            port=peer.smtp_port,
            user="office@example.jp",
            password=peer.password,
            ca_file=peer.ca_file,
            command_timeout_seconds=PATIENCE_SECONDS,
            last_reply_timeout_seconds=PATIENCE_SECONDS,
        )
        envelope = Envelope(witness=f"witness-{key}@example.jp", bounces=f"bounces-{key}@example.jp")
        witness = OwnMailbox(peer.host, envelope.witness, peer.imaps_port, peer.password, ca_file=peer.ca_file)
        Ledger.open(ledger_url).close()
        return cls(peer, ledger_url, key, server, envelope, witness, bodies)

    def receiver(self, body_id: str) -> str:
        return f"{body_id}-{self.name}@example.jp"

    def edition(self, plan_id: str) -> Edition:
        """Freeze, queue and approve an edition of a mail for each body, to one address each."""
        now = datetime.now(UTC)
        with Ledger.open(self.ledger_url) as ledger:
            frozen = ledger.freeze_edition(
                plan_id,
                OCTOBER,
                files=[OutputFile("board.pdf", "sha-of-board", 9)],
                recipients=[EditionRecipient(body_id, self.receiver(body_id)) for body_id in self.bodies],
                inputs=[],
                created=now,
            )
            ledger.queue(frozen, [self._mail(plan_id, body_id) for body_id in self.bodies], at=now)
            ledger.approve(frozen, approved_by="事務局長", approved_at=now)
        return frozen

    def _mail(self, plan_id: str, body_id: str) -> Message:
        mark = sha256(f"{self.name}/{plan_id}/{body_id}".encode()).hexdigest()[:40]
        message_id = f"<{mark}@example.jp>"
        words = "\r\n".join(["進捗報告をお送りします。" * 3] * 8)
        head = f"From: office@example.jp\r\nSubject: report\r\nMessage-ID: {message_id}\r\n"
        raw = f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n".encode()
        return Message(body_id, message_id, "report", "office@example.jp", (self.receiver(body_id),), raw)

    def send(
        self,
        edition: Edition,
        *,
        port: int | None = None,
        patience_seconds: float | None = None,
        only: DeliveryState | None = None,
    ) -> None:
        """Send what is due, as a command does; what a service does not let it do, it leaves."""
        server = self.server if port is None else replace(self.server, port=port)
        if patience_seconds is not None:
            server = replace(
                server, command_timeout_seconds=patience_seconds, last_reply_timeout_seconds=patience_seconds
            )
        try:
            with Ledger.open(self.ledger_url) as ledger:
                deliver_outbox(ledger, edition, server, only=only, envelope=self.envelope)
        except WrongUse:
            raise
        except AyumiError:
            return

    def go_on(self, edition: Edition) -> int:
        """Do what the next run does, and return how many doubts the witness ended; then send without waiting."""
        cleared = self.clear([edition])
        self.send(edition, only=DeliveryState.QUEUED)
        return cleared

    def doubts(self, editions: Iterable[Edition]) -> list[Doubt]:
        with Ledger.open(self.ledger_url) as ledger:
            return [doubt for edition in editions for doubt in ledger.doubts(edition.plan_id)]

    def clear(self, editions: Iterable[Edition]) -> int:
        """End all doubts that the witness can end, and return how many those were."""
        with Ledger.open(self.ledger_url) as ledger:
            return sum(
                len(end_doubts(ledger, edition.plan_id, self.witness, now=_now))
                for edition in editions
                if ledger.doubts(edition.plan_id)
            )

    def arrived(self) -> Counter[str]:
        """Return how often each mail arrived at its receiver, by Message-ID."""
        found = [raw for body_id in self.bodies for raw in self.peer.mails(self.receiver(body_id))]
        return Counter(str(message_from_bytes(raw)["Message-ID"]).strip() for raw in found)

    def count(self, editions: Iterable[Edition], *, faults: int, cleared: int = 0) -> Count:
        """Finish what the faults left, and return what came of it: each mail must arrive once, and be told so.

        *cleared* is how many doubts the witness has ended before.
        """
        editions = list(editions)
        wait_until_delivered(self.peer)
        cleared += self.clear(editions)
        left = self.doubts(editions)
        self._answer(left)
        for edition in editions:
            self.go_on(edition)
        wait_until_delivered(self.peer)
        arrived = self.arrived()
        with Ledger.open(self.ledger_url) as ledger:
            rows = [row for edition in editions for row in ledger.outbox_rows(edition.plan_id, OCTOBER)]
        return Count(
            faults=faults,
            mails=len(rows),
            cleared=cleared,
            by_operator=len(left),
            duplicates=sum(max(0, arrived[row.message_id] - 1) for row in rows),
            losses=sum(arrived[row.message_id] == 0 or row.state is not DeliveryState.ACCEPTED for row in rows),
        )

    def _answer(self, doubts: Iterable[Doubt]) -> None:
        """Answer as an operator who has asked the receivers."""
        arrived = self.arrived()
        with Ledger.open(self.ledger_url) as ledger:
            for doubt in doubts:
                taken = arrived[doubt.message_id] > 0
                ledger.resolve_doubt(doubt.delivery_id, taken=taken, by="事務局", at=_now() + timedelta(hours=1))


def resend_blindly(office: Office, edition: Edition) -> None:
    """Do what most queues do with a mail in doubt: send it again. It shows that the count finds duplicates."""
    with Ledger.open(office.ledger_url) as ledger:
        for doubt in ledger.doubts(edition.plan_id):
            ledger.resolve_doubt(doubt.delivery_id, taken=False, by="a queue", at=_now() + timedelta(hours=1))
    office.send(edition, only=DeliveryState.QUEUED)


def resend_what_the_witness_lacks(office: Office, edition: Edition) -> None:
    """Take a missing copy for proof that nothing was taken: wrong wherever a server holds what it has taken."""
    with Ledger.open(office.ledger_url) as ledger:
        end_doubts(ledger, edition.plan_id, office.witness, now=_now)
    resend_blindly(office, edition)


def wait_until_delivered(peer: MailPeer) -> None:
    """Return once the mail server holds no mail any more."""
    until = time.monotonic() + 120
    while "is empty" not in (said := peer.queue()):
        assert time.monotonic() < until, f"the mail server still holds mail: {said}"
        time.sleep(0.2)


def _now() -> datetime:
    return datetime.now(UTC)
