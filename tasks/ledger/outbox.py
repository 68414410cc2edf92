"""The outbox (送信簿): one mail per edition and body, or per notice and body; its addresses one by one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from sources.edition import Delivery, DeliveryState, Edition, MailKind, Message, Occasion, RecipientOutcome
from sources.errors import WrongUse
from sources.messages import text
from sources.month import Month
from tasks.ledger.delivery_progress import recipients, tell
from tasks.ledger.editions import approval, frozen_id
from tasks.ledger.stored_mail import keep_bytes
from tasks.ledger.tables import deliveries, delivery_recipients, edition_recipients, editions


def queue(
    connection: Connection, edition: Edition, found: Sequence[Message], *, at: datetime
) -> tuple[Delivery, ...]:
    """Add an edition's mails to the outbox, one per body, and return the edition's rows.

    Queueing the same again changes nothing. Until the edition is approved, a mail composed anew (another sender,
    another text) takes the place of the one that waits; from then on its bytes stand.
    Raises WrongUse where a mail would go to an address that the edition was not frozen with.
    """
    edition_id = frozen_id(connection, edition)
    occasion = f"{edition.plan_id}/{edition.month}/{edition.number}"
    may_change = approval(connection, edition) is None
    for message in found:
        _require_frozen_recipients(connection, edition_id, message)
        waiting = connection.execute(
            select(deliveries.c.delivery_id, deliveries.c.raw_sha256, deliveries.c.attempts).where(
                deliveries.c.edition_id == edition_id, deliveries.c.body_id == message.body_id
            )
        ).one_or_none()
        if waiting is None:
            place = {"plan_id": edition.plan_id, "month": edition.month, "edition_id": edition_id}
            _add(connection, message, at, kind=MailKind.EDITION.value, occasion=occasion, **place)
        elif (
            may_change and waiting.attempts == 0 and waiting.raw_sha256 != hashlib.sha256(message.raw).hexdigest()
        ):
            _replace(connection, waiting.delivery_id, message, at)
    return rows_where(connection, deliveries.c.edition_id == edition_id)


def queue_notice(
    connection: Connection, occasion: Occasion, message: Message, *, at: datetime
) -> tuple[Delivery, bool]:
    """Return a notice's row of the outbox, and whether it was added now: one body gets one for an occasion."""
    kind, key = occasion.kind.value, "/".join((occasion.plan_id, str(occasion.month or "-"), occasion.key))
    this_one = (
        (deliveries.c.kind == kind) & (deliveries.c.occasion == key) & (deliveries.c.body_id == message.body_id)
    )
    is_new = not rows_where(connection, this_one)
    if is_new:
        place = {"plan_id": occasion.plan_id, "month": occasion.month}
        _add(connection, message, at, kind=kind, occasion=key, **place)
    (row,) = rows_where(connection, this_one)
    return row, is_new


def outbox_rows(connection: Connection, plan_id: str, month: Month) -> tuple[Delivery, ...]:
    """Return the mails of a month's editions, by edition and body."""
    return rows_where(
        connection,
        (deliveries.c.plan_id == plan_id)
        & (deliveries.c.month == month)
        & (deliveries.c.kind == MailKind.EDITION.value),
    )


def notices(connection: Connection, plan_id: str, month: Month | None) -> tuple[Delivery, ...]:
    """Return the notices that belong to a month of a plan; with None, those that belong to no month."""
    return rows_where(
        connection,
        (deliveries.c.plan_id == plan_id)
        & (deliveries.c.month.is_(None) if month is None else deliveries.c.month == month)
        & (deliveries.c.kind != MailKind.EDITION.value),
    )


def begun(connection: Connection, plan_id: str) -> tuple[tuple[Month, int], ...]:
    """Return month and number of the editions of which something was sent and something still waits."""
    first = deliveries.alias()
    rows = connection.execute(
        select(editions.c.month, editions.c.number)
        .join(deliveries, deliveries.c.edition_id == editions.c.edition_id)
        .join(first, first.c.edition_id == editions.c.edition_id)
        .where(
            editions.c.plan_id == plan_id,
            deliveries.c.state == DeliveryState.QUEUED.value,
            first.c.attempts > 0,
        )
        .distinct()
        .order_by(editions.c.month, editions.c.number)
    )
    return tuple((row.month, row.number) for row in rows)


def waiting_notices(connection: Connection, plan_id: str) -> tuple[Delivery, ...]:
    """Return a plan's notices that are queued."""
    return rows_where(
        connection,
        (deliveries.c.plan_id == plan_id)
        & (deliveries.c.state == DeliveryState.QUEUED.value)
        & (deliveries.c.kind != MailKind.EDITION.value),
    )


def rows_where(connection: Connection, condition: ColumnElement[bool]) -> tuple[Delivery, ...]:
    rows = connection.execute(
        select(deliveries, func.coalesce(editions.c.number, 0).label("number"))
        .join(editions, deliveries.c.edition_id == editions.c.edition_id, isouter=True)
        .where(condition)
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
            kind=MailKind(row.kind),
            occasion=row.occasion,
            next_attempt=row.next_attempt if row.state == DeliveryState.QUEUED else None,
        )
        for row in sorted(rows, key=lambda row: (row.number, row.kind, row.occasion, row.body_id))
    )


def _add(connection: Connection, message: Message, at: datetime, **place: Any) -> None:
    delivery_id = connection.execute(
        insert(deliveries).returning(deliveries.c.delivery_id),
        {
            **place,
            **_contents(connection, message),
            "body_id": message.body_id,
            "state": DeliveryState.QUEUED.value,
            "attempts": 0,
            "claimed_by": "",
            "last_change": at,
        },
    ).scalar_one()
    _address(connection, delivery_id, message, at, "queued")


def _replace(connection: Connection, delivery_id: int, message: Message, at: datetime) -> None:
    connection.execute(
        update(deliveries)
        .where(deliveries.c.delivery_id == delivery_id)
        .values(**_contents(connection, message), last_change=at)
    )
    connection.execute(delete(delivery_recipients).where(delivery_recipients.c.delivery_id == delivery_id))
    _address(connection, delivery_id, message, at, "composed anew before approval")


def _contents(connection: Connection, message: Message) -> dict[str, str]:
    return {
        "message_id": message.message_id,
        "subject": message.subject,
        "sender": message.sender,
        "raw_sha256": keep_bytes(connection, message.raw),
    }


def _address(connection: Connection, delivery_id: int, message: Message, at: datetime, detail: str) -> None:
    connection.execute(
        insert(delivery_recipients),
        [
            {
                "delivery_id": delivery_id,
                "address": address,
                "position": position,
                "state": DeliveryState.QUEUED.value,
                "attempt": 0,
                "answer": "",
            }
            for position, address in enumerate(message.recipients)
        ],
    )
    tell(connection, delivery_id, at, RecipientOutcome("", DeliveryState.QUEUED, detail))


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
