"""`ayumi send`: an approved edition's mails handed to the mail server, each once; what to do about single ones."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.in_prefect import on_the_server_at
from flows.commands.options import LedgerOption, OutputOption, PlanOption, given, option, parse_month
from flows.commands.telling import tell_sent
from flows.delivery.sending import Sent, preview, resolve, send_to_test
from flows.house import open_house
from flows.recipe import SendOrder, last_edition, send_month, tend_outbox
from flows.runners import direct_runner
from flows.settings import SentAgainState, Settings, load_settings
from flows.shown.console import DONE, NEEDS_A_PERSON, in_words, say, watch
from sources.edition import DeliveryState
from sources.errors import WrongUse
from sources.messages import text
from sources.month import Month

MonthOrNone = Annotated[
    str | None,
    typer.Argument(
        metavar="[MONTH]",
        help=in_words(text("The month, as 2021-10; without it, whatever was begun is gone on with.")),
        show_default=False,
    ),
]
Only = Annotated[
    SentAgainState | None,
    option(
        "--only",
        text("refused or bounced: send to those again, and to them alone. queued: without waiting any longer."),
    ),
]
Preview = Annotated[
    Path | None, option("--preview", text("Send nothing; write the mails into this folder as they would go out."))
]
ToTest = Annotated[
    str | None, option("--to-test", text("Send all mails, marked as a test, to this address and to nobody else."))
]
Resolve = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--resolve",
        metavar="BODY taken|not-taken",
        help=in_words(
            text("Say whether a body got the mail that is in doubt; what was not taken is queued again.")
        ),
        show_default=False,
    ),
]
ANSWERS = {"taken": True, "not-taken": False}


def send(
    month: MonthOrNone = None,
    *,
    only: Only = None,
    preview_in: Preview = None,
    to_test: ToTest = None,
    resolve_doubt: Resolve = None,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    overrides = given(output=output, ledger=ledger, plan=plan)
    settings = load_settings(overrides)
    if [only, preview_in, to_test, resolve_doubt].count(None) < 3:
        raise WrongUse(text("--only, --preview, --to-test and --resolve exclude one another."))
    if month is None:
        if (only, preview_in, to_test, resolve_doubt) != (None, None, None, None):
            raise WrongUse(text("Name the month that this is about."))
        with direct_runner(watch(), settings.workers) as runner:
            return tell_sent(tend_outbox(settings, runner))
    chosen = parse_month(month)
    if preview_in is not None:
        return _preview(settings, chosen, preview_in)
    if to_test is not None:
        return _to_test(settings, chosen, to_test)
    if resolve_doubt is not None:
        return tell_sent(_resolve(settings, chosen, *resolve_doubt))
    if settings.prefect_api_url:
        words = ["deliver", str(chosen), only or "due"]
        return on_the_server_at(settings.prefect_api_url, words, settings, overrides)
    order = SendOrder(chosen, settings, DeliveryState(only) if only else None)
    with direct_runner(watch(), settings.workers) as runner:
        return tell_sent(send_month(order, runner))


def _preview(settings: Settings, month: Month, folder: Path) -> int:
    with open_house(settings) as house:
        for file in preview(house, last_edition(house, month), folder):
            say(str(file))
    return DONE


def _to_test(settings: Settings, month: Month, address: str) -> int:
    with open_house(settings) as house:
        answers = send_to_test(house, last_edition(house, month), address)
    for body_id, outcome in answers:
        say(f"{body_id}: {outcome.answer}")
    taken = all(outcome.state is DeliveryState.ACCEPTED for _, outcome in answers)
    return DONE if taken else NEEDS_A_PERSON


def _resolve(settings: Settings, month: Month, body_id: str, answer: str) -> Sent:
    if answer not in ANSWERS:
        raise WrongUse(text("Write 'taken' or 'not-taken', not '{answer}'.", answer=answer))
    with open_house(settings) as house:
        edition = last_edition(house, month)
        return resolve(house, edition, body_id, taken=ANSWERS[answer], by=getpass.getuser())
