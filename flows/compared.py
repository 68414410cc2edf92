"""What a month's new edition says otherwise than the editions before it."""

from collections.abc import Iterator
from datetime import datetime

from flows.house import House
from sources.edition import Edition
from sources.month import Month, months_of_fiscal_year
from tasks.attainment.attain import attain
from tasks.attainment.expected import today_in
from tasks.reporting.changes import Changes, EarlierEdition, changes_since
from tasks.reporting.material import Material


def changes_before(house: House, material: Material, created: datetime) -> Changes:
    """Return what changed since the editions that stood when an edition of that time is made.

    Earlier months are compared with the last edition of an earlier month, the month itself with its own last one;
    each as far as was known when it was made.
    """
    months = [month for month in months_of_fiscal_year(house.plan.fiscal_year) if month <= material.month]
    stood = [
        edition
        for month in months
        for edition in house.ledger.editions(house.plan.plan_id, month)
        if edition.created < created
    ]
    own = [edition for edition in stood if edition.month == material.month]
    others = [edition for edition in stood if edition.month < material.month]
    return changes_since(
        [*_newest(house, material, others, months), *_newest(house, material, own, [material.month])],
        house.plan,
        (*material.earlier, material.attainment),
        material.readings,
    )


def _newest(
    house: House, material: Material, editions: list[Edition], months: list[Month]
) -> Iterator[EarlierEdition]:
    if not editions:
        return
    edition = max(editions, key=lambda one: one.created)
    plan, known_then = house.plan, edition.created
    attained = tuple(
        attain(
            plan,
            house.ledger.readings(plan.plan_id, up_to=month, as_of=known_then),
            month,
            material.profile,
            today=today_in(plan, known_then),
            bodies=house.bodies,
            earlier_years=house.earlier_years(known_then),
        )[0]
        for month in months
        if month <= edition.month
    )
    readings = house.ledger.readings(plan.plan_id, up_to=edition.month, as_of=known_then)
    yield EarlierEdition(edition.month, edition.number, attained, readings)
