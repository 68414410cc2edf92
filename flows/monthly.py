"""The flow `monthly`: one month's edition, made step by step under Prefect's eyes."""

import os
from datetime import datetime
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.calendar import local_day, month_reported_on, reporting_day
from flows.engine.in_flow import asked_settings, by_schedule, watchers
from flows.forms import InboxFolder, Mail, MonthOrBlank, OutputFolder, PlanId, explained, office_words
from flows.house import Order, open_house
from flows.recipe import Outcome, make_month
from flows.runners import prefect_runner
from flows.settings import Settings, load_settings
from flows.shown.artifacts import show
from flows.upkeep.watched import tell_of_crash, watched
from sources.messages import Text, text
from sources.month import Month


def run_name() -> str:
    """Return the name that the run bears on Prefect's pages: its month and plan."""
    asked: dict[str, Any] = flow_run.parameters
    settings = load_settings()
    month = asked.get("month") or month_of_schedule(flow_run.scheduled_start_time, settings)
    return f"{month} {asked.get('plan') or settings.plan}"


@flow(
    name="monthly",
    description=office_words(
        text("Makes a month's edition from what came in, and queues its mails for approval.")
    ),
    flow_run_name=run_name,
    task_runner=ThreadPoolTaskRunner(max_workers=os.cpu_count()),  # type: ignore[arg-type]  # runs any task
    persist_result=False,
    on_crashed=[tell_of_crash],
)
@explained
@watched
def monthly(
    month: MonthOrBlank = "",
    plan: PlanId = "",
    inbox: InboxFolder = "",
    output: OutputFolder = "",
    mail: Mail = "queue",
) -> "Outcome | State[Any]":
    """Read what the bodies sent in, report it against the plan, and queue the mails for approval."""
    settings = asked_settings(plan=plan, inbox=inbox, output=output)
    scheduled = flow_run.scheduled_start_time
    if not month and by_schedule() and (idle := nothing_to_do(scheduled, settings)):
        return Completed(name="Skipped", message=idle.in_language(settings.report_language))
    chosen = Month.parse(month) if month else month_of_schedule(scheduled, settings)
    with prefect_runner(watchers(settings), settings.workers, settings.cluster()) as runner:
        outcome = make_month(Order(chosen, settings, mail), runner)
    show(outcome, settings)
    return outcome


def month_of_schedule(scheduled: datetime, settings: Settings) -> Month:
    """Return the month that a run scheduled for then reports on; the schedule's day counts, not the run's.

    A run that waited for the machine to come back still reports on the month it was made for.
    """
    return month_reported_on(local_day(scheduled, settings.time_zone))


def nothing_to_do(scheduled: datetime, settings: Settings) -> Text | None:
    """Return why a scheduled run has nothing to do; None on the 5th business day, and after it until it is done.

    No schedule knows Japan's holidays, and no machine runs every day: ours starts a run on every day that can be
    the 5th business day and on those after it. Whether the month was made by then, the ledger knows.
    """
    day = local_day(scheduled, settings.time_zone)
    due = reporting_day(Month.of(day))
    if day < due:
        return text("Nothing to do on {day}: this month's report is made on {due}.", day=day, due=due)
    if day == due:
        return None
    with open_house(settings) as house:
        edition = house.ledger.last_edition(house.plan.plan_id, month_reported_on(day))
        if edition is None:
            return None
        made = local_day(edition.created, settings.time_zone)
        if made < due and house.ledger.approval(edition) is None:
            return None
    return text(
        "Nothing to do on {day}: edition {number} was made on {made}.", day=day, number=edition.number, made=made
    )
