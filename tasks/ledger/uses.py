"""What each original was needed for, and which are pruned: the ledger's side of the archive's retention."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, func, insert, select

from tasks.ledger.retention import Kept, Use, UseKind
from tasks.ledger.tables import (
    edition_inputs,
    edition_readings,
    edition_sources,
    editions,
    pruned_originals,
    readings,
    received_mails,
    submissions,
)


def uses(connection: Connection, time_zone: str) -> Iterator[Use]:
    """Yield every use of every original, of all plans; days are those of *time_zone*."""
    zone = ZoneInfo(time_zone)
    submitted = (
        select(submissions.c.sha256, submissions.c.file, func.max(readings.c.received).label("day"))
        .join(readings)
        .group_by(submissions.c.sha256, submissions.c.file)
    )
    for row in connection.execute(submitted):
        yield Use(row.sha256, UseKind.SUBMISSION, row.file, row.day)
    for mail in connection.execute(select(received_mails.c.sha256, received_mails.c.received)):
        came = mail.received.astimezone(zone)
        yield Use(mail.sha256, UseKind.MAIL, f"{came:%Y-%m-%d %H:%M:%S}", came.date())
    for statement in _in_editions():
        for one in connection.execute(statement):
            yield Use(one.sha256, UseKind.EDITION, one.name, one.created.astimezone(zone).date())


def _in_editions() -> Iterator[Select[tuple[str, str, datetime]]]:
    """Yield what editions were made from: inputs, files whose readings they knew, the plan's own files."""
    created = func.max(editions.c.created).label("created")
    for table, name in ((edition_inputs, edition_inputs.c.file), (edition_sources, edition_sources.c.path)):
        yield select(table.c.sha256, name.label("name"), created).join(editions).group_by(table.c.sha256, name)
    yield (
        select(submissions.c.sha256, submissions.c.file.label("name"), created)
        .select_from(edition_readings)
        .join(editions)
        .join(readings, readings.c.reading_id == edition_readings.c.reading_id)
        .join(submissions, submissions.c.submission_id == readings.c.submission_id)
        .group_by(submissions.c.sha256, submissions.c.file)
    )


def mark_pruned(connection: Connection, gone: Iterable[Kept], at: datetime) -> None:
    """Note that originals are pruned; the day of the first time stands."""
    known = set(connection.execute(select(pruned_originals.c.sha256)).scalars())
    rows = [
        {"sha256": one.sha256, "kept_through": one.kept_through, "pruned_at": at}
        for one in gone
        if one.sha256 not in known
    ]
    if rows:
        connection.execute(insert(pruned_originals), rows)


def pruned_on(connection: Connection, sha256: str, time_zone: str) -> date | None:
    """Return the day on which an original was pruned; None where it never was."""
    at = connection.execute(
        select(pruned_originals.c.pruned_at).where(pruned_originals.c.sha256 == sha256)
    ).scalar_one_or_none()
    return None if at is None else at.astimezone(ZoneInfo(time_zone)).date()
