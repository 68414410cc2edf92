"""`ayumi backup FOLDER`: ledger and originals copied to another place, and the copy checked."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import LedgerOption, OutputOption, given
from flows.house import archive_of, now
from flows.settings import load_settings
from flows.shown.console import DONE, in_words, say
from sources.messages import text
from tasks.ledger.copies import back_up

FolderGiven = Annotated[
    Path, typer.Argument(metavar="FOLDER", help=in_words(text("The backup's folder, best on another disk.")))
]


def backup(folder: FolderGiven, *, output: OutputOption = None, ledger: LedgerOption = None) -> int:
    settings = load_settings(given(output=output, ledger=ledger))
    copied = back_up(settings.ledger_url(), archive_of(settings), folder.absolute(), taken_at=now())
    say(
        text(
            "Backed up: the ledger and {count} originals, {new} of them new. The copy was checked.",
            count=copied.originals,
            new=copied.new,
        )
    )
    return DONE
