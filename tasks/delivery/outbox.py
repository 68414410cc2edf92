"""Sending what the outbox holds: claim, doubt committed, content, answer committed, one mail after another."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from smtplib import SMTP

from sources.edition import Delivery, DeliveryState, Edition, RecipientOutcome
from sources.errors import WrongUse
from sources.messages import text
from tasks.delivery.envelope import Envelope
from tasks.delivery.smtp import SmtpServer, is_open, session, transmit
from tasks.ledger.ledger import Ledger
from tasks.ledger.patience import need_not_wait

Clock = Callable[[], datetime]
SENT_AGAIN_WHEN_ASKED = (DeliveryState.QUEUED, DeliveryState.REFUSED, DeliveryState.BOUNCED)
PLAIN = Envelope()


def utc_now() -> datetime:
    return datetime.now(UTC)


def deliver_outbox(
    ledger: Ledger,
    edition: Edition,
    server: SmtpServer,
    *,
    only: DeliveryState | None = None,
    envelope: Envelope = PLAIN,
    now: Clock = utc_now,
) -> tuple[Delivery, ...]:
    """Send an edition's mails that are due, and return the edition's outbox as it stands afterwards.

    *only* REFUSED or BOUNCED queues those addresses again and sends to them alone; QUEUED sends what is queued
    without waiting for its next attempt. A mail in doubt is never sent again from here: that takes an operator's
    word. Two of these running at once send each mail once.
    Raises WrongUse without a valid approval, ServiceFailed where the server can not be used; what was sent by
    then is in the ledger, and the rest stays queued.
    """
    if only is not None and only not in SENT_AGAIN_WHEN_ASKED:
        raise WrongUse(
            text("Only queued, refused or bounced mails can be sent, not {state} ones.", state=str(only))
        )
    ledger.require_approved(edition)
    waiting = ledger.requeue(edition, only, at=now()) if only else due(_rows(ledger, edition), now())
    send_claimed(ledger, waiting, server, envelope=envelope, now=now)
    return _rows(ledger, edition)


def due(rows: Sequence[Delivery], at: datetime) -> tuple[int, ...]:
    """Return which of the deliveries are queued and need not wait any longer."""
    return tuple(
        row.delivery_id
        for row in rows
        if row.state is DeliveryState.QUEUED and need_not_wait(row.next_attempt, at)
    )


def send_claimed(
    ledger: Ledger,
    delivery_ids: Sequence[int],
    server: SmtpServer,
    *,
    envelope: Envelope = PLAIN,
    now: Clock = utc_now,
) -> None:
    """Send each of the mails that can still be claimed, over one connection as long as that lasts."""
    waiting = list(delivery_ids)
    while waiting:
        with session(server) as smtp:
            while waiting and is_open(smtp):
                _hand_over(ledger, waiting.pop(0), smtp, server, envelope=envelope, now=now)


def _hand_over(
    ledger: Ledger, delivery_id: int, smtp: SMTP, server: SmtpServer, *, envelope: Envelope, now: Clock
) -> None:
    held = ledger.claim(delivery_id, at=now())
    if held is None:
        return

    def commit_doubt(outcomes: Sequence[RecipientOutcome]) -> bool:
        return ledger.mark_in_doubt(held, outcomes, at=now())

    message = envelope.around(held.message, held.attempt)
    outcomes = transmit(smtp, message, server, commit_doubt, witness=envelope.witness)
    ledger.settle(held, outcomes, at=now())


def _rows(ledger: Ledger, edition: Edition) -> tuple[Delivery, ...]:
    rows = ledger.outbox_rows(edition.plan_id, edition.month)
    return tuple(row for row in rows if row.edition == edition.number)
