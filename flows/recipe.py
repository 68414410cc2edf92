"""The order of steps, written once: how a month becomes an edition, and how an approved edition goes out.

Who carries the steps out is the runner's matter: this process, or Prefect.
"""

from dataclasses import dataclass
from pathlib import Path

from flows.delivery.approval_sheet import left_out
from flows.delivery.compose import compose_mails, queue_mails
from flows.delivery.sending import SEND, TEND, Sent, require_as_frozen, require_mails
from flows.editions.account import edition_json
from flows.editions.folder import output_files, replace_folder
from flows.editions.publish import publish
from flows.editions.published import PUBLISH
from flows.house import House, Order, now, open_house
from flows.intake.ingest import ingest, ingest_mails
from flows.intake.mail_in import SEND_ANSWERS
from flows.intake.returns import return_copies
from flows.settings import Settings
from flows.steps import Runner
from flows.turn import turn
from sources.bodies import Body
from sources.edition import DeliveryState, Edition, Message
from sources.errors import WrongUse
from sources.intake.mailbox import Taken
from sources.messages import text
from sources.month import Month
from sources.submission import Reading
from tasks.reporting.material import Material


@dataclass(frozen=True)
class Outcome:
    """What a month's run came to: the edition, what it was made from, and the folder where it lies.

    *left_out* are body and address of those that were sent an earlier edition and do not get this one.
    """

    edition: Edition
    material: Material
    folder: Path
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def pdfs(self) -> tuple[Path, ...]:
        return tuple(self.folder / file.path for file in self.edition.files if file.path.endswith(".pdf"))


@dataclass(frozen=True)
class SendOrder:
    """One month's last edition to be mailed. *approved_by* approves it first, and only together with
    *digest*; *note* is kept with the approval.

    *only* sends again what stands at that state, and nothing else; None sends what is due.
    """

    month: Month
    settings: Settings
    only: DeliveryState | None = None
    digest: str | None = None
    approved_by: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.approved_by and self.digest is None:
            raise WrongUse(text("An approval needs the digest of the edition that was looked at."))


@dataclass(frozen=True)
class TakenIn:
    """What is known of a month once all that came in has been read."""

    plan_id: str
    bodies: tuple[Body, ...]
    readings: tuple[Reading, ...]


def take_in(order: Order, runner: Runner) -> TakenIn:
    """Return what counts for the month after reading what came in since; no report is made."""
    with open_house(order.settings) as house, turn(house, order.month):
        ingest(house, order.month, runner, may_answer=True)
        if order.settings.mailbox:
            runner.run(SEND_ANSWERS, house)
        plan_id = house.plan.plan_id
        return TakenIn(plan_id, house.bodies, house.ledger.readings(plan_id, up_to=order.month))


def make_month(order: Order, runner: Runner) -> Outcome:
    """Return the month's edition, made from all that came in; the same edition where nothing is new."""
    with open_house(order.settings) as house, turn(house, order.month):
        inbox = ingest(house, order.month, runner, may_answer=order.mail != "none")
        published = publish(house, order.month, inbox.findings, runner)
        if order.settings.publish:
            runner.run(PUBLISH, order.settings.publish, published.edition, published.contents)
        mails: tuple[Message, ...] = ()
        if order.mail != "none":
            mails = compose_mails(house, published, may_go_out=order.mail == "queue", runner=runner)
        if order.mail == "queue":
            queue_mails(house, published.edition, mails, runner)
        letters = {f"mail/{message.body_id}.eml": message.raw for message in mails}
        copies = return_copies(house, published.material, runner)
        beside = output_files(letters), output_files(copies)
        account = edition_json(published.edition, published.material, *beside)
        folder = order.settings.output / str(order.month)
        replace_folder(folder, {**published.contents, **letters, **copies, "edition.json": account})
        if order.settings.mailbox and order.mail != "none":
            runner.run(SEND_ANSWERS, house)
        unheard = tuple(left_out(house, published.edition))
    return Outcome(published.edition, published.material, folder, unheard)


def take_mails_in(settings: Settings, runner: Runner) -> Taken:
    """Return how many mails came in; each is recorded and answered by then. No edition is made."""
    with open_house(settings) as house:
        taken = ingest_mails(house, runner)
        runner.run(SEND_ANSWERS, house)
    return taken


def send_month(order: SendOrder, runner: Runner) -> Sent:
    """Return the outbox of the month's last edition after sending what is due in it.

    Raises WrongUse where the edition is not approved, or is not the one whose digest was given.
    """
    with open_house(order.settings) as house:
        edition = last_edition(house, order.month)
        if order.digest is not None and order.digest != edition.digest:
            raise WrongUse(
                text(
                    "Edition {number} of {month} has another digest. Look at that edition, then decide anew.",
                    number=edition.number,
                    month=order.month,
                )
            )
        if order.approved_by:
            require_mails(house, edition)
            require_as_frozen(house, edition)
            house.ledger.approve(edition, approved_by=order.approved_by, approved_at=now(), note=order.note)
        return runner.run(SEND, house, edition, order.only)


def tend_outbox(settings: Settings, runner: Runner) -> Sent:
    """Return what stands in the outbox after going on with all that was begun: next attempts, doubts, bounces."""
    with open_house(settings) as house:
        return runner.run(TEND, house)


def last_edition(house: House, month: Month) -> Edition:
    """Return the month's last edition; raise WrongUse where there is none yet."""
    edition = house.ledger.last_edition(house.plan.plan_id, month)
    if edition is None:
        raise WrongUse(text("There is no edition of {month} yet. Make one with: ayumi run {month}", month=month))
    return edition
