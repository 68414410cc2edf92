"""From an edition to the outbox: one mail for each body that receives reports."""

from collections.abc import Mapping, Sequence

from flows.editions.history import changes_against
from flows.editions.publish import Published
from flows.house import House, now
from flows.shown.tables import told_in_words
from flows.steps import Runner, Step
from sources.bodies import BOARD, OWN, Body
from sources.edition import Delivery, DeliveryState, Edition, Message
from sources.errors import WrongUse
from sources.messages import Language, Text, text
from sources.month import Month
from tasks.delivery.letter import Replaced
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.message import Attachment, compose
from tasks.delivery.summary import summarise

MAY_HAVE_IT = (DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT)
DRAFT_SENDER = "office@example.jp"
"""Who a draft comes from where no sender is set; a mail that may go out needs a real one."""


def compose_mails(house: House, published: Published, *, may_go_out: bool, runner: Runner) -> tuple[Message, ...]:
    """Return the edition's mails; raise WrongUse where they may go out and no sender is set."""
    return runner.run(COMPOSE, house, published, sender_of(house, may_go_out=may_go_out))


def queue_mails(house: House, edition: Edition, mails: Sequence[Message], runner: Runner) -> tuple[Delivery, ...]:
    """Return the edition's rows of the outbox; what is queued already stays as it is."""
    return runner.run(QUEUE, house, edition, mails)


def sender_of(house: House, *, may_go_out: bool) -> Mailbox:
    if house.settings.sender:
        return Mailbox.parse(house.settings.sender)
    if may_go_out:
        raise WrongUse(text("No sender is set. Set AYUMI_SENDER to the office's address, or use --mail draft."))
    return Mailbox(DRAFT_SENDER, house.plan.organisation)


def compose_all(house: House, published: Published, sender: Mailbox) -> tuple[Message, ...]:
    """Return a mail for each body that receives reports, dated as the edition is."""
    edition, language = published.edition, house.settings.report_language
    summary = summarise(house.plan, published.material.attainment, language)
    replaced = replaced_editions(house, edition, language)
    mails = []
    for body in house.bodies:
        attachments = attachments_for(body, published.contents, edition.month, language)
        if attachments:
            mails.append(
                compose(
                    edition,
                    body,
                    plan=house.plan,
                    summary=summary,
                    attachments=attachments,
                    sender=sender,
                    reply_to=Mailbox.parse(house.settings.reply_to) if house.settings.reply_to else sender,
                    date=edition.created,
                    replaces=replaced.get(body.body_id),
                    language=language,
                )
            )
    return tuple(mails)


def attachments_for(
    body: Body, contents: Mapping[str, bytes], month: Month, language: Language
) -> tuple[Attachment, ...]:
    """Return the PDFs that a body receives and this edition has, under names their readers understand."""
    found = []
    for report in body.receives:
        path = f"committees/{body.body_id}.pdf" if report == OWN else f"{report}.pdf"
        if path in contents:
            name = attachment_name(report, body, month).in_language(language)
            found.append(Attachment(name, contents[path]))
    return tuple(found)


def attachment_name(report: str, body: Body, month: Month) -> Text:
    when = {"year": month.year, "month": month.number}
    if report == BOARD:
        return text("Progress report {year}-{month} board.pdf", **when)
    if report == OWN:
        return text("Progress report {year}-{month} {body}.pdf", body=body.name, **when)
    return text("Progress report {year}-{month} strategy {number}.pdf", number=report.rpartition("-")[2], **when)


def replaced_editions(house: House, edition: Edition, language: Language) -> dict[str, Replaced]:
    """Return, by body, the newest earlier edition of the month that it was sent, and what has changed since."""
    found: dict[str, Replaced] = {}
    corrections: dict[int, tuple[str, ...]] = {}
    for row in house.ledger.outbox_rows(edition.plan_id, edition.month):
        if row.edition < edition.number and any(state in MAY_HAVE_IT for _, state, _ in row.recipients):
            if row.edition not in corrections:
                corrections[row.edition] = corrections_since(house, row.edition, edition, language)
            found[row.body_id] = Replaced(row.edition, row.message_id, corrections[row.edition])
    return found


def corrections_since(house: House, number: int, edition: Edition, language: Language) -> tuple[str, ...]:
    """Return a sentence for each figure of the month's edition *number* that is another one in *edition*."""
    older = [one for one in house.ledger.editions(edition.plan_id, edition.month) if one.number == number]
    changes = changes_against(house, older, edition).changes
    return tuple(
        text(
            "{measure}: {before} → {now}",
            measure=f"{change.new.measure_id} {house.plan.measure[change.new.measure_id].statement}",
            before=told_in_words(change.old, language),
            now=told_in_words(change.new, language),
        ).in_language(language)
        for change in changes
    )


def put_into_outbox(house: House, edition: Edition, mails: Sequence[Message]) -> tuple[Delivery, ...]:
    return house.ledger.queue(edition, mails, at=now())


COMPOSE = Step("compose", text("Composing mails"), compose_all, lambda _h, made, _s: str(made.edition.month))
QUEUE = Step("queue", text("Queueing mails"), put_into_outbox, lambda _h, edition, _m: str(edition.month))
