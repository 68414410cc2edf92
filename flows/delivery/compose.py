"""From an edition to the outbox: one mail for each body that receives reports."""

from collections.abc import Callable, Sequence

from flows.delivery.enclosed import addresses, enclosed_for
from flows.editions.compared import changes_after
from flows.editions.publish import Published
from flows.house import House, now
from flows.shown.tables import told_in_words
from flows.steps import Runner, Step
from sources.edition import Delivery, DeliveryState, Edition, Message
from sources.errors import WrongUse
from sources.messages import text
from tasks.delivery.letter import Replaced
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.message import compose
from tasks.delivery.summary import summarise
from tasks.reporting.changes import Changes

MAY_HAVE_IT = (DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT)
DRAFT_SENDER = "office@example.jp"
"""Who a draft comes from where no sender is set; a mail that may go out needs a real one."""


def compose_mails(house: House, published: Published, *, may_go_out: bool, runner: Runner) -> tuple[Message, ...]:
    """Return the edition's mails; raise WrongUse where they may go out and no sender is set."""
    address_of = addresses(house.settings, published.edition, may_go_out=may_go_out)
    return runner.run(COMPOSE, house, published, sender_of(house, may_go_out=may_go_out), address_of)


def queue_mails(house: House, edition: Edition, mails: Sequence[Message], runner: Runner) -> tuple[Delivery, ...]:
    """Return the edition's rows of the outbox; what is queued already stays as it is."""
    return runner.run(QUEUE, house, edition, mails)


def sender_of(house: House, *, may_go_out: bool) -> Mailbox:
    if house.settings.sender:
        return Mailbox.parse(house.settings.sender)
    if may_go_out:
        raise WrongUse(text("No sender is set. Set AYUMI_SENDER to the office's address, or use --mail draft."))
    return Mailbox(DRAFT_SENDER, house.plan.organisation)


def compose_all(
    house: House, published: Published, sender: Mailbox, address_of: Callable[[str], str]
) -> tuple[Message, ...]:
    """Return a mail for each body that receives reports, dated as the edition is.

    *address_of* tells where a file that is too large for a mail can be had.
    """
    edition, language = published.edition, house.settings.report_language
    summary = summarise(house.plan, published.material.attainment, language)
    replaced = replaced_editions(house, edition)
    corrections = _Corrections(house, published)
    mails = []
    for body in house.bodies:
        enclosed = enclosed_for(body, published.contents, edition.month, language, address_of)
        if enclosed:
            replaces = replaced.get(body.body_id)
            mails.append(
                compose(
                    edition,
                    body,
                    plan=house.plan,
                    summary=summary,
                    attachments=enclosed.attached,
                    linked=enclosed.linked,
                    sender=sender,
                    reply_to=Mailbox.parse(house.settings.reply_to) if house.settings.reply_to else sender,
                    date=edition.created,
                    replaces=replaces,
                    corrections=corrections.since(replaces),
                    language=language,
                )
            )
    return tuple(mails)


def replaced_editions(house: House, edition: Edition) -> dict[str, Replaced]:
    """Return, by body, the newest earlier edition of the month that it was sent."""
    return {
        row.body_id: Replaced(row.edition, row.message_id)
        for row in house.ledger.outbox_rows(edition.plan_id, edition.month)
        if row.edition < edition.number and any(state in MAY_HAVE_IT for _, state, _ in row.recipients)
    }


class _Corrections:
    """What a mail lists as corrected, by the edition that its reader was sent before; worked out once for each."""

    def __init__(self, house: House, published: Published) -> None:
        self._house, self._edition = house, published.edition
        self._in_report = published.material.changes or Changes((), ())
        self._found: dict[int, tuple[str, ...]] = {}

    def since(self, replaced: Replaced | None) -> tuple[str, ...]:
        """Return a sentence for each figure that the report lists too.

        Who was sent another edition of the month than the report compares with is told what changed since that.
        """
        if replaced is None or (self._edition.month, replaced.number) in self._in_report.since:
            return corrections_in_words(self._house, self._in_report)
        if replaced.number not in self._found:
            changes = changes_after(self._house, replaced.number, self._edition)
            self._found[replaced.number] = corrections_in_words(self._house, changes)
        return self._found[replaced.number]


def corrections_in_words(house: House, changes: Changes) -> tuple[str, ...]:
    """Return a sentence for each changed figure: its month, its measure, before and now."""
    language = house.settings.report_language
    return tuple(
        text(
            "{year}-{month}, {measure}: {before} → {now}",
            year=change.new.month.year,
            month=change.new.month.number,
            measure=f"{change.new.measure_id} {house.plan.measure[change.new.measure_id].statement}",
            before=told_in_words(change.old, language),
            now=told_in_words(change.new, language),
        ).in_language(language)
        for change in changes.changes
    )


def put_into_outbox(house: House, edition: Edition, mails: Sequence[Message]) -> tuple[Delivery, ...]:
    return house.ledger.queue(edition, mails, at=now())


COMPOSE = Step("compose", text("Composing mails"), compose_all, lambda _h, made, *_: str(made.edition.month))
QUEUE = Step("queue", text("Queueing mails"), put_into_outbox, lambda _h, edition, _m: str(edition.month))
