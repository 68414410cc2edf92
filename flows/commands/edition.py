"""`ayumi edition`: what was frozen, from what, who let it out; and the same made again, compared to the byte."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from flows.commands.options import LedgerOption, MonthGiven, OutputOption, PlanOption, given, parse_month
from flows.editions.rebuild import Rebuilt, rebuild_edition
from flows.house import House, open_house
from flows.runners import direct_runner
from flows.settings import load_settings
from flows.shown.console import DONE, NEEDS_A_PERSON, complain, in_words, say, show_table, watch
from sources.edition import Edition, EditionOrigin
from sources.errors import WrongUse
from sources.messages import Text, text
from sources.month import Month

FILE_HEADINGS = (text("File"), text("Size"), text("SHA-256"))
REBUILT_HEADINGS = (text("File"), text("Frozen"), text("Made again"), text("Same bytes"))
INPUT_HEADINGS = (text("Submission"), text("SHA-256"), text("Original"))
SOURCE_HEADINGS = (text("Plan, bodies and brand"), text("SHA-256"), text("Original"))
SHOWN_OF_HASH = 16
"""How much of a hash is shown where two stand side by side; all of it is compared."""


def edition(
    month: MonthGiven,
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", min=1, help=in_words(text("The edition's number, from 1.")))
    ],
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help=in_words(text("Make it again and compare every file's bytes.")))
    ] = False,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    with open_house(settings) as house:
        found = numbered(house, parse_month(month), number)
        if not rebuild:
            _show(house, found)
            return DONE
        with direct_runner(watch(), settings.workers) as runner:
            rebuilt = rebuild_edition(house, found, runner)
    return _compare(rebuilt)


def numbered(house: House, month: Month, number: int) -> Edition:
    """Return one of the month's editions; raise WrongUse naming those that there are."""
    editions = house.ledger.editions(house.plan.plan_id, month)
    for one in editions:
        if one.number == number:
            return one
    if not editions:
        raise WrongUse(text("There is no edition of {month} yet. Make one with: ayumi run {month}", month=month))
    raise WrongUse(
        text(
            "There is no edition {number} of {month}; the last one is {last}.",
            number=number,
            month=month,
            last=editions[-1].number,
        )
    )


def _show(house: House, found: Edition) -> None:
    for line in _lines(house, found):
        say(line)
    show_table(FILE_HEADINGS, [(file.path, f"{file.size:,}", file.sha256) for file in found.files])
    show_table(INPUT_HEADINGS, [(one.file, one.sha256, _kept(house, one.sha256)) for one in found.inputs])
    origin = house.ledger.origin_of(found)
    if origin is not None:
        sources = [(one.path, one.sha256, _kept(house, one.sha256)) for one in origin.sources]
        show_table(SOURCE_HEADINGS, sources)
    say(
        text(
            "To make it again and compare: ayumi edition {month} {number} --rebuild",
            month=found.month,
            number=found.number,
        )
    )


def _kept(house: House, sha256: str) -> str:
    """Return whether an original is still kept."""
    day = house.pruned_on(sha256)
    return in_words(text("kept") if day is None else text("pruned on {day}", day=day))


def _lines(house: House, found: Edition) -> Iterator[Text]:
    yield text(
        "Edition {number} of {month}, plan {plan}, made {created}",
        number=found.number,
        month=found.month,
        plan=found.plan_id,
        created=_moment(house, found.created),
    )
    yield text("Digest: {digest}", digest=found.digest)
    approval = house.ledger.approval(found)
    if approval is None:
        yield text("Nobody has approved it.")
    else:
        at = _moment(house, approval.approved_at)
        yield text("Approved by {by} at {at}", by=approval.approved_by, at=at)
        if approval.note:
            yield text("Remark: {note}", note=approval.note)
    origin = house.ledger.origin_of(found)
    if origin is not None:
        yield from _origin_lines(origin)
    yield text("Goes to: {addresses}", addresses=", ".join(one.address for one in found.recipients) or "-")


def _origin_lines(origin: EditionOrigin) -> Iterator[Text]:
    yield text(
        "Rating profile {profile}, language {language}, {readings} readings known",
        profile=origin.rating_profile,
        language=origin.language,
        readings=len(origin.reading_ids),
    )
    versions = ", ".join(f"{name} {version[:SHOWN_OF_HASH]}" for name, version in origin.software)
    yield text("Made with {software}", software=versions)


def _compare(rebuilt: Rebuilt) -> int:
    """Tell each file's hash then and now; return 1 where one differs, with what may be the cause."""
    frozen = {file.path: file.sha256 for file in rebuilt.edition.files}
    made = {file.path: file.sha256 for file in rebuilt.made}
    yes, no = in_words(text("yes")), in_words(text("no"))
    show_table(
        REBUILT_HEADINGS,
        [
            (
                path,
                frozen.get(path, "-")[:SHOWN_OF_HASH],
                made.get(path, "-")[:SHOWN_OF_HASH],
                yes if frozen.get(path) == made.get(path) else no,
            )
            for path in sorted({*frozen, *made})
        ],
    )
    if rebuilt.folder is not None:
        say(text("All {count} files are the same to the byte.", count=len(made)))
        say(str(rebuilt.folder))
        return DONE
    complain(text("The files that differ were not written. What was sent lies in the mails of the outbox."))
    for name, before, now in rebuilt.changed_software:
        complain(
            text(
                "{name} is another one than then: {before}, now {now}.",
                name=name,
                before=before[:SHOWN_OF_HASH],
                now=now[:SHOWN_OF_HASH],
            )
        )
    return NEEDS_A_PERSON


def _moment(house: House, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(house.plan.time_zone)):%Y-%m-%d %H:%M %Z}"
