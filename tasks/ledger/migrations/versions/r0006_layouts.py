"""How each file was laid out, beside what was read from it; readings older than this have none."""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"


def upgrade() -> None:
    op.add_column("readings", sa.Column("layout", sa.Text))
