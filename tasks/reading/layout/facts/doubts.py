"""What speaks against a figure that was read: its month, its role, its certainty, its comment."""

import re
from decimal import Decimal

from sources.messages import text
from sources.submission import FindingKind
from sources.vocabulary import Role
from tasks.japanese_text import fold, month_text, one_line
from tasks.reading.layout.cells.labels import SHARED_BY_ROWS, WITHOUT_MONTH
from tasks.reading.layout.facts.figures import Problem
from tasks.reading.layout.facts.records import Read, Record
from tasks.reading.layout.items.item import CONFIDENCE_NEEDED, Item
from tasks.reading.layout.months.periods import month_unread

_WITHOUT_ROLE = 0.97
_UNDER_STATUS = 0.85
_WRONG_KIND = 0.8
_LONGEST_COMMENT = 60
_COUNTED = re.compile(r"\d[\d,]*(?:\.\d+)?(?=\s?(?:件|社|回|名|人|円|百万円|千円|億円|団体|$))")


def doubts_about(read: Read, record: Record) -> list[Problem]:
    """Return every problem of a figure but that of its basis, the comment's last."""
    found = [
        read.figure.problem,
        _of_month(read, record),
        _of_certainty(read),
        _of_role(read, record),
        _of_comment(read),
    ]
    return [problem for problem in found if problem is not None]


def unclear_basis(read: Read) -> Problem:
    message = text(
        "It is not clear whether '{raw}' is the month's figure alone or the total since April. Write 単月 "
        "or 累計 in "
        "the heading.",
        raw=read.raw,
    )
    return Problem(FindingKind.AMBIGUOUS_ROW, message, is_shared=True)


def confidence_of(read: Read) -> float:
    """Return how surely the figure is this measure's, from its titles, its role and the kind beside it."""
    confidence = read.item.subject.confidence * read.figure.confidence
    if read.item.role is None:
        confidence *= _WITHOUT_ROLE
    elif read.item.role is Role.STATUS:
        confidence *= _UNDER_STATUS
    kinds = [label.heading.kind for label in read.item.field.labels if label.hint is Role.KIND]
    if any(kind is not None and kind is not read.measure.kind for kind in kinds):
        confidence *= _WRONG_KIND
    return round(confidence, 3)


def _of_month(read: Read, record: Record) -> Problem | None:
    """Return what speaks against the month: another one in the cell, the header or the sheet."""
    item, month, stated = read.item, read.month, read.item.context.month
    if unread := month_unread(item.field):
        message = text(
            "'{month}' beside '{raw}' names no month. Write the month as 2021年10月.",
            month=one_line(unread),
            raw=read.raw,
        )
        return Problem(FindingKind.MONTH_MISMATCH, message)
    if item.span is None:
        if not item.context.month_doubt:
            return None
        message = text(
            "The sheet names more than one month, so it is not clear which '{raw}' is of. Write one month.",
            raw=read.raw,
        )
        return Problem(FindingKind.MONTH_MISMATCH, message)
    if stated is None or month == stated:
        return None
    if month > stated:
        message = text(
            "'{raw}' stands under {month}, after the report's month {stated}. Leave months to come blank.",
            raw=read.raw,
            month=month_text(month),
            stated=month_text(stated),
        )
        return Problem(FindingKind.MONTH_MISMATCH, message, is_shared=True)
    months = {other.month for other in record.reads if other.item.span is not None}
    if len(months) > 1 or not item.span.is_month or _is_one_of_many(item):
        return None
    message = text(
        "The heading says {month}, but the sheet is of {stated}. Correct the heading or the date.",
        month=month_text(month),
        stated=month_text(stated),
    )
    return Problem(FindingKind.MONTH_MISMATCH, message)


def _is_one_of_many(item: Item) -> bool:
    """Return whether its month is one of several on the sheet, by row or column, not the only one it names."""
    by_row = any(label.hint is Role.REPORT_MONTH for label in item.field.labels)
    return by_row or item.context.months_in_headers > 1


def _of_certainty(read: Read) -> Problem | None:
    if read.item.subject.id_against:
        message = text(
            "By its hidden number the row of '{raw}' is '{measure}', but it names '{title}'. Write the figure "
            "into a new form.",
            raw=read.raw,
            measure=read.measure.statement,
            title=read.item.subject.id_against,
        )
        return Problem(FindingKind.AMBIGUOUS_ROW, message)
    if confidence_of(read) >= CONFIDENCE_NEEDED:
        return None
    message = text(
        "It is not certain that '{raw}' is '{measure}'. Write the measure's name as the plan has it.",
        raw=read.raw,
        measure=read.measure.statement,
    )
    return Problem(FindingKind.AMBIGUOUS_ROW, message)


def _of_role(read: Read, record: Record) -> Problem | None:
    item = read.item
    if SHARED_BY_ROWS in item.field.doubts:
        message = text(
            "The cell of '{raw}' is merged beside several rows, so it is not clear which it belongs to. Write one "
            "figure in each row.",
            raw=read.raw,
        )
    elif WITHOUT_MONTH in item.field.doubts:
        message = text(
            "The row of '{raw}' names no month, unlike the rows above it. Write its month, or 合計 if it is a "
            "total.",
            raw=read.raw,
        )
    elif item.field.doubts:
        message = text(
            "Nothing says what '{raw}' is: target, actual or something else. Write a heading.", raw=read.raw
        )
        return Problem(FindingKind.AMBIGUOUS_ROW, message, is_shared=item.field.is_table)
    elif item.context.is_plan and not item.field.says_actual:
        message = text(
            "The sheet speaks of plans, so '{raw}' was taken for no actual. Write 実績 over actual figures.",
            raw=read.raw,
        )
    elif item.context.is_work:
        message = text(
            "'{raw}' stands on a sheet of workings and was not counted. Write it on the report's sheet.",
            raw=read.raw,
        )
    elif not item.field.says_actual and _may_be_target(read, record):
        message = text(
            "'{raw}' is the target of this measure, and nothing says that it is the actual too. Write 実績 over "
            "actual figures.",
            raw=read.raw,
        )
    else:
        return None
    return Problem(FindingKind.AMBIGUOUS_ROW, message)


def _may_be_target(read: Read, record: Record) -> bool:
    """Return whether a figure without a role equals the measure's target, and no target stands beside it.

    A sheet that calls itself a report tells that it is none, but for lines that hold title and figure at once.
    """
    if read.quantity.value != read.measure.target or read.item.span is not None:
        return False
    has_target = read.quantity.of is not None or any(item.role is Role.TARGET for item in record.items)
    in_line = any(
        label.place == (read.item.field.cell.row, read.item.field.cell.column) for label in read.item.field.labels
    )
    return not has_target and (in_line or not read.item.context.is_report)


def _of_comment(read: Read) -> Problem | None:
    """Return a finding where the cell's comment states another number; the cell counts."""
    comment = read.item.field.cell.comment
    numbers = {Decimal(number.replace(",", "")) for number in _COUNTED.findall(fold(comment))}
    if not numbers or numbers == {read.quantity.value}:
        return None
    message = text(
        "The cell says '{raw}', its comment '{comment}'. The cell was counted. If the comment is right, "
        "correct the "
        "cell.",
        raw=read.raw,
        comment=one_line(comment)[:_LONGEST_COMMENT],
    )
    return Problem(FindingKind.COMMENT_OVERRIDE, message, is_info=True)
