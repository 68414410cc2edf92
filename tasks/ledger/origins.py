"""What an edition was made from, kept with it: the readings known then, the plan's files, the circumstances."""

import json
from typing import Any, cast

from sqlalchemy import Connection, Table, insert, select

from sources.edition import Edition, EditionOrigin, EditionSource
from sources.messages import Language
from sources.month import Month
from tasks.ledger.editions import frozen_id
from tasks.ledger.reading_rows import finding_of, finding_row
from tasks.ledger.tables import edition_origins, edition_readings, edition_sources, editions


def keep_origin(connection: Connection, edition: Edition, origin: EditionOrigin) -> None:
    """Keep what *edition* was made from; an edition that has its origin already keeps that."""
    edition_id = frozen_id(connection, edition)
    if _origin_row(connection, edition_id) is not None:
        return
    connection.execute(
        insert(edition_origins),
        {
            "edition_id": edition_id,
            "language": origin.language,
            "rating_profile": origin.rating_profile,
            "noticed": json.dumps(
                [{**finding_row(found), "month": found.month and str(found.month)} for found in origin.noticed],
                ensure_ascii=False,
            ),
            "software": json.dumps(origin.software, ensure_ascii=False),
        },
    )
    rows: dict[Table, list[dict[str, Any]]] = {
        edition_readings: [{"reading_id": reading_id} for reading_id in origin.reading_ids],
        edition_sources: [{"path": one.path, "sha256": one.sha256} for one in origin.sources],
    }
    for table, found in rows.items():
        if found:
            connection.execute(insert(table), [{"edition_id": edition_id, **row} for row in found])


def origin_of(connection: Connection, edition: Edition) -> EditionOrigin | None:
    """Return what *edition* was made from; None for one that was frozen before that was kept."""
    edition_id = frozen_id(connection, edition)
    row = _origin_row(connection, edition_id)
    if row is None:
        return None
    reading_ids = connection.execute(
        select(edition_readings.c.reading_id)
        .where(edition_readings.c.edition_id == edition_id)
        .order_by(edition_readings.c.reading_id)
    ).scalars()
    sources = connection.execute(
        select(edition_sources).where(edition_sources.c.edition_id == edition_id).order_by(edition_sources.c.path)
    )
    return EditionOrigin(
        language=cast(Language, row.language),
        rating_profile=row.rating_profile,
        reading_ids=tuple(reading_ids),
        sources=tuple(EditionSource(one.path, one.sha256) for one in sources),
        noticed=tuple(finding_of(found) for found in json.loads(row.noticed)),
        software=tuple((name, version) for name, version in json.loads(row.software)),
    )


def editions_with(connection: Connection, reading_id: int) -> tuple[tuple[Month, int], ...]:
    """Return (month, number) of every edition that was made when a reading was known, the earliest first."""
    rows = connection.execute(
        select(editions.c.month, editions.c.number)
        .join(edition_readings)
        .where(edition_readings.c.reading_id == reading_id)
        .order_by(editions.c.month, editions.c.number)
    )
    return tuple((row.month, row.number) for row in rows)


def _origin_row(connection: Connection, edition_id: int) -> Any:
    return connection.execute(
        select(edition_origins).where(edition_origins.c.edition_id == edition_id)
    ).one_or_none()
