"""What a mail says, as text and as HTML, from the templates in report_templates/mail."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

import report_templates
from sources.edition import Edition
from sources.messages import Language, Translate, text, translator
from tasks.delivery.attachment import Linked
from tasks.delivery.summary import MailSummary

MOST_CORRECTIONS = 10
TEMPLATES_FOLDER = Path(report_templates.__file__).parent


@dataclass(frozen=True)
class Replaced:
    """An edition that a body was sent before: its number, and its mail's Message-ID."""

    number: int
    message_id: str


@dataclass(frozen=True)
class Letter:
    """A mail's words before they are laid out: every field is finished text in *language*.

    *linked* are names of files with their addresses.
    """

    language: Language
    subject: str
    greeting: str
    opening: tuple[str, ...]
    summary: MailSummary
    corrections_title: str
    corrections: tuple[str, ...]
    attached_title: str
    attached: tuple[str, ...]
    linked_title: str
    linked: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]

    def as_text(self) -> str:
        return templates().get_template("letter.txt").render(letter=self)

    def as_html(self) -> str:
        return templates().get_template("letter.html").render(letter=self, colours=colours())


def write_letter(
    edition: Edition,
    *,
    body_name: str,
    organisation: str,
    plan_title: str,
    summary: MailSummary,
    attached: Sequence[str],
    linked: Sequence[Linked],
    reply_address: str,
    replaces: Replaced | None,
    corrections: Sequence[str],
    language: Language,
) -> Letter:
    """Return the words of the mail that brings one edition to one body; *replaces* makes it a correction.

    *corrections* are sentences on figures of earlier editions that are others now.
    """
    t = translator(language)
    when = {"year": edition.month.year, "month": edition.month.number, "number": edition.number}
    opening = [t(_brings(is_attached=not linked), plan=plan_title, **when)]
    if replaces is not None:
        opening.append(
            t(
                text(
                    "This is a correction: it replaces edition {number}, which was sent earlier.",
                    number=replaces.number,
                )
            )
        )
    return Letter(
        language=language,
        subject=t(_subject(replaces is not None), organisation=organisation, **when),
        greeting=t(text("To {body}", body=body_name)),
        opening=tuple(opening),
        summary=summary,
        corrections_title=t("What was corrected"),
        corrections=_corrections(corrections, t, is_correction=replaces is not None),
        attached_title=t("Attached"),
        attached=tuple(attached),
        linked_title=t("To be had here, being too large for a mail"),
        linked=tuple((f"{file.name} ({file.size / 1_000_000:.1f} MB)", file.address) for file in linked),
        closing=(
            t(
                text(
                    "Questions and corrections: reply to this mail, or write to {address}.", address=reply_address
                )
            ),
            t(text("Sent by the office of {organisation}.", organisation=organisation)),
        ),
    )


def _subject(is_correction: bool) -> str:
    if is_correction:
        return text("[{organisation}] Correction: progress report {year}-{month} (edition {number})").key
    return text("[{organisation}] Progress report {year}-{month} (edition {number})").key


def _brings(*, is_attached: bool) -> str:
    if is_attached:
        return text("Attached is the progress report on {plan} for {year}-{month}, edition {number}.").key
    return text("Here is the progress report on {plan} for {year}-{month}, edition {number}.").key


def _corrections(corrections: Sequence[str], t: Translate, *, is_correction: bool) -> tuple[str, ...]:
    if not corrections:
        return (t("No figure has changed; texts or recipients have."),) if is_correction else ()
    more = len(corrections) - MOST_CORRECTIONS
    rest = (t(text("{count} more stand in the report's list of corrections.", count=more)),) if more > 0 else ()
    return (*corrections[:MOST_CORRECTIONS], *rest)


@cache
def templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES_FOLDER / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def colours() -> dict[str, str]:
    brand = tomllib.loads((TEMPLATES_FOLDER / "brand" / "brand.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = brand["colours"]
    return found
