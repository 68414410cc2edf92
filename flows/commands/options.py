"""The options that several commands share, and how they become settings."""

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.shown.console import in_words
from sources.errors import WrongUse
from sources.messages import Text, text
from sources.month import Month


def option(name: str, words: Text) -> Any:
    """Return a Typer option that is explained in the terminal's language and has no default to show."""
    return typer.Option(name, help=in_words(words), show_default=False)


MonthGiven = Annotated[str, typer.Argument(metavar="MONTH", help=in_words(text("The month, as 2021-10.")))]
InboxOption = Annotated[Path | None, option("--inbox", text("The folder where submissions arrive."))]
OutputOption = Annotated[Path | None, option("--output", text("The folder where editions are written."))]
LedgerOption = Annotated[
    str | None, option("--ledger", text("The ledger's database URL; else SQLite beside the output."))
]
PlanOption = Annotated[str | None, option("--plan", text("The plan's id, such as fy2021."))]


def given(**options: object) -> dict[str, str]:
    """Return the options that were given, by the setting that each stands for."""
    return {name: str(value) for name, value in options.items() if value is not None}


def parse_month(written: str) -> Month:
    """Return the month; raise WrongUse where *written* is none."""
    try:
        return Month.parse(written)
    except ValueError:
        raise WrongUse(text("'{month}' is not a month. Write it as 2021-10.", month=written)) from None
