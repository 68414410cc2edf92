"""One sender's way with one mail: claim, doubt, answer. Each step is a compare-and-set in its own transaction.

So two senders at once, or one that dies between two steps, can not send a mail twice. A claim does not lock: a
later claim of the same mail takes it over, and the earlier claimant finds so when it asks to pass into doubt, that
is before it sends anything.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, literal, or_, select, update

from sources.edition import Approval, DeliveryState, Edition, MailKind, Message, RecipientOutcome
from sources.errors import WrongUse
from sources.messages import text
from tasks.ledger.column_types import UtcTime
from tasks.ledger.delivery_progress import addresses_in, advance, tell
from tasks.ledger.editions import approval, edition_by_id, require_newest
from tasks.ledger.patience import LONGEST_WAIT, patient, wait_after
from tasks.ledger.stored_mail import message_of
from tasks.ledger.tables import deliveries

NOT_SETTLED = (DeliveryState.QUEUED, DeliveryState.IN_DOUBT)


@dataclass(frozen=True)
class Claim:
    """One sender's hold on one mail: *message* goes to those addresses only that are still queued.

    *attempt* counts the claims of this mail from 1: a copy that arrives can be told from one of another attempt.
    """

    delivery_id: int
    token: str
    attempt: int
    message: Message


def claim(connection: Connection, delivery_id: int, *, at: datetime) -> Claim | None:
    """Return a hold on a queued mail; None where it is no longer queued, or has to wait beyond *at*.

    Raises WrongUse where it is an edition's mail and nobody approved that, or a later edition has taken its place.
    """
    row = connection.execute(
        select(deliveries.c.edition_id, deliveries.c.kind).where(deliveries.c.delivery_id == delivery_id)
    ).one()
    if row.kind == MailKind.EDITION:
        require_approved(connection, edition_by_id(connection, row.edition_id))
    token = uuid.uuid4().hex
    attempt = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.delivery_id == delivery_id,
            deliveries.c.state == DeliveryState.QUEUED.value,
            or_(
                deliveries.c.next_attempt.is_(None),
                deliveries.c.next_attempt <= at,
                deliveries.c.next_attempt > at + LONGEST_WAIT,
            ),
        )
        .values(
            claimed_by=token,
            attempts=deliveries.c.attempts + 1,
            first_attempt=func.coalesce(deliveries.c.first_attempt, literal(at, UtcTime)),
            last_change=at,
        )
        .returning(deliveries.c.attempts)
    ).scalar_one_or_none()
    if attempt is None:
        return None
    tell(
        connection,
        delivery_id,
        at,
        RecipientOutcome("", DeliveryState.QUEUED, f"claimed as {token}"),
        attempt=attempt,
    )
    return Claim(delivery_id, token, attempt, message_of(connection, delivery_id, only_queued=True))


def mark_in_doubt(
    connection: Connection, held: Claim, outcomes: Sequence[RecipientOutcome], *, at: datetime
) -> bool:
    """Write down that the mail is about to be handed over; False where another sender has taken it over.

    To be committed before the first byte of content is sent. *outcomes* are the answers to each address.
    """
    return _answer(connection, held, outcomes, (DeliveryState.QUEUED,), at)


def settle(connection: Connection, held: Claim, outcomes: Sequence[RecipientOutcome], *, at: datetime) -> bool:
    """Write down what the server answered, before or after the content was sent.

    An address that stays queued has to wait before the next attempt, and is given up as refused after a day.
    Returns False where another sender took the mail over, or something else has decided about it meanwhile.
    """
    first = connection.execute(
        select(deliveries.c.first_attempt).where(deliveries.c.delivery_id == held.delivery_id)
    ).scalar_one()
    if not _answer(connection, held, patient(outcomes, since=first, at=at), NOT_SETTLED, at):
        return False
    if addresses_in(connection, held.delivery_id, DeliveryState.QUEUED):
        connection.execute(
            update(deliveries)
            .where(deliveries.c.delivery_id == held.delivery_id)
            .values(next_attempt=at + wait_after(since=first, at=at))
        )
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
    """Write *outcomes* where the mail is still this claim's; what came back meanwhile as a bounce stays so."""
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
    undecided = addresses_in(connection, held.delivery_id, *NOT_SETTLED)
    news = [outcome for outcome in outcomes if outcome.address in undecided]
    advance(connection, held.delivery_id, news, at, attempt=held.attempt)
    return True
