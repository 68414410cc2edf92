"""Which mails nobody will send any more, and the end of their bytes; who got what and when stays for good."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, func, or_, select, update

from sources.edition import DeliveryState, MailKind
from tasks.ledger.tables import deliveries, editions, messages

SOME_AT_ONCE = 500


@dataclass(frozen=True)
class SettledMail:
    """The bytes of a mail that nobody sends again, *size* of them.

    *name* is the mail's occasion and body, *day* that of its last change.
    """

    sha256: str
    name: str
    day: date
    size: int


@dataclass(frozen=True)
class Drafts:
    """Mails that others took the place of before approval: nothing names their bytes; *size* in bytes."""

    count: int
    size: int


def settled_mails(connection: Connection, time_zone: str) -> tuple[SettledMail, ...]:
    """Return the mails of all plans whose bytes are kept and not needed to send; days are those of *time_zone*.

    Not among them: what waits or is in doubt, and what an operator may still send again, which is any mail of a
    month's newest edition that was not taken at every address.
    """
    rows = connection.execute(
        select(
            deliveries.c.raw_sha256,
            deliveries.c.occasion,
            deliveries.c.body_id,
            deliveries.c.last_change,
            func.length(messages.c.raw).label("size"),
            _may_still_go().label("may_still_go"),
        )
        .join(messages)
        .join(editions, deliveries.c.edition_id == editions.c.edition_id, isouter=True)
        .where(messages.c.pruned_at.is_(None))
        .order_by(deliveries.c.raw_sha256, deliveries.c.last_change)
    ).all()
    zone = ZoneInfo(time_zone)
    by_bytes = (list(of_one) for _, of_one in groupby(rows, key=lambda row: row.raw_sha256))
    return tuple(_settled(of_one, zone) for of_one in by_bytes if not any(row.may_still_go for row in of_one))


def drafts(connection: Connection) -> Drafts:
    """Return how many mails were replaced before approval and still lie here."""
    found = connection.execute(
        select(func.count(), func.coalesce(func.sum(func.length(messages.c.raw)), 0)).where(_of_no_delivery())
    ).one()
    return Drafts(*(int(one) for one in found))


def prune_mails(connection: Connection, gone: Iterable[SettledMail], time_zone: str, *, at: datetime) -> None:
    """Drop the bytes of *gone*, and the replaced drafts; what has come to be needed again meanwhile stays."""
    still_settled = {one.sha256 for one in settled_mails(connection, time_zone)}
    hashes = sorted({one.sha256 for one in gone} & still_settled)
    for first in range(0, len(hashes), SOME_AT_ONCE):
        connection.execute(
            update(messages)
            .where(messages.c.sha256.in_(hashes[first : first + SOME_AT_ONCE]))
            .values(raw=b"", pruned_at=at)
        )
    connection.execute(delete(messages).where(_of_no_delivery()))


def _may_still_go() -> ColumnElement[bool]:
    later = editions.alias()
    is_newest = ~exists().where(
        later.c.plan_id == editions.c.plan_id,
        later.c.month == editions.c.month,
        later.c.number > editions.c.number,
    )
    state = deliveries.c.state
    is_of_an_edition = deliveries.c.kind == MailKind.EDITION.value
    return or_(
        state == DeliveryState.IN_DOUBT.value,
        and_(is_of_an_edition, state != DeliveryState.ACCEPTED.value, is_newest),
        and_(~is_of_an_edition, state == DeliveryState.QUEUED.value),
    )


def _of_no_delivery() -> ColumnElement[bool]:
    return ~exists().where(deliveries.c.raw_sha256 == messages.c.sha256)


def _settled(rows: Sequence[Row[*tuple[Any, ...]]], zone: ZoneInfo) -> SettledMail:
    """Return the mail of *rows*, which share its bytes; the last of them changed last."""
    last = rows[-1]
    return SettledMail(
        sha256=last.raw_sha256,
        name=f"{last.occasion} {last.body_id}",
        day=last.last_change.astimezone(zone).date(),
        size=last.size,
    )
