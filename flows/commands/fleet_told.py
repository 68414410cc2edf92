"""What `ayumi run --plans` says when it is done."""

from collections.abc import Sequence
from pathlib import Path

from flows.editions.folder import write_file
from flows.fleet_recipe import PlanMade
from flows.settings import Settings, terminal_language
from flows.shown.console import DONE, NEEDS_A_PERSON, say, show_table
from flows.shown.fleet_rows import FLEET_HEADINGS, fleet_csv, fleet_rows, worth_a_look
from sources.messages import text
from sources.month import Month

LONGEST_TABLE = 30


def tell_fleet(made: Sequence[PlanMade], month: Month, settings: Settings) -> int:
    """Say what became of the plans, those to look at in a table, all of them in a file beside their editions.

    Return the highest exit code of a plan that failed, else 1 where a person should look at one.
    """
    failed = [one for one in made if one.problem]
    doubtful = [one for one in made if not one.problem and one.needs_a_person]
    shown = worth_a_look(made)
    if shown:
        show_table(FLEET_HEADINGS, fleet_rows(shown[:LONGEST_TABLE], terminal_language()))
    if len(shown) > LONGEST_TABLE:
        say(text("And {count} more.", count=len(shown) - LONGEST_TABLE))
    say(
        text(
            "{month}: {all} plans, {failed} failed, {doubtful} to look at.",
            month=month,
            all=len(made),
            failed=len(failed),
            doubtful=len(doubtful),
        )
    )
    say(str(_file(made, month, settings)))
    if failed:
        return max(one.exit_code for one in failed)
    return NEEDS_A_PERSON if doubtful else DONE


def _file(made: Sequence[PlanMade], month: Month, settings: Settings) -> Path:
    return write_file(settings.output / f"plans-{month}.csv", fleet_csv(made, settings.report_language))
