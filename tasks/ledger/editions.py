"""Editions: frozen once, numbered in order, approved by name, and never changed afterwards."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select

from sources.edition import Approval, Edition, EditionInput, EditionRecipient, OutputFile
from sources.errors import WrongUse
from sources.messages import text
from sources.month import Month
from tasks.ledger.tables import (
    approvals,
    deliveries,
    edition_files,
    edition_inputs,
    edition_recipients,
    editions,
)


def edition_digest(
    plan_id: str, month: Month, files: Sequence[OutputFile], recipients: Sequence[EditionRecipient]
) -> str:
    """Return the SHA-256 that stands for an edition: every file's hash and every address, in whatever order."""
    contents = {
        "plan": plan_id,
        "month": str(month),
        "files": sorted([file.path, file.sha256, file.size] for file in files),
        "recipients": sorted([one.body_id, one.address, one.role] for one in recipients),
    }
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode("ascii")).hexdigest()


def freeze(
    connection: Connection,
    plan_id: str,
    month: Month,
    *,
    files: Sequence[OutputFile],
    recipients: Sequence[EditionRecipient],
    inputs: Sequence[EditionInput],
    created: datetime,
) -> Edition:
    """Return the month's new edition, or its last one where that has the same files and recipients."""
    digest = edition_digest(plan_id, month, files, recipients)
    last = last_edition(connection, plan_id, month)
    if last is not None and last.digest == digest:
        return last
    number = 1 if last is None else last.number + 1
    edition_id = connection.execute(
        insert(editions).returning(editions.c.edition_id),
        {"plan_id": plan_id, "month": month, "number": number, "digest": digest, "created": created},
    ).scalar_one()
    rows: dict[Table, list[dict[str, Any]]] = {
        edition_files: [{"path": file.path, "sha256": file.sha256, "size": file.size} for file in files],
        edition_recipients: [
            {"body_id": one.body_id, "address": one.address, "role": one.role} for one in recipients
        ],
        edition_inputs: [{"file": one.file, "sha256": one.sha256} for one in inputs],
    }
    for table, found in rows.items():
        if found:
            connection.execute(insert(table), [{"edition_id": edition_id, **row} for row in found])
    return edition_by_id(connection, edition_id)


def all_editions(connection: Connection, plan_id: str, month: Month) -> tuple[Edition, ...]:
    """Return a month's editions, the first first."""
    rows = connection.execute(
        select(editions)
        .where(editions.c.plan_id == plan_id, editions.c.month == month)
        .order_by(editions.c.number)
    ).all()
    return tuple(_edition(connection, row) for row in rows)


def last_edition(connection: Connection, plan_id: str, month: Month) -> Edition | None:
    row = connection.execute(
        select(editions)
        .where(editions.c.plan_id == plan_id, editions.c.month == month)
        .order_by(editions.c.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _edition(connection, row)


def approve(
    connection: Connection, edition: Edition, *, approved_by: str, approved_at: datetime, note: str
) -> Approval:
    """Return the edition's approval, given now or already standing: approving twice is one approval.

    It covers the mails that are queued for the edition by then, byte for byte: another one voids it.
    Raises WrongUse where *edition* is not what the ledger holds, or a later edition has taken its place.
    """
    edition_id = frozen_id(connection, edition)
    require_newest(connection, edition)
    standing = approval(connection, edition)
    if standing is not None:
        return standing
    connection.execute(
        insert(approvals),
        {
            "edition_id": edition_id,
            "mails": _mails_digest(connection, edition_id),
            "digest": edition.digest,
            "approved_by": approved_by,
            "approved_at": approved_at,
            "note": note,
        },
    )
    return Approval(edition.plan_id, edition.month, edition.number, edition.digest, approved_by, approved_at, note)


def approval(connection: Connection, edition: Edition) -> Approval | None:
    """Return who approved exactly this edition; None where nobody did, or what was approved is not this digest.

    The same where another mail has been queued for the edition since.
    """
    rows = connection.execute(
        select(approvals)
        .join(editions)
        .where(
            editions.c.plan_id == edition.plan_id,
            editions.c.month == edition.month,
            editions.c.number == edition.number,
            approvals.c.digest == edition.digest,
        )
    ).all()
    row = next((row for row in rows if row.mails == _mails_digest(connection, row.edition_id)), None)
    if row is None:
        return None
    return Approval(
        edition.plan_id,
        edition.month,
        edition.number,
        row.digest,
        row.approved_by,
        row.approved_at,
        row.note,
    )


def _mails_digest(connection: Connection, edition_id: int) -> str:
    """Return the SHA-256 that stands for the bytes of all mails queued for an edition, each with its body."""
    rows = connection.execute(
        select(deliveries.c.body_id, deliveries.c.raw_sha256).where(deliveries.c.edition_id == edition_id)
    )
    mails = sorted([row.body_id, row.raw_sha256] for row in rows)
    return hashlib.sha256(json.dumps(mails).encode("ascii")).hexdigest()


def frozen_id(connection: Connection, edition: Edition) -> int:
    """Return an edition's key, or raise WrongUse where the ledger holds no such edition with that digest."""
    row = connection.execute(
        select(editions.c.edition_id, editions.c.digest).where(
            editions.c.plan_id == edition.plan_id,
            editions.c.month == edition.month,
            editions.c.number == edition.number,
        )
    ).one_or_none()
    if row is None or row.digest != edition.digest:
        raise WrongUse(
            text(
                "Edition {number} of {month} is not in the ledger as it is shown here. "
                "Run the month again, and look at the edition that it gives.",
                number=edition.number,
                month=edition.month,
            )
        )
    found: int = row.edition_id
    return found


def require_newest(connection: Connection, edition: Edition) -> None:
    """Raise WrongUse where a later edition of the month has taken this one's place."""
    last = last_edition(connection, edition.plan_id, edition.month)
    if last is not None and last.number > edition.number:
        raise WrongUse(
            text(
                "Edition {number} of {month} was replaced by edition {last}. Look at that one, then approve it.",
                number=edition.number,
                month=edition.month,
                last=last.number,
            )
        )


def edition_by_id(connection: Connection, edition_id: int) -> Edition:
    return _edition(
        connection, connection.execute(select(editions).where(editions.c.edition_id == edition_id)).one()
    )


def _edition(connection: Connection, row: Row[*tuple[Any, ...]]) -> Edition:
    files = connection.execute(select(edition_files).where(edition_files.c.edition_id == row.edition_id))
    addresses = connection.execute(
        select(edition_recipients).where(edition_recipients.c.edition_id == row.edition_id)
    )
    inputs = connection.execute(select(edition_inputs).where(edition_inputs.c.edition_id == row.edition_id))
    return Edition(
        plan_id=row.plan_id,
        month=row.month,
        number=row.number,
        digest=row.digest,
        created=row.created,
        files=tuple(sorted((OutputFile(one.path, one.sha256, one.size) for one in files), key=lambda f: f.path)),
        recipients=tuple(
            sorted(
                (EditionRecipient(one.body_id, one.address, one.role) for one in addresses),
                key=lambda r: (r.body_id, r.address),
            )
        ),
        inputs=tuple(
            sorted((EditionInput(one.file, one.sha256) for one in inputs), key=lambda i: (i.file, i.sha256))
        ),
    )
