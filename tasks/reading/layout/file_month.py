"""The month a whole file reports on, and what is said where its folder or the plan says another."""

from collections.abc import Sequence

from sources.messages import text
from sources.month import Month
from sources.plan import Plan
from sources.submission import Finding, FindingKind, Severity, Submission
from tasks.japanese_text import fiscal_year_text, month_text
from tasks.reading.grid import Cell
from tasks.reading.layout.findings import Source
from tasks.reading.layout.months.report_month import Statement, month_of_name
from tasks.reading.layout.scanned import Scanned


def month_of_file(
    scanned: Sequence[Scanned], submission: Submission, fiscal_year: int, form_month: Month | None
) -> tuple[Month | None, Statement | None]:
    """Return the month the file reports on and what says so: its sheets, then their names, its name, its folder.

    One of our own forms says by itself which month it was made for, where its sheets do not.

    Several sheets may each be of a month; the file then is of the folder's month if it is among them, else of the
    latest.
    """
    for strength in (3, 2, 1):
        found = [
            statement
            for one in scanned
            if one.scan.fields
            for statement in one.statements[:1]
            if statement.strength >= strength
        ]
        if found:
            months = {statement.month for statement in found}
            month = submission.folder_month if submission.folder_month in months else max(months)
            return month, next(statement for statement in found if statement.month == month)
    if form_month is not None:
        return form_month, Statement(form_month, 1)
    named = month_of_name(submission.file.rsplit("/", 1)[-1], fiscal_year)
    if named is not None:
        return named, Statement(named, 1)
    return submission.folder_month, None


def other_year(
    month: Month, said: Statement | None, scanned: Sequence[Scanned], source: Source, plan: Plan
) -> Finding:
    sheet, cells = _cell_of(said, scanned)
    message = text(
        "The file is of {month}, which is not in {expected}, so nothing was read from it. If the date is a "
        "slip, correct "
        "it and send the file again.",
        month=month_text(month),
        expected=fiscal_year_text(plan.fiscal_year),
    )
    return source.finding(FindingKind.FISCAL_YEAR_MISMATCH, message, sheet, cells, month=month)


def month_mismatch(
    month: Month | None,
    said: Statement | None,
    submission: Submission,
    scanned: Sequence[Scanned],
    source: Source,
) -> list[Finding]:
    if month is None or submission.folder_month is None or month == submission.folder_month:
        return []
    sheet, cells = _cell_of(said, scanned)
    message = text(
        "The file says {month}, but it came among those of {folder}. It was taken for {month}. If that is "
        "wrong, correct "
        "the date in the file.",
        month=month_text(month),
        folder=month_text(submission.folder_month),
    )
    return [source.finding(FindingKind.MONTH_MISMATCH, message, sheet, cells, month=month, severity=Severity.INFO)]


def _cell_of(statement: Statement | None, scanned: Sequence[Scanned]) -> tuple[str, tuple[Cell, ...]]:
    """Return the sheet and cell that a statement stands in."""
    if statement is not None and statement.cell is not None:
        for one in scanned:
            if one.live.sheet.cells.get((statement.cell.row, statement.cell.column)) is statement.cell:
                return one.live.sheet.name, (statement.cell,)
    return (scanned[0].live.sheet.name if scanned else ""), ()
