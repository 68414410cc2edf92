"""In what form a ledger's tables are and what its clock says, looked at without changing anything."""

from datetime import UTC, datetime
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, make_url, select
from sqlalchemy.exc import ArgumentError

from tasks.ledger.engine import reading
from tasks.ledger.migrate import MIGRATIONS_FOLDER
from tasks.ledger.tables import readings


def is_there(url: str) -> bool:
    """Return False where *url* names a SQLite file that does not exist; to open it would make one."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return True  # whoever opens it says what is wrong with it
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return not is_file or Path(str(parsed.database)).exists()


def form_of(engine: Engine) -> str | None:
    """Return the revision that the ledger's tables are at; None where there are no tables yet."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_form() -> str:
    """Return the revision that this version of the program brings a ledger to."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None  # noqa: S101 - the migrations are part of this program
    return head


def clock_of(engine: Engine) -> datetime | None:
    """Return the time at the database's machine; None where the database is a file on this one."""
    if engine.dialect.name == "sqlite":
        return None
    with reading(engine) as connection:
        moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def newest_knowledge(engine: Engine) -> datetime | None:
    """Return when the ledger last came to know a reading; None where it knows none."""
    with reading(engine) as connection:
        if not inspect(connection).has_table(readings.name):
            return None
        return connection.execute(
            select(readings.c.known_at).order_by(readings.c.known_at.desc()).limit(1)
        ).scalar_one_or_none()
