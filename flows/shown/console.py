"""Words on the terminal, in the terminal's language."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from flows.settings import logs_are_json, terminal_language
from flows.shown.log import LINES, JsonProgress, write_json_lines
from flows.shown.progress import Progress, progress_on
from sources.messages import Text

DONE = 0
NEEDS_A_PERSON = 1
WRONG_USE = 2
INTERRUPTED = 130


def say(line: Text | str) -> None:
    """Print one line of the answer."""
    print(in_words(line), flush=True)


def complain(line: Text | str) -> None:
    """Print one line about what is wrong; as JSON where logs are."""
    if logs_are_json():
        write_json_lines()
        LINES.error("%s", in_words(line))
        return
    print(in_words(line), file=sys.stderr, flush=True)


def in_words(line: Text | str) -> str:
    return line.in_language(terminal_language()) if isinstance(line, Text) else line


def show_table(headings: Sequence[Text], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: ruled on a terminal, tab-separated where another program reads it."""
    if not sys.stdout.isatty():
        for row in ([in_words(heading) for heading in headings], *rows):
            print("\t".join(" ".join(cell.split()) for cell in row))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(in_words(heading), overflow="fold")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    Console().print(table)


def _plain(cell: str) -> str:
    """Return *cell* so that square brackets from a workbook are printed, not taken for colours."""
    return cell.replace("[", r"\[")


def watch() -> Progress:
    """Return the progress for this terminal; on standard error, so that standard output holds results alone."""
    if logs_are_json():
        write_json_lines()
        return JsonProgress()
    return progress_on(sys.stderr, terminal_language())
