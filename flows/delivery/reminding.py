"""Who is reminded of what on a day: each body of what it owes, by the calendar, and nobody who owes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.calendar import business_day_up_to, business_days_after, business_days_before, local_day
from flows.delivery.compose import sender_of
from flows.delivery.mail_route import envelope, mail_server
from flows.delivery.owed import owed_by
from flows.house import House, now, open_house
from flows.settings import Settings
from flows.steps import Runner, Step
from sources.bodies import Body
from sources.edition import Delivery, MailKind, Message
from sources.errors import WrongUse
from sources.messages import Language, text, translator
from sources.month import Month
from sources.submission import Reading
from tasks.attainment.due import deadline as deadline_of
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.notice import Route
from tasks.delivery.outbox import due, send_claimed
from tasks.delivery.reminder import Owed, ReminderStep, occasion_of
from tasks.delivery.reminder import remind as composed
from tasks.delivery.templates.last_values import last_values
from tasks.delivery.templates.workbook import body_template

REMINDER_HEADINGS = (text("Body"), text("Deadline"), text("Reminder"), text("Address"), text("Missing"))
STEP_WORDS = {
    ReminderStep.BEFORE: text("before the deadline"),
    ReminderStep.ON_THE_DAY: text("on the day"),
    ReminderStep.AFTER: text("after the deadline"),
}
BUSINESS_DAYS_BEFORE = 3
BUSINESS_DAYS_AFTER = 2


@dataclass(frozen=True)
class Reminder:
    """One body's reminder that is due: which of the three, and what it asks for.

    *message* is None where the body has nobody to write to; *delivery* is its row of the outbox once it is there.
    """

    body: Body
    step: ReminderStep
    deadline: date
    owed: tuple[Owed, ...]
    message: Message | None = None
    delivery: Delivery | None = None


def reminder_days(deadline: date) -> dict[ReminderStep, date]:
    """Return the business days on which a body is reminded of a *deadline*, the first first."""
    return {
        ReminderStep.BEFORE: business_days_before(deadline, BUSINESS_DAYS_BEFORE),
        ReminderStep.ON_THE_DAY: business_day_up_to(deadline),
        ReminderStep.AFTER: business_days_after(deadline, BUSINESS_DAYS_AFTER),
    }


def step_due(deadline: date, today: date) -> ReminderStep | None:
    """Return the last reminder whose day has come; an earlier one that was missed is not made up for."""
    come = [step for step, day in reminder_days(deadline).items() if day <= today]
    return come[-1] if come else None


def reminders_due(house: House, month: Month, today: date) -> tuple[Reminder, ...]:
    """Return the reminders of *month* whose day has come and that were not sent yet; nothing is written down.

    Raises WrongUse for a month outside the plan's fiscal year.
    """
    readings = house.ledger.readings(house.plan.plan_id, up_to=month)
    queued = {(row.body_id, row.occasion.rpartition("/")[2]) for row in _queued(house, month)}
    found = []
    for body in house.bodies:
        deadline = deadline_of(house.plan, month, body)
        step = step_due(deadline, today)
        if step is None or not body.reports or (body.body_id, step.value) in queued:
            continue
        owed = owed_by(house, body, month, readings)
        if owed:
            without_mail = Reminder(body, step, deadline, owed)
            found.append(replace(without_mail, message=_message(house, without_mail, month, readings)))
    return tuple(found)


def queue_reminders(house: House, month: Month, today: date) -> tuple[Reminder, ...]:
    """Return the reminders that were put into the outbox now; each body gets each of them once, whoever asks."""
    added = []
    for reminder in reminders_due(house, month, today):
        if reminder.message is not None:
            occasion = occasion_of(house.plan, month, reminder.step)
            row, is_new = house.ledger.queue_notice(occasion, reminder.message, at=now())
            if is_new:
                added.append(replace(reminder, delivery=row))
    return tuple(added)


def remind_month(month: Month, settings: Settings, runner: Runner) -> tuple[Delivery, ...]:
    """Return the month's reminders as they stand after sending what is due today; WrongUse while switched off."""
    if not settings.reminders:
        raise WrongUse(text("Reminders are switched off. To switch them on: AYUMI_REMINDERS=true"))
    with open_house(settings) as house:
        return runner.run(REMIND, house, month, local_day(now(), settings.time_zone))


def send_reminders(house: House, month: Month, today: date) -> tuple[Delivery, ...]:
    """Queue what is due, send all reminders of the month that wait and are still owed, and return the month's."""
    queue_reminders(house, month, today)
    waiting = due(still_owed(house, _queued(house, month), today), now())
    if waiting:
        route = envelope(house.settings)
        send_claimed(house.ledger, waiting, mail_server(house.settings), envelope=route, now=now)
    return _queued(house, month)


def still_owed(house: House, rows: Sequence[Delivery], today: date) -> tuple[Delivery, ...]:
    """Return the notices among *rows* that may still go out; a reminder that is out of date is withdrawn.

    It is so once its body owes nothing more, or the next reminder's day has come.
    """
    kept = []
    for row in rows:
        why = _out_of_date(house, row, today) if row.kind is MailKind.REMINDER else None
        if why is None:
            kept.append(row)
        else:
            house.ledger.withdraw(row.delivery_id, why=why, at=now())
    return tuple(kept)


def reminder_rows(reminders: Sequence[Reminder], language: Language) -> list[tuple[str, ...]]:
    """Return a row for each body to be reminded: by when, which reminder, at what addresses, and of what."""
    return [
        (
            one.body.name,
            one.deadline.isoformat(),
            STEP_WORDS[one.step].in_language(language),
            ", ".join(one.message.recipients) if one.message else text("none").in_language(language),
            ", ".join(owed.measure.measure_id for owed in one.owed),
        )
        for one in reminders
    ]


def _out_of_date(house: House, row: Delivery, today: date) -> str | None:
    t = translator(house.settings.report_language)
    body = next((one for one in house.bodies if one.body_id == row.body_id), None)
    if body is None or row.month is None:
        return t("withdrawn: the body is not known any more")
    if step_due(deadline_of(house.plan, row.month, body), today) != row.occasion.rpartition("/")[2]:
        return t("withdrawn: a later reminder has taken its place")
    readings = house.ledger.readings(house.plan.plan_id, up_to=row.month)
    return None if owed_by(house, body, row.month, readings) else t("withdrawn: all was reported meanwhile")


def _queued(house: House, month: Month) -> tuple[Delivery, ...]:
    rows = house.ledger.notices(house.plan.plan_id, month)
    return tuple(row for row in rows if row.kind is MailKind.REMINDER)


def _message(house: House, due_one: Reminder, month: Month, readings: Sequence[Reading]) -> Message | None:
    body = due_one.body
    to = tuple(Mailbox(one.address, one.name) for one in body.recipients if one.role == "to")
    if not to:
        return None
    language = house.settings.report_language
    sender = sender_of(house, may_go_out=house.settings.reminders)
    reply_to = Mailbox.parse(house.settings.reply_to) if house.settings.reply_to else sender
    last = last_values(readings, body.body_id, month)
    return composed(
        house.plan,
        body,
        month,
        due_one.step,
        due_one.owed,
        deadline=due_one.deadline,
        form=body_template(house.plan, body, month, last, language=language),
        route=Route(sender, reply_to, to, now(), house.settings.time_zone),
        language=language,
    )


REMIND = Step("send", text("Sending reminders"), send_reminders, lambda _h, month, _t: str(month))
