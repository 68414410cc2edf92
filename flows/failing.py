"""How every error becomes one line with the next step, and an exit code."""

import errno
import traceback
from collections.abc import Callable

import typer

from flows.shown.console import DONE, INTERRUPTED, WRONG_USE, complain
from sources.errors import AyumiError, ServiceFailed
from sources.messages import Text, text

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def carried_out(call: Callable[[], int | None], *, debug: bool) -> int:
    """Return the exit code of *call*; say in one line what stopped it, after the traceback where *debug*."""
    try:
        return call() or DONE
    except (KeyboardInterrupt, typer.Abort):
        complain(text("Stopped. Nothing half-done was kept: run the same command again to go on."))
        return INTERRUPTED
    except Exception as error:
        if debug:
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
    problem = " ".join(str(error).split()) or "-"
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        file = f" ({error.filename})" if error.filename else ""
        return (
            text("The disk has no room left{file}. Make room, then run the same command again.", file=file),
            ServiceFailed.exit_code,
        )
    return (
        text("Unforeseen: {kind}: {problem} (--debug shows where)", kind=type(error).__name__, problem=problem),
        ServiceFailed.exit_code,
    )
