"""Mails that came back: each report of a mail system put to the mail and the address that it speaks of."""

from datetime import datetime

from sqlalchemy import Connection, Row, insert, or_, select

from sources.edition import Bounce, DeliveryState, RecipientOutcome
from sources.month import Month
from tasks.ledger.delivery_progress import addresses_in, advance, recipients, tell
from tasks.ledger.second_looks import confirm_taken
from tasks.ledger.tables import bounces, deliveries

LONGEST_DETAIL = 500


def record_bounce(connection: Connection, found: Bounce, *, at: datetime) -> bool:
    """Write down one report about one address, and return whether it was new.

    The address then stands at BOUNCED, if the report speaks of the attempt that it was last sent at. That a mail
    came back also proves that the server had taken it. What fits no mail or no address is kept to be shown.
    """
    known = select(bounces.c.bounce_id).where(bounces.c.sha256 == found.sha256, bounces.c.address == found.address)
    if connection.execute(known).one_or_none() is not None:
        return False
    delivery_id = _delivery(connection, found.mark)
    recipient = None if delivery_id is None else _recipient(connection, delivery_id, found.address)
    connection.execute(
        insert(bounces),
        {
            "sha256": found.sha256,
            "address": found.address,
            "delivery_id": delivery_id,
            "recipient": recipient,
            "mark": found.mark,
            "attempt": found.attempt,
            "status": found.status,
            "detail": found.detail[:LONGEST_DETAIL],
            "known_at": at,
        },
    )
    if delivery_id is not None:
        _put_back(connection, delivery_id, recipient, found, at)
    return True


def unplaced_bounces(connection: Connection, plan_id: str, month: Month) -> tuple[Bounce, ...]:
    """Return the reports on a month's mails that name none of their addresses, and those on no known mail."""
    rows = connection.execute(
        select(bounces)
        .join(deliveries, isouter=True)
        .where(
            bounces.c.recipient.is_(None),
            or_(
                bounces.c.delivery_id.is_(None),
                (deliveries.c.plan_id == plan_id) & (deliveries.c.month == month),
            ),
        )
        .order_by(bounces.c.bounce_id)
    )
    return tuple(_bounce(row) for row in rows)


def _put_back(
    connection: Connection, delivery_id: int, recipient: str | None, found: Bounce, at: datetime
) -> None:
    words = f"{found.status} {found.detail}".strip()[:LONGEST_DETAIL]
    if found.attempt is not None:
        confirm_taken(connection, delivery_id, found.attempt, proof=f"came back: {words}", at=at)
    taken = addresses_in(
        connection, delivery_id, DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT, attempt=found.attempt
    )
    if recipient in taken:
        advance(connection, delivery_id, [RecipientOutcome(recipient, DeliveryState.BOUNCED, words)], at)
    else:
        outcome = RecipientOutcome(recipient or "", DeliveryState.BOUNCED, f"{found.address}: {words}")
        tell(connection, delivery_id, at, outcome, attempt=found.attempt or 0)


def _delivery(connection: Connection, mark: str) -> int | None:
    """Return the mail whose Message-ID begins with *mark*, or None."""
    if not mark.isalnum():
        return None
    rows = connection.execute(
        select(deliveries.c.delivery_id).where(deliveries.c.message_id.startswith(f"<{mark}"))
    ).scalars()
    found = list(rows)
    return found[0] if len(found) == 1 else None


def _recipient(connection: Connection, delivery_id: int, address: str) -> str | None:
    """Return which of a mail's addresses a report speaks of; a mail to one address can speak of no other.

    A report names the last address on the way, which a forwarding mailbox may have changed.
    """
    known = [own for own, _, _ in recipients(connection, delivery_id)]
    same = [own for own in known if own.casefold() == address.casefold()]
    return same[0] if same else known[0] if len(known) == 1 else None


def _bounce(row: Row[*tuple[object, ...]]) -> Bounce:
    found = row._mapping
    return Bounce(
        sha256=found[bounces.c.sha256],
        mark=found[bounces.c.mark],
        attempt=found[bounces.c.attempt],
        address=found[bounces.c.address],
        status=found[bounces.c.status],
        detail=found[bounces.c.detail],
        delivery_id=found[bounces.c.delivery_id],
        recipient=found[bounces.c.recipient],
        known_at=found[bounces.c.known_at],
    )
