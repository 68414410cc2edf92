"""Milestones (到達目標) and measures without a number: from a record's words and dates to what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sources.messages import Text, text
from sources.month import Month
from sources.plan import MeasureType
from sources.submission import Finding, FindingKind, Milestone, MilestoneState, Remark, State
from sources.vocabulary import Role
from tasks.japanese_text import month_text, one_line
from tasks.reading.dates import DateSpan, parse_date
from tasks.reading.layout.cells.headings import ACTUAL_ROLES
from tasks.reading.layout.cells.seen import Sort
from tasks.reading.layout.items.item import CONFIDENCE_NEEDED, Item, Reader, by_record
from tasks.reading.milestones import MilestoneReading, parse_milestone
from tasks.reading.value_types import Missing


@dataclass(frozen=True)
class _Said:
    """What one cell says of a milestone."""

    item: Item
    state: MilestoneState | None
    on: str


def read_milestones(items: Iterable[Item], reader: Reader) -> tuple[list[Milestone], list[Finding]]:
    """Return where each milestone stands by its record's words, dates and status, with findings for doubts."""
    milestones: list[Milestone] = []
    findings: list[Finding] = []
    for record in by_record(_of_type(items, MeasureType.MILESTONE)):
        usable = [item for item in record if not item.is_other_year and not item.is_example]
        found, said = _read_record(usable, reader)
        milestones += found
        findings += said
    return milestones, findings


def read_remarks(items: Iterable[Item], reader: Reader) -> list[Remark]:
    """Return what stands in the actual cells of measures without a number, as written."""
    remarks = []
    for item in _of_type(items, MeasureType.QUALITATIVE):
        says = item.role in ACTUAL_ROLES or (item.role is None and not item.field.is_table)
        measure, month = item.subject.measure, item.month
        is_said = says and not item.is_other_year and item.field.seen.sort is not Sort.MISSING
        if is_said and measure is not None and month is not None:
            remarks.append(
                Remark(
                    reader.source.body_id,
                    measure.measure_id,
                    month,
                    item.field.cell.shown.strip(),
                    reader.source.place(item.context.name, item.field.cell),
                )
            )
    return remarks


def _of_type(items: Iterable[Item], kind: MeasureType) -> list[Item]:
    return [
        item
        for item in items
        if item.subject.measure is not None and item.subject.measure.type is kind and not item.subject.is_total
    ]


def _read_record(record: Sequence[Item], reader: Reader) -> tuple[list[Milestone], list[Finding]]:
    actual = [item for item in record if item.role in ACTUAL_ROLES]
    status = [item for item in record if item.role is Role.STATUS]
    dates = [item for item in record if item.role is Role.ACTUAL_DATE]
    bare = [item for item in record if item.role is None and not item.field.is_table]
    for group in (actual, status, dates, bare):
        said = [found for item in group if (found := _said(item, reader.fiscal_year)) is not None]
        if said:
            return _stated(said, record, reader)
    unclear = [item for item in (*actual, *bare) if item.field.seen.sort not in (Sort.MISSING,)]
    return [], [_unclear(item, reader) for item in unclear]


def _said(item: Item, fiscal_year: int) -> _Said | None:
    """Return what a cell says, or None where it says nothing of reaching (順調, 集計中)."""
    value = item.field.cell.value
    if item.field.cell.kind == "date":
        day = parse_date(item.field.cell.shown, fiscal_year, stored=value)
        return _dated(item, day) if isinstance(day, DateSpan) else None
    if item.role is Role.ACTUAL_DATE:
        day = parse_date(item.field.cell.shown, fiscal_year)
        if isinstance(day, DateSpan):
            return _dated(item, day)
    read = parse_milestone(item.field.cell.shown, fiscal_year)
    if isinstance(read, Missing) or not isinstance(read, MilestoneReading):
        return None
    if read.state is None and read.span is not None:
        return _dated(item, read.span)
    return _Said(item, read.state, read.on)


