"""What has outlived its term: looked for, told, and removed; the ledger remembers that it was there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flows.calendar import local_day
from flows.house import House
from tasks.ledger.originals import MARKED_AGAIN_AFTER, Stored, remove_original, stored_originals
from tasks.ledger.retention import Kept, Terms, kept, kept_through
from tasks.ledger.settled_mails import Drafts, SettledMail

UNUSED_FOR = timedelta(days=365)
"""Readings and PDFs that were kept to save work go after this long without use; they can be made again."""

ASKED_FOR_LATELY = 2 * MARKED_AGAIN_AFTER
"""An original that a run put away or found in the inbox within this time stays: the next run would bring it back,
and the one under way may count on it."""


@dataclass(frozen=True)
class Going:
    """An original whose term is over, with its size in bytes."""

    kept: Kept
    size: int


@dataclass(frozen=True)
class GoingMail:
    """A mail of the outbox that nobody sends any more and whose term is over."""

    mail: SettledMail
    kept_through: date


@dataclass(frozen=True)
class Cache:
    """Files of a folder that save work, unused for long; *size* in bytes."""

    folder: Path
    files: tuple[Path, ...]
    size: int


@dataclass(frozen=True)
class Outlived:
    """All that would go now. *still_in_use* are originals past their term that still lie in the inbox.

    *unknown* are originals that the ledger names nowhere; they stay. Of *mails* all but the bytes is kept.
    """

    originals: tuple[Going, ...]
    mails: tuple[GoingMail, ...]
    drafts: Drafts
    caches: tuple[Cache, ...]
    still_in_use: int
    unknown: int

    @property
    def size(self) -> int:
        mails = sum(one.mail.size for one in self.mails) + self.drafts.size
        return sum(one.size for one in self.originals) + mails + sum(cache.size for cache in self.caches)


def outlived(house: House, at: datetime) -> Outlived:
    """Return what has outlived its term at the moment *at*; the term's last day is still within it."""
    settings = house.settings
    terms = Terms(settings.keep_originals_years, settings.keep_mails_years)
    known = kept(house.ledger.uses(settings.time_zone), terms)
    stored = tuple(stored_originals(house.originals))
    over = [one for one in stored if _is_over(one, known, at, settings.time_zone)]
    going = [Going(known[one.sha256], one.size) for one in over if at - one.asked_for > ASKED_FOR_LATELY]
    caches = (_unused(folder, at) for folder in (house.kept_readings, settings.data_folder() / "pdfs"))
    return Outlived(
        originals=tuple(sorted(going, key=_by_day_and_name)),
        mails=tuple(_mails_over(house, terms, local_day(at, settings.time_zone))),
        drafts=house.ledger.drafts(),
        caches=tuple(cache for cache in caches if cache.files),
        still_in_use=len(over) - len(going),
        unknown=sum(one.sha256 not in known for one in stored),
    )


def prune(house: House, gone: Outlived, at: datetime) -> None:
    """Remove what has outlived its term.

    The ledger is told first: killed in between, the next time finds what is left, and nothing looks lost.
    """
    if gone.mails or gone.drafts.count:
        house.ledger.prune_mails((one.mail for one in gone.mails), house.settings.time_zone, at=at)
    house.ledger.mark_pruned((one.kept for one in gone.originals), at=at)
    for one in gone.originals:
        remove_original(house.originals, one.kept.sha256)
    for cache in gone.caches:
        for file in cache.files:
            file.unlink(missing_ok=True)


def _mails_over(house: House, terms: Terms, today: date) -> Iterator[GoingMail]:
    """Yield the settled mails whose term is over, the oldest first."""
    found = house.ledger.settled_mails(house.settings.time_zone)
    for one in sorted(found, key=lambda mail: (mail.day, mail.name)):
        through = kept_through(one.day, terms.mails_years)
        if today > through:
            yield GoingMail(one, through)


def _by_day_and_name(one: Going) -> tuple[date, str, str]:
    return one.kept.kept_through, one.kept.use.name, one.kept.sha256


def _is_over(one: Stored, known: Mapping[str, Kept], at: datetime, time_zone: str) -> bool:
    return one.sha256 in known and local_day(at, time_zone) > known[one.sha256].kept_through


def _unused(folder: Path, at: datetime) -> Cache:
    files = tuple(sorted(_files_unused(folder, at)))
    return Cache(folder, files, sum(file.stat().st_size for file in files))


def _files_unused(folder: Path, at: datetime) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        if file.is_file() and at - datetime.fromtimestamp(file.stat().st_mtime, UTC) > UNUSED_FOR:
            yield file
