"""`ayumi prune`: what has outlived its term is told, and removed."""

from collections.abc import Iterator
from typing import Annotated

import typer

from flows.commands.options import LedgerOption, OutputOption, given
from flows.house import now, open_house
from flows.settings import load_settings
from flows.shown.console import DONE, in_words, say, show_table
from flows.upkeep.prune import Outlived, outlived
from flows.upkeep.prune import prune as remove
from sources.messages import Text, text
from tasks.ledger.retention import UseKind

HEADINGS = (text("What"), text("File"), text("Since"), text("Kept through"), text("Size"))
KIND_WORDS: dict[UseKind, Text] = {
    UseKind.MAIL: text("Mail as received"),
    UseKind.SUBMISSION: text("Submission"),
    UseKind.EDITION: text("Source of an edition"),
}


def prune(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=in_words(text("Only show what would go, and why.")))
    ] = False,
    output: OutputOption = None,
    ledger: LedgerOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger))
    at = now()
    with open_house(settings) as house:
        gone = outlived(house, at)
        if gone.size:
            show_table(HEADINGS, _rows(gone))
        if not dry_run:
            remove(house, gone, at)
    _tell(gone, dry_run=dry_run, years=(settings.keep_originals_years, settings.keep_mails_years))
    return DONE


def _rows(gone: Outlived) -> Iterator[tuple[str, ...]]:
    for one in gone.originals:
        use = one.kept.use
        yield in_words(KIND_WORDS[use.kind]), use.name, str(use.day), str(one.kept.kept_through), f"{one.size:,}"
    for going in gone.mails:
        mail = going.mail
        yield in_words(text("Mail as sent")), mail.name, str(mail.day), str(going.kept_through), f"{mail.size:,}"
    if gone.drafts.count:
        count = in_words(text("{count} mails, replaced before approval", count=gone.drafts.count))
        yield in_words(text("Mail as sent")), count, "-", "-", f"{gone.drafts.size:,}"
    for cache in gone.caches:
        files = in_words(text("{count} files, unused for a year", count=len(cache.files)))
        yield in_words(text("Kept to save work")), f"{cache.folder.name}: {files}", "-", "-", f"{cache.size:,}"


def _tell(gone: Outlived, *, dry_run: bool, years: tuple[int, int]) -> None:
    say(
        text(
            "Originals are kept for {originals} years after their last use, mails received and sent for {mails}.",
            originals=years[0],
            mails=years[1],
        )
    )
    if gone.still_in_use:
        say(
            text(
                "Past their term, but still in the inbox: {count}. Take them out there first.",
                count=gone.still_in_use,
            )
        )
    if gone.unknown:
        say(text("Originals that the ledger names nowhere, and that stay: {count}", count=gone.unknown))
    found = {
        "files": len(gone.originals) + sum(len(cache.files) for cache in gone.caches),
        "mails": len(gone.mails) + gone.drafts.count,
        "megabytes": f"{gone.size / 1_000_000:.1f}",
    }
    if dry_run:
        say(text("Would go: {files} files, {mails} mails, {megabytes} MB. Nothing was changed.", **found))
    else:
        say(
            text(
                "Removed: {files} files, {mails} mails, {megabytes} MB. The ledger keeps what was read from them,"
                " to whom each mail went, and the day.",
                **found,
            )
        )
