"""What earlier editions said, worked out again from what the ledger knew when they were made."""

from collections.abc import Sequence

from flows.editions.known import Known, known_to
from flows.house import House
from sources.attainment import PlanAttainment
from sources.edition import Edition
from sources.month import Month, months_of_fiscal_year
from sources.ratings import load_profile
from tasks.attainment.attain import attain
from tasks.reporting.changes import Changes, EarlierEdition, changes_since


def changes_against_earlier(house: House, edition: Edition) -> Changes:
    """Return every figure that earlier editions printed and this one's readings contradict.

    Earlier are the last edition of each month before in the fiscal year, and the one before this of its own month.
    """
    return changes_against(house, _editions_before(house, edition), edition)


def changes_against(house: House, editions: Sequence[Edition], edition: Edition) -> Changes:
    """Return every figure of the given earlier *editions* that is another one by what *edition* rests on."""
    earlier = tuple(_then(house, one) for one in editions)
    known = known_to(house, edition)
    months = sorted({one.month for one in earlier})
    now = [_attained(house, month, known) for month in months]
    return changes_since(earlier, house.plan, now, known.readings(edition.month))


def _editions_before(house: House, edition: Edition) -> tuple[Edition, ...]:
    plan_id = house.plan.plan_id
    months = [month for month in months_of_fiscal_year(house.plan.fiscal_year) if month < edition.month]
    last_ones = [one for month in months if (one := house.ledger.last_edition(plan_id, month)) is not None]
    same_month = [one for one in house.ledger.editions(plan_id, edition.month) if one.number < edition.number]
    return (*last_ones, *same_month[-1:])


def _then(house: House, edition: Edition) -> EarlierEdition:
    known = known_to(house, edition)
    attained = _attained(house, edition.month, known)
    return EarlierEdition(edition.month, edition.number, (attained,), known.readings(edition.month))


def _attained(house: House, month: Month, known: Known) -> PlanAttainment:
    plan = house.plan
    profile = load_profile(house.settings.plans / plan.plan_id, plan.default_rating_profile)
    attained, _ = attain(
        plan,
        known.readings(month),
        month,
        profile,
        today=known.today,
        bodies=house.bodies,
        earlier_years=known.years_before,
    )
    return attained
