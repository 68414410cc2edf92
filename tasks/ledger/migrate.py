"""Bring a ledger's tables to this version's form, whoever opens it first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from sources.errors import ServiceFailed
from sources.messages import text
from tasks.ledger.engine import reading, writing

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine, target: str = "head") -> None:
    """Run the migrations that are missing up to *target*, in one transaction under the writer's lock.

    Two processes that open a new ledger at once come one after the other, and the second finds nothing to do.
    Raises ServiceFailed where a newer version of this program has written the ledger.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    with reading(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision == script.get_current_head():
        return
    if revision is not None and revision not in {known.revision for known in script.walk_revisions()}:
        raise ServiceFailed(
            text(
                "The ledger was written by a newer version of Ayumi (its tables are at {revision}). "
                "Update Ayumi, or name another ledger.",
                revision=revision,
            )
        )
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, target)
