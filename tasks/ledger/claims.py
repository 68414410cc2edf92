"""One sender's way with one mail: claim, doubt, answer. Each step is a compare-and-set in its own transaction.

So two senders at once, or one that dies between two steps, can not send a mail twice. A claim does not lock: a
later claim of the same mail takes it over, and the earlier claimant finds so when it asks to pass into doubt, that
is before it sends anything.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from sources.edition import Approval, DeliveryState, Edition, Message, RecipientOutcome
from sources.errors import WrongUse
from sources.messages import text
from tasks.ledger.delivery_progress import addresses_in, advance, tell
from tasks.ledger.editions import approval, edition_by_id, frozen_id, require_newest
from tasks.ledger.outbox import message_of
from tasks.ledger.tables import deliveries

ANSWER_MAY_STILL_COME = timedelta(minutes=15)
"""How long a mail in doubt is left alone: a sender waits ten minutes for the last reply, and some for the rest."""


@dataclass(frozen=True)
class Claim:
    """One sender's hold on one mail: *message* goes to those addresses only that are still queued."""

    delivery_id: int
    token: str
    message: Message


def claim(connection: Connection, delivery_id: int, *, at: datetime) -> Claim | None:
    """Return a hold on a queued mail of an approved edition; None where it is no longer queued.

    Raises WrongUse where nobody approved the edition, or a later one has taken its place since.
    """
    edition_id = connection.execute(
        select(deliveries.c.edition_id).where(deliveries.c.delivery_id == delivery_id)
    ).scalar_one()
    require_approved(connection, edition_by_id(connection, edition_id))
    token = uuid.uuid4().hex
    taken = connection.execute(
        update(deliveries)
        .where(deliveries.c.delivery_id == delivery_id, deliveries.c.state == DeliveryState.QUEUED.value)
        .values(claimed_by=token, attempts=deliveries.c.attempts + 1, last_change=at)
    )
    if taken.rowcount != 1:
        return None
    tell(connection, delivery_id, at, RecipientOutcome("", DeliveryState.QUEUED, f"claimed as {token}"))
    return Claim(delivery_id, token, message_of(connection, delivery_id))


def mark_in_doubt(
    connection: Connection, held: Claim, outcomes: Sequence[RecipientOutcome], *, at: datetime
) -> bool:
    """Write down that the mail is about to be handed over; False where another sender has taken it over.

    To be committed before the first byte of content is sent. *outcomes* are the answers to each address.
    """
    return _answer(connection, held, outcomes, (DeliveryState.QUEUED,), at)


def settle(connection: Connection, held: Claim, outcomes: Sequence[RecipientOutcome], *, at: datetime) -> bool:
    """Write down what the server answered, before or after the content was sent.

    Returns False where another sender took the mail over, or an operator has decided about it in the meantime.
    """
    return _answer(connection, held, outcomes, (DeliveryState.QUEUED, DeliveryState.IN_DOUBT), at)


def requeue_refused(connection: Connection, edition: Edition, *, at: datetime) -> tuple[int, ...]:
    """Queue an edition's refused addresses again, and return the deliveries concerned."""
    refused = (
        select(deliveries.c.delivery_id)
        .where(
            deliveries.c.edition_id == frozen_id(connection, edition),
            deliveries.c.state == DeliveryState.REFUSED.value,
        )
        .order_by(deliveries.c.body_id)
    )
    delivery_ids = tuple(connection.execute(refused).scalars())
    for delivery_id in delivery_ids:
        addresses = addresses_in(connection, delivery_id, DeliveryState.REFUSED)
        again = [RecipientOutcome(address, DeliveryState.QUEUED, "queued again") for address in addresses]
        advance(connection, delivery_id, again, at)
    return delivery_ids


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
    decided = [RecipientOutcome(address, state, f"decided by {by}") for address in addresses]
    connection.execute(update(deliveries).where(deliveries.c.delivery_id == delivery_id).values(claimed_by=""))
    advance(connection, delivery_id, decided, at)
    return True


def require_approved(connection: Connection, edition: Edition) -> Approval:
    """Return an edition's approval; raise WrongUse where there is none or a later edition has voided it."""
    require_newest(connection, edition)
    given = approval(connection, edition)
    if given is None:
        raise WrongUse(
            text(
                "Edition {number} of {month} is not approved. Run 'ayumi approve {month}' first.",
                number=edition.number,
                month=edition.month,
            )
        )
    return given


def _answer(
    connection: Connection,
    held: Claim,
    outcomes: Sequence[RecipientOutcome],
    from_states: tuple[DeliveryState, ...],
    at: datetime,
) -> bool:
    still_ours = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.delivery_id == held.delivery_id,
            deliveries.c.claimed_by == held.token,
            deliveries.c.state.in_([state.value for state in from_states]),
        )
        .values(last_change=at)
    )
    if still_ours.rowcount != 1:
        return False
    advance(connection, held.delivery_id, outcomes, at)
    return True
