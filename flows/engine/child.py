"""`python -m flows.engine.child make MONTH MAIL`, `fleet …`, `deliver …`: a command's flow in its own process."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flows.failing import carried_out
from sources.errors import ServiceFailed

if TYPE_CHECKING:
    from flows.fleet_recipe import PlanMade
    from flows.forms import SentNow
    from flows.recipe import Outcome
    from flows.settings import MailMode

# All else is imported where it is called: a helper process imports this module again, and needs none of it.


def child(words: list[str]) -> int:
    """Return the exit code of the flow that *words* name."""
    from flows.commands import telling  # noqa: PLC0415
    from flows.deliver import deliver  # noqa: PLC0415
    from flows.monthly import monthly  # noqa: PLC0415
    from flows.shown.console import watch  # noqa: PLC0415
    from flows.shown.progress import WATCHER  # noqa: PLC0415

    if not sys.stdin.readline():  # the word that the server answers; none comes where it never will
        return ServiceFailed.exit_code
    WATCHER.set(watch())
    match words:
        case ["make", month, mail]:
            return telling.tell_outcome(cast("Outcome", monthly(month=month, mail=cast("MailMode", mail))))
        case ["fleet", month, mail, plans]:
            from flows.commands.fleet_told import tell_fleet  # noqa: PLC0415
            from flows.fleet import fleet  # noqa: PLC0415
            from flows.settings import load_settings  # noqa: PLC0415
            from sources.month import Month  # noqa: PLC0415

            made = cast("tuple[PlanMade, ...]", fleet(month=month, plans=Path(plans), mail=cast("MailMode", mail)))
            return tell_fleet(made, Month.parse(month), load_settings())
        case ["deliver", month, only]:
            return telling.tell_sent(deliver(month=month, only=cast("SentNow", only)))
    raise SystemExit(f"no such flow: {words}")


if __name__ == "__main__":
    sys.exit(carried_out(lambda: child(sys.argv[1:]), debug=False))
