"""The flow `fleet`: many plans' editions of one month, a task for each plan."""

import os
from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.engine.in_flow import asked_settings, watchers
from flows.fleet_recipe import LONGEST_PLAN_SECONDS, PlanMade, fleet_orders, make_fleet
from flows.forms import Mail, MonthGiven, OutputFolder, explained, office_words
from flows.runners import prefect_runner
from flows.shown.fleet_rows import FLEET_HEADINGS, fleet_rows, worth_a_look
from flows.upkeep.watched import tell_of_crash, watched
from sources.messages import text
from sources.month import Month

LONGEST_TABLE = 500  # Prefect takes any length, but its page does not
PlansFolder = Annotated[
    Path, Field(description=office_words(text("The folder of many plans, each with its bodies and inbox.")))
]


@flow(
    name="fleet",
    description=office_words(text("Makes the editions of many plans for one month.")),
    flow_run_name="{month} {plans}",
    task_runner=ThreadPoolTaskRunner(max_workers=os.cpu_count()),  # type: ignore[arg-type]  # runs any task
    persist_result=False,
    on_crashed=[tell_of_crash],
)
@explained
@watched
def fleet(
    month: MonthGiven, plans: PlansFolder, output: OutputFolder = "", mail: Mail = "queue"
) -> tuple[PlanMade, ...]:
    """Make each plan's edition; one that fails stops no other."""
    settings = asked_settings(output=output)
    orders = fleet_orders(plans.absolute(), Month.parse(month), settings, mail)
    with prefect_runner(watchers(settings), settings.workers, longest_call_seconds=LONGEST_PLAN_SECONDS) as runner:
        made = make_fleet(orders, runner)
    language = settings.report_language
    headings = [heading.in_language(language) for heading in FLEET_HEADINGS]
    shown = worth_a_look(made)[:LONGEST_TABLE]
    title = text("Plans to look at in {month}: {count} of {all}", month=month, count=len(shown), all=len(made))
    create_table_artifact(
        [dict(zip(headings, row, strict=True)) for row in fleet_rows(shown, language)],
        key=f"fleet-{month}",
        description=title.in_language(language),
    )
    return made
