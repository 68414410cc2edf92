"""The plans that a plan follows, each with what was reported under it, so that a phase's years can be added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sources.month import Month
from sources.plan import Plan
from sources.plan_files import load_plan
from sources.submission import Reading


@dataclass(frozen=True)
class EarlierYear:
    """A plan of a fiscal year before, and the current readings of what was sent for it."""

    plan: Plan
    readings: Sequence[Reading]


class Memory(Protocol):
    """Whatever remembers the readings of a plan: the ledger, or what it knew on some day."""

    def readings(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> tuple[Reading, ...]:
        """Return the readings that count for months up to *up_to*, as known at *as_of* (None: all of them)."""


def earlier_years(
    plan: Plan, plans: Path, memory: Memory, *, as_of: datetime | None = None
) -> tuple[EarlierYear, ...]:
    """Return the years that *plan* follows, the latest first, as known at *as_of* (None: now).

    *plans* is the folder that holds the plans' own. Raises InputRefused where an earlier plan is not sound.
    """
    if not plan.follows:
        return ()
    earlier = load_plan(plans / plan.follows)
    march = Month.in_fiscal_year(earlier.fiscal_year, 3)
    readings = memory.readings(earlier.plan_id, up_to=march, as_of=as_of)
    return (EarlierYear(earlier, readings), *earlier_years(earlier, plans, memory, as_of=as_of))
