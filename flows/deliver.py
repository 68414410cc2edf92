"""The flows that send: `deliver` mails an approved edition, `outbox` goes on with what was begun."""

from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from flows.delivery.sending import Sent
from flows.engine.in_flow import asked_settings, watchers
from flows.forms import (
    ApprovalNote,
    ApprovedBy,
    EditionDigest,
    MonthGiven,
    OutputFolder,
    PlanId,
    WhatToSend,
    explained,
    office_words,
)
from flows.recipe import SendOrder, send_month, tend_outbox
from flows.runners import prefect_runner
from flows.settings import load_settings
from flows.shown.artifacts import show_outbox
from flows.upkeep.watched import tell_of_crash, watched
from sources.edition import DeliveryState
from sources.errors import ServiceFailed
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
    on_crashed=[tell_of_crash],
)
@explained
@watched
def deliver(  # noqa: PLR0917 - a form has as many fields as it has
    month: MonthGiven,
    plan: PlanId = "",
    output: OutputFolder = "",
    digest: EditionDigest = "",
    approved_by: ApprovedBy = "",
    note: ApprovalNote = "",
    only: WhatToSend = "due",
) -> Sent:
    """Mail the last edition of a month, if it is approved. What was sent is not sent again."""
    settings = asked_settings(plan=plan, output=output)
    order = SendOrder(
        month=Month.parse(month),
        settings=settings,
        only=None if only == "due" else DeliveryState(only),
        digest=digest or None,
        approved_by=approved_by,
        note=note,
    )
    with prefect_runner(watchers(settings), settings.workers) as runner:
        sent = send_month(order, runner)
    show_outbox(month, settings, sent.deliveries)
    return whole(sent)


@flow(
    name="outbox",
    description=office_words(
        text("Goes on with mails that were begun: next attempts, doubts that a copy can end, returned mails.")
    ),
    persist_result=False,
    on_crashed=[tell_of_crash],
)
@watched
def outbox() -> Sent:
    """Go on with what was begun in every month; nothing that waits for approval or for an operator is touched."""
    settings = asked_settings()
    with prefect_runner(watchers(settings), settings.workers) as runner:
        sent = tend_outbox(settings, runner)
    for month in sorted({delivery.month for delivery in sent.deliveries if delivery.month}):
        here = [delivery for delivery in sent.deliveries if delivery.month == month]
        show_outbox(str(month), settings, here)
    return whole(sent)


def whole(sent: Sent) -> Sent:
    """Return *sent*; raise ServiceFailed, for the run's page, where a mailbox of ours could not be read."""
    if sent.problem is not None:
        raise ServiceFailed(sent.problem)
    return sent
