"""The template as a workbook: one sheet to fill in, and a hidden one that says what it was made for."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from sources.bodies import Body
from sources.forms import META_SHEET, TEMPLATE_VERSION, row_id
from sources.messages import Language, Text, Translate, text, translator
from sources.month import Month
from sources.plan import MeasureType, Plan
from tasks.delivery.templates.columns import (
    AS_OF,
    COLUMNS,
    ID,
    INITIATIVE,
    LEGEND,
    MEASURE,
    PREVIOUS,
    PREVIOUS_MONTH,
    REPORTER,
    TARGET,
    UNIT,
    Column,
    index_of,
)
from tasks.delivery.templates.form_rows import Asks, FormRow, form_rows
from tasks.delivery.templates.formats import CellFormats
from tasks.delivery.templates.last_values import LastValue
from tasks.delivery.templates.validations import validations
from tasks.delivery.widths import lines_tall
from tasks.japanese_text import date_text, month_end_text, month_text

SHEET = "進捗報告"
A4 = 9
HEAD_ROW = 6
FIRST_ROW = HEAD_ROW + 1
QUALITATIVE = "定性"
_LINE_POINTS = 16.5
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def body_template(
    plan: Plan, body: Body, month: Month, last: Mapping[str, LastValue], *, language: Language = "ja"
) -> bytes:
    """Return the workbook that *body* fills in for *month*; *last* is its last value for each measure id.

    Equal inputs give equal bytes: its date is the month's last day. Headings, drop-downs and the line of the
    reporting date stay Japanese in every language, since the reader knows a form by them.
    """
    t = translator(language)
    rows = form_rows(plan, body, month, last)
    facts = _facts(plan, body, month)
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        _describe(book, plan, month, facts, t)
        formats = CellFormats(book)
        sheet = book.add_worksheet(SHEET)
        _write_head(sheet, _head(plan, body, month), formats, t)
        for number, column in enumerate(COLUMNS):
            sheet.set_column(number, number, column.width, None, {"hidden": column is ID})
            sheet.write_string(
                HEAD_ROW, number, column.heading, formats.heading(is_asked=column.asked_by is not None)
            )
        for at, row in enumerate(rows, FIRST_ROW):
            _write_row(sheet, at, row, plan.plan_id, formats)
        _write_validations(sheet, rows, plan.fiscal_year, t)
        _set_up_page(sheet, FIRST_ROW + len(rows) - 1, facts)
        _protect(sheet)
        _write_meta(book, facts)
    return written.getvalue()


def _facts(plan: Plan, body: Body, month: Month) -> Mapping[str, str]:
    return {
        "template": TEMPLATE_VERSION,
        "plan": plan.plan_id,
        "plan_version": plan.version,
        "body": body.body_id,
        "month": str(month),
    }


def _describe(book: Any, plan: Plan, month: Month, facts: Mapping[str, str], t: Translate) -> None:
    book.set_properties(
        {
            "title": t(_title(plan, month)),
            "author": plan.organisation,
            "subject": _form_id(facts),
            "created": datetime.combine(month.last_day, time()),
        }
    )
    for name, value in facts.items():
        book.set_custom_property(f"ayumi_{name}", value)


def _form_id(facts: Mapping[str, str]) -> str:
    return f"{facts['plan']} / {facts['body']} / {facts['month']} / v{facts['template']}"


@dataclass(frozen=True)
class _Head:
    """What stands above the table."""

    title: Text
    reporter: str
    as_of: str
    request: Text


def _head(plan: Plan, body: Body, month: Month) -> _Head:
    following = month.plus(1)
    due = date(following.year, following.number, body.deadline_day or plan.deadline_day)
    return _Head(
        title=_title(plan, month),
        reporter=body.name,
        as_of=month_end_text(month),
        request=text(
            "Please fill in the yellow cells and send this file by {day}. Grey cells need nothing.",
            day=date_text(due, weekday=True),
        ),
    )


def _title(plan: Plan, month: Month) -> Text:
    return text("{plan}: progress report for {month}", plan=plan.title, month=month_text(month))


def _write_head(sheet: Any, head: _Head, formats: CellFormats, t: Translate) -> None:
    label, value = index_of(INITIATIVE), index_of(MEASURE)
    sheet.write_string(0, label, t(head.title), formats.title)
    for row, (name, fact) in enumerate(((REPORTER, head.reporter), (AS_OF, head.as_of)), 1):
        sheet.write_string(row, label, name, formats.label)
        sheet.write_string(row, value, fact, formats.fact)
    sheet.write_string(3, label, t(head.request), formats.note)
    sheet.write_string(4, label, LEGEND, formats.note)


def _write_row(sheet: Any, at: int, row: FormRow, plan_id: str, formats: CellFormats) -> None:
    """Write one row: what is given, locked; what is asked, yellow and open; what does not concern it, grey."""
    given = _given(row, plan_id)
    unit = row.measure.unit if row.measure is not None else ""
    for number, column in enumerate(COLUMNS):
        if column.asked_by is row.asks:
            sheet.write_blank(at, number, None, formats.asked(column, unit))
        elif column.asked_by is not None:
            sheet.write_blank(at, number, None, formats.closed())
        else:
            look = formats.given(column, unit) if row.measure is not None else formats.section
            _write(sheet, at, number, given.get(column), look)
    if row.measure is not None:
        sheet.set_row(at, _LINE_POINTS * _lines(row))


def _lines(row: FormRow) -> int:
    """Return how many lines a measure's row needs; an initiative's row has no set height, so it grows."""
    statement = row.measure.statement if row.measure is not None else ""
    smaller = INITIATIVE.width * 1.3  # its font is smaller than the one that widths count in
    return max(lines_tall(row.node.title, smaller), lines_tall(statement, MEASURE.width))


def _given(row: FormRow, plan_id: str) -> Mapping[Column, str | Decimal | None]:
    measure, last = row.measure, row.last
    given: dict[Column, str | Decimal | None] = {ID: row_id(plan_id, row.item_id), INITIATIVE: row.node.title}
    if measure is not None:
        given[MEASURE] = measure.statement
        given[TARGET] = measure.target
        given[UNIT] = QUALITATIVE if measure.type is MeasureType.QUALITATIVE else measure.unit
    if last is not None:
        given[PREVIOUS] = last.value
        given[PREVIOUS_MONTH] = month_text(last.month)
    return given


def _write(sheet: Any, row: int, column: int, value: str | Decimal | None, cell_format: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, cell_format)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), cell_format)
    else:
        sheet.write_string(row, column, value, cell_format)


def _write_validations(sheet: Any, rows: Sequence[FormRow], fiscal_year: int, t: Translate) -> None:
    """Give each cell that is filled in its rule, one rule for each unbroken run of rows."""
    for column, rule in validations(fiscal_year, t).items():
        at = index_of(column)
        for first, last in _runs(rows, column.asked_by):
            sheet.data_validation(first, at, last, at, dict(rule))


def _runs(rows: Sequence[FormRow], asked_by: Asks | None) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at, row in enumerate(rows, FIRST_ROW):
        if row.asks is not asked_by:
            continue
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _set_up_page(sheet: Any, last_row: int, facts: Mapping[str, str]) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(HEAD_ROW)
    sheet.print_area(0, index_of(INITIATIVE), last_row, len(COLUMNS) - 1)
    sheet.set_footer(f"&L&8{_form_id(facts).replace('&', '&&')}&R&8&P / &N")
    sheet.freeze_panes(FIRST_ROW, index_of(TARGET))
    sheet.hide_gridlines(2)
    sheet.set_row(0, 26)
    sheet.set_row(HEAD_ROW, 32)


def _protect(sheet: Any) -> None:
    """Guard what is given against slips; no password, and rows and columns may be made taller and wider."""
    sheet.protect("", {"format_columns": True, "format_rows": True, "objects": False, "scenarios": False})


def _write_meta(book: Any, facts: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(META_SHEET)
    for at, (name, value) in enumerate(facts.items()):
        sheet.write_string(at, 0, f"{name}={value}")
    sheet.very_hidden()
