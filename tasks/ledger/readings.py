"""What was read from submissions, recorded once and never changed: a new reading stands beside the old one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from sources.month import Month
from sources.submission import Reading
from tasks.ledger.knowledge import Knowledge, KnownReading
from tasks.ledger.layout_json import layout_json
from tasks.ledger.reading_rows import RowsOfReading, digest_of, facts_of, reading_of
from tasks.ledger.tables import (
    edition_readings,
    findings,
    milestones,
    observations,
    readings,
    remarks,
    statuses,
    submissions,
)

FACT_TABLES = (observations, milestones, statuses, remarks, findings)


class Recorded(StrEnum):
    """What recording a reading did: NEW submission, SAME as already known, or REPLACED its earlier reading."""

    NEW = "new"
    SAME = "same"
    REPLACED = "replaced"


def record(
    connection: Connection,
    reading: Reading,
    *,
    plan_id: str,
    reader_version: str,
    known_at: datetime,
    first_known_at: datetime | None = None,
) -> Recorded:
    """Add a reading unless the same submission's newest one says the same in the same reader version.

    A submission is one file's bytes under one name. Whose it is, when it came and which month it speaks of
    belong to the reading: all three may be told better later (a corrected manifest, a better reader). A
    submission's first reading is known since *first_known_at*, the day it came, where that is given; a later one
    since it was made, or what was known on an earlier day would change behind that day's back.
    """
    submission_id, new = _submission(connection, reading, plan_id, first_known_at or known_at)
    newest = connection.execute(
        select(readings.c.revision, readings.c.reader_version, readings.c.digest)
        .where(readings.c.submission_id == submission_id)
        .order_by(readings.c.revision.desc())
        .limit(1)
    ).one_or_none()
    if newest is None:
        known_at = first_known_at or known_at
    digest = digest_of(reading)
    if newest is not None and (newest.reader_version, newest.digest) == (reader_version, digest):
        return Recorded.SAME
    reading_id = connection.execute(
        insert(readings).returning(readings.c.reading_id),
        {
            "submission_id": submission_id,
            "revision": 1 if newest is None else newest.revision + 1,
            "reader_version": reader_version,
            "digest": digest,
            "body_id": reading.submission.body_id,
            "received": reading.submission.received,
            "folder_month": reading.submission.folder_month,
            "month": reading.month,
            "known_at": known_at,
            "layout": layout_json(reading.layout),
        },
    ).scalar_one()
    for table, rows in facts_of(reading).items():
        if rows:
            ids = {"reading_id": reading_id, "known_at": known_at}
            connection.execute(insert(table), [{**row, **ids} for row in rows])
    return Recorded.NEW if new else Recorded.REPLACED


def known(connection: Connection, *, plan_id: str, up_to: Month, as_of: datetime | None) -> Knowledge:
    """Return each submission's newest reading that was known at *as_of* (None: now), for months up to *up_to*.

    A reading without a month counts by its folder's month, and is always there where it has neither.
    """
    newest = (
        select(readings.c.submission_id, func.max(readings.c.revision).label("revision"))
        .join(submissions)
        .where(submissions.c.plan_id == plan_id)
        .where(readings.c.known_at <= as_of if as_of is not None else True)  # type: ignore[arg-type]
        .group_by(readings.c.submission_id)
        .subquery()
    )
    month = func.coalesce(readings.c.month, readings.c.folder_month)
    return _knowledge(
        connection,
        _HEADS.join(
            newest,
            (newest.c.submission_id == readings.c.submission_id) & (newest.c.revision == readings.c.revision),
        ).where(month.is_(None) | (month <= up_to)),
    )


def known_to(connection: Connection, edition_id: int) -> Knowledge:
    """Return the readings that an edition was made from."""
    return _knowledge(connection, _HEADS.join(edition_readings).where(edition_readings.c.edition_id == edition_id))


_HEADS = select(readings, submissions.c.plan_id, submissions.c.file, submissions.c.sha256).join(submissions)


def _knowledge(connection: Connection, heads: Select[*tuple[Any, ...]]) -> Knowledge:
    """Return the readings of *heads* by file name: of files, the order in which they came does not show.

    Submissions of one name stand in the order in which they became known, since each was written over the last.
    """
    ordered = sorted(connection.execute(heads).mappings(), key=lambda head: (head["file"], head["submission_id"]))
    facts = _facts_by_reading(connection, [head["reading_id"] for head in ordered])
    return Knowledge(
        tuple(
            KnownReading(
                head["reading_id"],
                head["plan_id"],
                head["revision"],
                head["reader_version"],
                head["known_at"],
                reading_of(RowsOfReading(dict(head), facts[head["reading_id"]])),
            )
            for head in ordered
        )
    )


def _submission(connection: Connection, reading: Reading, plan_id: str, known_at: datetime) -> tuple[int, bool]:
    """Return the submission's id, and whether it was new; the writer's lock makes look-and-insert one step."""
    file, sha256 = reading.submission.file, reading.submission.sha256
    known = connection.execute(
        select(submissions.c.submission_id).where(
            submissions.c.plan_id == plan_id, submissions.c.sha256 == sha256, submissions.c.file == file
        )
    ).scalar_one_or_none()
    if known is not None:
        return known, False
    row = {"plan_id": plan_id, "sha256": sha256, "file": file, "known_at": known_at}
    return connection.execute(insert(submissions).returning(submissions.c.submission_id), row).scalar_one(), True


def _facts_by_reading(connection: Connection, reading_ids: Sequence[int]) -> dict[int, dict[Any, list[Any]]]:
    by_reading: dict[int, dict[Any, list[Any]]] = defaultdict(lambda: {table: [] for table in FACT_TABLES})
    for table in FACT_TABLES:
        rows = connection.execute(
            select(table).where(table.c.reading_id.in_(reading_ids)).order_by(table.c.reading_id, table.c.position)
        ).mappings()
        for row in rows:
            by_reading[row["reading_id"]][table].append(row)
    return by_reading
