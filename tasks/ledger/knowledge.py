"""What was known at one moment: each submission's newest reading then, and the ledger's account of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sources.month import Month
from sources.submission import Reading
from tasks.ledger.revisions import Superseded, current, superseded


@dataclass(frozen=True)
class KnownReading:
    """One reading as the ledger holds it. *revision* counts the readings of its submission from 1."""

    reading_id: int
    plan_id: str
    revision: int
    reader_version: str
    known_at: datetime
    reading: Reading


@dataclass(frozen=True)
class Knowledge:
    """The readings that were known, by file name and hash, those included that a later file replaced."""

    known: tuple[KnownReading, ...]

    @property
    def reading_ids(self) -> tuple[int, ...]:
        return tuple(one.reading_id for one in self.known)

    def of_plan(self, plan_id: str) -> "Knowledge":
        """Return what is known of one plan alone."""
        return Knowledge(tuple(one for one in self.known if one.plan_id == plan_id))

    def readings(self, up_to: Month) -> tuple[Reading, ...]:
        """Return those that count for months up to *up_to*, each with the findings of what it replaced."""
        return current(self._up_to(up_to))

    def superseded(self, up_to: Month) -> tuple[Superseded, ...]:
        return superseded(self._up_to(up_to))

    def _up_to(self, month: Month) -> Iterator[Reading]:
        """Yield the readings of months up to *month*; one of no month counts always."""
        for one in self.known:
            speaks_of = one.reading.month or one.reading.submission.folder_month
            if speaks_of is None or speaks_of <= month:
                yield one.reading
