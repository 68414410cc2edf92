"""What every command needs at hand: settings, plan, bodies, and the ledger opened for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from flows.settings import MailMode, Settings
from sources.bodies import Body, load_bodies
from sources.month import Month
from sources.plan import Plan
from sources.plan_files import load_plan
from sources.stores import Store
from tasks.attainment.history import EarlierYear, earlier_years
from tasks.ledger.ledger import Ledger
from tasks.ledger.originals import Archive, has_original


@dataclass(frozen=True)
class Order:
    """One month's edition as it was asked for, by whoever asked: a command, a schedule, a form."""

    month: Month
    settings: Settings
    mail: MailMode = "draft"


@dataclass(frozen=True)
class House:
    """One plan with its bodies and the ledger that remembers them."""

    settings: Settings
    plan: Plan
    bodies: tuple[Body, ...]
    ledger: Ledger

    @cached_property
    def originals(self) -> Archive:
        """Return where every submission is kept by its SHA-256: a folder, or the store that is set."""
        return archive_of(self.settings)

    @property
    def kept_readings(self) -> Path:
        """Return the folder of readings made before; whatever is missing there is read again."""
        return self.settings.data_folder() / "readings"

    def pruned_on(self, sha256: str) -> date | None:
        """Return the day on which an original went, its term being over; None where it is there, or was lost."""
        day = self.ledger.pruned_on(sha256, self.settings.time_zone)
        return None if day is None or has_original(self.originals, sha256) else day  # it may have come again since

    def earlier_years(self) -> tuple[EarlierYear, ...]:
        """Return the plans that this one follows, with what was reported under them, as known now."""
        return earlier_years(self.plan, self.settings.plans, self.ledger)


def archive_of(settings: Settings) -> Archive:
    """Return the archive of originals; raise WrongUse where its URL names no store."""
    return Store.open(settings.originals) if settings.originals else settings.data_folder() / "originals"


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """Yield the house that *settings* describe; raise InputRefused where plan or bodies can not be used."""
    plan = load_plan(settings.plans / settings.plan)
    bodies = load_bodies(settings.bodies)
    settings.data_folder().mkdir(parents=True, exist_ok=True)
    with Ledger.open(settings.ledger_url()) as ledger:
        yield House(settings, plan, bodies, ledger)


def now() -> datetime:
    return datetime.now(UTC)
