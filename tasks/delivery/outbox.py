"""Sending what the outbox holds of an approved edition: claim, doubt committed, content, answer committed."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from smtplib import SMTP

from sources.edition import Delivery, DeliveryState, Edition, RecipientOutcome
from sources.errors import WrongUse
from sources.messages import text
from tasks.delivery.smtp import SmtpServer, is_open, session, transmit
from tasks.ledger.ledger import Ledger

Clock = Callable[[], datetime]
SENDABLE = (DeliveryState.QUEUED, DeliveryState.REFUSED)


def utc_now() -> datetime:
    return datetime.now(UTC)


def deliver_outbox(
    ledger: Ledger,
    edition: Edition,
    server: SmtpServer,
    *,
    only: DeliveryState = DeliveryState.QUEUED,
    now: Clock = utc_now,
) -> tuple[Delivery, ...]:
    """Send the edition's queued mails, and return the edition's outbox as it stands afterwards.

    *only* REFUSED queues the refused addresses again first, and sends those mails alone. A mail in doubt is never
    sent again from here: that takes an operator's word. Two of these running at once send each mail once.
    Raises WrongUse without a valid approval, ServiceFailed where the server can not be used; what was sent by
    then is in the ledger, and the rest stays queued.
    """
    if only not in SENDABLE:
        raise WrongUse(text("Only queued or refused mails can be sent, not {state} ones.", state=str(only)))
    ledger.require_approved(edition)
    waiting = list(_waiting(ledger, edition, only, now))
    while waiting:
        with session(server) as smtp:
            while waiting and is_open(smtp):
                _hand_over(ledger, waiting.pop(0), smtp, server, now)
    return _rows(ledger, edition)


def _hand_over(ledger: Ledger, delivery_id: int, smtp: SMTP, server: SmtpServer, now: Clock) -> None:
    held = ledger.claim(delivery_id, at=now())
    if held is None:
        return

    def commit_doubt(outcomes: Sequence[RecipientOutcome]) -> bool:
        return ledger.mark_in_doubt(held, outcomes, at=now())

    outcomes = transmit(smtp, held.message, server, commit_doubt)
    ledger.settle(held, outcomes, at=now())


def _waiting(ledger: Ledger, edition: Edition, only: DeliveryState, now: Clock) -> Sequence[int]:
    if only is DeliveryState.REFUSED:
        return ledger.requeue(edition, DeliveryState.REFUSED, at=now())
    return [row.delivery_id for row in _rows(ledger, edition) if row.state is DeliveryState.QUEUED]


def _rows(ledger: Ledger, edition: Edition) -> tuple[Delivery, ...]:
    rows = ledger.outbox_rows(edition.plan_id, edition.month)
    return tuple(row for row in rows if row.edition == edition.number)
