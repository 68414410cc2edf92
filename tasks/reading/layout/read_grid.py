"""A whole file's grid to what it says: sheet by sheet into fields, then all fields together into meaning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sources.messages import Text, text
from sources.month import Month
from sources.plan import Plan
from sources.submission import Finding, FindingKind, Reading, Severity, Submission
from sources.vocabulary import Role
from tasks.japanese_text import fiscal_year_text, month_text
from tasks.reading.grid import Cell, Grid
from tasks.reading.layout.agree import agree_milestones, agree_observations, agree_statuses
from tasks.reading.layout.by_evidence import with_measures_by_evidence
from tasks.reading.layout.findings import Source
from tasks.reading.layout.item import Item, Reader
from tasks.reading.layout.labels import Field
from tasks.reading.layout.milestones import read_milestones, read_remarks
from tasks.reading.layout.names import Names
from tasks.reading.layout.observations import read_observations
from tasks.reading.layout.periods import span_of
from tasks.reading.layout.prints import layout_print, sheet_print
from tasks.reading.layout.progress import read_statuses
from tasks.reading.layout.report_month import Statement, month_of_name, statements_of_sheet
from tasks.reading.layout.scan import Scan
from tasks.reading.layout.seen import Sort
from tasks.reading.layout.sheet_context import (
    SheetContext,
    basis_of_sheet,
    is_plan_sheet,
    legend_of_sheet,
    says_report,
    units_of_sheet,
)
from tasks.reading.layout.sheets import LiveSheet, live_sheets
from tasks.reading.layout.subject import Subjects
from tasks.reading.layout.unknown import find_unknown
from tasks.reading.layout.unread import figures_in_words, figures_without_role
from tasks.reading.layout.view import View
from tasks.reading.titles import TitleIndex

_WORTH_A_STATEMENT = 2


@dataclass(frozen=True)
class _Scanned:
    live: LiveSheet
    view: View
    scan: Scan
    statements: tuple[Statement, ...]
    texts: tuple[str, ...]


def read_grid(grid: Grid, submission: Submission, plan: Plan, index: TitleIndex) -> Reading:
    """Return all that *grid* says: observations, milestones, statuses, remarks and findings."""
    source = Source(submission.file, submission.body_id or "", grid)
    names = Names(plan, index)
    reader = Reader(source, plan)
    live, findings = live_sheets(grid.sheets, source, plan.fiscal_year)
    scanned = [_scan(sheet, names) for sheet in live]
    month, said = _month_of_file(scanned, submission, plan.fiscal_year)
    if month is not None and month.fiscal_year != plan.fiscal_year:
        return Reading(submission, month, findings=(_other_year(month, said, scanned, source, plan),))
    items = with_measures_by_evidence((item for one in scanned for item in _items(one, month, names)), plan)
    observations, of_figures = read_observations(items, reader)
    milestones, of_milestones = read_milestones(items, reader)
    statuses, of_statuses = read_statuses(items, reader)
    observations, conflicts = agree_observations(observations)
    milestones, milestone_conflicts = agree_milestones(milestones)
    statuses, status_conflicts = agree_statuses(statuses)
    all_findings = [
        *(_warning(warning, source) for warning in grid.warnings),
        *_month_mismatch(month, said, submission, scanned, source),
        *findings,
        *of_figures,
        *of_milestones,
        *of_statuses,
        *conflicts,
        *milestone_conflicts,
        *status_conflicts,
        *find_unknown(items, reader),
        *figures_without_role(items, reader),
        *figures_in_words(items, observations, reader),
    ]
    return Reading(
        submission=submission,
        month=month,
        observations=tuple(observations),
        milestones=tuple(milestones),
        statuses=tuple(statuses),
        remarks=tuple(read_remarks(items, reader)),
        findings=tuple(dict.fromkeys(replace(one, month=one.month or month) for one in all_findings)),
        layout=layout_print(sheet_print(one.live.sheet.name, one.scan.tables, one.scan.fields) for one in scanned),
    )


def _scan(live: LiveSheet, names: Names) -> _Scanned:
    fiscal_year = names.plan.fiscal_year
    view = View.of(live.sheet, fiscal_year)
    scan = Scan(view, names).run()
    texts = scan.texts()
    statements = statements_of_sheet(live.sheet.name, scan.fields, texts, fiscal_year)
    return _Scanned(live, view, scan, statements, tuple(seen.text for seen in texts))


def _month_of_file(
    scanned: Sequence[_Scanned], submission: Submission, fiscal_year: int
) -> tuple[Month | None, Statement | None]:
    """Return the month the file reports on and what says so: its sheets, then their names, its name, its folder.

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
    named = month_of_name(submission.file.rsplit("/", 1)[-1], fiscal_year)
    if named is not None:
        return named, Statement(named, 1)
    return submission.folder_month, None


def _items(one: _Scanned, file_month: Month | None, names: Names) -> list[Item]:
    context = _context(one, file_month)
    subjects = Subjects(names)
    return [Item(field, subjects.of(field), context, names.plan.fiscal_year) for field in one.scan.fields]


def _months_in_headers(fields: Sequence[Field]) -> int:
    """Return how many months the sheet's actual figures stand under."""
    spans = {
        span.last
        for field in fields
        if field.seen.sort in (Sort.NUMBER, Sort.FIGURE)
        and field.figure_role in (Role.ACTUAL, None)
        and (span := span_of(field)) is not None
    }
    return len(spans)


def _context(one: _Scanned, file_month: Month | None) -> SheetContext:
    stated = [
        statement for statement in one.statements if statement.strength == max(s.strength for s in one.statements)
    ]
    sure = [statement for statement in one.statements if statement.strength >= _WORTH_A_STATEMENT]
    basis, says_monthly = basis_of_sheet([*one.texts, one.live.sheet.name])
    return SheetContext(
        sheet=one.live.sheet,
        view=one.view,
        month=stated[0].month if stated else file_month,
        is_as_of=any(statement.strength == 3 for statement in one.statements),
        month_doubt=len({statement.month for statement in sure}) > 1,
        basis=basis,
        says_monthly=says_monthly,
        units=units_of_sheet(one.view),
        legend=legend_of_sheet(one.view),
        is_plan=is_plan_sheet(one.live.sheet.name, one.texts),
        is_report=says_report(one.live.sheet.name, one.texts),
        is_work=one.live.is_work,
        months_in_headers=_months_in_headers(one.scan.fields),
    )


def _cell_of(statement: Statement | None, scanned: Sequence[_Scanned]) -> tuple[str, tuple[Cell, ...]]:
    """Return the sheet and cell that a statement stands in."""
    if statement is not None and statement.cell is not None:
        for one in scanned:
            if one.live.sheet.cells.get((statement.cell.row, statement.cell.column)) is statement.cell:
                return one.live.sheet.name, (statement.cell,)
    return (scanned[0].live.sheet.name if scanned else ""), ()


def _other_year(
    month: Month, said: Statement | None, scanned: Sequence[_Scanned], source: Source, plan: Plan
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


def _month_mismatch(
    month: Month | None,
    said: Statement | None,
    submission: Submission,
    scanned: Sequence[_Scanned],
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


def _warning(warning: Text, source: Source) -> Finding:
    return source.finding(FindingKind.UNREADABLE_FILE, warning, severity=Severity.INFO)
