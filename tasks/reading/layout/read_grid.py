"""A whole file's grid to what it says: sheet by sheet into fields, then all fields together into meaning."""

from collections.abc import Sequence
from dataclasses import replace

from sources.bodies import DeclaredLayout
from sources.messages import Text
from sources.month import Month
from sources.plan import Plan
from sources.submission import Finding, FindingKind, Reading, Severity, Submission
from tasks.reading.grid import Grid
from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.view import View
from tasks.reading.layout.facts.agree import agree_milestones, agree_observations, agree_statuses
from tasks.reading.layout.facts.by_evidence import with_measures_by_evidence
from tasks.reading.layout.facts.milestones import read_milestones, read_remarks
from tasks.reading.layout.facts.observations import read_observations
from tasks.reading.layout.facts.progress import read_statuses
from tasks.reading.layout.file_month import month_mismatch, month_of_file, other_year
from tasks.reading.layout.findings import Source
from tasks.reading.layout.items.item import Reader
from tasks.reading.layout.scanned import Scanned, basis_of_covers, items_of, scan_sheet
from tasks.reading.layout.sheets.declared import no_such_sheet, sheets_declared, why_not_fit
from tasks.reading.layout.sheets.live import LiveSheet, live_sheets
from tasks.reading.layout.sheets.prints import layout_print, sheet_print
from tasks.reading.layout.told.passed_blocks import passed_blocks
from tasks.reading.layout.told.unknown import find_unknown
from tasks.reading.layout.told.unread import (
    figures_in_words,
    figures_without_role,
    marks_without_role,
    measures_without_actual,
    nothing_at_all,
)
from tasks.reading.titles import TitleIndex


def read_grid(
    grid: Grid,
    submission: Submission,
    plan: Plan,
    index: TitleIndex,
    *,
    declared: DeclaredLayout | None = None,
    form_month: Month | None = None,
) -> Reading:
    """Return all that *grid* says: observations, milestones, statuses, remarks and findings.

    Where its body declares a layout, that decides; a file that does not fit it is not read. *form_month* is the
    month that one of our own forms was made for.
    """
    source = Source(submission.file, submission.body_id or "", grid)
    names = Names(plan, index)
    reader = Reader(source, plan)
    live, findings = live_sheets(grid.sheets, source, plan.fiscal_year)
    if declared is None:
        folder = submission.folder_month
        scanned = [scan_sheet(one, View.of(one.sheet, plan.fiscal_year), names, None, folder) for one in live]
    else:
        found, refused = _scanned_as_declared(live, names, declared, source)
        if refused is not None:
            return Reading(submission, submission.folder_month, findings=(*findings, refused))
        scanned = found
    month, said = month_of_file(scanned, submission, plan.fiscal_year, form_month)
    if month is not None and month.fiscal_year != plan.fiscal_year:
        return Reading(submission, month, findings=(other_year(month, said, scanned, source, plan),))
    noted = basis_of_covers(scanned)
    items = with_measures_by_evidence(
        (item for one in scanned for item in items_of(one, month, noted, names)), names
    )
    observations, of_figures = read_observations(items, reader)
    milestones, of_milestones = read_milestones(items, reader)
    statuses, of_statuses = read_statuses(items, reader)
    observations, conflicts = agree_observations(observations)
    milestones, milestone_conflicts = agree_milestones(milestones)
    statuses, status_conflicts = agree_statuses(statuses)
    all_findings = [
        *(_warning(warning, source) for warning in grid.warnings),
        *month_mismatch(month, said, submission, scanned, source),
        *findings,
        *of_figures,
        *of_milestones,
        *of_statuses,
        *conflicts,
        *milestone_conflicts,
        *status_conflicts,
        *find_unknown(items, reader),
        *passed_blocks(items, reader),
        *figures_without_role(items, reader),
        *marks_without_role(items, reader),
        *measures_without_actual(items, observations, of_figures, reader),
        *figures_in_words(items, observations, reader),
    ]
    remarks = read_remarks(items, reader)
    if not (observations or milestones or statuses or remarks or all_findings):
        all_findings = nothing_at_all(items, reader)
    return Reading(
        submission=submission,
        month=month,
        observations=tuple(observations),
        milestones=tuple(milestones),
        statuses=tuple(statuses),
        remarks=tuple(remarks),
        findings=tuple(dict.fromkeys(replace(one, month=one.month or month) for one in all_findings)),
        layout=layout_print(sheet_print(one.live.sheet.name, one.scan.tables, one.scan.fields) for one in scanned),
    )


def _scanned_as_declared(
    live: Sequence[LiveSheet], names: Names, declared: DeclaredLayout, source: Source
) -> tuple[list[Scanned], Finding | None]:
    """Return the declared sheets scanned, or a finding of why the file does not fit its body's layout."""
    fiscal_year = names.plan.fiscal_year
    chosen = [(one, View.of(one.sheet, fiscal_year)) for one in sheets_declared(live, declared)]
    if not chosen:
        return [], source.finding(FindingKind.LAYOUT_CHANGED, no_such_sheet(declared), severity=Severity.ERROR)
    for one, view in chosen:
        if (problem := why_not_fit(view, declared)) is not None:
            message, cells = problem
            refused = source.finding(
                FindingKind.LAYOUT_CHANGED, message, one.sheet.name, cells, severity=Severity.ERROR
            )
            return [], refused
    return [scan_sheet(one, view, names, declared) for one, view in chosen], None


def _warning(warning: Text, source: Source) -> Finding:
    return source.finding(FindingKind.UNREADABLE_FILE, warning, severity=Severity.INFO)
