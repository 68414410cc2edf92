"""The plans that a plan follows, each with what was reported under it, so that a phase's years can be added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sources.month import Month
from sources.plan import Plan
from sources.plan_files import load_plan
from sources.submission import Reading
from tasks.ledger.ledger import Ledger


@dataclass(frozen=True)
class EarlierYear:
    """A plan of a fiscal year before, and the current readings of what was sent for it."""

    plan: Plan
    readings: Sequence[Reading]


def earlier_years(
    plan: Plan, plans: Path, ledger: Ledger, *, as_of: datetime | None = None
) -> tuple[EarlierYear, ...]:
    """Return the years that *plan* follows, the latest first, as known at *as_of* (None: now).

    *plans* is the folder that holds the plans' own. Raises InputRefused where an earlier plan is not sound.
    """
    if not plan.follows:
        return ()
    earlier = load_plan(plans / plan.follows)
    march = Month.in_fiscal_year(earlier.fiscal_year, 3)
    readings = ledger.readings(earlier.plan_id, up_to=march, as_of=as_of)
    return (EarlierYear(earlier, readings), *earlier_years(earlier, plans, ledger, as_of=as_of))
