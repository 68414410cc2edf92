"""What a month's new edition says otherwise than the editions before it."""

from collections.abc import Iterator
from datetime import datetime

from flows.editions.known import known_to
from flows.house import House
from sources.edition import Edition
from sources.month import Month, months_of_fiscal_year
from tasks.attainment.attain import attain
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
    known = known_to(house, edition)
    attained = tuple(
        attain(
            house.plan,
            known.readings(month),
            month,
            material.profile,
            today=known.today,
            bodies=house.bodies,
            earlier_years=known.years_before,
        )[0]
        for month in months
        if month <= edition.month
    )
    yield EarlierEdition(edition.month, edition.number, attained, known.readings(edition.month))
