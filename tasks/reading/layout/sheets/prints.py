"""How a file is laid out, as it can be known again next month: sheets, headings and roles, forms' labels."""

import re
from collections.abc import Iterable, Sequence

from sources.submission import ColumnPrint, LayoutPrint, SheetPrint, TablePrint
from tasks.japanese_text import fold
from tasks.reading.layout.cells.labels import Field
from tasks.reading.layout.tables.header import Table

_TIMES = re.compile(
    r"(?:令和|平成|R|H)\.?\s?(?:\d{1,2}|元)(?:\s?年度?)?(?:[./\-]\d{1,2}(?:[./\-]\d{1,2})?)?"
    r"|20\d\d(?:[./\-]\d{1,2}(?:[./\-]\d{1,2})?|(?:0[1-9]|1[0-2])(?!\d)|\s?年度?)?|FY\s?\d{2,4}"
    r"|(?<!第)\d{1,2}(?=\s?[年月])|\d{1,2}(?=日)|(?<=月)\d{1,2}"
)
_FOLDED_TIMES = re.compile(r"#(?:[年月日./\-~\s]*#)*")


def sheet_print(name: str, tables: Sequence[Table], fields: Iterable[Field]) -> SheetPrint:
    """Return what a sheet's tables and forms are known by; tables under which nothing stood are left out."""
    used = {field.row_key[0] for field in fields if field.is_table}
    found = tuple(_table_print(table) for table in tables if table.first_row in used)
    of_forms = (
        label
        for field in fields
        if not field.is_table
        for label in field.labels
        if label.title or label.heading.roles
    )
    labels = (without_times(label.seen.text) for label in of_forms)
    return SheetPrint(without_times(name), found, tuple(dict.fromkeys(labels)))


def layout_print(sheets: Iterable[SheetPrint]) -> LayoutPrint | None:
    """Return the file's print; of sheets that differ only in their month the last; None where nothing was read."""
    by_name = {sheet.name: sheet for sheet in sheets if sheet.tables or sheet.labels}
    return LayoutPrint(tuple(by_name.values())) if by_name else None


def without_times(words: str) -> str:
    """Return *words* with the figures of months, days and years folded: 10月末 and 11月末 are #月末."""
    return _FOLDED_TIMES.sub("#", _TIMES.sub("#", " ".join(fold(words).split())))


def _table_print(table: Table) -> TablePrint:
    left = min(table.columns, default=0)
    header_rows = table.first_row - min(
        (label.seen.row for path in table.columns.values() for label in path), default=table.first_row
    )
    merged = {label.place for path in table.columns.values() for label in path if label.seen.cell.merged_range}
    columns: dict[str, ColumnPrint] = {}
    for column, path in sorted(table.columns.items()):
        heading = " / ".join(without_times(label.seen.label_text) for label in path)
        columns.setdefault(
            heading, ColumnPrint(column - left, heading, path.last_role.value if path.last_role else "")
        )
    return TablePrint(header_rows, len(merged), tuple(columns.values()))
