"""Notices, waits and bounces: the outbox holds mails of every kind, remembers attempts, and hears what came back.

An approval now covers the mails as well. The three tables of the outbox and the approvals are made anew and
filled again: SQLite can neither loosen a column nor change a key in place.
"""

import hashlib
import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "r0002"
down_revision = "r0001"

STATES = "state IN ('queued', 'in_doubt', 'accepted', 'refused', 'bounced')"
KINDS = "kind IN ('edition', 'reminder', 'acknowledgement')"
MADE_ANEW = ("delivery_events", "delivery_recipients", "deliveries", "approvals")


def upgrade() -> None:
    for name in MADE_ANEW:
        op.execute(f"CREATE TEMPORARY TABLE kept_{name} AS SELECT * FROM {name}")  # noqa: S608 - our own names
    op.drop_index(op.f("ix_delivery_events_delivery_id"), "delivery_events")
    for name in MADE_ANEW:
        op.drop_table(name)
    _approvals()
    _deliveries()
    _recipients_and_events()
    _bounces()
    for name in MADE_ANEW:
        op.execute(f"DROP TABLE kept_{name}")


def _approvals() -> None:
    _table(
        "approvals",
        sa.Column("edition_id", sa.Integer, sa.ForeignKey("editions.edition_id"), primary_key=True),
        sa.Column("mails", sa.Text, primary_key=True),
        *_texts("digest", "approved_by", "approved_at", "note"),
    )
    mails = _mails_by_edition()
    for row in op.get_bind().execute(sa.text("SELECT * FROM kept_approvals")).mappings().all():
        covered = hashlib.sha256(json.dumps(sorted(mails[row["edition_id"]])).encode("ascii")).hexdigest()
        op.get_bind().execute(
            sa.text(
                "INSERT INTO approvals (edition_id, mails, digest, approved_by, approved_at, note)"
                " VALUES (:edition_id, :mails, :digest, :approved_by, :approved_at, :note)"
            ),
            {**row, "mails": covered},
        )


def _mails_by_edition() -> dict[int, list[tuple[str, str]]]:
    rows = op.get_bind().execute(sa.text("SELECT edition_id, body_id, raw_sha256 FROM kept_deliveries"))
    found = defaultdict(list)
    for edition_id, body_id, raw_sha256 in rows:
        found[edition_id].append((body_id, raw_sha256))
    return found


def _deliveries() -> None:
    _table(
        "deliveries",
        sa.Column("delivery_id", sa.Integer, primary_key=True),
        *_texts("kind", "occasion", "plan_id"),
        sa.Column("month", sa.Text),
        sa.Column("edition_id", sa.Integer, sa.ForeignKey("editions.edition_id")),
        *_texts("body_id", "message_id", "subject", "sender"),
        sa.Column("raw_sha256", sa.Text, sa.ForeignKey("messages.sha256"), nullable=False),
        *_texts("state"),
        sa.Column("attempts", sa.Integer, nullable=False),
        *_texts("claimed_by"),
        sa.Column("first_attempt", sa.Text),
        sa.Column("next_attempt", sa.Text),
        *_texts("last_change"),
        sa.UniqueConstraint("kind", "occasion", "body_id"),
        sa.CheckConstraint(KINDS, name="kind"),
        sa.CheckConstraint(STATES, name="state"),
    )
    op.execute(
        "INSERT INTO deliveries (delivery_id, kind, occasion, plan_id, month, edition_id, body_id, message_id,"
        " subject, sender, raw_sha256, state, attempts, claimed_by, first_attempt, next_attempt, last_change)"
        " SELECT d.delivery_id, 'edition', e.plan_id || '/' || e.month || '/' || e.number, e.plan_id, e.month,"
        " d.edition_id, d.body_id, d.message_id, d.subject, d.sender, d.raw_sha256, d.state, d.attempts,"
        " d.claimed_by, CASE WHEN d.attempts > 0 THEN d.last_change END, NULL, d.last_change"
        " FROM kept_deliveries d JOIN editions e ON e.edition_id = d.edition_id"
    )
    _count_on_from("deliveries", "delivery_id")


def _recipients_and_events() -> None:
    _table(
        "delivery_recipients",
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.delivery_id"), primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        *_texts("state"),
        sa.Column("attempt", sa.Integer, nullable=False),
        *_texts("answer"),
        sa.CheckConstraint(STATES, name="state"),
    )
    op.execute(
        "INSERT INTO delivery_recipients (delivery_id, address, position, state, attempt, answer)"
        " SELECT r.delivery_id, r.address, r.position, r.state, d.attempts, r.answer"
        " FROM kept_delivery_recipients r JOIN kept_deliveries d ON d.delivery_id = r.delivery_id"
    )
    _table(
        "delivery_events",
        sa.Column("event_id", sa.Integer, primary_key=True),
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.delivery_id"), nullable=False),
        *_texts("known_at"),
        sa.Column("attempt", sa.Integer, nullable=False),
        *_texts("address", "state", "detail"),
    )
    op.execute(
        "INSERT INTO delivery_events (event_id, delivery_id, known_at, attempt, address, state, detail)"
        " SELECT event_id, delivery_id, known_at, 0, address, state, detail FROM kept_delivery_events"
    )
    _count_on_from("delivery_events", "event_id")
    op.create_index(op.f("ix_delivery_events_delivery_id"), "delivery_events", ["delivery_id"])


def _bounces() -> None:
    _table(
        "bounces",
        sa.Column("bounce_id", sa.Integer, primary_key=True),
        *_texts("sha256", "address"),
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.delivery_id")),
        sa.Column("recipient", sa.Text),
        *_texts("mark"),
        sa.Column("attempt", sa.Integer),
        *_texts("status", "detail", "known_at"),
        sa.UniqueConstraint("sha256", "address"),
    )


def _count_on_from(table: str, key: str) -> None:
    """Let PostgreSQL number new rows after the ones that were copied; SQLite does so by itself."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), max({key})) FROM {table}"  # noqa: S608
            f" HAVING max({key}) IS NOT NULL"
        )


def _texts(*names: str) -> tuple["sa.Column[str]", ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)


def _table(name: str, *parts: SchemaItem) -> None:
    op.create_table(name, *parts, sqlite_strict=True)
