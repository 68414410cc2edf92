"""Making again what was made: a frozen edition to the byte, and a month as it was known on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.editions.account import as_of_json
from flows.editions.folder import output_files, replace_folder
from flows.editions.known import known_at, known_to
from flows.editions.origin import house_of, software
from flows.editions.publish import ATTAIN, make_again
from flows.house import House, open_house
from flows.intake.ingest import ingest
from flows.settings import Settings
from flows.steps import Runner
from flows.turn import turn
from sources.edition import Edition, EditionOrigin, OutputFile
from sources.errors import WrongUse
from sources.messages import text
from sources.month import Month
from tasks.reporting.material import Material, Stamp

AS_OF = "as-of"
EDITIONS = "editions"


@dataclass(frozen=True)
class Rebuilt:
    """An edition made again: what it was frozen with, what came out, and where it lies if that is the same.

    *changed_software* names what makes editions and is another version now: before, and now.
    """

    edition: Edition
    made: tuple[OutputFile, ...]
    folder: Path | None
    changed_software: tuple[tuple[str, str, str], ...]

    @property
    def is_the_same(self) -> bool:
        return self.made == self.edition.files


@dataclass(frozen=True)
class AsOf:
    """A month as it was known on a day: what its reports were made from, its files, and where they lie."""

    material: Material
    files: tuple[OutputFile, ...]
    folder: Path


def numbered(house: House, month: Month, number: int | None) -> Edition:
    """Return one of the month's editions, without *number* the last; raise WrongUse where there is none."""
    editions = house.ledger.editions(house.plan.plan_id, month)
    for one in reversed(editions):
        if number in (one.number, None):
            return one
    if not editions:
        raise WrongUse(text("There is no edition of {month} yet. Make one with: ayumi run {month}", month=month))
    raise WrongUse(
        text(
            "There is no edition {number} of {month}; the last one is {last}.",
            number=number,
            month=month,
            last=editions[-1].number,
        )
    )


def rebuild_edition(house: House, edition: Edition, runner: Runner) -> Rebuilt:
    """Return the edition made again from the readings known to it and the kept plan, bodies and brand.

    Its files are written only where every one is the same to the byte. Raises WrongUse where the ledger does not
    know what it was made from.
    """
    origin = house.ledger.origin_of(edition)
    if origin is None:
        raise WrongUse(
            text(
                "What edition {number} of {month} was made from was not kept yet when it was frozen.",
                number=edition.number,
                month=edition.month,
            )
        )
    with house_of(house, origin) as (then, brand):
        known = known_to(then, edition)
        material = runner.run(ATTAIN, then, edition.month, known, origin.noticed, origin.rating_profile)
        stamped = replace(material, stamp=Stamp(edition.number, edition.created))
        contents = make_again(then, known, stamped, runner, brand=brand)
    made = output_files(contents)
    folder = house.settings.output / EDITIONS / f"{edition.month}-{edition.number}"
    is_the_same = made == edition.files
    if is_the_same:
        replace_folder(folder, contents)
    return Rebuilt(edition, made, folder if is_the_same else None, _changed(origin))


def make_as_of(settings: Settings, month: Month, moment: datetime, runner: Runner) -> AsOf:
    """Return the month's reports as they would have been made at *moment*; nothing is frozen and nothing mailed.

    What lies in the inbox is taken in first, so that an empty ledger can tell as well: it is known since the day
    that it came. The reports say what they are, and lie in a folder of their own.
    """
    with open_house(settings) as house, turn(house, month):
        if settings.inbox.is_dir():
            ingest(house, month, runner, may_answer=False)
        known = known_at(house, month, moment, as_of=moment)
        material = runner.run(ATTAIN, house, month, known, ())
        stamped = replace(material, stamp=Stamp(0, moment, as_of=known.today))
        contents = make_again(house, known, stamped, runner)
    files = output_files(contents)
    folder = settings.output / AS_OF / str(known.today) / str(month)
    replace_folder(folder, {**contents, "as-of.json": as_of_json(stamped, files)})
    return AsOf(stamped, files, folder)


def _changed(origin: EditionOrigin) -> tuple[tuple[str, str, str], ...]:
    today: Mapping[str, str] = dict(software())
    return tuple(
        (name, version, today.get(name, "-")) for name, version in origin.software if today.get(name) != version
    )
