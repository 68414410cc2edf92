"""Which originals were pruned, and when: their bytes are gone by rule, not by accident."""

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"


def upgrade() -> None:
    op.create_table(
        "pruned_originals",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("kept_through", sa.Text, nullable=False),
        sa.Column("pruned_at", sa.Text, nullable=False),
        sqlite_strict=True,
    )
