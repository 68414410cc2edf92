"""What was told, without the values that their own series contradicts: those stand beside it, with their reason.

Where a value lies in a series decides, not where it came from; `misplaced` says what is no honest series.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sources.month import FISCAL_YEAR_STARTS_IN, Month
from sources.plan import Accumulation, Measure, Plan, Scope
from sources.submission import Place
from tasks.attainment import doubts
from tasks.attainment.misplaced import all_months, all_totals, months_among_totals, totals_among_months
from tasks.attainment.told import BodyTold, Contradiction, EverythingTold, Told
from tasks.attainment.totals import months_between

Doubt = tuple[Month, Contradiction]


def without_contradictions(plan: Plan, told: EverythingTold) -> EverythingTold:
    """Return what was told with values in the wrong column set aside, each with the finding that says why."""
    return replace(
        told,
        numbers={
            measure_id: tuple(_body_without(plan, plan.measure[measure_id], body) for body in bodies)
            if measure_id in plan.measure
            else bodies
            for measure_id, bodies in told.numbers.items()
        },
    )


def _body_without(plan: Plan, measure: Measure, told: BodyTold) -> BodyTold:
    if measure.accumulation not in (Accumulation.FLOW, Accumulation.RUNNING_TOTAL):
        return told
    found: dict[Month, list[Contradiction]] = defaultdict(list)
    for start, last in _windows(plan, measure, told):
        for month, contradiction in _doubts(measure, told, start, last):
            found[month].append(contradiction)
    if not found:
        return told
    places = {place for several in found.values() for each in several for place in each.places}
    return replace(
        told,
        totals=_undoubted(told.totals, places),
        monthly=_undoubted(told.monthly, places),
        contradicted={month: tuple(several) for month, several in found.items()},
    )


def _undoubted(told: Mapping[Month, Told], doubted: set[Place]) -> dict[Month, Told]:
    return {month: each for month, each in told.items() if not doubted.issuperset(each.places)}


def _windows(plan: Plan, measure: Measure, told: BodyTold) -> Iterator[tuple[Month, Month]]:
    """Yield first and last month of each span in which the measure's values add up: fiscal years, or the phase."""
    months = sorted({*told.totals, *told.monthly})
    if measure.scope is Scope.PHASE:
        yield Month(plan.phase_first_year, FISCAL_YEAR_STARTS_IN), months[-1] if months else Month(1, 1)
        return
    for year in sorted({month.fiscal_year for month in months}):
        yield (
            Month(year, FISCAL_YEAR_STARTS_IN),
            max(month for month in months if month.fiscal_year == year),
        )


@dataclass(frozen=True)
class _Period:
    """What flowed in up to *month* since the period before it; *before* is the sum until then."""

    month: Month
    amount: Decimal
    before: Decimal
    total: Told | None
    monthly: Told | None

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for told in (self.total, self.monthly) if told for place in told.places)


def _doubts(measure: Measure, told: BodyTold, start: Month, last: Month) -> Iterator[Doubt]:
    totals = _known(told.totals, start, last)
    monthly = _known(told.monthly, start, last)
    if all_months([value for _, _, value in totals]):
        for month, each, _ in totals:
            finding = doubts.totals_are_months(measure, told.body_id, month, each)
            yield month, Contradiction(month, each.places, finding)
        return
    are_whole = [month for month, _, _ in monthly] == list(months_between(start, last))
    if not totals and are_whole and all_totals(values := [value for _, _, value in monthly], measure.target):
        for (month, each, value), upto in zip(monthly[1:], range(2, len(values) + 1), strict=True):
            total = sum(values[:upto], Decimal(0))
            finding = doubts.months_are_totals(measure, told.body_id, month, told=each, total=total, value=value)
            yield month, Contradiction(month, each.places, finding)
        return
    months = dict(_months_among_totals(measure, told.body_id, totals))
    yield from months.items()
    rest = replace(told, totals={month: each for month, each in told.totals.items() if month not in months})
    yield from _totals_among_months(measure, rest, start, last)


def _months_among_totals(
    measure: Measure, body_id: str, totals: Sequence[tuple[Month, Told, Decimal]]
) -> Iterator[Doubt]:
    values = [value for _, _, value in totals]
    for at in sorted(months_among_totals(values)):
        month, each, value = totals[at]
        finding = doubts.total_holds_month(
            measure, body_id, month, told=each, value=value, before=values[at - 1], after=values[at + 1]
        )
        yield month, Contradiction(totals[at + 1][0], each.places, finding)


def _totals_among_months(measure: Measure, told: BodyTold, start: Month, last: Month) -> Iterator[Doubt]:
    """Yield months that hold a running total, and running totals that hold one added to itself.

    A running total that still holds a doubted growth is doubted with it, until it is corrected.
    """
    periods = []
    for period in _periods(told, start, last):
        if period.total and period.monthly and period.before > 0 and 0 < period.amount == period.total.value:
            finding = doubts.month_equals_total(
                measure, told.body_id, period.month, told=period.monthly, value=period.amount, before=period.before
            )
            yield period.month, Contradiction(period.month, period.places, finding)
        else:
            periods.append(period)
    found = totals_among_months([period.amount for period in periods])
    grown: _Period | None = None
    for at, period in enumerate(periods):
        if grown is not None and period.total and _value(period.total) < _value(grown.total):
            grown = None
        if at in found and period.monthly:
            finding = doubts.month_holds_total(
                measure, told.body_id, period.month, told=period.monthly, value=period.amount, before=period.before
            )
            yield period.month, Contradiction(period.month, period.places, finding)
        if at in found and period.total and grown is None:
            grown = period
        if grown is not None and period.total and not (at in found and period.monthly):
            finding = doubts.total_added_to_itself(
                measure, told.body_id, period.month, told=period.total, since=grown.month,
                growth=grown.amount, before=grown.before,
            )  # fmt: skip
            yield period.month, Contradiction(period.month, period.total.places, finding)


def _periods(told: BodyTold, start: Month, last: Month) -> Iterator[_Period]:
    """Yield what flowed in from *start*, month by month; between two running totals the months may be missing.

    The series ends where a month's value stands behind a gap: what came before it is not known.
    """
    sum_so_far, until = Decimal(0), start.plus(-1)
    for month in months_between(start, last):
        total, monthly = told.totals.get(month), told.monthly.get(month)
        total, monthly = _if_known(total), _if_known(monthly)
        follows = until.plus(1) == month
        if monthly and follows:
            amount = _value(monthly)
        elif total:
            amount = _value(total) - sum_so_far
        elif monthly:
            return
        else:
            continue
        yield _Period(month, amount, sum_so_far, total, monthly if follows else None)
        sum_so_far, until = (_value(total) if total else sum_so_far + amount), month


def _known(told: Mapping[Month, Told], start: Month, last: Month) -> list[tuple[Month, Told, Decimal]]:
    return [
        (month, each, each.value)
        for month, each in sorted(told.items(), key=_by_month)
        if start <= month <= last and each.value is not None
    ]


def _by_month(item: tuple[Month, Told]) -> Month:
    return item[0]


def _if_known(told: Told | None) -> Told | None:
    return told if told is not None and told.value is not None else None


def _value(told: Told | None) -> Decimal:
    """Return the value of what is known to have one."""
    if told is None or told.value is None:
        raise ValueError("nothing was told, or two things")
    return told.value
