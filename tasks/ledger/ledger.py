"""The ledger (台帳): what was known when, what was published, what went out. One object over one database."""

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from sources.month import Month
from sources.submission import Finding, Reading
from tasks.ledger import readings as memory
from tasks.ledger.engine import open_engine, reading, writing
from tasks.ledger.migrate import migrate
from tasks.ledger.readings import Recorded
from tasks.ledger.revisions import Superseded, current, superseded


class Ledger:
    """The memory of a federation's plans. Safe to use from several threads and from several processes at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Return the ledger at *url*, its tables brought up to date.

        Raises WrongUse for a URL that names no database, ServiceFailed where the database does not answer.
        """
        engine = open_engine(url)
        migrate(engine)
        return cls(engine)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record(self, found: Reading, *, plan_id: str, reader_version: str, known_at: datetime) -> Recorded:
        """Record what was read from one submission, and return whether that was NEW, SAME or REPLACED.

        *known_at* is when the federation came to know it: an --as-of run sees only what was known by then.
        """
        with writing(self._engine) as connection:
            return memory.record(
                connection, found, plan_id=plan_id, reader_version=reader_version, known_at=known_at
            )

    def readings(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> tuple[Reading, ...]:
        """Return the readings that count for months up to *up_to*, as known at *as_of* (None: now).

        Submissions that a later one of the same body and month replaced are left out; the one that replaced
        them carries a finding that names both files. Quarantined values are in, with their state.
        """
        return current(self._known(plan_id, up_to, as_of))

    def superseded(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> tuple[Superseded, ...]:
        """Return the readings that no longer count, each with the one that replaced it and its finding."""
        return superseded(self._known(plan_id, up_to, as_of))

    def findings(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> tuple[Finding, ...]:
        """Return the findings of every reading that counts, supersessions included."""
        counting = self.readings(plan_id, up_to=up_to, as_of=as_of)
        return tuple(finding for one in counting for finding in one.findings)

    def _known(self, plan_id: str, up_to: Month, as_of: datetime | None) -> Sequence[Reading]:
        with reading(self._engine) as connection:
            return memory.known_readings(connection, plan_id=plan_id, up_to=up_to, as_of=as_of)
