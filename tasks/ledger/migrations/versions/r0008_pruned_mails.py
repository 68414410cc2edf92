"""When the bytes of a mail were pruned: they are gone by rule then, and only their hash stays."""

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"


def upgrade() -> None:
    op.add_column("messages", sa.Column("pruned_at", sa.Text))
