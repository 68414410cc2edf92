"""How long an original is kept: through the last day on which any of its uses asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UseKind(StrEnum):
    """What an original was needed for: it came by mail, it was a submission, an edition was made from it."""

    MAIL = "mail"
    SUBMISSION = "submission"
    EDITION = "edition"


@dataclass(frozen=True)
class Use:
    """One use of an original: *name* is the file or the time of the mail, *day* when it came or was used."""

    sha256: str
    kind: UseKind
    name: str
    day: date


@dataclass(frozen=True)
class Terms:
    """For how many years originals are kept, and mails as they were received or sent."""

    originals_years: int
    mails_years: int

    def years_for(self, kind: UseKind) -> int:
        return self.mails_years if kind is UseKind.MAIL else self.originals_years


@dataclass(frozen=True)
class Kept:
    """An original and the last day on which it is kept, with the use that asks for that day."""

    sha256: str
    kept_through: date
    use: Use


def kept_through(day: date, years: int) -> date:
    """Return the last day of a term of *years* that began with *day*.

    The first day is not counted, and a term that would end on 29 February in a common year ends on the 28th
    (Civil Code of Japan, articles 140 and 143).
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def kept(uses: Iterable[Use], terms: Terms) -> Mapping[str, Kept]:
    """Return for each original how long it is kept: until its longest term is over."""
    found: dict[str, Kept] = {}
    for use in uses:
        through = kept_through(use.day, terms.years_for(use.kind))
        if use.sha256 not in found or through > found[use.sha256].kept_through:
            found[use.sha256] = Kept(use.sha256, through, use)
    return found
