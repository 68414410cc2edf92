"""How far each mail has got: the states of a delivery and its recipients, each change with its event."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from sources.edition import DeliveryState, RecipientOutcome
from tasks.ledger.tables import deliveries, delivery_events, delivery_recipients

WORST_FIRST = (
    DeliveryState.IN_DOUBT,
    DeliveryState.QUEUED,
    DeliveryState.REFUSED,
    DeliveryState.BOUNCED,
    DeliveryState.ACCEPTED,
)
"""A delivery stands where the worst of its recipients stands."""


def recipients(connection: Connection, delivery_id: int) -> tuple[tuple[str, DeliveryState, str], ...]:
    rows = connection.execute(
        select(delivery_recipients)
        .where(delivery_recipients.c.delivery_id == delivery_id)
        .order_by(delivery_recipients.c.position)
    )
    return tuple((row.address, DeliveryState(row.state), row.answer) for row in rows)


def addresses_in(
    connection: Connection, delivery_id: int, *states: DeliveryState, attempt: int | None = None
) -> tuple[str, ...]:
    """Return a delivery's addresses in one of *states*; with *attempt*, those whose state that attempt gave."""
    found = (
        select(delivery_recipients.c.address)
        .where(
            delivery_recipients.c.delivery_id == delivery_id,
            delivery_recipients.c.state.in_([state.value for state in states]),
        )
        .order_by(delivery_recipients.c.position)
    )
    if attempt is not None:
        found = found.where(delivery_recipients.c.attempt == attempt)
    return tuple(connection.execute(found).scalars())


def advance(
    connection: Connection,
    delivery_id: int,
    outcomes: Sequence[RecipientOutcome],
    at: datetime,
    *,
    attempt: int | None = None,
) -> None:
    """Write each address's outcome with its event, and where the delivery as a whole stands by then.

    *attempt* is the sending that gave the outcomes; None where they are somebody's word on what stands already.
    """
    of_attempt = {} if attempt is None else {"attempt": attempt}
    for outcome in outcomes:
        connection.execute(
            update(delivery_recipients)
            .where(
                delivery_recipients.c.delivery_id == delivery_id,
                delivery_recipients.c.address == outcome.address,
            )
            .values(state=outcome.state.value, answer=outcome.answer, **of_attempt)
        )
        tell(connection, delivery_id, at, outcome, attempt=attempt or 0)
    states = {state for _, state, _ in recipients(connection, delivery_id)}
    worst = next(state for state in WORST_FIRST if state in states)
    connection.execute(
        update(deliveries).where(deliveries.c.delivery_id == delivery_id).values(state=worst.value, last_change=at)
    )


def attempts_in_doubt(connection: Connection, delivery_id: int) -> int:
    """Return at how many attempts a mail's content may have been sent."""
    counted = connection.execute(
        select(func.count(delivery_events.c.attempt.distinct())).where(
            delivery_events.c.delivery_id == delivery_id,
            delivery_events.c.state == DeliveryState.IN_DOUBT.value,
        )
    ).scalar_one()
    return int(counted)


def tell(
    connection: Connection, delivery_id: int, at: datetime, outcome: RecipientOutcome, *, attempt: int = 0
) -> None:
    """Add one event; an outcome without an address speaks of the whole delivery, attempt 0 of no sending."""
    connection.execute(
        insert(delivery_events),
        {
            "delivery_id": delivery_id,
            "known_at": at,
            "attempt": attempt,
            "address": outcome.address,
            "state": outcome.state.value,
            "detail": outcome.answer,
        },
    )
