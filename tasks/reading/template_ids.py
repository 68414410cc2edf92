"""Our own forms known again in a grid: the hidden ids of a template's rows, and what a return copy added."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sources.forms import META_SHEET, RETURN_LIST_MARK, RowId, comment_without_marks, parse_row_id
from sources.month import Month
from sources.plan import Plan
from tasks.reading.grid import Cell, Grid, Sheet


@dataclass(frozen=True)
class TemplateFacts:
    """What a template says of itself in its hidden sheet: whom it was made for, for which month and plan."""

    body_id: str
    month: Month | None
    plan_id: str


def template_rows(sheet: Sheet, plan: Plan) -> Mapping[int, RowId]:
    """Return the measure or initiative id of each row that carries one; empty where *sheet* is no template.

    The id stands in its row wherever rows were moved, sorted or renamed to, and holds against the row's visible
    titles. *fits* is false where the check code is not that of the id in this plan, where the plan has no such
    id, or where a row carries two: such a row is to be read by its titles, or set aside.
    """
    rows: dict[int, RowId] = {}
    for cell in sorted(sheet, key=lambda cell: (cell.row, cell.column)):
        found = parse_row_id(plan.plan_id, cell.value) if isinstance(cell.value, str) else None
        if found is None:
            continue
        is_known = found.item_id in plan.measure or found.item_id in plan.node
        is_only = rows.get(cell.row, found).item_id == found.item_id
        rows[cell.row] = replace(found, fits=found.fits and is_known and is_only)
    return rows


def template_facts(grid: Grid) -> TemplateFacts | None:
    """Return what the file's hidden sheet says, or None where it is no template, or lost that sheet."""
    sheet = next((sheet for sheet in grid.sheets if sheet.name == META_SHEET), None)
    if sheet is None:
        return None
    facts = {name: value for name, _, value in (cell.shown.partition("=") for cell in sheet)}
    try:
        month = Month.parse(facts.get("month", ""))
    except ValueError:
        month = None
    return TemplateFacts(facts.get("body", ""), month, facts.get("plan", ""))


def without_own_marks(grid: Grid) -> Grid:
    """Return *grid* without a template's hidden sheet, and without a return copy's list and comments.

    A sender corrects the copy and sends that, so the list must not be read as a report, nor our words as theirs.
    """
    sheets = tuple(_plain(sheet) for sheet in grid.sheets if not _is_ours(sheet))
    return replace(grid, sheets=sheets)


def is_return_list(sheet: Sheet) -> bool:
    first = sheet.cells.get((1, 1))
    return first is not None and first.value == RETURN_LIST_MARK


def _is_ours(sheet: Sheet) -> bool:
    return is_return_list(sheet) or (sheet.hidden and sheet.name == META_SHEET)


def _plain(sheet: Sheet) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    for place, cell in sheet.cells.items():
        own = comment_without_marks(cell.comment)
        holds_more = own or cell.shown or cell.formula or cell.struck_part or cell.kind != "blank"
        if own == cell.comment:
            cells[place] = cell
        elif holds_more:
            cells[place] = replace(cell, comment=own)
    return replace(sheet, cells=cells)
