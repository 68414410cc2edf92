"""One sheet taken apart: its fields with their labels, and what it says once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sources.bodies import DeclaredLayout
from sources.month import Month
from sources.submission import Basis
from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import ACTUAL_ROLES
from tasks.reading.layout.cells.labels import Field
from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.view import View
from tasks.reading.layout.items.by_ids import with_row_id
from tasks.reading.layout.items.foreign_rows import with_doubted_headings
from tasks.reading.layout.items.item import Item
from tasks.reading.layout.months.periods import span_of
from tasks.reading.layout.months.report_month import Statement, statements_of_sheet
from tasks.reading.layout.sheets.context import (
    SheetContext,
    basis_of_sheet,
    is_plan_sheet,
    legend_of_sheet,
    says_report,
    unit_notes_of_sheet,
)
from tasks.reading.layout.sheets.declared import scan_declared, unit_declared
from tasks.reading.layout.sheets.live import LiveSheet
from tasks.reading.layout.subjects.subject import Subject, Subjects
from tasks.reading.layout.tables.scan import Scan
from tasks.reading.template_ids import template_rows

_WORTH_A_STATEMENT = 2


@dataclass(frozen=True)
class Scanned:
    """A sheet with its fields, the months it states, and its words that are neither headers nor values."""

    live: LiveSheet
    view: View
    scan: Scan
    statements: tuple[Statement, ...]
    texts: tuple[str, ...]
    declared: DeclaredLayout | None = None


def scan_sheet(
    live: LiveSheet, view: View, names: Names, declared: DeclaredLayout | None, folder: Month | None = None
) -> Scanned:
    """Return a sheet scanned by its words, or as its body declares it; *folder* is the month it came in for."""
    scan = Scan(view, names).run() if declared is None else scan_declared(view, names, declared)
    texts = scan.texts()
    statements = statements_of_sheet(live.sheet.name, scan.fields, texts, names.plan.fiscal_year, folder)
    return Scanned(live, view, scan, statements, tuple(seen.text for seen in texts), declared)


def basis_of_covers(sheets: Sequence[Scanned]) -> Basis | None:
    """Return what sheets without figures of their own (表紙) say that the file's figures cover, if they agree."""
    covers = [one for one in sheets if not any(field.is_figure for field in one.scan.fields)]
    said = {basis for one in covers if (basis := basis_of_sheet(one.texts)[0]) is not None}
    return said.pop() if len(said) == 1 else None


def items_of(one: Scanned, file_month: Month | None, file_basis: Basis | None, names: Names) -> list[Item]:
    """Return the sheet's fields with what they speak of, but for words that speak of nothing in the plan."""
    context = _context(one, file_month, file_basis)
    subjects = Subjects(names)
    ids = template_rows(one.live.sheet, names.plan)
    read = [(field, subjects.of(field)) for field in one.scan.fields]
    items = with_doubted_headings(
        Item(field, subject, context, names.plan.fiscal_year)
        for field, subject in read
        if field.is_figure or field.role in ACTUAL_ROLES or _is_of_plan(subject) or field.cell.row in ids
    )
    return [with_row_id(item, ids, names.plan) for item in items] if ids else items


def _is_of_plan(subject: Subject) -> bool:
    return subject.node is not None or subject.measure is not None or subject.is_unknown_node


def _months_in_headers(fields: Sequence[Field]) -> int:
    """Return how many months the sheet's actual figures stand under."""
    spans = {
        span.last
        for field in fields
        if field.is_figure and field.figure_role in (Role.ACTUAL, None) and (span := span_of(field)) is not None
    }
    return len(spans)


def _context(one: Scanned, file_month: Month | None, file_basis: Basis | None) -> SheetContext:
    stated = [
        statement for statement in one.statements if statement.strength == max(s.strength for s in one.statements)
    ]
    sure = [statement for statement in one.statements if statement.strength >= _WORTH_A_STATEMENT]
    unit = unit_declared(one.declared) if one.declared is not None else None
    declared_units = (unit,) if unit is not None else ()
    basis, says_monthly = basis_of_sheet([*one.texts, one.live.sheet.name])
    return SheetContext(
        sheet=one.live.sheet,
        view=one.view,
        month=stated[0].month if stated else file_month,
        is_as_of=any(statement.strength == 3 for statement in one.statements),
        month_doubt=len({statement.month for statement in sure}) > 1,
        basis=basis or (None if says_monthly else file_basis),
        says_monthly=says_monthly,
        declared_units=declared_units,
        unit_notes=unit_notes_of_sheet(one.view),
        month_cell=stated[0].cell if stated else None,
        legend=legend_of_sheet(one.view),
        is_plan=is_plan_sheet(one.live.sheet.name, one.texts),
        is_report=says_report(one.live.sheet.name, one.texts),
        is_work=one.live.is_work,
        months_in_headers=_months_in_headers(one.scan.fields),
    )
