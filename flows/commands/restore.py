"""`ayumi restore FOLDER`: ledger and originals brought back from a backup, each file checked."""

from flows.commands.backup import FolderGiven
from flows.commands.options import LedgerOption, OutputOption, given
from flows.house import archive_of
from flows.settings import load_settings
from flows.shown.console import DONE, say
from sources.messages import text
from tasks.ledger import copies


def restore(folder: FolderGiven, *, output: OutputOption = None, ledger: LedgerOption = None) -> int:
    settings = load_settings(given(output=output, ledger=ledger))
    copied = copies.restore(folder.absolute(), settings.ledger_url(), archive_of(settings))
    say(
        text(
            "Restored: the ledger and {count} originals, each checked. What was published is made again by:"
            " ayumi run MONTH",
            count=copied.originals,
        )
    )
    return DONE
