"""A sheet read by the layout that its body declares, not by its words; or why it does not fit that."""

import fnmatch
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from sources.bodies import DeclaredLayout, LayoutColumn
from sources.messages import Text, text
from sources.submission import Basis
from sources.vocabulary import Role, load_vocabulary
from tasks.japanese_text import key, one_line
from tasks.reading.grid import Cell
from tasks.reading.layout.cells.headings import ACTUAL_ROLES
from tasks.reading.layout.cells.labels import Label, Labels
from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.seen import Seen
from tasks.reading.layout.cells.spans import joined_mentions
from tasks.reading.layout.cells.view import Strip, View
from tasks.reading.layout.sheets.live import LiveSheet
from tasks.reading.layout.sheets.prints import without_times
from tasks.reading.layout.tables.ground import Ground
from tasks.reading.layout.tables.header import Table
from tasks.reading.layout.tables.scan import Scan
from tasks.reading.layout.tables.table_rows import read_table_row
from tasks.reading.units import find_unit
from tasks.reading.value_types import Unit


def sheets_declared(live: Sequence[LiveSheet], declared: DeclaredLayout) -> list[LiveSheet]:
    """Return the sheets that a declared layout speaks of: by its pattern, months apart, or the first one."""
    if not declared.sheet:
        return list(live[:1])
    wanted = without_times(declared.sheet)
    return [one for one in live if fnmatch.fnmatchcase(without_times(one.sheet.name), wanted)]


def unit_declared(declared: DeclaredLayout) -> Unit | None:
    return find_unit(f"単位:{declared.unit}") if declared.unit else None


def no_such_sheet(declared: DeclaredLayout) -> Text:
    return text(
        "The file has no sheet '{sheet}', which this body's layout says to read, so nothing was read from it. "
        "Name the sheet so, or correct [layout] in the body's file.",
        sheet=declared.sheet or "1",
    )


def why_not_fit(view: View, declared: DeclaredLayout) -> tuple[Text, tuple[Cell, ...]] | None:
    """Return what of a sheet is not as declared, with its cells; None where every heading is."""
    rows = range(declared.header_row, declared.header_row + declared.header_rows)
    for column in declared.columns:
        headings = _headings(view, rows, _number(column.column))
        if not headings:
            message = text(
                "Column {column} has no heading in row {row}, where this body's layout says there is one, so "
                "nothing was read. Restore it, or correct [layout] in the body's file.",
                column=column.column,
                row=declared.header_row,
            )
            return message, ()
        wanted = key(without_times(column.heading))
        if wanted and all(key(without_times(seen.text)) != wanted for seen in headings):
            message = text(
                "Column {column} is headed '{found}', but this body's layout says '{expected}', so nothing was "
                "read. Restore it, or correct [layout] in the body's file.",
                column=column.column,
                found=one_line(headings[-1].text),
                expected=column.heading,
            )
            return message, (headings[-1].cell,)
    return None


def scan_declared(view: View, names: Names, declared: DeclaredLayout) -> Scan:
    """Return a sheet scanned as declared: above the header by its words, below it by the declared columns."""
    last_row = max(view.rows, default=declared.header_row)
    last_column = max((seen.cell.last_column for seen in view.cells.values()), default=1)
    first = declared.header_row + declared.header_rows
    above = View(view.sheet_name, _cells(view, lambda seen: seen.row < declared.header_row), view.cover)
    scan = Scan(above, names).run()
    columns = {_number(one.column): one for one in declared.columns}
    rows = range(declared.header_row, first)
    paths = {at: _path(_headings(view, rows, at), one, declared, names) for at, one in columns.items()}
    below = View(
        view.sheet_name, _cells(view, lambda seen: seen.row >= first and seen.column in columns), view.cover
    )
    strip = Strip(declared.header_row, last_row, 1, last_column)
    table = Table(strip, first, paths, last_row=first - 1)
    scan.tables.append(table)
    ground = Ground(below, strip, names)
    titles = tuple(section.label for section in scan.sections if section.label.title)
    for row in range(first, last_row + 1):
        if ground.row(row):
            scan.fields += read_table_row(ground, row, table, titles)
    return replace(scan, view=view)


def _cells(view: View, is_kept: Callable[[Seen], bool]) -> dict[tuple[int, int], Seen]:
    return {place: seen for place, seen in view.cells.items() if is_kept(seen)}


def _headings(view: View, rows: range, column: int) -> list[Seen]:
    """Return the cells over a column from top to bottom, each once."""
    found: list[Seen] = []
    for row in rows:
        seen = view.at(row, column)
        if seen is not None and seen not in found:
            found.append(seen)
    return found


def _path(headings: list[Seen], column: LayoutColumn, declared: DeclaredLayout, names: Names) -> Labels:
    """Return the labels of a column: its measure where one is declared, and its role in the place of its words."""
    role = column.role or Role.ACTUAL
    if role is Role.ACTUAL and declared.basis is not None:
        role = Role.CUMULATIVE if declared.basis is Basis.CUMULATIVE else Role.MONTHLY
    label = Label(replace(headings[-1], means=_words(headings, role, names.plan.fiscal_year)))
    if not column.measure:
        return Labels((label,))
    return Labels((Label(headings[0], title=column.measure, hint=Role.MEASURE, is_exact=True), label))


def _words(headings: Sequence[Seen], role: Role, fiscal_year: int) -> str:
    """Return the words that say *role*, with the month that the headings name for a figure's column."""
    word = _word_of_role()[role]
    if role not in ACTUAL_ROLES:
        return word
    times = [
        f"{seen.text[mention.start : mention.end]}末"
        if seen.heading.is_as_of
        else seen.text[mention.start : mention.end]
        for seen in headings
        for mention in joined_mentions(seen.text, fiscal_year)
    ]
    return f"{times[-1]} {word}" if times else word


@cache
def _word_of_role() -> dict[Role, str]:
    return {role: words[0] for role, words in load_vocabulary().roles.roles.items()}


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
