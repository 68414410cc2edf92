"""`ayumi run`: one month's edition, directly or as a Prefect flow."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.fleet_told import tell_fleet
from flows.commands.in_prefect import on_a_server_of_its_own, on_the_server_at
from flows.commands.options import (
    InboxOption,
    LedgerOption,
    MonthGiven,
    OutputOption,
    PlanOption,
    given,
    option,
    parse_month,
)
from flows.commands.telling import tell_outcome
from flows.editions.clocks import parse_as_of
from flows.editions.rebuild import make_as_of
from flows.fleet_recipe import LONGEST_PLAN_SECONDS, fleet_orders, make_fleet
from flows.house import Order, now
from flows.recipe import make_month
from flows.runners import direct_runner
from flows.settings import MailMode, Settings, load_settings
from flows.shown.console import DONE, in_words, say, watch
from sources.errors import WrongUse
from sources.messages import Language, text
from sources.month import Month
from sources.plan_files import load_plan


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
    plans: Annotated[
        Path | None,
        option("--plans", text("Make the editions of all plans in this folder, each with its bodies and inbox.")),
    ] = None,
    as_of: Annotated[
        str | None,
        option(
            "--as-of",
            text("Rebuild the month as it was known at the end of that day (2021-10-31); no edition is made."),
        ),
    ] = None,
    with_server: Annotated[
        bool,
        typer.Option(help=in_words(text("Run as a Prefect flow, on a server started for this run."))),
    ] = False,
) -> int:
    overrides = given(inbox=inbox, output=output, ledger=ledger, plan=plan, report_language=lang)
    settings = load_settings(overrides)
    if plans is not None:
        if inbox or plan or as_of:
            raise WrongUse(
                text(
                    "--plans takes plans, bodies and inboxes from its folder."
                    " Leave out --inbox, --plan and --as-of."
                )
            )
        return _run_fleet(parse_month(month), plans.absolute(), settings, mail, overrides, with_server=with_server)
    if as_of is not None:
        if with_server or mail == "queue":
            raise WrongUse(text("--as-of makes no edition: leave out --mail queue and --with-server."))
        return _run_as_of(parse_month(month), as_of, settings)
    order = Order(parse_month(month), settings, mail)
    words = ["make", str(order.month), mail]
    if (code := _in_prefect(words, settings, overrides, with_server=with_server)) is not None:
        return code
    with direct_runner(watch(), settings.workers, settings.cluster()) as runner:
        outcome = make_month(order, runner)
    say(text("Done without Prefect. For history, schedule and approvals on a page: ayumi serve"))
    return tell_outcome(outcome)


def _in_prefect(
    words: Sequence[str], settings: Settings, overrides: Mapping[str, str], *, with_server: bool
) -> int | None:
    """Return the exit code of the flow, run on a server; None where the settings name none."""
    if with_server:
        return on_a_server_of_its_own(words, settings, overrides)
    if settings.prefect_api_url:
        return on_the_server_at(settings.prefect_api_url, words, settings, overrides)
    return None


def _run_fleet(
    month: Month,
    plans: Path,
    settings: Settings,
    mail: MailMode,
    overrides: Mapping[str, str],
    *,
    with_server: bool,
) -> int:
    orders = fleet_orders(plans, month, settings, mail)
    words = ["fleet", str(month), mail, str(plans)]
    if (code := _in_prefect(words, settings, overrides, with_server=with_server)) is not None:
        return code
    with direct_runner(watch(), settings.workers, longest_call_seconds=LONGEST_PLAN_SECONDS) as runner:
        made = make_fleet(orders, runner)
    return tell_fleet(made, month, settings)


def _run_as_of(month: Month, day: str, settings: Settings) -> int:
    moment = parse_as_of(day, load_plan(settings.plans / settings.plan).time_zone, now())
    with direct_runner(watch(), settings.workers, settings.cluster()) as runner:
        made = make_as_of(settings, month, moment, runner)
    say(
        text(
            "{month} as known on {day}, from {submissions} submissions. This is no edition, and is not mailed.",
            month=month,
            day=day,
            submissions=len(made.material.this_month),
        )
    )
    for file in made.files:
        if file.path.endswith(".pdf"):
            say(str(made.folder / file.path))
    return DONE
