"""A file's layout held against that of the same body's last one: what changed, in plain words."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sources.messages import Text, text
from sources.submission import (
    Finding,
    FindingKind,
    LayoutPrint,
    Place,
    Reading,
    Severity,
    SheetPrint,
    TablePrint,
)
from tasks.reading.layout.sheets.prints import without_times

# More changes than this on one sheet are a new form; a list of them would help nobody.
_MOST_CHANGES = 6
_LIKE = 0.5
_SHOWN_HEADINGS = 5


@dataclass(frozen=True)
class Change:
    """One thing that is other than last time. *is_grave* tells that a figure may now be read as something else."""

    sheet: str
    message: Text
    is_grave: bool = False


def with_drift(reading: Reading, earlier: Iterable[LayoutPrint]) -> Reading:
    """Return *reading* with a finding for each change against the most like of the body's *earlier* layouts.

    Without an earlier one, at a file's first appearance, there is nothing to say; nor where it can not be told
    which of a body's forms this one is.
    """
    now = reading.layout
    if now is None:
        return reading
    last = max(earlier, key=lambda one: likeness(one, now), default=None)
    if last is None:
        return reading
    findings = tuple(_finding(change, reading) for change in compare(last, now))
    return replace(reading, findings=(*reading.findings, *findings)) if findings else reading


def compare(last: LayoutPrint, now: LayoutPrint) -> tuple[Change, ...]:
    """Return what changed from *last* to *now*: sheets, headings, their order, and what they mean."""
    before = {sheet.name: sheet for sheet in last.sheets}
    after = {sheet.name: sheet for sheet in now.sheets}
    gone, new = [name for name in before if name not in after], [name for name in after if name not in before]
    changes: list[Change] = []
    if len(gone) == len(new) == 1 and _likeness_of_sheets(before[gone[0]], after[new[0]]) >= _LIKE:
        after_name = new[0]
        changes.append(
            Change(after_name, text("The sheet '{last}' is called '{now}' now.", last=gone[0], now=after_name))
        )
        before[after_name] = before.pop(gone[0])
        gone, new = [], []
    changes += [
        Change(name, text("The sheet '{sheet}' of last time is missing.", sheet=name), True) for name in gone
    ]
    changes += [Change(name, text("The sheet '{sheet}' was not there last time.", sheet=name)) for name in new]
    for name, sheet in after.items():
        if name in before:
            changes += _of_sheet(before[name], sheet)
    return tuple(changes)


def likeness(one: LayoutPrint, other: LayoutPrint) -> float:
    """Return how much of two layouts is the same, from 0 to 1."""
    return _shared(_words(one.sheets), _words(other.sheets))


def _words(sheets: Iterable[SheetPrint]) -> set[str]:
    return {word for sheet in sheets for word in (*_headings(sheet), *sheet.labels)}


def _headings(sheet: SheetPrint) -> list[str]:
    return [column.heading for table in sheet.tables for column in table.columns]


def _likeness_of_sheets(one: SheetPrint, other: SheetPrint) -> float:
    return _shared(_words([one]), _words([other]))


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _of_sheet(last: SheetPrint, now: SheetPrint) -> list[Change]:
    changes = [*_of_tables(last, now), *_of_labels(last, now)]
    if len(changes) <= _MOST_CHANGES:
        return changes
    words = [word for word in dict.fromkeys((*_headings(now), *now.labels)) if word not in _words([last])]
    message = text(
        "The sheet '{sheet}' is laid out anew ({count} changes), with {headings}.",
        sheet=now.name,
        count=len(changes),
        headings="、".join(words[:_SHOWN_HEADINGS]) or now.name,
    )
    return [Change(now.name, message, True)]


def _of_tables(last: SheetPrint, now: SheetPrint) -> Iterator[Change]:
    """Yield the changes of each table against the one it is most like; tables in other places are the same."""
    left = list(last.tables)
    for table in now.tables:
        fitting = max(left, key=lambda one: _shared(_set(one), _set(table)), default=None)
        if fitting is None or not _set(fitting) & _set(table):
            if last.tables:
                heading = table.columns[0].heading if table.columns else ""
                yield Change(
                    now.name, text("The table from '{heading}' on was not there last time.", heading=heading)
                )
            continue
        left.remove(fitting)
        yield from _of_columns(fitting, table, now.name)
    for table in left:
        heading = table.columns[0].heading if table.columns else ""
        yield Change(now.name, text("The table from '{heading}' on is missing.", heading=heading), is_grave=True)


def _set(table: TablePrint) -> set[str]:
    return {column.heading for column in table.columns}


def _of_columns(last: TablePrint, now: TablePrint, sheet: str) -> Iterator[Change]:
    """Yield renamed, missing, new and moved headings, and those that mean something else now."""
    before, after = {one.heading: one for one in last.columns}, {one.heading: one for one in now.columns}
    renamed = _renamed(list(before), list(after))
    for old, new in renamed.items():
        message = text("The heading '{last}' reads '{now}' now.", last=old, now=new)
        yield Change(sheet, message, is_grave=before[old].role != after[new].role)
    for heading in before:
        if heading not in after and heading not in renamed:
            yield Change(sheet, text("The column '{heading}' of last time is missing.", heading=heading), True)
    for heading in after:
        if heading not in before and heading not in renamed.values():
            yield Change(sheet, text("The column '{heading}' was not there last time.", heading=heading))
    for heading in _moved(list(before), list(after)):
        yield Change(
            sheet, text("The column '{heading}' stands in another place than last time.", heading=heading)
        )
    for heading, column in after.items():
        if heading in before and before[heading].role != column.role:
            yield Change(
                sheet, text("The column '{heading}' is read as something else now.", heading=heading), True
            )
    if last.header_rows != now.header_rows and now.columns:
        message = text(
            "The header from '{heading}' on has {now} rows; last time it had {last}.",
            heading=now.columns[0].heading,
            now=now.header_rows,
            last=last.header_rows,
        )
        yield Change(sheet, message)


def _renamed(before: list[str], after: list[str]) -> dict[str, str]:
    """Return the headings that stand where others stood, by what they were called."""
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    pairs = [
        pair
        for tag, i1, i2, j1, j2 in blocks
        if tag == "replace" and i2 - i1 == j2 - j1
        for pair in zip(before[i1:i2], after[j1:j2], strict=True)
    ]
    return {old: new for old, new in pairs if old not in after and new not in before}


def _moved(before: list[str], after: list[str]) -> list[str]:
    """Return the headings that both have, but not in the same order: as few as tell the change."""
    one, other = [name for name in before if name in after], [name for name in after if name in before]
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    kept = {name for start, _, size in blocks for name in one[start : start + size]}
    return [name for name in other if name not in kept]


def _of_labels(last: SheetPrint, now: SheetPrint) -> Iterator[Change]:
    if not last.labels or not now.labels:
        return
    for label in last.labels:
        if label not in now.labels and label not in _headings(now):
            yield Change(now.name, text("'{label}' of last time's form is missing.", label=label), is_grave=True)
    for label in now.labels:
        if label not in last.labels and label not in _headings(last):
            yield Change(now.name, text("'{label}' was not in last time's form.", label=label))


def _finding(change: Change, reading: Reading) -> Finding:
    """Return the finding of a change, at the sheet by its own name where anything was read from it."""
    submission = reading.submission
    places = [
        *(one.place for one in reading.observations),
        *(one.place for one in reading.milestones),
        *(one.place for one in reading.statuses),
    ]
    names = {without_times(place.sheet): place.sheet for place in places}
    return Finding(
        FindingKind.LAYOUT_CHANGED,
        Severity.WARNING if change.is_grave else Severity.INFO,
        submission.body_id or "",
        Place(submission.file, names.get(change.sheet, "")),
        change.message,
        reading.month,
    )


def layouts_of(readings: Sequence[Reading], body_id: str | None) -> tuple[LayoutPrint, ...]:
    """Return the layouts of a body's newest month among *readings*, those to compare the next file with."""
    own = [one for one in readings if one.submission.body_id == body_id and one.layout is not None and one.month]
    newest = max((one.month for one in own if one.month is not None), default=None)
    return tuple(one.layout for one in own if one.month == newest and one.layout is not None)
