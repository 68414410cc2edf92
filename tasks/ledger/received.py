"""Which mails were received: the memory of a mailbox, so that none is taken twice and none is forgotten."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from sources.intake.mail import KeptMail
from tasks.ledger.tables import received_mails


def keep_mail(connection: Connection, kept: KeptMail, *, plan_id: str, at: datetime) -> bool:
    """Add a mail to those of a plan, and return whether it was new; the first knowledge of it stands.

    Its bytes must be in the archive by then.
    """
    known = connection.execute(
        select(received_mails.c.sha256).where(
            received_mails.c.plan_id == plan_id, received_mails.c.sha256 == kept.sha256
        )
    ).one_or_none()
    if known is not None:
        return False
    row = {
        "plan_id": plan_id,
        "sha256": kept.sha256,
        "received": kept.received,
        "size": kept.size,
        "is_whole": int(kept.is_whole),
        "known_at": at,
    }
    connection.execute(insert(received_mails), row)
    return True


def kept_mails(connection: Connection, plan_id: str) -> tuple[KeptMail, ...]:
    """Return the mails that came for a plan, in the order in which they came into the mailbox."""
    rows = connection.execute(
        select(received_mails)
        .where(received_mails.c.plan_id == plan_id)
        .order_by(received_mails.c.received, received_mails.c.sha256)
    )
    return tuple(KeptMail(row.sha256, row.received, row.size, bool(row.is_whole)) for row in rows)
