"""The flow `rebuild`: a frozen edition made again by hand, and whether its bytes are the same."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.deliver import run_name
from flows.editions.rebuild import numbered, rebuild_edition
from flows.engine.in_flow import asked_settings, watchers
from flows.forms import EditionNumber, MonthGiven, OutputFolder, PlanId, explained, office_words
from flows.house import open_house
from flows.runners import prefect_runner
from flows.shown.artifacts import show_rebuilt
from flows.shown.rebuilt import verdict
from flows.upkeep.watched import tell_of_crash, watched
from sources.messages import text
from sources.month import Month


@flow(
    name="rebuild",
    description=office_words(
        text("Makes a frozen edition again from what was kept, and tells whether every byte is the same.")
    ),
    flow_run_name=run_name,
    persist_result=False,
    on_crashed=[tell_of_crash],
)
@explained
@watched
def rebuild(
    month: MonthGiven, number: EditionNumber = 0, plan: PlanId = "", output: OutputFolder = ""
) -> "State[Any]":
    """Make an edition of a month again and compare every file; what was sent is not touched."""
    settings = asked_settings(plan=plan, output=output)
    with open_house(settings) as house, prefect_runner(watchers(settings), settings.workers) as runner:
        rebuilt = rebuild_edition(house, numbered(house, Month.parse(month), number or None), runner)
    show_rebuilt(rebuilt, settings.report_language)
    name = "Same" if rebuilt.is_the_same else "Different"
    return Completed(name=name, message=verdict(rebuilt).in_language(settings.report_language))
