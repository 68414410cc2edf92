"""What somebody looks at before an edition goes out: what changes, what is missing, and to whom it goes."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.delivery.sending import rows_of
from flows.editions.compared import changes_in
from flows.editions.known import known_to
from flows.house import House
from flows.shown.tables import body_name, missing_bodies, need_a_person, told_in_words
from sources.edition import Delivery, DeliveryState, Edition
from sources.messages import Language, Text, text
from sources.plan import Plan
from tasks.reporting.changes import Change, Changes
from tasks.reporting.corrections import CAUSE_WORDS

CHANGE_HEADINGS = (text("Measure"), text("Month"), text("Before"), text("Now"), text("Why"))
RECIPIENT_HEADINGS = (text("Body"), text("Role"), text("Address"), text("Mail"))


@dataclass(frozen=True)
class ApprovalSheet:
    """One edition as its approver sees it.

    *left_out* are body and address of those that were sent an earlier edition of the month and would not get this.
    """

    edition: Edition
    changes: Changes
    missing: tuple[str, ...]
    findings_to_look_at: int
    recipients: tuple[tuple[str, str, str, bool], ...]
    left_out: tuple[tuple[str, str], ...]

    def lines(self) -> Iterator[Text]:
        """Yield what is said beside the tables."""
        edition = self.edition
        yield text(
            "Edition {number} of {month}, made {created}",
            number=edition.number,
            month=edition.month,
            created=f"{edition.created.astimezone():%Y-%m-%d %H:%M %Z}",
        )
        yield (
            text("Missing: {bodies}", bodies="、".join(self.missing))
            if self.missing
            else text("Every body has submitted.")
        )
        if self.findings_to_look_at:
            yield text(
                "Findings to look at: {count}. See: ayumi status {month}",
                count=self.findings_to_look_at,
                month=edition.month,
            )


def approval_sheet(house: House, edition: Edition) -> ApprovalSheet:
    """Return what the approver of *edition* should see, as the ledger knew it when the edition was made."""
    readings = known_to(house, edition).readings(edition.month)
    of_month = [reading for reading in readings if reading.month in (edition.month, None)]
    missing = missing_bodies(house.bodies, readings, edition.month)
    mails = {row.body_id for row in rows_of(house, edition)}
    return ApprovalSheet(
        edition=edition,
        changes=changes_in(house, edition),
        missing=tuple(body.name for body in missing),
        findings_to_look_at=len(need_a_person(found for reading in of_month for found in reading.findings)),
        recipients=tuple(
            (body_name(house.bodies, one.body_id), one.role, one.address, one.body_id in mails)
            for one in edition.recipients
        ),
        left_out=tuple(left_out(house, edition)),
    )


def compared_with(changes: Changes) -> Text:
    """Return with which earlier editions an edition was compared, and whether anything is another figure now."""
    if not changes.since:
        return text("There is no earlier edition in this fiscal year to compare with.")
    editions = "、".join(f"{month} #{number}" for month, number in changes.since)
    if not changes.changes:
        return text("Nothing that these editions printed has changed: {editions}", editions=editions)
    return text("Changed since these editions: {editions}", editions=editions)


def change_rows(plan: Plan, changes: Changes, language: Language) -> list[tuple[str, ...]]:
    """Return a row for each changed figure: measure, month, before, now, and why."""
    return [_change_row(plan, change, language) for change in changes.changes]


def not_this_one(body: str, address: str) -> Text:
    """Return what is said of one that was sent an earlier edition, and is left out of this."""
    return text(
        "{body} at {address} was sent an earlier edition and does not get this one.", body=body, address=address
    )


def recipient_rows(sheet: ApprovalSheet, language: Language) -> list[tuple[str, ...]]:
    """Return a row for each address that the edition goes to, and whether its mail is queued."""
    queued, none = text("queued").in_language(language), text("none").in_language(language)
    return [
        (name, role, address, queued if has_mail else none) for name, role, address, has_mail in sheet.recipients
    ]


def _change_row(plan: Plan, change: Change, language: Language) -> tuple[str, ...]:
    measure = plan.measure[change.new.measure_id]
    return (
        f"{measure.measure_id} {measure.statement}",
        str(change.new.month),
        told_in_words(change.old, language),
        told_in_words(change.new, language),
        CAUSE_WORDS[change.cause].in_language(language),
    )


def left_out(house: House, edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield body and address of those that were sent an earlier edition of the month and would not get this."""
    gets_this = {one.address for one in edition.recipients}
    told: set[str] = set()
    for row in house.ledger.outbox_rows(edition.plan_id, edition.month):
        for address in _sent_to(row):
            if address not in gets_this and address not in told:
                told.add(address)
                yield body_name(house.bodies, row.body_id), address


def _sent_to(row: Delivery) -> Iterator[str]:
    for address, state, _ in row.recipients:
        if state in (DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT):
            yield address
