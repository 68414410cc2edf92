"""Submissions that come by mail: taken out of the mailbox, kept, read again in each run, and answered once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from flows.delivery.compose import sender_of
from flows.delivery.mail_route import envelope, mail_server, submission_mailbox
from flows.delivery.sending import ask_the_witness
from flows.house import House, now
from flows.intake.returns import MARK, mark_job
from flows.steps import Runner, Step
from flows.turn import turn_at_mailbox
from sources.bodies import Body
from sources.edition import MailKind, Occasion
from sources.intake.arrival import Inbox
from sources.intake.mail import KeptMail, Mail, read_mail
from sources.intake.mailbox import Taken, take_mails
from sources.messages import text
from sources.month import Month
from tasks.delivery.acknowledgement import ReadFile, acknowledge, occasion_key, points_of
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

    with turn_at_mailbox(house, f"{mailbox.user} {mailbox.address} {mailbox.folder}"):
        return take_mails(mailbox, keep)


def kept_mails(house: House) -> tuple[Mail, ...]:
    """Return the mails that came for the plan and are still kept, each once, in the order in which they came.

    They are taken apart anew each time, as an inbox folder is read anew: a sender who was added to a body's file
    since is known now. What a pruned one brought stays recorded. Raises ServiceFailed where the archive has lost
    one.
    """
    settings = house.settings
    own = [Mailbox.parse(written).address for written in (settings.sender, settings.reply_to) if written]
    found: dict[str, Mail] = {}
    for kept in house.ledger.kept_mails(house.plan.plan_id):
        if house.pruned_on(kept.sha256) is not None:
            continue
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


def answer(house: House, mails: Sequence[Mail], files: Mapping[str, ReadFile], runner: Runner) -> int:
    """Put an acknowledgement into the outbox for each mail that has none yet, and return how many were added.

    *files* are all files that were read, by path. Without a sender and a mail server nobody is answered.
    """
    if not (house.settings.sender and house.settings.smtp_host):
        return 0
    owed = [
        (mail, body)
        for mail in mails
        if now() - mail.received <= ANSWERED_WITHIN
        for body in _bodies_of(house, mail, files)
        if not _is_answered(house, _occasion(house, mail), body.body_id)
    ]
    if not owed:
        return 0
    concerned = {file.path: file for mail, body in owed for file in _files_of(mail, body, files)}
    checked = _as_recorded(house, tuple(concerned.values()))
    jobs = [
        mark_job(house, one.reading, points, one.arrival.data)
        for one in checked
        if (points := points_of(one.reading))
    ]
    copies = dict(zip((job.file for job in jobs), runner.each(MARK, jobs) if jobs else (), strict=True))
    marked = {one.path: replace(one, copy=copies.get(one.path)) for one in checked}
    return runner.run(ANSWER, house, owed, marked)


def queue_answers(house: House, owed: Sequence[tuple[Mail, Body]], files: Mapping[str, ReadFile]) -> int:
    """Put the acknowledgements that are owed into the outbox, and return how many were added."""
    return sum(_queue_answer(house, mail, body, _files_of(mail, body, files)) for mail, body in owed)


def send_answers(house: House) -> int:
    """Send the acknowledgements that are due, and return how many there were."""
    notices = house.ledger.waiting_notices(house.plan.plan_id)
    waiting = due([row for row in notices if row.kind is MailKind.ACKNOWLEDGEMENT], now())
    if waiting:
        route = envelope(house.settings)
        send_claimed(house.ledger, waiting, mail_server(house.settings), envelope=route, now=now)
    ask_the_witness(house)
    return len(waiting)


def _queue_answer(house: House, mail: Mail, body: Body, files: Sequence[ReadFile]) -> bool:
    """Return whether an acknowledgement of the mail to the body was added to the outbox now."""
    sender = sender_of(house, may_go_out=True)
    reply_to = Mailbox.parse(house.settings.reply_to) if house.settings.reply_to else sender
    message = acknowledge(
        mail,
        body,
        files,
        plan=house.plan,
        route=Route(sender, reply_to, (), now(), house.settings.time_zone),
        language=house.settings.report_language,
    )
    return message is not None and house.ledger.queue_notice(_occasion(house, mail), message, at=now())[1]


def _occasion(house: House, mail: Mail) -> Occasion:
    """Return what an acknowledgement is sent for; it is listed with the month before that of the mail."""
    month = Month.of(mail.received_in(house.settings.time_zone)).plus(-1)
    return Occasion(MailKind.ACKNOWLEDGEMENT, occasion_key(mail), house.plan.plan_id, month)


def _is_answered(house: House, occasion: Occasion, body_id: str) -> bool:
    return any(
        row.kind is occasion.kind and row.body_id == body_id and row.occasion.endswith(f"/{occasion.key}")
        for row in house.ledger.notices(occasion.plan_id, occasion.month)
    )


def _bodies_of(house: House, mail: Mail, files: Mapping[str, ReadFile]) -> list[Body]:
    """Return the bodies that a mail concerns: those its files count for, and those something of it was refused."""
    read = [files[arrival.submission.file].reading for arrival in mail.inbox.arrivals]
    concerned = {reading.submission.body_id for reading in read}
    concerned |= {finding.body_id for finding in mail.inbox.findings}
    return [body for body in house.bodies if body.body_id in concerned]


def _files_of(mail: Mail, body: Body, files: Mapping[str, ReadFile]) -> list[ReadFile]:
    found = [files[arrival.submission.file] for arrival in mail.inbox.arrivals]
    return [file for file in found if file.reading.submission.body_id == body.body_id]


def _as_recorded(house: House, files: Sequence[ReadFile]) -> list[ReadFile]:
    """Return the files with their readings as the ledger has them: checked against the months before.

    What a newer file has replaced already is told as it was read.
    """
    months = [file.reading.month for file in files if file.reading.month]
    up_to = max(months, default=Month.of(now().date()))
    recorded = {
        (one.submission.file, one.submission.sha256): one
        for one in house.ledger.readings(house.plan.plan_id, up_to=up_to)
    }
    return [
        replace(file, reading=recorded.get((sent.file, sent.sha256), file.reading))
        for file in files
        for sent in (file.arrival.submission,)
    ]


RECEIVE = Step("receive", text("Taking mails in"), receive, lambda house: str(house.plan.plan_id))
KEPT = Step("kept", text("Opening mails"), kept_mails, lambda house: str(house.plan.plan_id))
ANSWER = Step("answer", text("Answering mails"), queue_answers, lambda house, _owed, _files: house.plan.plan_id)
SEND_ANSWERS = Step("send", text("Sending answers"), send_answers, lambda house: str(house.plan.plan_id))
