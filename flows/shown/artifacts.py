"""What a run shows on its page in Prefect: the submissions, the findings, the edition and its files."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.delivery.approval_sheet import CHANGE_HEADINGS, change_rows, compared_with, not_this_one
from flows.editions.published import link
from flows.editions.rebuild import Rebuilt
from flows.recipe import Outcome
from flows.settings import Settings
from flows.shown.rebuilt import REBUILT_HEADINGS, changed_since, rebuilt_rows, verdict
from flows.shown.tables import (
    DELIVERY_HEADINGS,
    FINDING_HEADINGS,
    SUBMISSION_HEADINGS,
    body_name,
    delivery_rows,
    finding_rows,
    missing_bodies,
    need_a_person,
    submission_rows,
)
from sources.bodies import Body, load_bodies
from sources.edition import Delivery, Edition
from sources.messages import Language, Text, text
from sources.month import Month
from sources.submission import Reading
from tasks.reporting.material import Material
from tasks.reporting.month_page import PAGE_FILE

LONGEST_TABLE = 500  # Prefect takes any length, but its page does not


def show(outcome: Outcome, settings: Settings) -> None:
    """Put the outcome on the run's page, under keys that keep the history of the month."""
    language = settings.report_language
    edition, material = outcome.edition, outcome.material
    key = _key(edition.plan_id, edition.month)
    bodies = material.bodies
    show_submissions(edition.plan_id, edition.month, bodies, material.readings, language)
    findings = finding_rows(bodies, material.all_findings(), language)
    title = {"plan": edition.plan_id, "month": str(edition.month)}
    create_table_artifact(
        _records(FINDING_HEADINGS, findings, language),
        key=f"{key}-findings",
        description=text("Findings for {month} ({plan})", **title).in_language(language),
    )
    create_markdown_artifact(
        edition_page(outcome, settings),
        key=f"{key}-edition",
        description=_edition_title(edition).in_language(language),
    )


def show_submissions(
    plan_id: str, month: Month, bodies: Sequence[Body], readings: Sequence[Reading], language: Language
) -> None:
    """Put who has submitted what, and when, on the run's page."""
    title = {"plan": plan_id, "month": str(month)}
    create_table_artifact(
        _records(SUBMISSION_HEADINGS, submission_rows(bodies, readings, month), language),
        key=f"{_key(plan_id, month)}-submissions",
        description=text("Submissions for {month} ({plan})", **title).in_language(language),
    )


def show_outbox(month: str, settings: Settings, deliveries: Sequence[Delivery]) -> None:
    """Put the outbox on the run's page."""
    language = settings.report_language
    create_table_artifact(
        _records(DELIVERY_HEADINGS, delivery_rows(load_bodies(settings.bodies), deliveries, language), language),
        key=f"{_key(settings.plan, month)}-outbox",
        description=text("Outbox for {month} ({plan})", month=month, plan=settings.plan).in_language(language),
    )


def show_rebuilt(rebuilt: Rebuilt, language: Language) -> None:
    """Put on the run's page whether an edition could be made again, file by file."""
    edition = rebuilt.edition
    create_table_artifact(
        _records(REBUILT_HEADINGS, rebuilt_rows(rebuilt, language), language),
        key=f"{_key(edition.plan_id, edition.month)}-rebuilt",
        description="  \n".join(
            line.in_language(language)
            for line in (_edition_title(edition), verdict(rebuilt), *changed_since(rebuilt))
        ),
    )


def edition_page(outcome: Outcome, settings: Settings) -> str:
    """Return the edition as Markdown: what is missing, what changed, its files, and how to let it go out."""
    language = settings.report_language
    edition, material = outcome.edition, outcome.material

    def t(line: Text) -> str:
        return line.in_language(language)

    missing = missing_bodies(material.bodies, material.readings, edition.month)
    names = "、".join(body_name(material.bodies, body.body_id) for body in missing) or "-"
    doubtful = need_a_person(found for reading in material.this_month for found in reading.findings)
    to_look_at = text(
        "Findings to look at: {count}. See: ayumi status {month}", count=len(doubtful), month=edition.month
    )
    created = edition.created.astimezone(ZoneInfo(material.plan.time_zone))
    return "\n".join(
        [
            "# " + t(_edition_title(edition)),
            "",
            f"- {t(text('Made at'))}: {created:%Y-%m-%d %H:%M %Z}",
            f"- {t(text('Digest'))}: `{edition.digest}`",
            f"- {t(text('Not yet submitted'))}: {names}",
            f"- {t(to_look_at)}",
            "",
            *_what_changed(material, language),
            *_where_its_files_are(outcome, settings),
            "",
            t(text("It goes to {count} addresses:", count=len(edition.recipients))),
            "",
            *(
                f"- {body_name(material.bodies, to.body_id)}: {to.address} ({to.role})"
                for to in edition.recipients
            ),
            *(f"- {t(not_this_one(body, address))}" for body, address in outcome.left_out),
            "",
            t(text("To send it: ayumi approve {month}, then ayumi send {month}.", month=edition.month)),
            "",
        ]
    )


def _where_its_files_are(outcome: Outcome, settings: Settings) -> list[str]:
    """Return a link to each file of the published copy; without an address for it, the folder to be copied.

    A browser follows no link from a page of the web to a file of the machine, so none is offered.
    """
    paths = [file.relative_to(outcome.folder).as_posix() for file in (outcome.folder / PAGE_FILE, *outcome.pdfs)]
    if settings.publish and settings.publish_address:
        return [f"- [{path}]({link(settings, outcome.edition, path)})" for path in paths]
    where = text("Its files lie in this folder, which a browser can not open from here:")
    return [
        where.in_language(settings.report_language),
        "",
        f"    {outcome.folder}",
        "",
        *(f"- {path}" for path in paths),
    ]


def _what_changed(material: Material, language: Language) -> list[str]:
    """Return what differs from earlier editions as lines of Markdown, a table where anything does."""
    if material.changes is None:
        return []
    lines = [compared_with(material.changes).in_language(language), ""]
    rows = change_rows(material.plan, material.changes, language)
    if rows:
        headings = [heading.in_language(language) for heading in CHANGE_HEADINGS]
        table = [headings, ["---"] * len(headings), *rows]
        lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table] + [""]
    return lines


def _cell(words: str) -> str:
    """Return *words* so that they stay within their cell of a Markdown table."""
    return " ".join(words.split()).replace("|", "\\|")


def _edition_title(edition: Edition) -> Text:
    return text(
        "Edition {number} of {month} ({plan})", number=edition.number, month=edition.month, plan=edition.plan_id
    )


def _records(headings: Sequence[Text], rows: Sequence[Sequence[str]], language: Language) -> list[dict[str, str]]:
    names = [heading.in_language(language) for heading in headings]
    return [dict(zip(names, row, strict=True)) for row in rows[:LONGEST_TABLE]]


def _key(plan_id: str, month: Month | str) -> str:
    """Return the beginning of an artifact's key; Prefect takes small letters, digits and dashes alone."""
    return re.sub(r"[^a-z0-9]+", "-", f"{plan_id}-{month}".lower())
