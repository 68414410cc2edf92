"""`ayumi doctor`: whether all is in place for a month's run, and how to mend what is not."""

from collections.abc import Iterator

from flows.commands.options import InboxOption, LedgerOption, OutputOption, PlanOption, given
from flows.doctor import machine, services
from flows.doctor.examination import Examined, Health
from flows.settings import Settings, load_settings
from flows.shown.console import DONE, NEEDS_A_PERSON, in_words, say, show_table
from sources.messages import Text, text

WORDS: dict[Health, Text] = {
    Health.GOOD: text("good"),
    Health.WRONG: text("WRONG"),
    Health.UNUSED: text("unused"),
}


def doctor(
    *,
    inbox: InboxOption = None,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(inbox=inbox, output=output, ledger=ledger, plan=plan))
    found = list(examine(settings))
    show_table(
        (text("State"), text("Subject"), text("Found")),
        [tuple(in_words(words) for words in (WORDS[one.health], one.subject, one.found)) for one in found],
    )
    ill = [one for one in found if one.health is Health.WRONG]
    for one in ill:
        say(text("To mend {subject}: {remedy}", subject=in_words(one.subject), remedy=in_words(one.remedy or "")))
    return NEEDS_A_PERSON if ill else DONE


def examine(settings: Settings) -> Iterator[Examined]:
    """Yield what is found about each subject; nothing is changed, nothing is sent."""
    yield services.plan_and_bodies(settings)
    yield machine.fonts()
    yield machine.libraries()
    yield services.ledger(settings)
    yield from machine.disk(settings)
    yield machine.clock(settings)
    yield from machine.secret_files(settings)
    yield from services.mail(settings)
    yield services.operator(settings)
    yield services.heartbeat(settings)
    yield services.prefect(settings)
