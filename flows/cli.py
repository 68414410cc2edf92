"""`ayumi`: the commands, and how every error becomes one line with the next step."""

import sys
import traceback
from collections.abc import Sequence

import typer

from flows.commands import plan
from flows.console import DONE, WRONG_USE, complain, in_words
from sources.errors import AyumiError, ServiceFailed
from sources.messages import Text, text

INTERRUPTED = 130
DEBUG = "--debug"

app = typer.Typer(
    name="ayumi",
    help=in_words(text("Reads what the bodies sent in, reports it against the plan, and mails the reports.")),
    epilog=in_words(text("With --debug after any command an error shows its traceback.")),
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
)
app.add_typer(plan.app, name="plan")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0 done, 1 needs a person, 2 wrong use, 3 input refused, 4 a service failed."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    words = [word for word in asked if word != DEBUG] or ["--help"]
    try:
        return int(app(words, prog_name="ayumi", standalone_mode=False) or DONE)
    except (KeyboardInterrupt, typer.Abort):
        complain(text("Stopped. Nothing half-done was kept: run the same command again to go on."))
        return INTERRUPTED
    except Exception as error:
        if DEBUG in asked:
            traceback.print_exc()
        line, code = one_line(error)
        complain(line)
        return code


def one_line(error: Exception) -> tuple[Text, int]:
    """Return what to say of an error, with the next step, and the exit code it asks for."""
    if isinstance(error, AyumiError):
        return error.text, error.exit_code
    if isinstance(error, typer.TyperException):
        return text("{problem} See: ayumi --help", problem=error.format_message()), WRONG_USE
    problem = " ".join(str(error).split()) or type(error).__name__
    return (
        text("Unforeseen: {kind}: {problem} (--debug shows where)", kind=type(error).__name__, problem=problem),
        ServiceFailed.exit_code,
    )
