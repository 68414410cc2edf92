"""An inbox that is a folder: files as they lie, in folders by month, by body, both or neither."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sources.bodies import Body
from sources.errors import InputRefused
from sources.intake.arrival import Arrival, Inbox
from sources.intake.gather import gather
from sources.intake.safe_files import files_below, read_file
from sources.messages import text
from sources.month import Month


def list_arrivals(inbox: Path, bodies: Iterable[Body], month: Month | None) -> tuple[Arrival, ...]:
    """Return the arrivals of `read_inbox` alone."""
    return read_inbox(inbox, bodies, month).arrivals


def read_inbox(inbox: Path, bodies: Iterable[Body], month: Month | None, *, now: datetime | None = None) -> Inbox:
    """Return what the folder *inbox* holds for *month*, as `gather` takes it; *now* is the clock's where None.

    Raise InputRefused where the inbox is no folder, or its register can not be read.
    """
    if not inbox.is_dir():
        raise InputRefused(text("There is no inbox folder '{folder}'. Name one with --inbox.", folder=inbox))
    inbox = inbox.resolve()
    return gather(
        files_below(inbox), lambda raw: read_file(inbox, raw), bodies, month, now=now or datetime.now(UTC)
    )
