"""The outbox (送信簿): one mail per edition and body, its bytes kept by their hash, its addresses one by one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from sources.edition import Delivery, DeliveryState, Edition, Message, RecipientOutcome
from sources.errors import ServiceFailed, WrongUse
from sources.messages import text
from sources.month import Month
from tasks.ledger.delivery_progress import addresses_in, recipients, tell
from tasks.ledger.editions import approval, frozen_id
from tasks.ledger.tables import deliveries, delivery_recipients, edition_recipients, editions, messages


def queue(
    connection: Connection, edition: Edition, found: Sequence[Message], *, at: datetime
) -> tuple[Delivery, ...]:
    """Add an edition's mails to the outbox, one per body, and return the edition's rows.

    Queueing the same again changes nothing. Until the edition is approved, a mail composed anew (another sender,
    another text) takes the place of the one that waits; from then on its bytes stand.
    Raises WrongUse where a mail would go to an address that the edition was not frozen with.
    """
    edition_id = frozen_id(connection, edition)
    may_change = approval(connection, edition) is None
    for message in found:
        _require_frozen_recipients(connection, edition_id, message)
        waiting = connection.execute(
            select(deliveries.c.delivery_id, deliveries.c.raw_sha256, deliveries.c.attempts).where(
                deliveries.c.edition_id == edition_id, deliveries.c.body_id == message.body_id
            )
        ).one_or_none()
        row = {
            "message_id": message.message_id,
            "subject": message.subject,
            "sender": message.sender,
            "raw_sha256": hashlib.sha256(message.raw).hexdigest(),
            "last_change": at,
        }
        if waiting is None:
            _keep_bytes(connection, message.raw)
            new = {"edition_id": edition_id, "body_id": message.body_id, "state": str(DeliveryState.QUEUED)}
            delivery_id = connection.execute(
                insert(deliveries).returning(deliveries.c.delivery_id),
                {**row, **new, "attempts": 0, "claimed_by": ""},
            ).scalar_one()
            _address(connection, delivery_id, message, at, "queued")
        elif may_change and waiting.attempts == 0 and waiting.raw_sha256 != row["raw_sha256"]:
            _keep_bytes(connection, message.raw)
            connection.execute(
                update(deliveries).where(deliveries.c.delivery_id == waiting.delivery_id).values(**row)
            )
            connection.execute(
                delete(delivery_recipients).where(delivery_recipients.c.delivery_id == waiting.delivery_id)
            )
            _address(connection, waiting.delivery_id, message, at, "composed anew before approval")
    return outbox_rows(connection, edition.plan_id, edition.month, number=edition.number)


def outbox_rows(
    connection: Connection, plan_id: str, month: Month, *, number: int | None = None
) -> tuple[Delivery, ...]:
    """Return a month's outbox, by edition and body; of one edition alone where *number* names it."""
    rows = connection.execute(
        select(deliveries, editions.c.plan_id, editions.c.month, editions.c.number)
        .join(editions)
        .where(editions.c.plan_id == plan_id, editions.c.month == month)
        .where(editions.c.number == number if number is not None else editions.c.number > 0)
    ).all()
    return tuple(
        Delivery(
            delivery_id=row.delivery_id,
            plan_id=row.plan_id,
            month=row.month,
            edition=row.number,
            body_id=row.body_id,
            message_id=row.message_id,
            state=DeliveryState(row.state),
            recipients=recipients(connection, row.delivery_id),
            attempts=row.attempts,
            last_change=row.last_change,
        )
        for row in sorted(rows, key=lambda row: (row.number, row.body_id))
    )


def message_of(connection: Connection, delivery_id: int) -> Message:
    """Return a queued mail as it will be sent: its stored bytes, for the addresses that are still queued."""
    row = connection.execute(
        select(deliveries, messages.c.raw).join(messages).where(deliveries.c.delivery_id == delivery_id)
    ).one()
    if hashlib.sha256(row.raw).hexdigest() != row.raw_sha256:
        raise ServiceFailed(
            text("The stored mail {message_id} is damaged; restore the ledger.", message_id=row.message_id)
        )
    return Message(
        body_id=row.body_id,
        message_id=row.message_id,
        subject=row.subject,
        sender=row.sender,
        recipients=addresses_in(connection, delivery_id, DeliveryState.QUEUED),
        raw=row.raw,
    )


def _require_frozen_recipients(connection: Connection, edition_id: int, message: Message) -> None:
    allowed = connection.execute(
        select(edition_recipients.c.address).where(
            edition_recipients.c.edition_id == edition_id, edition_recipients.c.body_id == message.body_id
        )
    ).scalars()
    strangers = sorted(set(message.recipients) - set(allowed))
    if strangers or not message.recipients:
        raise WrongUse(
            text(
                "The mail for {body} would go to {addresses}, which the edition was not frozen with. "
                "Run the month again, so that its recipients are approved with it.",
                body=message.body_id,
                addresses=", ".join(strangers) or "-",
            )
        )


def _keep_bytes(connection: Connection, raw: bytes) -> None:
    sha256 = hashlib.sha256(raw).hexdigest()
    if connection.execute(select(messages.c.sha256).where(messages.c.sha256 == sha256)).one_or_none() is None:
        connection.execute(insert(messages), {"sha256": sha256, "raw": raw})


def _address(connection: Connection, delivery_id: int, message: Message, at: datetime, detail: str) -> None:
    connection.execute(
        insert(delivery_recipients),
        [
            {
                "delivery_id": delivery_id,
                "address": address,
                "position": position,
                "state": str(DeliveryState.QUEUED),
                "answer": "",
            }
            for position, address in enumerate(message.recipients)
        ],
    )
    tell(connection, delivery_id, at, RecipientOutcome("", DeliveryState.QUEUED, detail))
