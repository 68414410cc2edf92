"""`ayumi`: all its commands, each imported when it is asked for.

A command's own imports cost a second; `--help`, a typing error, and the helper processes that import this module
again need none of them.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import typer

from flows.failing import carried_out
from flows.shown.console import in_words
from sources.messages import Text, text

DEBUG = "--debug"

COMMANDS: Mapping[str, Text] = {
    "run": text("Make a month's edition from what came in."),
    "check": text("Show what would be read from one file."),
    "template": text("Write the workbooks that bodies fill in for a month."),
    "status": text("Show how a month stands."),
    "attainment": text("Show a month's ratings, under any rating profile."),
    "trace": text("Show where a number comes from, all the way."),
    "edition": text("Show a frozen edition, and make it again to the byte."),
    "approve": text("Let a month's last edition go out."),
    "send": text("Mail the approved edition, each body once."),
    "remind": text("Ask each body for what it still owes."),
    "serve": text("Run Prefect's pages and the schedule on this machine."),
    "doctor": text("Look whether all is in place for a month's run, and how to mend what is not."),
    "backup": text("Copy ledger and originals into a folder, and check the copy."),
    "restore": text("Bring back from a backup what this machine has lost."),
    "prune": text("Remove what has outlived its term, and tell what."),
    "plan": text("Check the plan and the bodies, or draft the plan of the next year."),
}


def app_for(asked: str) -> typer.Typer:
    """Return the command line with the command *asked* ready to run, and the others by name and help."""
    app = typer.Typer(
        name="ayumi",
        help=in_words(text("Reads what the bodies sent in, reports it against the plan, and mails the reports.")),
        epilog=in_words(text("With --debug after any command an error shows its traceback.")),
        rich_markup_mode=None,
        add_completion=False,
    )
    for name, words in COMMANDS.items():
        found = import_module(f"flows.commands.{name}") if name == asked else None
        if found is not None and hasattr(found, "app"):
            app.add_typer(found.app, name=name, help=in_words(words))
        else:
            app.command(name, help=in_words(words))(getattr(found, name) if found else _not_asked)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0 done, 1 needs a person, 2 wrong use, 3 input refused, 4 a service failed."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = [word for word in given if word != DEBUG] or ["--help"]
    return carried_out(
        lambda: app_for(words[0])(words, prog_name="ayumi", standalone_mode=False), debug=DEBUG in given
    )


def _not_asked() -> None:
    """Stand in the list of commands for one that was not asked for."""
