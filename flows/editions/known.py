"""What a month's figures are worked out from: what is known now, was known on a day, or to an edition."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from flows.house import House
from sources.edition import Edition
from sources.month import Month
from sources.submission import Reading
from tasks.attainment.expected import today_in
from tasks.attainment.history import EarlierYear, earlier_years
from tasks.ledger.knowledge import Knowledge


@dataclass(frozen=True)
class Known:
    """What was known at the moment *at*: of the plan itself, and of the years that it follows."""

    at: datetime
    today: date
    knowledge: Knowledge
    years_before: tuple[EarlierYear, ...]
    reading_ids: tuple[int, ...]

    def readings(self, up_to: Month) -> tuple[Reading, ...]:
        """Return the readings that count for months up to *up_to*."""
        return self.knowledge.readings(up_to)


def known_at(house: House, month: Month, at: datetime, *, as_of: datetime | None = None) -> Known:
    """Return what the ledger knows for months up to *month* (as known at *as_of*, where that is given)."""
    return _known(
        house, month, at, lambda plan_id, up_to: house.ledger.knowledge(plan_id, up_to=up_to, as_of=as_of)
    )


def known_to(house: House, edition: Edition) -> Known:
    """Return what *edition* was made from, whatever was recorded since and whenever that is said to have come."""
    if house.ledger.origin_of(edition) is None:
        return known_at(house, edition.month, edition.created, as_of=edition.created)
    knowledge = house.ledger.knowledge_of(edition)
    return _known(house, edition.month, edition.created, lambda plan_id, _: knowledge.of_plan(plan_id))


@dataclass
class _Memory:
    """The ledger as the years before are read from it, noting which readings they rest on; *find* knows when."""

    find: Callable[[str, Month], Knowledge]
    reading_ids: list[int] = field(default_factory=list)

    def readings(self, plan_id: str, *, up_to: Month, as_of: datetime | None = None) -> tuple[Reading, ...]:  # noqa: ARG002 - *find* knows the day
        knowledge = self.find(plan_id, up_to)
        self.reading_ids += knowledge.reading_ids
        return knowledge.readings(up_to)


def _known(house: House, month: Month, at: datetime, find: Callable[[str, Month], Knowledge]) -> Known:
    memory = _Memory(find)
    before = earlier_years(house.plan, house.settings.plans, memory)
    knowledge = find(house.plan.plan_id, month)
    ids = (*knowledge.reading_ids, *memory.reading_ids)
    return Known(at, today_in(house.plan, at), knowledge, before, ids)
