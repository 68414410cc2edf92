"""What an edition was made from, so that it can be made again: readings, files of plan and bodies, and more."""

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"


def upgrade() -> None:
    op.create_table(
        "edition_readings",
        sa.Column("edition_id", sa.Integer, sa.ForeignKey("editions.edition_id"), primary_key=True),
        sa.Column("reading_id", sa.Integer, sa.ForeignKey("readings.reading_id"), primary_key=True),
        sqlite_strict=True,
    )
    op.create_index("ix_edition_readings_reading_id", "edition_readings", ["reading_id"])
    op.create_table(
        "edition_sources",
        sa.Column("edition_id", sa.Integer, sa.ForeignKey("editions.edition_id"), primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "edition_origins",
        sa.Column("edition_id", sa.Integer, sa.ForeignKey("editions.edition_id"), primary_key=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("rating_profile", sa.Text, nullable=False),
        sa.Column("noticed", sa.Text, nullable=False),
        sa.Column("software", sa.Text, nullable=False),
        sqlite_strict=True,
    )
