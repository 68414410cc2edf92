"""The acknowledgement (受領のお知らせ) of a mail with reports: what came, what was read, what to correct."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sources.bodies import Body
from sources.edition import Message
from sources.errors import InputRefused
from sources.intake.arrival import Arrival
from sources.intake.mail import Mail
from sources.messages import Language, Text, text, translator
from sources.plan import Plan
from sources.submission import Finding, Reading, Severity, State
from tasks.delivery.attachment import ATTACHMENTS_LIMIT_BYTES, Attachment
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.notice import Notice, NoticeList, Route, compose_notice
from tasks.delivery.returns.return_copy import ReturnCopy

MOST_POINTS = 5
"""Beyond this the points of a file stand in its copy alone."""


@dataclass(frozen=True)
class ReadFile:
    """One file of a mail, what was read from it, and the marked copy that goes back, if there is any."""

    arrival: Arrival
    reading: Reading
    copy: ReturnCopy | None = None

    @property
    def path(self) -> str:
        return self.arrival.submission.file


@dataclass(frozen=True)
class _Line:
    """One file as the acknowledgement tells of it; *copy* is the file to send back, where there is any."""

    name: str
    below: tuple[str, ...]
    copy: Attachment | None = None


def acknowledge(
    mail: Mail,
    body: Body,
    files: Iterable[ReadFile],
    *,
    plan: Plan,
    route: Route,
    language: Language = "ja",
) -> Message | None:
    """Return the answer to one body's mail, or None where none must go: to a machine's mail, or about nothing.

    *files* are those that count as this body's; what was refused of the mail is told as well. *route* names who
    answers; whom, is decided here: the sender, if the address is the body's own, else those who receive its
    editions. A stranger's address is never written to, whatever the mail says.
    """
    to = answered_at(mail, body)
    if mail.is_automatic or not to:
        return None
    lines = _lines(mail, body, files, language)
    if not lines:
        return None
    copies = _within_limit([line.copy for line in lines if line.copy is not None])
    notice = _notice(mail, body, lines, plan=plan, route=route, has_copies=bool(copies), language=language)
    answering = Route(route.sender, route.reply_to, to, route.date, route.time_zone, mail.message_id)
    return compose_notice(notice, body.body_id, answering, key=occasion_key(mail), attachments=copies)


def occasion_key(mail: Mail) -> str:
    """Return what the acknowledgement is sent for: this mail, by whatever ways its copies came."""
    return mail.identity


def answered_at(mail: Mail, body: Body) -> tuple[Mailbox, ...]:
    """Return the mailboxes an answer goes to; none where the body has no address of its own."""
    own = [one for one in body.recipients if one.address.casefold() == mail.sender]
    if own:
        return (Mailbox(own[0].address, own[0].name),)
    if body.sends_from(mail.sender):
        return (Mailbox(mail.sender),)
    return tuple(Mailbox(one.address, one.name) for one in body.recipients if one.role == "to")


def points_of(reading: Reading) -> tuple[Finding, ...]:
    """Return what a sender should look at; what was merely noticed needs no answer."""
    return tuple(one for one in reading.findings if one.severity is not Severity.INFO)


def _lines(mail: Mail, body: Body, files: Iterable[ReadFile], language: Language) -> tuple[_Line, ...]:
    taken = [_line_of(mail, file, language) for file in files]
    refused = [
        _Line(_name_in(mail, finding.place.source_file), (finding.message.in_language(language),))
        for finding in mail.inbox.findings
        if finding.body_id == body.body_id
    ]
    return (*taken, *refused)


def _line_of(mail: Mail, file: ReadFile, language: Language) -> _Line:
    points, t = points_of(file.reading), translator(language)
    shown = [_point(finding, language) for finding in points[:MOST_POINTS]]
    if len(points) > MOST_POINTS:
        shown.append(t(text("{count} more points stand in the copy.", count=len(points) - MOST_POINTS)))
    copy = Attachment(_safe_name(file.copy.name), file.copy.data) if file.copy else None
    return _Line(_name_in(mail, file.path), (t(_count(file.reading)), *shown), copy)


def _count(reading: Reading) -> Text:
    states = [
        *(one.state for one in reading.observations),
        *(one.state for one in reading.milestones),
        *(one.state for one in reading.statuses),
    ]
    if not states:
        return text("No value was read.")
    count, aside = len(states), states.count(State.QUARANTINED)
    if reading.month is None:
        return text("{count} values were read, {aside} of them set aside to be checked.", count=count, aside=aside)
    return text(
        "{year}-{month}: {count} values were read, {aside} of them set aside to be checked.",
        year=reading.month.year,
        month=reading.month.number,
        count=count,
        aside=aside,
    )


def _point(finding: Finding, language: Language) -> str:
    place = " ".join(part for part in (finding.place.sheet, finding.place.cell) if part)
    colon = "：" if language == "ja" else ": "
    return f"{place}{colon if place else ''}{finding.message.in_language(language)}"


def _name_in(mail: Mail, file: str) -> str:
    """Return a file's name within its mail; what concerns the mail as a whole goes by the mail's subject."""
    return file.removeprefix(mail.folder).strip("/") or mail.subject


def _within_limit(copies: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Return the copies that fit into one mail together, each name once."""
    kept: dict[str, Attachment] = {}
    left = ATTACHMENTS_LIMIT_BYTES
    for copy in copies:
        if len(copy.data) <= left:
            left -= len(copy.data)
            path = PurePosixPath(copy.name)
            same = sum(name.casefold() == copy.name.casefold() for name in kept)
            name = copy.name if not same else f"{path.stem}_{len(kept) + 1}{path.suffix}"
            kept[name] = Attachment(name, copy.data)
    return tuple(kept.values())


def _safe_name(name: str) -> str:
    """Return a sender's file name where it can stand in a header, else a plain one with the same ending."""
    try:
        return Attachment(name, b"").name
    except InputRefused:
        return f"return-copy-{hashlib.sha256(name.encode()).hexdigest()[:8]}{PurePosixPath(name).suffix}"


def _notice(
    mail: Mail,
    body: Body,
    lines: Sequence[_Line],
    *,
    plan: Plan,
    route: Route,
    has_copies: bool,
    language: Language,
) -> Notice:
    t = translator(language)
    asks = [
        text(
            "In the attached copies each point is marked in its cell. Please correct them there, and send the"
            " files again as you sent these."
        )
    ]
    return Notice(
        language=language,
        subject=t(text("[{organisation}] Your report has been received", organisation=plan.organisation)),
        greeting=t(text("To {body}", body=body.name)),
        opening=(t(_thanks(mail, plan)), *(t(one) for one in asks if has_copies)),
        lists=(NoticeList(t("Files received"), tuple((line.name, line.below) for line in lines)),),
        closing=(
            t(text("This mail was made by a program. Questions: {address}.", address=route.reply_to.address)),
            t(text("Sent by the office of {organisation}.", organisation=plan.organisation)),
        ),
    )


def _thanks(mail: Mail, plan: Plan) -> Text:
    day = mail.received_in(plan.time_zone)
    when = {"year": day.year, "month": day.month, "day": day.day}
    if not mail.subject:
        return text("Thank you for your mail of {year}-{month}-{day}, which has been received.", **when)
    return text(
        "Thank you for your mail '{subject}' of {year}-{month}-{day}, which has been received.",
        subject=mail.subject,
        **when,
    )