def _dated(item: Item, day: DateSpan) -> _Said | None:
    """Return what a date alone says: reached on it, if the column is of actuals; of a later day, due then."""
    month = item.context.month
    if item.role not in ACTUAL_ROLES | {Role.ACTUAL_DATE} or month is None:
        return None
    reached = Month.of(day.last) <= month
    return _Said(item, MilestoneState.ACHIEVED if reached else MilestoneState.SCHEDULED, day.on)


def _stated(said: list[_Said], record: Sequence[Item], reader: Reader) -> tuple[list[Milestone], list[Finding]]:
    milestones, findings = [], []
    for one in said:
        item, month, measure = one.item, one.item.month, one.item.subject.measure
        if measure is None or one.state is None:
            continue
        if month is None:
            findings.append(
                _finding(
                    item,
                    reader,
                    FindingKind.MONTH_MISMATCH,
                    text(
                        "Nothing tells which month '{raw}' is of, so it was not counted. Write the month "
                        "as 2021年10月末現在.",
                        raw=_raw(item),
                    ),
                )
            )
            continue
        if item.context.month is not None and month > item.context.month:
            continue
        on = one.on or _date_beside(one.state, record, reader.fiscal_year)
        doubt = _doubt(one, on, month)
        confidence = item.subject.confidence
        if doubt is None and confidence < CONFIDENCE_NEEDED:
            doubt = (
                FindingKind.AMBIGUOUS_ROW,
                text(
                    "It is not certain that '{raw}' is '{measure}'. Write the measure's name as the plan has it.",
                    raw=_raw(item),
                    measure=measure.statement,
                ),
            )
        milestones.append(
            Milestone(
                body_id=reader.source.body_id,
                measure_id=measure.measure_id,
                month=month,
                value=one.state,
                on=on,
                place=reader.source.place(item.context.name, item.field.cell),
                raw=item.raw,
                state=State.QUARANTINED if doubt else State.ACCEPTED,
                confidence=min(round(confidence, 3), 0.5) if doubt else round(confidence, 3),
                evidence=item.evidence(reader),
            )
        )
        if doubt is not None:
            findings.append(_finding(item, reader, *doubt))
    return milestones, findings


def _date_beside(state: MilestoneState, record: Sequence[Item], fiscal_year: int) -> str:
    """Return the date in the row's column for it: actual for what is reached, planned for what is due."""
    wanted = {MilestoneState.ACHIEVED: Role.ACTUAL_DATE, MilestoneState.SCHEDULED: Role.PLANNED_DATE}.get(state)
    for item in record:
        if wanted is not None and item.role is wanted:
            day = parse_date(item.field.cell.shown, fiscal_year, stored=item.field.cell.value)
            if isinstance(day, DateSpan):
                return day.on
    return ""


def _doubt(said: _Said, on: str, month: Month) -> tuple[FindingKind, Text] | None:
    if said.item.context.month_doubt and said.item.span is None:
        return FindingKind.MONTH_MISMATCH, text(
            "The sheet names more than one month, so it is not clear which '{raw}' is of. Write one month.",
            raw=_raw(said.item),
        )
    if said.state is MilestoneState.ACHIEVED and on and on[:7] > str(month):
        return FindingKind.AMBIGUOUS_ROW, text(
            "'{raw}' says reached, but its date is after {month}. Correct the date, or write 予定.",
            raw=_raw(said.item),
            month=month_text(month),
        )
    return None


def _unclear(item: Item, reader: Reader) -> Finding:
    return _finding(
        item,
        reader,
        FindingKind.AMBIGUOUS_ROW,
        text(
            "'{raw}' does not say whether the goal is reached. Write 達成, 未達成, or the day it is planned for.",
            raw=_raw(item),
        ),
    )


def _finding(item: Item, reader: Reader, kind: FindingKind, message: Text) -> Finding:
    measure = item.subject.measure
    return reader.source.finding(
        kind,
        message,
        item.context.name,
        item.field.cell,
        month=item.month,
        measure_id=measure.measure_id if measure else "",
    )


def _raw(item: Item) -> str:
    return one_line(item.raw)[:60]
