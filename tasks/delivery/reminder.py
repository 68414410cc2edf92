"""The reminder (提出のお願い) of a month's report: which of a body's measures are missing, and its form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sources.bodies import Body
from sources.edition import MailKind, Message, Occasion
from sources.messages import Language, Text, Translate, text, translator
from sources.month import Month
from sources.plan import Measure, Plan
from tasks.delivery.attachment import Attachment
from tasks.delivery.notice import Notice, NoticeList, Route, compose_notice
from tasks.japanese_text import date_text


class ReminderStep(StrEnum):
    """Which of a month's three reminders: some days before its deadline, on that day, or after it."""

    BEFORE = "before"
    ON_THE_DAY = "on-the-day"
    AFTER = "after"


@dataclass(frozen=True)
class Owed:
    """One measure that a body has not reported for the month.

    *last_reported* is the last month of the fiscal year that it did report it for. *set_aside* says of each value
    that did come why it does not count, in the language of the mail.
    """

    measure: Measure
    last_reported: Month | None = None
    set_aside: tuple[str, ...] = ()


def occasion_of(plan: Plan, month: Month, step: ReminderStep) -> Occasion:
    """Return what a reminder is sent for: a body gets each of a month's three reminders once."""
    return Occasion(MailKind.REMINDER, step.value, plan.plan_id, month)


def remind(
    plan: Plan,
    body: Body,
    month: Month,
    step: ReminderStep,
    owed: Sequence[Owed],
    *,
    deadline: date,
    form: bytes,
    route: Route,
    language: Language = "ja",
) -> Message:
    """Return the mail that asks one body for what it owes; *form* is its workbook for the month, filled in before.

    Raises InputRefused where a name could become more than the header that it stands in.
    """
    t = translator(language)
    when = {"year": month.year, "month": month.number}
    notice = Notice(
        language=language,
        subject=t(_subject(step, plan, month, deadline)),
        greeting=t(text("To {body}", body=body.name)),
        opening=(
            t(_opening(step, month, _day_in_words(deadline, language))),
            t(
                text(
                    "The attached form holds your last values. Please fill in the yellow cells and send it back "
                    "by replying to this mail. If your report crossed with this mail, please disregard it."
                )
            ),
        ),
        lists=(NoticeList(t("Not yet reported"), tuple(_line(one, t) for one in owed)),),
        closing=(
            t(text("This mail was made by a program. Questions: {address}.", address=route.reply_to.address)),
            t(text("Sent by the office of {organisation}.", organisation=plan.organisation)),
        ),
    )
    name = t(text("Progress report form {year}-{month} {body}.xlsx", body=body.name.replace("/", "／"), **when))
    occasion = occasion_of(plan, month, step)
    key = f"{occasion.kind}/{occasion.plan_id}/{occasion.month}/{occasion.key}"
    return compose_notice(notice, body.body_id, route, key=key, attachments=(Attachment(name, form),))


def _subject(step: ReminderStep, plan: Plan, month: Month, deadline: date) -> Text:
    values = {
        "organisation": plan.organisation,
        "year": month.year,
        "month": month.number,
        "due_month": deadline.month,
        "due_day": deadline.day,
    }
    match step:
        case ReminderStep.BEFORE:
            return text("[{organisation}] Progress report {year}-{month}: due on {due_month}/{due_day}", **values)
        case ReminderStep.ON_THE_DAY:
            return text(
                "[{organisation}] Progress report {year}-{month}: the deadline is {due_month}/{due_day}", **values
            )
        case ReminderStep.AFTER:
            return text(
                "[{organisation}] Progress report {year}-{month}: overdue since {due_month}/{due_day}", **values
            )


def _opening(step: ReminderStep, month: Month, deadline: str) -> Text:
    values = {"year": month.year, "month": month.number, "deadline": deadline}
    if step is ReminderStep.AFTER:
        return text(
            "The progress report for {year}-{month} was due on {deadline}. The following has not reached us.",
            **values,
        )
    return text(
        "The progress report for {year}-{month} is due on {deadline}. The following has not reached us yet.",
        **values,
    )


def _day_in_words(day: date, language: Language) -> str:
    return date_text(day, weekday=True) if language == "ja" else f"{day:%A, %d %B %Y}"


def _line(owed: Owed, t: Translate) -> tuple[str, tuple[str, ...]]:
    below = [t(text("Received, but set aside: {why}", why=why)) for why in owed.set_aside]
    if owed.last_reported is not None:
        year, month = owed.last_reported.year, owed.last_reported.number
        below.append(t(text("Last reported for {year}-{month}", year=year, month=month)))
    return f"{owed.measure.measure_id} {owed.measure.statement}", tuple(below)
