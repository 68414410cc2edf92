"""`ayumi edition`: what was frozen, from what, who let it out; and the same made again, compared to the byte."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from flows.commands.options import LedgerOption, MonthGiven, OutputOption, PlanOption, given, parse_month
from flows.editions.rebuild import Rebuilt, numbered, rebuild_edition
from flows.house import House, open_house
from flows.runners import direct_runner
from flows.settings import load_settings, terminal_language
from flows.shown.console import DONE, NEEDS_A_PERSON, complain, in_words, say, show_table, watch
from flows.shown.rebuilt import REBUILT_HEADINGS, SHOWN_OF_HASH, changed_since, rebuilt_rows, verdict
from sources.edition import Edition, EditionOrigin
from sources.messages import Text, text

FILE_HEADINGS = (text("File"), text("Size"), text("SHA-256"))
INPUT_HEADINGS = (text("Submission"), text("SHA-256"), text("Original"))
SOURCE_HEADINGS = (text("Plan, bodies and brand"), text("SHA-256"), text("Original"))


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
    show_table(REBUILT_HEADINGS, rebuilt_rows(rebuilt, terminal_language()))
    if rebuilt.folder is not None:
        say(verdict(rebuilt))
        say(str(rebuilt.folder))
        return DONE
    complain(verdict(rebuilt))
    for cause in changed_since(rebuilt):
        complain(cause)
    return NEEDS_A_PERSON


def _moment(house: House, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(house.plan.time_zone)):%Y-%m-%d %H:%M %Z}"
