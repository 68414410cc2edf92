"""Submissions that come by mail: taken out of the mailbox, kept, read again in each run, and answered once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from flows.house import House, now
from flows.mail_route import envelope, mail_server, submission_mailbox
from flows.post import sender_of
from flows.sending import ask_the_witness
from flows.steps import Step
from sources.bodies import Body
from sources.edition import MailKind, Occasion
from sources.intake.arrival import Inbox
from sources.intake.mail import KeptMail, Mail, read_mail
from sources.intake.mailbox import Taken, take_mails
from sources.messages import text
from sources.month import Month
from tasks.delivery.acknowledgement import ReadFile, acknowledge, occasion_key
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.notice import Route
from tasks.delivery.outbox import due, send_claimed
from tasks.ledger.originals import archive, read_original

ANSWERED_WITHIN = timedelta(days=7)
"""Older mails get no answer: whoever names a mailbox full of last year's mails does not want to thank for them."""


def receive(house: House) -> Taken:
    """Empty the mailbox of submissions, if one is set; raise ServiceFailed where it can not be used.

    Each mail is in the archive and in the ledger before it moves away, so that the next run finds it there if this
    one ends here.
    """
    mailbox = submission_mailbox(house.settings)
    if mailbox is None:
        return Taken()

    def keep(kept: KeptMail, raw: bytes) -> None:
        archive(house.originals, raw)
        house.ledger.keep_mail(kept, plan_id=house.plan.plan_id, at=now())

    return take_mails(mailbox, keep)


def kept_mails(house: House) -> tuple[Mail, ...]:
    """Return all mails that ever came for the plan, each once, in the order in which they came.

    They are taken apart anew each time, as an inbox folder is read anew: a sender who was added to a body's file
    since is known now. Raises ServiceFailed where the archive has lost one.
    """
    settings = house.settings
    own = [Mailbox.parse(written).address for written in (settings.sender, settings.reply_to) if written]
    found: dict[str, Mail] = {}
    for kept in house.ledger.kept_mails(house.plan.plan_id):
        mail = read_mail(kept, read_original(house.originals, kept.sha256), house.bodies, own)
        found.setdefault(mail.identity, mail)
    return tuple(found.values())


def inbox_of(mails: Iterable[Mail]) -> Inbox:
    """Return all that the mails brought as one inbox."""
    mails = tuple(mails)
    return Inbox(
        tuple(arrival for mail in mails for arrival in mail.inbox.arrivals),
        tuple(finding for mail in mails for finding in mail.inbox.findings),
    )


def answer(house: House, mails: Sequence[Mail], files: Mapping[str, ReadFile]) -> int:
    """Put an acknowledgement into the outbox for each mail that has none yet, and return how many were added.

    *files* are all files that were read, by path. Without a sender and a mail server nobody is answered.
    """
    if not (house.settings.sender and house.settings.smtp_host):
        return 0
    return sum(
        _answer_body(house, mail, body, files)
        for mail in mails
        if now() - mail.received <= ANSWERED_WITHIN
        for body in _bodies_of(house, mail, files)
    )


def send_answers(house: House) -> int:
    """Send the acknowledgements that are due, and return how many there were."""
    notices = house.ledger.waiting_notices(house.plan.plan_id)
    waiting = due([row for row in notices if row.kind is MailKind.ACKNOWLEDGEMENT], now())
    if waiting:
        route = envelope(house.settings)
        send_claimed(house.ledger, waiting, mail_server(house.settings), envelope=route, now=now)
    ask_the_witness(house)
    return len(waiting)


def _answer_body(house: House, mail: Mail, body: Body, files: Mapping[str, ReadFile]) -> bool:
    """Return whether an acknowledgement of the mail to the body was added to the outbox now."""
    plan_id = house.plan.plan_id
    # Listed where the month stands that mails of that day usually speak of: the one before.
    month = Month.of(mail.received_in(house.settings.time_zone)).plus(-1)
    occasion = Occasion(MailKind.ACKNOWLEDGEMENT, occasion_key(mail), plan_id, month)
    if _is_answered(house, occasion, body.body_id):
        return False
    sender = sender_of(house, may_go_out=True)
    reply_to = Mailbox.parse(house.settings.reply_to) if house.settings.reply_to else sender
    message = acknowledge(
        mail,
        body,
        [file for file in _files_of(mail, files) if file.reading.submission.body_id == body.body_id],
        plan=house.plan,
        route=Route(sender, reply_to, (), now(), house.settings.time_zone),
        language=house.settings.report_language,
    )
    return message is not None and house.ledger.queue_notice(occasion, message, at=now())[1]


def _is_answered(house: House, occasion: Occasion, body_id: str) -> bool:
    return any(
        row.kind is occasion.kind and row.body_id == body_id and row.occasion.endswith(f"/{occasion.key}")
        for row in house.ledger.notices(occasion.plan_id, occasion.month)
    )


def _bodies_of(house: House, mail: Mail, files: Mapping[str, ReadFile]) -> list[Body]:
    concerned = {file.reading.submission.body_id for file in _files_of(mail, files)}
    concerned |= {finding.body_id for finding in mail.inbox.findings}
    return [body for body in house.bodies if body.body_id in concerned]


def _files_of(mail: Mail, files: Mapping[str, ReadFile]) -> list[ReadFile]:
    return [files[arrival.submission.file] for arrival in mail.inbox.arrivals]


RECEIVE = Step("receive", text("Taking mails in"), receive, lambda house: str(house.plan.plan_id))
KEPT = Step("kept", text("Opening mails"), kept_mails, lambda house: str(house.plan.plan_id))
ANSWER = Step("answer", text("Answering mails"), answer, lambda house, _mails, _files: str(house.plan.plan_id))
SEND_ANSWERS = Step("send", text("Sending answers"), send_answers, lambda house: str(house.plan.plan_id))
