"""`ayumi send`: an approved edition's mails handed to the mail server, each once."""

from typing import Annotated

import typer

from flows.commands.in_prefect import on_the_server_at
from flows.commands.options import LedgerOption, MonthGiven, OutputOption, PlanOption, given, parse_month
from flows.commands.telling import tell_deliveries
from flows.console import in_words, watch
from flows.recipe import SendOrder, send_month
from flows.runners import direct_runner
from flows.settings import load_settings
from sources.edition import DeliveryState
from sources.messages import text


def send(
    month: MonthGiven,
    *,
    refused: Annotated[
        bool, typer.Option("--refused", help=in_words(text("Try the refused addresses again, and those alone.")))
    ] = False,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    overrides = given(output=output, ledger=ledger, plan=plan)
    settings = load_settings(overrides)
    only = DeliveryState.REFUSED if refused else DeliveryState.QUEUED
    order = SendOrder(parse_month(month), settings, only)
    if settings.prefect_api_url:
        words = ["deliver", str(order.month), only.value]
        return on_the_server_at(settings.prefect_api_url, words, settings, overrides)
    with direct_runner(watch(), settings.workers) as runner:
        return tell_deliveries(send_month(order, runner))
