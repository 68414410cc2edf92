"""Sending an approved edition, going on with what was begun, and what an operator does about single mails."""

from dataclasses import dataclass
from pathlib import Path

from flows.calendar import local_day
from flows.delivery.mail_route import bounce_mailbox, envelope, mail_server, witness_mailbox
from flows.delivery.reminding import still_owed
from flows.editions.folder import require_unchanged
from flows.editions.publish import recipients_of
from flows.house import House, now
from flows.steps import Step
from sources.edition import Delivery, DeliveryState, Edition, RecipientOutcome
from sources.errors import ServiceFailed, WrongUse
from sources.messages import Text, text
from tasks.delivery.bounces import take_bounces
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.outbox import deliver_outbox, due, send_claimed
from tasks.delivery.rehearsal import rehearse
from tasks.delivery.smtp import session, transmit
from tasks.delivery.witness import end_doubts

COPY_COMES_WITHIN_SECONDS = 10.0
"""How long the witness is asked again after sending: a mail passes through a server's queue first."""


@dataclass(frozen=True)
class Sent:
    """The outbox after sending, and what was heard of mails sent before.

    *others* counts mails in the bounce mailbox that are no reports, for a person. *problem* says why the bounce
    mailbox or the witness could not be read; what was sent was sent all the same.
    """

    deliveries: tuple[Delivery, ...]
    others: int = 0
    problem: Text | None = None


def send_outbox(house: House, edition: Edition, only: DeliveryState | None) -> Sent:
    """Return the edition's outbox after sending; raise WrongUse where it is not approved, or nothing was queued.

    The same where a file or a recipient is another now than was approved. What came back by then is taken in as
    well, and doubts that the witness can end are ended.
    """
    house.ledger.require_approved(edition)
    require_mails(house, edition)
    require_as_frozen(house, edition)
    server = mail_server(house.settings)
    deliver_outbox(house.ledger, edition, server, only=only, envelope=envelope(house.settings), now=now)
    others, problem = listen(house, wait_seconds=COPY_COMES_WITHIN_SECONDS)
    return Sent(rows_of(house, edition), others, problem)


def tend(house: House) -> Sent:
    """Return all mails that were not settled, after another go: those begun and approved, and notices.

    An edition of which a file or a recipient is another now is left alone, and the problem told.
    """
    plan_id = house.plan.plan_id
    editions, changed = _still_to_send(house)
    today = local_day(now(), house.settings.time_zone)
    notices = still_owed(house, house.ledger.waiting_notices(plan_id), today)
    waiting = (*due(notices, now()), *(one for edition in editions for one in due(rows_of(house, edition), now())))
    if waiting:
        route = envelope(house.settings)
        send_claimed(house.ledger, waiting, mail_server(house.settings), envelope=route, now=now)
    others, problem = listen(house, wait_seconds=COPY_COMES_WITHIN_SECONDS if waiting else 0.0)
    concerned = {row.delivery_id for row in notices}
    told = [row for edition in editions for row in rows_of(house, edition)]
    months = {row.month for row in notices}
    told += [
        row
        for month in sorted(months, key=str)
        for row in house.ledger.notices(plan_id, month)
        if row.delivery_id in concerned
    ]
    return Sent(tuple(told), others, problem or changed)


def listen(house: House, *, wait_seconds: float = 0.0) -> tuple[int, Text | None]:
    """Take in what came back and what the witness got, which may be a moment late.

    Returns how many mails came back that tell nothing, and why a mailbox could not be read: no reason to hold
    back other mails, or to say that what was sent was not.
    """
    others, problem = 0, None
    try:
        ask_the_witness(house, wait_seconds=wait_seconds)
        mailbox = bounce_mailbox(house.settings)
        others = take_bounces(house.ledger, mailbox, now=now).others if mailbox else 0
    except ServiceFailed as error:
        problem = error.text
    return others, problem


