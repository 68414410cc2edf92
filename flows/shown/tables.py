"""The tables an operator looks at, as finished text: what came in, what is doubtful, what was made.

The same rows stand on the terminal and on the run's page in Prefect.
"""

from collections.abc import Iterable, Sequence

from sources.attainment import MeasureAttainment
from sources.bodies import Body, body_by_id
from sources.edition import Bounce, Delivery, DeliveryState, MailKind
from sources.messages import Language, Text, text
from sources.month import Month
from sources.submission import (
    Basis,
    Finding,
    Milestone,
    MilestoneState,
    Observation,
    Place,
    Reading,
    Severity,
    State,
    StatusValue,
)
from tasks.japanese_text import format_number

SUBMISSION_HEADINGS = (
    text("Body"),
    text("File"),
    text("Month"),
    text("Received"),
    text("Values"),
    text("Findings"),
)
FINDING_HEADINGS = (text("Severity"), text("Body"), text("Where"), text("What and what to do"))

SEVERITY_WORDS = {
    Severity.ERROR: text("error"),
    Severity.WARNING: text("warning"),
    Severity.INFO: text("note"),
}
MAIL_KIND_WORDS = {
    MailKind.EDITION: text("edition"),
    MailKind.REMINDER: text("reminder"),
    MailKind.ACKNOWLEDGEMENT: text("acknowledgement"),
}
DELIVERY_HEADINGS = (text("Edition"), text("Body"), text("Mail"), text("Address"), text("Server's answer"))
DELIVERY_WORDS = {
    DeliveryState.QUEUED: text("queued"),
    DeliveryState.IN_DOUBT: text("in doubt"),
    DeliveryState.ACCEPTED: text("sent"),
    DeliveryState.REFUSED: text("refused"),
    DeliveryState.BOUNCED: text("bounced"),
}
BOUNCE_HEADINGS = (text("Came back"), text("Address"), text("Server's answer"))
STATE_WORDS = {State.ACCEPTED: text("accepted"), State.QUARANTINED: text("quarantined")}
BASIS_WORDS = {Basis.CUMULATIVE: text("since April"), Basis.MONTHLY: text("month alone")}
MILESTONE_WORDS = {
    MilestoneState.ACHIEVED: text("achieved"),
    MilestoneState.SCHEDULED: text("scheduled"),
    MilestoneState.NOT_ACHIEVED: text("not achieved"),
}
STATUS_WORDS = {
    StatusValue.AHEAD: text("ahead"),
    StatusValue.ON_TRACK: text("on track"),
    StatusValue.SLIGHTLY_BEHIND: text("slightly behind"),
    StatusValue.BEHIND: text("behind"),
    StatusValue.DONE: text("done"),
    StatusValue.NOT_STARTED: text("not started"),
}
WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def submission_rows(bodies: Sequence[Body], readings: Iterable[Reading], month: Month) -> list[tuple[str, ...]]:
    """Return a row for each submission that reports *month*, or no month that could be read."""
    return [
        (
            body_name(bodies, reading.submission.body_id),
            reading.submission.file,
            str(reading.month or "-"),
            reading.submission.received.isoformat(),
            str(len(reading.observations) + len(reading.milestones) + len(reading.statuses)),
            str(len(reading.findings)),
        )
        for reading in readings
        if reading.month in (month, None)
    ]


def missing_bodies(bodies: Sequence[Body], readings: Iterable[Reading], month: Month) -> tuple[Body, ...]:
    """Return the bodies that owe a report for *month* and from which none has come."""
    came = {reading.submission.body_id for reading in readings if reading.month == month}
    return tuple(body for body in bodies if body.reports and body.body_id not in came)


def finding_rows(bodies: Sequence[Body], findings: Iterable[Finding], language: Language) -> list[tuple[str, ...]]:
    """Return a row for each finding, the worst first."""
    return [
        (
            SEVERITY_WORDS[finding.severity].in_language(language),
            body_name(bodies, finding.body_id),
            place_in_words(finding.place).in_language(language),
            finding.message.in_language(language),
        )
        for finding in sorted(findings, key=lambda finding: WORST_FIRST.index(finding.severity))
    ]


def need_a_person(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that somebody should look at; a note explains itself."""
    return tuple(finding for finding in findings if finding.severity is not Severity.INFO)


def body_name(bodies: Sequence[Body], body_id: str | None) -> str:
    """Return a body's name, its id where it is not known any more, and "?" where nobody knows who sent it."""
    body = body_by_id(bodies, body_id) if body_id else None
    return body.name if body else body_id or "?"


def place_in_words(place: Place) -> Text:
    """Return where something stands as one reads it aloud; what is empty is left out."""
    source_file, sheet, cell = place.source_file, place.sheet, place.cell
    if sheet and cell:
        return text("{file}, sheet '{sheet}', cell {cell}", file=source_file, sheet=sheet, cell=cell)
    if cell:
        return text("{file}, cell {cell}", file=source_file, cell=cell)
    if sheet:
        return text("{file}, sheet '{sheet}'", file=source_file, sheet=sheet)
    return text("{file}", file=source_file)


def value_in_words(value: Observation | Milestone, language: Language) -> str:
    """Return an observation as "14 件 (since April)", a milestone as "scheduled 2021-11"."""
    if isinstance(value, Milestone):
        return f"{MILESTONE_WORDS[value.value].in_language(language)} {value.on}".rstrip()
    return f"{format_number(value.value)} {value.unit} ({BASIS_WORDS[value.basis].in_language(language)})"


def told_in_words(measure: MeasureAttainment, language: Language) -> str:
    """Return what a measure's value is said to be: a figure, a milestone, a body's mark, or nothing."""
    if measure.actual is not None:
        return f"{format_number(measure.actual)} {measure.unit}".rstrip()
    if measure.milestone is not None:
        return f"{MILESTONE_WORDS[measure.milestone].in_language(language)} {measure.milestone_on}".rstrip()
    return "、".join(mark.mark for mark in measure.marks) or "－"


def delivery_state_in_words(delivery: Delivery, state: DeliveryState, answer: str) -> Text:
    """Return how one address stands; until when a queued one waits, and which refusal was only a lack of time."""
    if state is DeliveryState.QUEUED and delivery.next_attempt is not None:
        return text("queued, next attempt {time}", time=f"{delivery.next_attempt.astimezone():%m-%d %H:%M %Z}")
    if state is DeliveryState.REFUSED and answer.startswith("4"):
        return text("given up: put off for a day")
    return DELIVERY_WORDS[state]


def delivery_rows(
    bodies: Sequence[Body], deliveries: Iterable[Delivery], language: Language
) -> list[tuple[str, ...]]:
    """Return a row for each address of each mail."""
    return [
        (
            str(delivery.edition or MAIL_KIND_WORDS[delivery.kind].in_language(language)),
            body_name(bodies, delivery.body_id),
            delivery_state_in_words(delivery, state, answer).in_language(language),
            address,
            answer,
        )
        for delivery in deliveries
        for address, state, answer in delivery.recipients
    ]


def bounce_rows(bounces: Iterable[Bounce]) -> list[tuple[str, ...]]:
    """Return a row for each report of a returned mail that could not be put to an address of the outbox."""
    return [
        (
            f"{bounce.known_at.astimezone():%Y-%m-%d %H:%M %Z}" if bounce.known_at else "-",
            bounce.address,
            f"{bounce.status} {bounce.detail}".strip(),
        )
        for bounce in bounces
    ]
