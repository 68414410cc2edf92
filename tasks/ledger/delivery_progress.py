"""How far each mail has got: the states of a delivery and its recipients, each change with its event."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

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


def addresses_in(connection: Connection, delivery_id: int, state: DeliveryState) -> tuple[str, ...]:
    return tuple(address for address, stands, _ in recipients(connection, delivery_id) if stands is state)


def advance(connection: Connection, delivery_id: int, outcomes: Sequence[RecipientOutcome], at: datetime) -> None:
    """Write each address's outcome with its event, and where the delivery as a whole stands by then."""
    for outcome in outcomes:
        connection.execute(
            update(delivery_recipients)
            .where(
                delivery_recipients.c.delivery_id == delivery_id,
                delivery_recipients.c.address == outcome.address,
            )
            .values(state=outcome.state.value, answer=outcome.answer)
        )
        tell(connection, delivery_id, at, outcome)
    states = {state for _, state, _ in recipients(connection, delivery_id)}
    worst = next(state for state in WORST_FIRST if state in states)
    connection.execute(
        update(deliveries).where(deliveries.c.delivery_id == delivery_id).values(state=worst.value, last_change=at)
    )


def tell(connection: Connection, delivery_id: int, at: datetime, outcome: RecipientOutcome) -> None:
    """Add one event; an outcome without an address speaks of the whole delivery."""
    connection.execute(
        insert(delivery_events),
        {
            "delivery_id": delivery_id,
            "known_at": at,
            "address": outcome.address,
            "state": outcome.state.value,
            "detail": outcome.answer,
        },
    )
