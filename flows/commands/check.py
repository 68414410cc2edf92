"""`ayumi check`: what would be read from one file, before it goes anywhere."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from flows.commands.options import LedgerOption, OutputOption, PlanOption, given, option
from flows.editions.folder import write_file
from flows.house import House, open_house
from flows.intake.ingest import ToRead, checked_against, known_before, read_one
from flows.intake.returns import mark_job, marked_copy
from flows.settings import load_settings, terminal_language
from flows.shown.console import DONE, NEEDS_A_PERSON, in_words, say, show_table
from flows.shown.explained import HEADINGS as EXPLAINED_HEADINGS
from flows.shown.explained import explained
from flows.shown.tables import (
    FINDING_HEADINGS,
    STATE_WORDS,
    STATUS_WORDS,
    body_name,
    finding_rows,
    need_a_person,
    value_in_words,
)
from sources.bodies import body_by_id
from sources.errors import InputRefused, WrongUse
from sources.intake.arrival import LIMIT_BYTES, Arrival, folder_month
from sources.messages import text
from sources.submission import Milestone, Observation, Reading, StatusReport, Submission

CHECKED = "checked"
"""The folder below the output for copies of files that lie in the inbox."""

HEADINGS = (
    text("Month"),
    text("Measure or initiative"),
    text("Value"),
    text("State"),
    text("Sheet"),
    text("Cell"),
)


def check(  # noqa: PLR0917 - Typer makes options of what it takes
    file: Annotated[Path, typer.Argument(metavar="FILE", help=in_words(text("The submission's file.")))],
    body: Annotated[
        str | None,
        option("--body", text("Who sent it, by id; else its name tells.")),
    ] = None,
    explain: Annotated[
        bool,
        option(
            "--explain", text("Show for each value the cells that made it this measure, month, role and unit.")
        ),
    ] = False,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    with open_house(settings) as house:
        arrival = arrival_of(file, body, house)
        sender = body_by_id(house.bodies, arrival.submission.body_id or "")
        reading = read_one(ToRead(arrival, house.plan, sender, settings.password_of(arrival.submission.body_id)))
        before = known_before(house.ledger, house.plan.plan_id, reading.month) if reading.month else ()
        checked = checked_against(before, reading, house.plan)
        copy = _written_copy(house, file, arrival, checked, output)
        reasons = explained(house.plan, checked, terminal_language()) if explain else []
    say(
        text(
            "{file}: from {body}, for {month}",
            file=file.name,
            body=body_name(house.bodies, arrival.submission.body_id),
            month=checked.month or "?",
        )
    )
    if explain:
        show_table(EXPLAINED_HEADINGS, reasons)
    else:
        show_table(HEADINGS, value_rows(checked))
    if checked.findings:
        show_table(FINDING_HEADINGS, finding_rows(house.bodies, checked.findings, terminal_language()))
    if copy is not None:
        say(text("The copy with its cells marked: {path}", path=copy))
    return NEEDS_A_PERSON if need_a_person(checked.findings) else DONE


def _written_copy(
    house: House, file: Path, arrival: Arrival, reading: Reading, output: Path | None
) -> Path | None:
    """Return where the file's marked copy was written; None where nothing was found in it.

    That is beside the file, or in the folder named by --output. Never in the inbox, where it would count as a
    submission of its own, and never over the file itself.
    """
    if not reading.findings:
        return None
    copy = marked_copy(mark_job(house, reading, reading.findings, arrival.data))
    own, settings = file.absolute().parent, house.settings
    may_lie_beside = os.access(own, os.W_OK) and settings.inbox not in (own, *own.parents)
    name = Path(copy.name)
    if name.name == file.name:
        name = Path(f"{name.stem}_{in_words(text('To check'))}{name.suffix}")
    folder = output.absolute() if output else own if may_lie_beside else settings.output / CHECKED
    return write_file(folder / name.name, copy.data)


def arrival_of(file: Path, body_id: str | None, house: House) -> Arrival:
    """Return the file as an inbox would hand it on; raise WrongUse or InputRefused where it can not."""
    if body_id is not None and body_by_id(house.bodies, body_id) is None:
        known = ", ".join(body.body_id for body in house.bodies)
        raise WrongUse(text("There is no body '{body}'. Bodies: {known}.", body=body_id, known=known))
    if not file.is_file():
        raise InputRefused(text("There is no file '{file}'.", file=file))
    owners = [body.body_id for body in house.bodies if body.owns_file(file.name)]
    size = file.stat().st_size
    data = file.read_bytes() if size <= LIMIT_BYTES else b""
    changed = datetime.fromtimestamp(file.stat().st_mtime, ZoneInfo(house.settings.time_zone)).date()
    submission = Submission(
        file=file.name,
        sha256=hashlib.sha256(data).hexdigest(),
        body_id=body_id or (owners[0] if len(owners) == 1 else None),
        received=changed,
        folder_month=folder_month(file.absolute().as_posix()),
    )
    return Arrival(submission, data, oversize=size if size > LIMIT_BYTES else None)


def value_rows(reading: Reading) -> list[tuple[str, ...]]:
    """Return a row for each value, milestone, status report and remark that was read."""
    language = terminal_language()
    values: tuple[Observation | Milestone, ...] = (*reading.observations, *reading.milestones)
    rows = [_row(value.measure_id, value_in_words(value, language), value) for value in values]
    for status in reading.statuses:
        word = STATUS_WORDS[status.value].in_language(language) if status.value else "?"
        rows.append(_row(status.initiative_id, f"{word} ({status.mark})", status))
    return rows


def _row(item: str, words: str, read: Observation | Milestone | StatusReport) -> tuple[str, ...]:
    return str(read.month), item, words, in_words(STATE_WORDS[read.state]), read.place.sheet, read.place.cell
