"""From the ledger to an edition: attain, write the data files, make every PDF, freeze."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.editions.compared import changes_before
from flows.editions.folder import output_files
from flows.editions.known import Known, known_at
from flows.editions.origin import keep_sources, software
from flows.house import House, now
from flows.steps import Runner, Step
from sources.attainment import PlanAttainment
from sources.edition import Edition, EditionInput, EditionOrigin, EditionRecipient
from sources.errors import ServiceFailed
from sources.messages import Language, text, translator
from sources.month import Month, months_of_fiscal_year
from sources.ratings import load_profile
from sources.submission import Finding
from tasks.attainment.attain import attain
from tasks.ledger.editions import edition_digest
from tasks.reporting.brand import BRAND_FILE, load_brand
from tasks.reporting.data_files import data_files
from tasks.reporting.data_workbook import data_workbook
from tasks.reporting.kept_pdfs import KeptPdfs
from tasks.reporting.material import Material, Stamp
from tasks.reporting.month_page import PAGE_FILE
from tasks.reporting.render_job import Attached, RenderJob
from tasks.reporting.rendered import render_job
from tasks.reporting.reports import Written, write_month

COMPANION = "data.xlsx"


@dataclass(frozen=True)
class Published:
    """One frozen edition with the bytes of its files by path, and what it was made from."""

    edition: Edition
    contents: Mapping[str, bytes]
    material: Material


def publish(house: House, month: Month, noticed: Sequence[Finding], runner: Runner) -> Published:
    """Return the month's edition: the standing one where nothing has changed, else a new one.

    *noticed* are findings about the inbox itself. A PDF bears its edition's number and day, so what may be the
    standing edition is made with its stamp; only if that gives other bytes is it made anew with the next. The web
    page tells that before any PDF is made.
    """
    known = known_at(house, month, now())
    material = runner.run(ATTAIN, house, month, known, noticed)
    tables = runner.run(TABULATE, material, house.settings.report_language)
    last = house.ledger.last_edition(house.plan.plan_id, month)
    recipients = recipients_of(house)
    for stamp in _stamps(last, tables, known.at):
        changes = runner.run(COMPARE, house, material, stamp.created)
        stamped = replace(material, stamp=stamp, changes=changes)
        written = runner.run(WRITE, stamped, tables, house.settings.report_language)
        contents = {**tables, PAGE_FILE: written.page}
        if stamp.number == (last.number if last else 0) and not _are_in(contents, last):
            continue
        contents |= _pdfs(house, written.jobs, runner)
        digest = edition_digest(house.plan.plan_id, month, output_files(contents), recipients)
        if last is None or stamp.number > last.number or digest == last.digest:
            break
    edition = runner.run(FREEZE, house, stamped, contents, recipients, _origin(house, known, stamped, noticed))
    return Published(edition, contents, stamped)


def make_again(
    house: House, known: Known, material: Material, runner: Runner, *, brand: Path = BRAND_FILE
) -> dict[str, bytes]:
    """Return an edition's files by path, each made anew from what was *known*; nothing is frozen.

    *material* bears the edition's stamp. No PDF is taken from those kept: this is to show that they can be made.
    """
    language = house.settings.report_language
    tables = runner.run(TABULATE, material, language)
    changes = runner.run(COMPARE, house, material, known.at)
    written = runner.run(WRITE, replace(material, changes=changes), tables, language, brand)
    pdfs = runner.each(RENDER, written.jobs)
    return {
        **tables,
        PAGE_FILE: written.page,
        **{job.path: pdf for job, pdf in zip(written.jobs, pdfs, strict=True)},
    }


def attain_month(
    house: House, month: Month, known: Known, noticed: Sequence[Finding], profile_id: str | None = None
) -> Material:
    """Return all that the month's reports are made from, not yet stamped with an edition."""
    plan, bodies = house.plan, house.bodies
    profile = load_profile(house.settings.plans / plan.plan_id, profile_id or plan.default_rating_profile)

    def at(when: Month) -> tuple[PlanAttainment, tuple[Finding, ...]]:
        return attain(
            plan,
            known.readings(when),
            when,
            profile,
            today=known.today,
            bodies=bodies,
            earlier_years=known.years_before,
        )

    attainment, findings = at(month)
    earlier = tuple(at(before)[0] for before in months_of_fiscal_year(plan.fiscal_year) if before < month)
    stamp = Stamp(number=0, created=known.at, draft=True)
    readings = known.readings(month)
    return Material(plan, bodies, attainment, readings, (*noticed, *findings), stamp, profile, earlier)


