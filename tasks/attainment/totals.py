"""One body's total for one measure at one month: its running total, or the sum of its months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sources.month import Month
from sources.plan import Accumulation, Measure
from sources.submission import Finding, Place
from tasks.attainment import doubts
from tasks.attainment.told import BodyTold, Told

CUMULATIVE = "cumulative"
SUM = "sum"


@dataclass(frozen=True)
class BodyTotal:
    """What one body's numbers come to at one month; *value* is None where they do not reach it or contradict.

    *set_aside* are the places of values for this month that are quarantined or contradict one another.
    """

    body_id: str
    value: Decimal | None = None
    basis: str = ""
    places: tuple[Place, ...] = ()
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[Place, ...] = ()


@dataclass(frozen=True)
class _Way:
    """One way to a total: from *anchor*'s running total (None: from the start) over the months after it."""

    anchor: Month | None
    steps: tuple[Told, ...]
    value: Decimal

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for step in self.steps for place in step.places)

    @property
    def stands_in_one_file(self) -> bool:
        return bool(frozenset.intersection(*(step.files for step in self.steps)))


def body_total(measure: Measure, told: BodyTold, month: Month, start: Month) -> BodyTotal:
    """Return a body's total at *month*, counted from *start* (April, or the first month of the phase)."""
    if measure.accumulation is Accumulation.STOCK:
        return _balance(measure, told, month)
    found = _accumulated(measure, told, month, start)
    contradictions = (each for several in told.contradicted.values() for each in several)
    shown = tuple(each.finding for each in contradictions if each.shown_in == month)
    return replace(found, findings=(*found.findings, *shown)) if shown else found


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """Return the months from *first* through *last*; none where last is the earlier."""
    count = (last.year - first.year) * 12 + last.number - first.number + 1
    return tuple(first.plus(n) for n in range(max(count, 0)))


def _balance(measure: Measure, told: BodyTold, month: Month) -> BodyTotal:
    """Return the balance told for *month*; the change within a month says nothing of the balance."""
    balance, change = told.totals.get(month), told.monthly.get(month)
    quarantined = told.quarantined.get(month, ())
    if balance is None and change is not None:
        finding = doubts.change_instead_of_balance(measure, told.body_id, month, change)
        return BodyTotal(told.body_id, findings=(finding,), set_aside=(*change.places, *quarantined))
    if balance is None:
        return BodyTotal(told.body_id, set_aside=quarantined)
    if balance.value is None:
        finding = doubts.different_values(measure, told.body_id, month, balance)
        return BodyTotal(told.body_id, findings=(finding,), set_aside=(*balance.places, *quarantined))
    corrections = doubts.corrections(measure, told.body_id, month, [balance])
    return BodyTotal(told.body_id, balance.value, CUMULATIVE, balance.places, corrections, quarantined)


def _accumulated(measure: Measure, told: BodyTold, month: Month, start: Month) -> BodyTotal:
    """Return the total of what flows in month by month.

    A running total speaks for all months before it, so running totals are never added up. Months are added up
    from the start, or from the latest running total before them, and only where none is missing between. Where
    a running total and the sum of all its months are both given and differ, neither counts.
    """
    of_month = [told for told in (told.totals.get(month), told.monthly.get(month)) if told]
    told_here = tuple(place for each in of_month for place in each.places)
    quarantined = told.set_aside(month)
    clashes = tuple(
        doubts.different_values(measure, told.body_id, month, each) for each in of_month if each.value is None
    )
    if (total := told.totals.get(month)) and total.value is None:
        return BodyTotal(told.body_id, findings=clashes, set_aside=(*told_here, *quarantined))

    by_months = _way(told, None, start, month)
    by_total = _latest_total(told, start, month)
    rival = by_months if by_months and by_total and by_months.value != by_total.value else None
    if rival is None and by_total and by_total.anchor:
        rival = _rival_in_the_same_file(told, by_total.anchor, start)
    if by_total and rival:
        contradiction = doubts.total_and_months_differ(
            measure, told.body_id, month, by_total.steps[0], total=by_total.value, by_months=rival.value
        )
        return BodyTotal(told.body_id, findings=(*clashes, contradiction), set_aside=(*told_here, *quarantined))

    way = by_total or by_months
    if way is None:
        gap = _missing_months(told, start, month)
        if of_month and gap:
            clashes = (*clashes, doubts.missing_months(measure, told.body_id, month, gap, of_month[0]))
        clashing = tuple(place for each in of_month if each.value is None for place in each.places)
        return BodyTotal(told.body_id, findings=clashes, set_aside=(*clashing, *quarantined))
    findings = (*clashes, *doubts.corrections(measure, told.body_id, month, way.steps))
    basis = CUMULATIVE if way.anchor == month else SUM
    return BodyTotal(told.body_id, way.value, basis, way.places, findings, quarantined)


def _way(told: BodyTold, anchor: Month | None, start: Month, month: Month) -> _Way | None:
    """Return the total at *month* by the running total of *anchor* and the months after it, if all are there."""
    first = start if anchor is None else anchor.plus(1)
    heads = [] if anchor is None else [told.totals.get(anchor)]
    steps = [*heads, *(told.monthly.get(each) for each in months_between(first, month))]
    known = [step for step in steps if step is not None and step.value is not None]
    if not known or len(known) < len(steps):
        return None
    return _Way(anchor, tuple(known), _sum(known))


def _sum(steps: Sequence[Told]) -> Decimal:
    return sum((step.value for step in steps if step.value is not None), Decimal(0))


def _latest_total(told: BodyTold, start: Month, month: Month) -> _Way | None:
    """Return the way from the latest running total from which *month* can be reached."""
    ways = (_way(told, anchor, start, month) for anchor in _anchors(told, start, month))
    return next((way for way in ways if way), None)


def _anchors(told: BodyTold, start: Month, month: Month) -> Iterable[Month]:
    return sorted((each for each in told.totals if start <= each <= month), reverse=True)


def _rival_in_the_same_file(told: BodyTold, anchor: Month, start: Month) -> _Way | None:
    """Return another way to the running total of *anchor* that one file states and that comes to another value.

    前回累計 + 当月 = 累計 must hold within a file. Between files it need not: a later running total may correct
    what was counted before.
    """
    total = told.totals[anchor]
    for earlier in _anchors(told, start, anchor.plus(-1)):
        if way := _way(told, earlier, start, anchor):
            joined = _Way(earlier, (*way.steps, total), way.value)
            return way if joined.stands_in_one_file and way.value != total.value else None
    return None


def _missing_months(told: BodyTold, start: Month, month: Month) -> tuple[Month, ...]:
    reached = max((each for each in told.totals if start <= each <= month), default=start.plus(-1))
    return tuple(each for each in months_between(reached.plus(1), month) if each not in told.monthly)
