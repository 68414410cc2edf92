"""`ayumi run`: one month's edition, directly or as a Prefect flow."""

from typing import Annotated

import typer

from flows.commands.in_prefect import on_a_server_of_its_own, on_the_server_at
from flows.commands.options import (
    InboxOption,
    LedgerOption,
    MonthGiven,
    OutputOption,
    PlanOption,
    given,
    parse_month,
)
from flows.commands.telling import tell_outcome
from flows.console import in_words, say, watch
from flows.house import Order
from flows.recipe import make_month
from flows.runners import direct_runner
from flows.settings import MailMode, load_settings
from sources.messages import Language, text


def run(
    month: MonthGiven,
    *,
    inbox: InboxOption = None,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
    mail: Annotated[
        MailMode,
        typer.Option(help=in_words(text("none, draft (files only) or queue (mails wait for approval)."))),
    ] = "draft",
    lang: Annotated[
        Language | None,
        typer.Option(help=in_words(text("The reports' language.")), show_default=False),
    ] = None,
    with_server: Annotated[
        bool,
        typer.Option(help=in_words(text("Run as a Prefect flow, on a server started for this run."))),
    ] = False,
) -> int:
    overrides = given(inbox=inbox, output=output, ledger=ledger, plan=plan, report_language=lang)
    settings = load_settings(overrides)
    order = Order(parse_month(month), settings, mail)
    words = ["make", str(order.month), mail]
    if with_server:
        return on_a_server_of_its_own(words, settings, overrides)
    if settings.prefect_api_url:
        return on_the_server_at(settings.prefect_api_url, words, settings, overrides)
    with direct_runner(watch(), settings.workers) as runner:
        outcome = make_month(order, runner)
    say(text("Done without Prefect. For history, schedule and approvals on a page: ayumi serve"))
    return tell_outcome(outcome)
