"""The flow `ingest`: what came in is read and remembered as it comes, so that the month's day finds it read."""

from datetime import datetime
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from flows.engine.in_flow import asked_settings, by_schedule, watchers
from flows.forms import InboxFolder, MonthOrBlank, PlanId, explained, office_words
from flows.house import Order, open_house
from flows.monthly import month_of_schedule, run_name
from flows.recipe import TakenIn, take_in, take_mails_in
from flows.runners import prefect_runner
from flows.settings import Settings
from flows.shown.artifacts import show_submissions
from flows.upkeep.watched import tell_of_crash, watched
from sources.messages import Text, text
from sources.month import Month


@flow(
    name="ingest",
    description=office_words(
        text("Reads what came in for a month and remembers it; files read before are not read.")
    ),
    flow_run_name=run_name,
    persist_result=False,
    on_crashed=[tell_of_crash],
)
@explained
@watched
def ingest(month: MonthOrBlank = "", plan: PlanId = "", inbox: InboxFolder = "") -> "TakenIn | State[Any]":
    """Read what the bodies sent in for a month, and show who has submitted. No report is made."""
    settings = asked_settings(plan=plan, inbox=inbox)
    scheduled: datetime = flow_run.scheduled_start_time
    chosen = Month.parse(month) if month else month_of_schedule(scheduled, settings)
    if not month and by_schedule() and (closed := why_closed(chosen, settings)):
        if settings.mailbox:  # who corrects a closed month, or writes ahead of the next, is answered all the same
            with prefect_runner(watchers(settings), settings.workers) as runner:
                take_mails_in(settings, runner)
        return Completed(name="Skipped", message=closed.in_language(settings.report_language))
    with prefect_runner(watchers(settings), settings.workers, settings.cluster()) as runner:
        taken = take_in(Order(chosen, settings, "none"), runner)
    show_submissions(taken.plan_id, chosen, taken.bodies, taken.readings, settings.report_language)
    return taken


def why_closed(month: Month, settings: Settings) -> Text | None:
    """Return why nothing more is taken in for *month* by schedule; None while it is open.

    It is open from its end until somebody approves an edition of it, if the plan is about that month at all.
    """
    with open_house(settings) as house:
        plan = house.plan
        if month.fiscal_year != plan.fiscal_year:
            return text("Nothing to do: {plan} is not about {month}.", plan=plan.plan_id, month=month)
        edition = house.ledger.last_edition(plan.plan_id, month)
        if edition is not None and house.ledger.approval(edition) is not None:
            return text(
                "Nothing to do: edition {number} of {month} is approved.", number=edition.number, month=month
            )
    return None