def ask_the_witness(house: House, *, wait_seconds: float = 0.0) -> None:
    """End the doubts of which a copy is at the witness; without a witness they wait for an operator."""
    if house.ledger.doubts(house.plan.plan_id):
        mailbox = witness_mailbox(house.settings)
        if mailbox is not None:
            end_doubts(house.ledger, house.plan.plan_id, mailbox, now=now, wait_seconds=wait_seconds)


def resolve(house: House, edition: Edition, body_id: str, *, taken: bool, by: str) -> Sent:
    """Return the outbox after an operator's word on a body's mail in doubt; the witness is asked before.

    Raises WrongUse where that mail is not in doubt, or its server may still answer.
    """
    listen(house)
    for row in rows_of(house, edition):
        if row.body_id == body_id and house.ledger.resolve_doubt(row.delivery_id, taken=taken, by=by, at=now()):
            return Sent(rows_of(house, edition))
    raise WrongUse(
        text(
            "The mail to {body} of {month} is not in doubt. See: ayumi status {month}",
            body=body_id,
            month=edition.month,
        )
    )


def preview(house: House, edition: Edition, folder: Path) -> tuple[Path, ...]:
    """Write the edition's mails into *folder* exactly as they will be sent, and return their files."""
    require_mails(house, edition)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for row in rows_of(house, edition):
        file = folder / f"{row.body_id}.eml"
        file.write_bytes(house.ledger.message(row.delivery_id).raw)
        files.append(file)
    return tuple(files)


def send_to_test(house: House, edition: Edition, address: str) -> tuple[tuple[str, RecipientOutcome], ...]:
    """Send each of the edition's mails, marked as a test, to *address* alone; return body and outcome.

    The outbox is left as it is, and no approval is needed: nothing leaves for the recipients.
    """
    require_mails(house, edition)
    to, server = Mailbox.parse(address), mail_server(house.settings)
    answers = []
    with session(server) as smtp:
        for row in rows_of(house, edition):
            message = rehearse(house.ledger.message(row.delivery_id), to, house.settings.report_language)
            (outcome,) = transmit(smtp, message, server, lambda _: True)
            answers.append((row.body_id, outcome))
    return tuple(answers)


def require_mails(house: House, edition: Edition) -> None:
    """Raise WrongUse where an edition that has recipients has no mail in the outbox."""
    if edition.recipients and not rows_of(house, edition):
        raise WrongUse(
            text(
                "No mail is queued for {month}. Queue them with: ayumi run {month} --mail queue",
                month=edition.month,
            )
        )


def require_as_frozen(house: House, edition: Edition) -> None:
    """Raise WrongUse where a file of *edition*, or who is to get it, is another now: no approval covers that.

    Its mails would go to an address that the bodies' files do not name any more.
    """
    require_unchanged(edition, house.settings.output / str(edition.month))
    differing = {one.address for one in set(recipients_of(house)) ^ set(edition.recipients)}
    if differing:
        raise WrongUse(
            text(
                "Edition {number} of {month} was frozen with other recipients than the bodies' files name now"
                " ({addresses}). Run the month again, then approve it.",
                number=edition.number,
                month=edition.month,
                addresses=", ".join(sorted(differing)),
            )
        )


def rows_of(house: House, edition: Edition) -> tuple[Delivery, ...]:
    rows = house.ledger.outbox_rows(edition.plan_id, edition.month)
    return tuple(row for row in rows if row.edition == edition.number)


def _still_to_send(house: House) -> tuple[list[Edition], Text | None]:
    """Return the editions begun that are still their month's last, approved and unchanged; and what is not."""
    found, problem = [], None
    for month, number in house.ledger.begun(house.plan.plan_id):
        edition = house.ledger.last_edition(house.plan.plan_id, month)
        if edition is None or edition.number != number or house.ledger.approval(edition) is None:
            continue
        try:
            require_as_frozen(house, edition)
        except WrongUse as error:
            problem = error.text
        else:
            found.append(edition)
    return found, problem


SEND = Step("send", text("Sending mails"), send_outbox, lambda _h, edition, _o: str(edition.month))
TEND = Step("send", text("Going on with mails"), tend, lambda house: str(house.plan.plan_id))
