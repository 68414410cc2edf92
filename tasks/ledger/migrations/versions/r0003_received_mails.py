"""The mails that brought submissions: each once, by the hash of its bytes, which the archive keeps."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    op.create_table(
        "received_mails",
        sa.Column("plan_id", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("received", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("is_whole", sa.Integer, nullable=False),
        sa.Column("known_at", sa.Text, nullable=False),
        sqlite_strict=True,
    )
