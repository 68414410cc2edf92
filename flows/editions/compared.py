"""What an edition says otherwise than those before it (訂正): one rule for report, approval and mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.editions.known import Known, known_to
from flows.house import House
from sources.attainment import PlanAttainment
from sources.edition import Edition
from sources.month import Month, months_of_fiscal_year
from sources.ratings import RatingProfile, load_profile
from sources.submission import Reading
from tasks.attainment.attain import attain
from tasks.reporting.changes import Changes, EarlierEdition, changes_since
from tasks.reporting.material import Material


@dataclass(frozen=True)
class Said:
    """What the edition of *month* says that is made, or was made, at *created*: compared with those before it.

    *attained* are the months of the fiscal year up to its own.
    """

    month: Month
    created: datetime
    attained: tuple[PlanAttainment, ...]
    readings: tuple[Reading, ...]
    profile: RatingProfile


def changes_before(house: House, material: Material, created: datetime) -> Changes:
    """Return what an edition made from *material* at *created* says otherwise than those that stood then."""
    said = Said(
        material.month, created, (*material.earlier, material.attainment), material.readings, material.profile
    )
    return _changes(house, said, _standing(house, material.month, created))


def changes_in(house: House, edition: Edition) -> Changes:
    """Return what a frozen *edition* says otherwise than those that stood before it, as its report has it."""
    return _changes(house, _said(house, edition), _standing(house, edition.month, edition.created))


def changes_after(house: House, number: int, edition: Edition) -> Changes:
    """Return the same for a reader who was sent the month's edition *number*, whichever stood last."""
    older = [one for one in house.ledger.editions(edition.plan_id, edition.month) if one.number == number]
    return _changes(house, _said(house, edition), older[0] if older else None)


def _changes(house: House, said: Said, own: Edition | None) -> Changes:
    """Return what changed in earlier months since the newest edition of one of them, and in its month since *own*.

    The newest edition of an earlier month has told all that had changed until then. Each is taken as far as was
    known when it was made.
    """
    months = [month for month in months_of_fiscal_year(house.plan.fiscal_year) if month <= said.month]
    others = [one for month in months[:-1] if (one := _standing(house, month, said.created)) is not None]
    newest = max(others, key=lambda one: one.created, default=None)
    earlier = []
    if newest is not None:
        earlier.append(_then(house, newest, [month for month in months if month <= newest.month], said.profile))
    if own is not None:
        earlier.append(_then(house, own, [said.month], said.profile))
    return changes_since(earlier, house.plan, said.attained, said.readings)


def _standing(house: House, month: Month, created: datetime) -> Edition | None:
    """Return the edition of *month* that its readers had before *created*: the last one that was approved.

    Where none was, the last one: an office may hand its reports out by other ways.
    """
    stood = [one for one in house.ledger.editions(house.plan.plan_id, month) if one.created < created]
    return next(iter((*_approved(house, reversed(stood), created), *reversed(stood))), None)


def _approved(house: House, editions: Iterable[Edition], before: datetime) -> list[Edition]:
    approvals = [(one, house.ledger.approval(one)) for one in editions]
    return [one for one, approval in approvals if approval is not None and approval.approved_at < before]


def _said(house: House, edition: Edition) -> Said:
    """Return what a frozen edition says, worked out again from what it was made from."""
    origin = house.ledger.origin_of(edition)
    profile_id = origin.rating_profile if origin else house.plan.default_rating_profile
    profile = load_profile(house.settings.plans / house.plan.plan_id, profile_id)
    months = [month for month in months_of_fiscal_year(house.plan.fiscal_year) if month <= edition.month]
    known = known_to(house, edition)
    attained = _attained(house, known, months, profile)
    return Said(edition.month, edition.created, attained, known.readings(edition.month), profile)


def _then(house: House, edition: Edition, months: Sequence[Month], profile: RatingProfile) -> EarlierEdition:
    known = known_to(house, edition)
    attained = _attained(house, known, months, profile)
    return EarlierEdition(edition.month, edition.number, attained, known.readings(edition.month))


def _attained(
    house: House, known: Known, months: Sequence[Month], profile: RatingProfile
) -> tuple[PlanAttainment, ...]:
    return tuple(
        attain(
            house.plan,
            known.readings(month),
            month,
            profile,
            today=known.today,
            bodies=house.bodies,
            earlier_years=known.years_before,
        )[0]
        for month in months
    )
