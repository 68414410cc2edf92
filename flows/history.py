"""What earlier editions said, worked out again from what the ledger knew when they were made."""

from collections.abc import Sequence

from flows.house import House
from sources.attainment import PlanAttainment
from sources.edition import Edition
from sources.month import Month, months_of_fiscal_year
from sources.ratings import load_profile
from sources.submission import Reading
from tasks.attainment.attain import attain
from tasks.attainment.expected import today_in
from tasks.reporting.changes import Changes, EarlierEdition, changes_since


def changes_against_earlier(house: House, edition: Edition) -> Changes:
    """Return every figure that earlier editions printed and this one's readings contradict.

    Earlier are the last edition of each month before in the fiscal year, and the one before this of its own month.
    """
    return changes_against(house, _editions_before(house, edition), edition)


def changes_against(house: House, editions: Sequence[Edition], edition: Edition) -> Changes:
    """Return every figure of the given earlier *editions* that is another one by what *edition* rests on."""
    earlier = tuple(_then(house, one) for one in editions)
    readings = house.ledger.readings(edition.plan_id, up_to=edition.month, as_of=edition.created)
    months = sorted({one.month for one in earlier})
    now = [_attained(house, month, _up_to(readings, month), edition) for month in months]
    return changes_since(earlier, house.plan, now, readings)


def _editions_before(house: House, edition: Edition) -> tuple[Edition, ...]:
    plan_id = house.plan.plan_id
    months = [month for month in months_of_fiscal_year(house.plan.fiscal_year) if month < edition.month]
    last_ones = [one for month in months if (one := house.ledger.last_edition(plan_id, month)) is not None]
    same_month = [one for one in house.ledger.editions(plan_id, edition.month) if one.number < edition.number]
    return (*last_ones, *same_month[-1:])


def _then(house: House, edition: Edition) -> EarlierEdition:
    readings = house.ledger.readings(edition.plan_id, up_to=edition.month, as_of=edition.created)
    attained = _attained(house, edition.month, readings, edition)
    return EarlierEdition(edition.month, edition.number, (attained,), readings)


def _attained(house: House, month: Month, readings: Sequence[Reading], edition: Edition) -> PlanAttainment:
    plan = house.plan
    profile = load_profile(house.settings.plans / plan.plan_id, plan.default_rating_profile)
    attained, _ = attain(
        plan,
        readings,
        month,
        profile,
        today=today_in(plan, edition.created),
        bodies=house.bodies,
        earlier_years=house.earlier_years(edition.created),
    )
    return attained


def _up_to(readings: Sequence[Reading], month: Month) -> tuple[Reading, ...]:
    return tuple(reading for reading in readings if reading.month is None or reading.month <= month)
