"""The flow `remind`: each body that still owes its report is asked for it, on three days around its deadline."""

from datetime import datetime
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from flows.calendar import is_business_day, local_day
from flows.delivery.reminding import remind_month
from flows.engine.in_flow import asked_settings, by_schedule, watchers
from flows.forms import MonthOrBlank, PlanId, explained, office_words
from flows.monthly import month_of_schedule, run_name
from flows.runners import prefect_runner
from flows.settings import Settings
from flows.shown.artifacts import show_outbox
from flows.upkeep.watched import tell_of_crash, watched
from sources.edition import Delivery
from sources.messages import Text, text
from sources.month import Month


@flow(
    name="remind",
    description=office_words(
        text(
            "Asks each body for what it still owes: before its deadline, on the day, and after. "
            "Off until switched on."
        )
    ),
    flow_run_name=run_name,
    persist_result=False,
    on_crashed=[tell_of_crash],
)
@explained
@watched
def remind(month: MonthOrBlank = "", plan: PlanId = "") -> "tuple[Delivery, ...] | State[Any]":
    """Send the reminders of a month that are due today; each body gets each of its three once."""
    settings = asked_settings(plan=plan)
    scheduled: datetime = flow_run.scheduled_start_time
    if by_schedule() and (not_today := nothing_to_do(scheduled, settings)):
        return Completed(name="Skipped", message=not_today.in_language(settings.report_language))
    chosen = Month.parse(month) if month else month_of_schedule(scheduled, settings)
    with prefect_runner(watchers(settings), settings.workers) as runner:
        deliveries = remind_month(chosen, settings, runner)
    show_outbox(str(chosen), settings, deliveries)
    return deliveries


def nothing_to_do(scheduled: datetime, settings: Settings) -> Text | None:
    """Return why a scheduled run reminds nobody: offices are closed, or reminders are switched off."""
    day = local_day(scheduled, settings.time_zone)
    if not is_business_day(day):
        return text("Nothing to do on {day}: offices are closed.", day=day)
    if not settings.reminders:
        return text("Reminders are switched off. To switch them on: AYUMI_REMINDERS=true")
    return None
