"""Which sheets hold this year's report: not hidden ones, examples, or those of another fiscal year."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sources.messages import text
from sources.submission import Finding, FindingKind
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fiscal_year_text, fold, key
from tasks.reading.grid import Cell, Sheet
from tasks.reading.layout.cells.seen import Seen, Sort
from tasks.reading.layout.cells.spans import mentions
from tasks.reading.layout.cells.years import fiscal_years, names_run_of_years
from tasks.reading.layout.findings import Source

_TOP_ROWS = 4
_LONGEST_TITLE = 60
_FIGURES = frozenset({Sort.NUMBER, Sort.FIGURE, Sort.DATE})
# Where the form itself begins below its example.
_FORM_BEGINS = re.compile(
    r"[【\[(<《■◆●▼〔\s]*(?:記入欄|記載欄|入力欄|報告欄|回答欄|本様式|報告用|実績報告|今回の?報告)"
)
_AS_OF = re.compile(r"\s?(?:末|現在|時点|分|度)")


@dataclass(frozen=True)
class LiveSheet:
    """A sheet to be read. *is_work* tells a visible sheet of workings (集計用), whose figures never count."""

    sheet: Sheet
    is_work: bool


def live_sheets(
    sheets: Iterable[Sheet], source: Source, fiscal_year: int
) -> tuple[tuple[LiveSheet, ...], tuple[Finding, ...]]:
    """Return the sheets to read and a finding for each that is passed over though it holds figures."""
    live: list[LiveSheet] = []
    findings: list[Finding] = []
    for sheet in sheets:
        passed = _passed_over(sheet, source, fiscal_year)
        if passed is None:
            live.append(LiveSheet(sheet, _is_named(sheet.name, load_vocabulary().sheets.work_sheets)))
            findings += _hidden_parts(sheet, source)
        else:
            findings += passed
    return tuple(live), tuple(findings)


def _passed_over(sheet: Sheet, source: Source, fiscal_year: int) -> list[Finding] | None:
    """Return why a sheet is not read, as findings; None where it is to be read. An empty sheet needs no word."""
    if sheet.hidden:
        figures = _figures(sheet, fiscal_year)
        message = text(
            "The sheet '{sheet}' is hidden, so its figures were not read. Show the sheet if they belong to "
            "the report.",
            sheet=sheet.name,
        )
        return (
            [source.finding(FindingKind.HIDDEN_CONTENT_IGNORED, message, sheet.name, figures)] if figures else []
        )
    if _is_example(sheet):
        message = text(
            "The sheet '{sheet}' is an example, so it was not read. You may delete it.", sheet=sheet.name
        )
        shown = _figures(sheet, fiscal_year) or _with_text(sheet)
        return [source.finding(FindingKind.EXAMPLE_SHEET_IGNORED, message, sheet.name, shown)] if shown else []
    if (other := _other_year(sheet, fiscal_year)) is not None:
        year, cell = other
        message = text(
            "The sheet '{sheet}' is of {year}, not of {expected}, so nothing was read from it. If the year "
            "is a slip, "
            "correct it and send the file again.",
            sheet=sheet.name,
            year=fiscal_year_text(year),
            expected=fiscal_year_text(fiscal_year),
        )
        shown_at = cell or _with_text(sheet)[:1]
        has_figures = bool(_figures(sheet, fiscal_year))
        return (
            [source.finding(FindingKind.FISCAL_YEAR_MISMATCH, message, sheet.name, shown_at)]
            if has_figures
            else []
        )
    return None


def _figures(sheet: Sheet, fiscal_year: int) -> list[Cell]:
    """Return the cells that could be facts: numbers and dates beside a label, not numbers of rows."""
    cells = [cell for cell in sheet if cell.shown.strip() or cell.formula_without_value]
    return [cell for cell in cells if Seen(cell, fiscal_year).sort in _FIGURES]


def _with_text(sheet: Sheet) -> list[Cell]:
    return [cell for cell in sheet if cell.shown.strip()]


def _is_example(sheet: Sheet) -> bool:
    words = load_vocabulary().sheets.example_sheets
    if _is_named(sheet.name, words):
        return True
    plain = tuple(word for word in words if re.search("例|見本|サンプル", word))
    examples = [
        cell for cell in _head(sheet) if len(cell.shown) <= _LONGEST_TITLE and _starts_with_word(cell.shown, plain)
    ]
    return bool(examples) and not any(
        cell.row > examples[0].row and _FORM_BEGINS.match(fold(cell.shown)) for cell in sheet
    )


def _is_named(name: str, words: tuple[str, ...]) -> bool:
    plain = key(name)
    return any(key(word) in plain for word in words if len(word) > 1)


def _starts_with_word(shown: str, words: tuple[str, ...]) -> bool:
    plain = fold(shown).lstrip("【[(<〔《■◆●○※ ")
    return any(plain.startswith(fold(word)) for word in words) and not fold(shown).startswith(("※", "*"))


def _top_cells(sheet: Sheet) -> Iterator[Cell]:
    rows = sorted({cell.row for cell in sheet if cell.shown.strip()})[:_TOP_ROWS]
    for cell in sheet:
        if rows and cell.row <= rows[-1] and cell.shown.strip() and not cell.hidden and not cell.struck:
            yield cell


def _other_year(sheet: Sheet, fiscal_year: int) -> tuple[int, Cell | None] | None:
    """Return the fiscal year that a sheet's name or head says, where it is not the plan's, and the cell.

    A month with its year (2020年10月末現在) says it even beside a title of this year; a title's year (2020年度)
    only where no title names this one.
    """
    titles: list[tuple[int, Cell | None]] = [(said.year, None) for said in fiscal_years(sheet.name, fiscal_year)]
    dates: list[tuple[int, Cell | None]] = [
        (mention.span.last.fiscal_year, None)
        for mention in mentions(sheet.name, fiscal_year)
        if mention.span.has_year
    ]
    for cell in _head(sheet):
        shown = fold(cell.shown)
        if len(shown) > _LONGEST_TITLE or names_run_of_years(shown):
            continue
        titles += [(said.year, cell) for said in fiscal_years(shown, fiscal_year)]
        dates += [
            (mention.span.last.fiscal_year, cell)
            for mention in mentions(shown, fiscal_year)
            if mention.span.has_year and (mention.span.day is None or _AS_OF.match(shown, mention.end))
        ]
    of_this_year = any(year == fiscal_year for year, _ in titles)
    if any(cell is not None for _, cell in (*titles, *dates)) and _has_part_of(sheet, fiscal_year):
        return None
    others = [said for said in dates if said[0] != fiscal_year]
    others += [said for said in titles if said[0] != fiscal_year and not of_this_year]
    return next((said for said in others if said[1] is not None), others[0] if others else None)


def _has_part_of(sheet: Sheet, fiscal_year: int) -> bool:
    """Return whether a title further down, alone in its row, begins a part of *fiscal_year* (【令和3年度】)."""
    by_row: dict[int, list[Cell]] = defaultdict(list)
    for cell in sheet:
        if cell.shown.strip() and not cell.hidden and not cell.struck:
            by_row[cell.row].append(cell)
    top = sorted(by_row)[:1]
    alone = [cells[0] for row, cells in by_row.items() if len(cells) == 1 and row not in top]
    return any(
        said.year == fiscal_year
        for cell in alone
        if len(cell.shown) <= _LONGEST_TITLE and cell.kind == "text" and not cell.shown.startswith(("※", "注"))
        for said in fiscal_years(fold(cell.shown), fiscal_year)
    )


def _head(sheet: Sheet) -> Iterator[Cell]:
    """Yield the cells of the top rows that stand alone or nearly alone: titles, not the table's own headers."""
    cells = list(_top_cells(sheet))
    for cell in cells:
        beside = sum(other.row == cell.row for other in cells)
        if beside <= 2 and Seen(cell, 0).sort not in (Sort.NUMBER,):
            yield cell


def _hidden_parts(sheet: Sheet, source: Source) -> Iterator[Finding]:
    """Yield one finding for hidden rows or columns with figures, and one for figures struck through."""
    hidden = [cell for cell in sheet if cell.hidden and Seen(cell, 0).sort in (Sort.NUMBER, Sort.FIGURE)]
    if hidden:
        message = text(
            "Hidden rows or columns of the sheet '{sheet}' hold figures, which were not read. Show them if "
            "they belong "
            "to the report.",
            sheet=sheet.name,
        )
        yield source.finding(FindingKind.HIDDEN_CONTENT_IGNORED, message, sheet.name, hidden)
    for cell in sheet:
        struck = cell.shown if cell.struck else cell.struck_part
        if struck and not cell.hidden and re.search(r"\d", fold(struck)):
            message = text(
                "'{struck}' is struck through and was not read. Delete what no longer holds.",
                struck=" ".join(struck.split()),
            )
            yield source.finding(FindingKind.STRUCK_THROUGH_IGNORED, message, sheet.name, cell)
