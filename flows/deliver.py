"""The flow `deliver`: an approved edition mailed, each body once."""

from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from flows.artifacts import show_outbox
from flows.forms import (
    ApprovedBy,
    EditionDigest,
    MonthGiven,
    OutputFolder,
    PlanId,
    RefusedAgain,
    explained,
    office_words,
)
from flows.in_flow import asked_settings, watchers
from flows.recipe import SendOrder, send_month
from flows.runners import prefect_runner
from flows.settings import load_settings
from sources.edition import Delivery, DeliveryState
from sources.messages import text
from sources.month import Month


def run_name() -> str:
    """Return the name that the run bears on Prefect's pages: its month and plan."""
    asked: dict[str, Any] = flow_run.parameters
    return f"{asked['month']} {asked.get('plan') or load_settings().plan}"


@flow(
    name="deliver",
    description=office_words(text("Mails a month's approved edition; what was sent is not sent again.")),
    flow_run_name=run_name,
    persist_result=False,
)
@explained
def deliver(  # noqa: PLR0917 - a form has as many fields as it has
    month: MonthGiven,
    plan: PlanId = None,
    output: OutputFolder = None,
    digest: EditionDigest = None,
    approved_by: ApprovedBy = "",
    refused_again: RefusedAgain = False,
) -> tuple[Delivery, ...]:
    """Mail the last edition of a month, if it is approved. What was sent is not sent again."""
    settings = asked_settings(plan=plan, output=output)
    only = DeliveryState.REFUSED if refused_again else DeliveryState.QUEUED
    order = SendOrder(Month.parse(month), settings, only, digest, approved_by)
    with prefect_runner(watchers(settings), settings.workers) as runner:
        deliveries = send_month(order, runner)
    show_outbox(month, settings, deliveries)
    return deliveries
