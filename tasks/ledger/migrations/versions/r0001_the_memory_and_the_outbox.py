"""The memory and the outbox: the ledger's first form.

A migration says what the tables were when it was written, so it repeats them in the database's own types and
takes nothing from tables.py, which moves on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.schema import SchemaItem

revision = "r0001"
down_revision = None

STATES = "state IN ('queued', 'in_doubt', 'accepted', 'refused', 'bounced')"


def upgrade() -> None:
    _submissions_and_readings()
    _what_was_read()
    _editions()
    _outbox()


def _submissions_and_readings() -> None:
    _table(
        "submissions",
        sa.Column("submission_id", sa.Integer, primary_key=True),
        *_texts("plan_id", "sha256", "file", "known_at"),
        sa.UniqueConstraint("plan_id", "sha256", "file"),
    )
    _table(
        "readings",
        sa.Column("reading_id", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submissions.submission_id"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        *_texts("reader_version", "digest"),
        sa.Column("body_id", sa.Text),
        *_texts("received"),
        sa.Column("folder_month", sa.Text),
        sa.Column("month", sa.Text),
        *_texts("known_at"),
        sa.UniqueConstraint("submission_id", "revision"),
    )


def _what_was_read() -> None:
    _facts("observations", "measure_id", "value", "unit", "basis", "raw", relied_on=True)
    _facts("milestones", "measure_id", "value", "happens_on", "raw", relied_on=True)
    _facts("statuses", "initiative_id", "value", "mark", "narrative", "issues", "next_steps", relied_on=True)
    _facts("remarks", "measure_id", "words")
    _facts("findings", "kind", "severity", "measure_id", "message_key", "message_values")


def _editions() -> None:
    _table(
        "editions",
        sa.Column("edition_id", sa.Integer, primary_key=True),
        *_texts("plan_id", "month"),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts("digest", "created"),
        sa.UniqueConstraint("plan_id", "month", "number"),
    )
    _table(
        "edition_files",
        _of_edition(),
        sa.Column("path", sa.Text, primary_key=True),
        *_texts("sha256"),
        sa.Column("size", sa.Integer, nullable=False),
    )
    _table(
        "edition_recipients",
        _of_edition(),
        sa.Column("body_id", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        *_texts("role"),
    )
    _table(
        "edition_inputs",
        _of_edition(),
        sa.Column("file", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, primary_key=True),
    )
    _table("approvals", _of_edition(), *_texts("digest", "approved_by", "approved_at", "note"))


def _of_edition() -> "sa.Column[int]":
    return sa.Column("edition_id", sa.Integer, sa.ForeignKey("editions.edition_id"), primary_key=True)


def _outbox() -> None:
    _table(
        "messages",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    _table(
        "deliveries",
        sa.Column("delivery_id", sa.Integer, primary_key=True),
        sa.Column("edition_id", sa.Integer, sa.ForeignKey("editions.edition_id"), nullable=False),
        *_texts("body_id", "message_id", "subject", "sender"),
        sa.Column("raw_sha256", sa.Text, sa.ForeignKey("messages.sha256"), nullable=False),
        *_texts("state"),
        sa.Column("attempts", sa.Integer, nullable=False),
        *_texts("claimed_by", "last_change"),
        sa.UniqueConstraint("edition_id", "body_id"),
        sa.CheckConstraint(STATES, name="state"),
    )
    _table(
        "delivery_recipients",
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.delivery_id"), primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        *_texts("state", "answer"),
        sa.CheckConstraint(STATES, name="state"),
    )
    _table(
        "delivery_events",
        sa.Column("event_id", sa.Integer, primary_key=True),
        sa.Column("delivery_id", sa.Integer, sa.ForeignKey("deliveries.delivery_id"), nullable=False),
        *_texts("known_at", "address", "state", "detail"),
    )
    op.create_index(op.f("ix_delivery_events_delivery_id"), "delivery_events", ["delivery_id"])


def _facts(name: str, *columns: str, relied_on: bool = False) -> None:
    may_lack = {("statuses", "value"), ("findings", "month")}
    written = ("body_id", "month", *columns)
    _table(
        name,
        sa.Column("reading_id", sa.Integer, sa.ForeignKey("readings.reading_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *(sa.Column(column, sa.Text, nullable=(name, column) in may_lack) for column in written),
        *(
            (
                sa.Column("state", sa.Text, nullable=False),
                sa.Column("confidence", sa.Double().with_variant(REAL(), "sqlite"), nullable=False),
                sa.Column("evidence", sa.Text, nullable=False),
            )
            if relied_on
            else ()
        ),
        *_texts("source_file", "sheet", "cell", "known_at"),
    )
    op.create_index(op.f(f"ix_{name}_month_known_at"), name, ["month", "known_at"])


def _texts(*names: str) -> tuple["sa.Column[str]", ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)


def _table(name: str, *parts: SchemaItem) -> None:
    op.create_table(name, *parts, sqlite_strict=True)
