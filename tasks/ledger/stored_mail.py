"""The bytes of mails: each kept once under its hash, checked whenever it is taken out, until it is pruned."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from sources.edition import DeliveryState, Message
from sources.errors import ServiceFailed, WrongUse
from sources.messages import text
from tasks.ledger.delivery_progress import addresses_in
from tasks.ledger.tables import deliveries, messages


def message_of(connection: Connection, delivery_id: int, *, only_queued: bool) -> Message:
    """Return a mail with its stored bytes: for all its addresses, or for those that are still queued.

    Raises WrongUse where the bytes were pruned, ServiceFailed where they are not what they were.
    """
    row = connection.execute(
        select(deliveries, messages.c.raw, messages.c.pruned_at)
        .join(messages)
        .where(deliveries.c.delivery_id == delivery_id)
    ).one()
    if row.pruned_at is not None:
        raise _pruned(row.message_id, row.pruned_at)
    if hashlib.sha256(row.raw).hexdigest() != row.raw_sha256:
        raise ServiceFailed(
            text("The stored mail {message_id} is damaged; restore the ledger.", message_id=row.message_id)
        )
    states = (DeliveryState.QUEUED,) if only_queued else tuple(DeliveryState)
    return Message(
        body_id=row.body_id,
        message_id=row.message_id,
        subject=row.subject,
        sender=row.sender,
        recipients=addresses_in(connection, delivery_id, *states),
        raw=row.raw,
    )


def require_bytes(connection: Connection, delivery_ids: Sequence[int]) -> None:
    """Raise WrongUse where one of the mails can not be sent again, its bytes being pruned."""
    gone = connection.execute(
        select(deliveries.c.message_id, messages.c.pruned_at)
        .join(messages)
        .where(deliveries.c.delivery_id.in_(delivery_ids), messages.c.pruned_at.is_not(None))
    ).first()
    if gone is not None:
        raise _pruned(gone.message_id, gone.pruned_at)


def keep_bytes(connection: Connection, raw: bytes) -> str:
    """Keep *raw* and return its SHA-256; bytes that are there already are kept once, pruned ones anew."""
    sha256 = hashlib.sha256(raw).hexdigest()
    known = connection.execute(select(messages.c.pruned_at).where(messages.c.sha256 == sha256)).one_or_none()
    if known is None:
        connection.execute(insert(messages), {"sha256": sha256, "raw": raw})
    elif known.pruned_at is not None:
        connection.execute(update(messages).where(messages.c.sha256 == sha256).values(raw=raw, pruned_at=None))
    return sha256


def _pruned(message_id: str, at: datetime) -> WrongUse:
    return WrongUse(
        text(
            "The mail {message_id} can not be had any more: its bytes were pruned on {day} (UTC), its term being"
            " over. Who got it and when is in 'ayumi status'. To send again, make a new edition.",
            message_id=message_id,
            day=f"{at:%Y-%m-%d}",
        )
    )
