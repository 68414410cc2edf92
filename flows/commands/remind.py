"""`ayumi remind`: each body that owes its report is asked for it; only shown until that is switched on."""

from pathlib import Path
from typing import Annotated

from flows.calendar import local_day
from flows.commands.options import LedgerOption, MonthGiven, OutputOption, PlanOption, given, option, parse_month
from flows.commands.telling import tell_sent
from flows.delivery.reminding import REMINDER_HEADINGS, Reminder, remind_month, reminder_rows, reminders_due
from flows.delivery.sending import Sent
from flows.house import now, open_house
from flows.runners import direct_runner
from flows.settings import Settings, load_settings, terminal_language
from flows.shown.console import DONE, NEEDS_A_PERSON, say, show_table, watch
from sources.messages import text
from sources.month import Month


def remind(
    month: MonthGiven,
    *,
    preview: Annotated[
        Path | None, option("--preview", text("Send nothing; write the reminders into this folder."))
    ] = None,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    chosen = parse_month(month)
    reminders = _shown(settings, chosen)
    code = NEEDS_A_PERSON if any(one.message is None for one in reminders) else DONE
    if preview is not None:
        _write(reminders, preview)
    elif not settings.reminders:
        say(text("Nothing was sent: reminders are switched off. To switch them on: AYUMI_REMINDERS=true"))
    else:
        with direct_runner(watch(), settings.workers) as runner:
            return max(code, tell_sent(Sent(remind_month(chosen, settings, runner))))
    return code


def _shown(settings: Settings, month: Month) -> tuple[Reminder, ...]:
    """Say who would be reminded of what today, and return it."""
    with open_house(settings) as house:
        reminders = reminders_due(house, month, local_day(now(), settings.time_zone))
    if reminders:
        show_table(REMINDER_HEADINGS, reminder_rows(reminders, terminal_language()))
    else:
        say(text("Nobody is to be reminded of {month} today.", month=month))
    return reminders


def _write(reminders: tuple[Reminder, ...], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for reminder in reminders:
        if reminder.message is not None:
            file = folder / f"{reminder.body.body_id}.eml"
            file.write_bytes(reminder.message.raw)
            say(str(file))