def tabulate(material: Material, language: Language) -> dict[str, bytes]:
    """Return the data files by path: the companion workbook and the CSVs."""
    return {COMPANION: data_workbook(material, language), **data_files(material, language)}


def write_reports(
    material: Material, tables: Mapping[str, bytes], language: Language, brand: Path = BRAND_FILE
) -> Written:
    """Return the month's reports as finished pages, the companion workbook to be put into each PDF."""
    attached = Attached(COMPANION, tables[COMPANION], translator(language)("All values with their sources"))
    return write_month(material, (attached,), tables, language=language, brand=load_brand(brand))


def freeze(
    house: House,
    material: Material,
    contents: Mapping[str, bytes],
    recipients: Sequence[EditionRecipient],
    origin: EditionOrigin,
) -> Edition:
    """Return the edition as the ledger holds it from now on, with what it was made from."""
    edition = house.ledger.freeze_edition(
        house.plan.plan_id,
        material.month,
        files=output_files(contents),
        recipients=recipients,
        inputs=[EditionInput(reading.submission.file, reading.submission.sha256) for reading in material.readings],
        created=material.stamp.created,
        origin=origin,
    )
    if edition.number != material.stamp.number:
        raise ServiceFailed(
            text("Another run froze an edition of {month} meanwhile. Run the month again.", month=material.month)
        )
    return edition


def recipients_of(house: House) -> tuple[EditionRecipient, ...]:
    """Return every address that an edition goes to."""
    return tuple(
        EditionRecipient(body.body_id, recipient.address, recipient.role)
        for body in house.bodies
        if body.receives
        for recipient in body.recipients
    )


def _pdfs(house: House, jobs: Sequence[RenderJob], runner: Runner) -> dict[str, bytes]:
    """Return each job's PDF by its path; what was made before is taken from where it was kept."""
    kept = KeptPdfs(house.settings.data_folder() / "pdfs")
    pdfs = {job.path: pdf for job in jobs if (pdf := kept.get(job)) is not None}
    to_make = [job for job in jobs if job.path not in pdfs]
    for job, pdf in zip(to_make, runner.each(RENDER, to_make) if to_make else (), strict=True):
        kept.keep(job, pdf)
        pdfs[job.path] = pdf
    if to_make:
        kept.shrink()
    return pdfs


def _are_in(contents: Mapping[str, bytes], edition: Edition | None) -> bool:
    """Return whether an edition holds these very files."""
    return edition is not None and set(output_files(contents)) <= set(edition.files)


def _origin(house: House, known: Known, material: Material, noticed: Sequence[Finding]) -> EditionOrigin:
    return EditionOrigin(
        language=house.settings.report_language,
        rating_profile=material.profile.profile_id,
        reading_ids=known.reading_ids,
        sources=keep_sources(house),
        noticed=tuple(noticed),
        software=software(),
    )


def _stamps(last: Edition | None, tables: Mapping[str, bytes], at: datetime) -> Iterator[Stamp]:
    """Yield the standing edition's stamp where its data files are these, then that of a new one made *at* then."""
    if last is not None and _are_in(tables, last):
        yield Stamp(last.number, last.created)
    yield Stamp(1 if last is None else last.number + 1, at)


ATTAIN = Step("attain", text("Measuring against the plan"), attain_month, lambda _h, month, *_: str(month))
TABULATE = Step("tabulate", text("Writing data files"), tabulate, lambda material, _l: str(material.month))
COMPARE = Step(
    "attain", text("Comparing with earlier editions"), changes_before, lambda _h, material, _c: str(material.month)
)
WRITE = Step("write", text("Writing reports"), write_reports, lambda material, *_: str(material.month))
RENDER = Step("render", text("Making PDFs"), render_job, lambda job: job.path, in_process=True, travels=True)
FREEZE = Step("freeze", text("Freezing the edition"), freeze, lambda _h, material, *_: str(material.month))
