"""The bytes of mails, each kept once under its hash and checked whenever it is taken out."""

import hashlib

from sqlalchemy import Connection, insert, select

from sources.edition import DeliveryState, Message
from sources.errors import ServiceFailed
from sources.messages import text
from tasks.ledger.delivery_progress import addresses_in
from tasks.ledger.tables import deliveries, messages


def message_of(connection: Connection, delivery_id: int, *, only_queued: bool) -> Message:
    """Return a mail with its stored bytes: for all its addresses, or for those that are still queued."""
    row = connection.execute(
        select(deliveries, messages.c.raw).join(messages).where(deliveries.c.delivery_id == delivery_id)
    ).one()
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


def keep_bytes(connection: Connection, raw: bytes) -> str:
    """Keep *raw* and return its SHA-256; bytes that are there already are kept once."""
    sha256 = hashlib.sha256(raw).hexdigest()
    if connection.execute(select(messages.c.sha256).where(messages.c.sha256 == sha256)).one_or_none() is None:
        connection.execute(insert(messages), {"sha256": sha256, "raw": raw})
    return sha256
