"""From the ledger to an edition: attain, write the data files, make every PDF, freeze."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.folder import output_files
from flows.house import House, now
from flows.steps import Runner, Step
from sources.attainment import PlanAttainment
from sources.edition import Edition, EditionInput, EditionRecipient
from sources.errors import ServiceFailed
from sources.messages import Language, text, translator
from sources.month import Month, months_of_fiscal_year
from sources.ratings import load_profile
from sources.submission import Finding, Reading
from tasks.attainment.attain import attain
from tasks.attainment.expected import today_in
from tasks.ledger.editions import edition_digest
from tasks.reporting.data_files import data_files
from tasks.reporting.data_workbook import data_workbook
from tasks.reporting.material import Material, Stamp
from tasks.reporting.pdf import Attached
from tasks.reporting.reports import RenderJob, render_job, report_jobs

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
    standing edition is made with its stamp; only if that gives other bytes is it made anew with the next.
    """
    material = runner.run(ATTAIN, house, month, noticed)
    tables = runner.run(TABULATE, material, house.settings.report_language)
    last = house.ledger.last_edition(house.plan.plan_id, month)
    recipients = recipients_of(house)
    for stamp in _stamps(last, tables):
        stamped = replace(material, stamp=stamp)
        contents = {**tables, **_pdfs(house, stamped, tables[COMPANION], runner)}
        digest = edition_digest(house.plan.plan_id, month, output_files(contents), recipients)
        if last is None or stamp.number > last.number or digest == last.digest:
            break
    edition = runner.run(FREEZE, house, stamped, contents, recipients)
    return Published(edition, contents, stamped)


def attain_month(house: House, month: Month, noticed: Sequence[Finding]) -> Material:
    """Return all that the month's reports are made from, not yet stamped with an edition."""
    plan, bodies = house.plan, house.bodies
    profile = load_profile(house.settings.plans / plan.plan_id, plan.default_rating_profile)
    today = today_in(plan, now())
    readings = house.ledger.readings(plan.plan_id, up_to=month)
    years_before = house.earlier_years()

    def at(when: Month, known: Sequence[Reading]) -> tuple[PlanAttainment, tuple[Finding, ...]]:
        return attain(plan, known, when, profile, today=today, bodies=bodies, earlier_years=years_before)

    attainment, findings = at(month, readings)
    earlier = tuple(
        at(before, house.ledger.readings(plan.plan_id, up_to=before))[0]
        for before in months_of_fiscal_year(plan.fiscal_year)
        if before < month
    )
    stamp = Stamp(number=0, created=now(), draft=True)
    return Material(plan, bodies, attainment, readings, (*noticed, *findings), stamp, profile, earlier)


def tabulate(material: Material, language: Language) -> dict[str, bytes]:
    """Return the data files by path: the companion workbook and the CSVs."""
    return {COMPANION: data_workbook(material, language), **data_files(material, language)}


def write_reports(material: Material, companion: bytes, language: Language) -> tuple[RenderJob, ...]:
    """Return the month's reports as finished pages, each with the companion workbook to be put into its PDF."""
    attached = Attached(COMPANION, companion, translator(language)("All values with their sources"))
    return report_jobs(material, (attached,), language=language)


def freeze(
    house: House, material: Material, contents: Mapping[str, bytes], recipients: Sequence[EditionRecipient]
) -> Edition:
    """Return the edition as the ledger holds it from now on."""
    edition = house.ledger.freeze_edition(
        house.plan.plan_id,
        material.month,
        files=output_files(contents),
        recipients=recipients,
        inputs=[EditionInput(reading.submission.file, reading.submission.sha256) for reading in material.readings],
        created=material.stamp.created,
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


def _pdfs(house: House, material: Material, companion: bytes, runner: Runner) -> dict[str, bytes]:
    jobs = runner.run(WRITE, material, companion, house.settings.report_language)
    pdfs = runner.each(RENDER, jobs)
    return {job.path: pdf for job, pdf in zip(jobs, pdfs, strict=True)}


def _stamps(last: Edition | None, tables: Mapping[str, bytes]) -> Iterator[Stamp]:
    """Yield the standing edition's stamp where its data files are these, then a new edition's."""
    if last is not None and set(output_files(tables)) <= set(last.files):
        yield Stamp(last.number, last.created)
    yield Stamp(1 if last is None else last.number + 1, now())


ATTAIN = Step("attain", text("Measuring against the plan"), attain_month, lambda _h, month, _n: str(month))
TABULATE = Step("tabulate", text("Writing data files"), tabulate, lambda material, _l: str(material.month))
WRITE = Step("write", text("Writing reports"), write_reports, lambda material, _c, _l: str(material.month))
RENDER = Step("render", text("Making PDFs"), render_job, lambda job: job.path, in_process=True)
FREEZE = Step("freeze", text("Freezing the edition"), freeze, lambda _h, material, _c, _r: str(material.month))
