"""What is decided about a mail after its sender is done with it: doubts ended, refusals tried again."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from sources.edition import DeliveryState, Doubt, Edition, RecipientOutcome
from sources.errors import WrongUse
from sources.messages import text
from tasks.ledger.delivery_progress import addresses_in, advance, attempts_in_doubt
from tasks.ledger.editions import frozen_id
from tasks.ledger.stored_mail import require_bytes
from tasks.ledger.tables import deliveries, delivery_recipients

ANSWER_MAY_STILL_COME = timedelta(minutes=15)
"""How long a mail in doubt is left alone: a sender waits ten minutes for the last reply, and some for the rest."""


def doubts(connection: Connection, plan_id: str) -> tuple[Doubt, ...]:
    """Return a plan's mails that are in doubt, the oldest first."""
    rows = connection.execute(
        select(deliveries.c.delivery_id, deliveries.c.message_id, deliveries.c.attempts)
        .where(deliveries.c.plan_id == plan_id, deliveries.c.state == DeliveryState.IN_DOUBT.value)
        .order_by(deliveries.c.delivery_id)
    ).all()
    return tuple(
        Doubt(
            delivery_id=row.delivery_id,
            message_id=row.message_id,
            attempt=row.attempts,
            is_only_one=attempts_in_doubt(connection, row.delivery_id) == 1,
            addresses=addresses_in(connection, row.delivery_id, DeliveryState.IN_DOUBT),
        )
        for row in rows
    )


def confirm_taken(connection: Connection, delivery_id: int, attempt: int, *, proof: str, at: datetime) -> bool:
    """Write down that a copy proves the server to have taken a mail at *attempt*.

    Returns False where that attempt is not in doubt (any more). Its sender, should it still wait for the answer,
    finds the mail decided.
    """
    addresses = addresses_in(connection, delivery_id, DeliveryState.IN_DOUBT, attempt=attempt)
    if not addresses:
        return False
    _decide(connection, delivery_id, addresses, DeliveryState.ACCEPTED, proof, at=at)
    return True


def resolve_doubt(connection: Connection, delivery_id: int, *, taken: bool, by: str, at: datetime) -> bool:
    """Write down an operator's word on a mail in doubt: *taken* by the server, or to be sent again.

    Returns False where the mail is not in doubt. Raises WrongUse while its sender may still be waiting for the
    server's answer, for then both would decide.
    """
    row = connection.execute(
        select(deliveries.c.state, deliveries.c.last_change).where(deliveries.c.delivery_id == delivery_id)
    ).one()
    if row.state != DeliveryState.IN_DOUBT:
        return False
    still_open = row.last_change + ANSWER_MAY_STILL_COME - at
    if still_open > timedelta(0):
        raise WrongUse(
            text(
                "The mail server's answer may still come. Wait {minutes} more minutes, then decide.",
                minutes=int(still_open.total_seconds() // 60) + 1,
            )
        )
    state = DeliveryState.ACCEPTED if taken else DeliveryState.QUEUED
    addresses = addresses_in(connection, delivery_id, DeliveryState.IN_DOUBT)
    _decide(connection, delivery_id, addresses, state, f"decided by {by}", at=at)
    return True


def withdraw(connection: Connection, delivery_id: int, *, why: str, at: datetime) -> bool:
    """Give up what is still queued of a notice, which nobody needs any more; False where nothing is."""
    addresses = addresses_in(connection, delivery_id, DeliveryState.QUEUED)
    if not addresses:
        return False
    _decide(connection, delivery_id, addresses, DeliveryState.REFUSED, why, at=at)
    return True


def requeue(connection: Connection, edition: Edition, state: DeliveryState, *, at: datetime) -> tuple[int, ...]:
    """Queue an edition's addresses that stand at *state* again, without a wait; return the deliveries concerned.

    For QUEUED that ends the wait for the next attempt. Each gets a new day of patience.
    Raises WrongUse, and queues nothing, where a mail's bytes were pruned: it came back after its term.
    """
    concerned = (
        select(deliveries.c.delivery_id)
        .join(delivery_recipients)
        .where(
            deliveries.c.edition_id == frozen_id(connection, edition),
            delivery_recipients.c.state == state.value,
        )
        .group_by(deliveries.c.delivery_id, deliveries.c.body_id)
        .order_by(deliveries.c.body_id)
    )
    delivery_ids = tuple(connection.execute(concerned).scalars())
    require_bytes(connection, delivery_ids)
    for delivery_id in delivery_ids:
        if state is not DeliveryState.QUEUED:
            addresses = addresses_in(connection, delivery_id, state)
            again = [RecipientOutcome(address, DeliveryState.QUEUED, "queued again") for address in addresses]
            advance(connection, delivery_id, again, at)
        connection.execute(
            update(deliveries)
            .where(deliveries.c.delivery_id == delivery_id)
            .values(first_attempt=None, next_attempt=None)
        )
    return delivery_ids


def _decide(
    connection: Connection,
    delivery_id: int,
    addresses: tuple[str, ...],
    state: DeliveryState,
    words: str,
    *,
    at: datetime,
) -> None:
    connection.execute(
        update(deliveries)
        .where(deliveries.c.delivery_id == delivery_id)
        .values(claimed_by="", first_attempt=None, next_attempt=None)
    )
    advance(connection, delivery_id, [RecipientOutcome(one, state, words) for one in addresses], at)
