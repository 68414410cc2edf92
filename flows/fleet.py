"""The flow `fleet`: many plans' editions of one month, a task for each plan."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.engine.in_flow import asked_settings, by_schedule, watchers
from flows.fleet_recipe import LONGEST_PLAN_SECONDS, PlanMade, fleet_orders, make_fleet
from flows.forms import Mail, MonthOrBlank, OutputFolder, explained, office_words
from flows.house import Order
from flows.monthly import month_of_schedule, nothing_to_do
from flows.runners import prefect_runner
from flows.settings import load_settings
from flows.shown.fleet_rows import FLEET_HEADINGS, fleet_rows, worth_a_look
from flows.upkeep.watched import tell_of_crash, watched
from sources.errors import AyumiError
from sources.messages import text
from sources.month import Month

LONGEST_TABLE = 500  # Prefect takes any length, but its page does not
PlansFolder = Annotated[
    Path, Field(description=office_words(text("The folder of many plans, each with its bodies and inbox.")))
]


def run_name() -> str:
    """Return the name that the run bears on Prefect's pages: its month and its plans' folder."""
    asked: dict[str, Any] = flow_run.parameters
    month = asked.get("month") or month_of_schedule(flow_run.scheduled_start_time, load_settings())
    return f"{month} {asked['plans']}"


@flow(
    name="fleet",
    description=office_words(text("Makes the editions of many plans for one month.")),
    flow_run_name=run_name,
    task_runner=ThreadPoolTaskRunner(max_workers=os.cpu_count()),  # type: ignore[arg-type]  # runs any task
    persist_result=False,
    on_crashed=[tell_of_crash],
)
@explained
@watched
def fleet(
    plans: PlansFolder, month: MonthOrBlank = "", output: OutputFolder = "", mail: Mail = "queue"
) -> "tuple[PlanMade, ...] | State[Any]":
    """Make each plan's edition; one that fails stops no other."""
    settings = asked_settings(output=output)
    scheduled: datetime = flow_run.scheduled_start_time
    chosen = Month.parse(month) if month else month_of_schedule(scheduled, settings)
    orders = fleet_orders(plans.absolute(), chosen, settings, mail)
    if not month and by_schedule() and not (orders := still_due(orders, scheduled)):
        idle = text("Nothing to do today: no plan in {folder} is due.", folder=plans)
        return Completed(name="Skipped", message=idle.in_language(settings.report_language))
    with prefect_runner(watchers(settings), settings.workers, longest_call_seconds=LONGEST_PLAN_SECONDS) as runner:
        made = make_fleet(orders, runner)
    language = settings.report_language
    headings = [heading.in_language(language) for heading in FLEET_HEADINGS]
    shown = worth_a_look(made)[:LONGEST_TABLE]
    title = text("Plans to look at in {month}: {count} of {all}", month=chosen, count=len(shown), all=len(made))
    create_table_artifact(
        [dict(zip(headings, row, strict=True)) for row in fleet_rows(shown, language)],
        key=f"fleet-{chosen}",
        description=title.in_language(language),
    )
    return made


def still_due(orders: Sequence[Order], scheduled: datetime) -> tuple[Order, ...]:
    """Return the orders that a schedule's day asks for: all on the 5th business day, later those not made yet.

    A plan that can not be opened is among them, so that the run tells of it.
    """
    return tuple(order for order in orders if _is_due(order, scheduled))


def _is_due(order: Order, scheduled: datetime) -> bool:
    try:
        return nothing_to_do(scheduled, order.settings) is None
    except AyumiError:
        return True
