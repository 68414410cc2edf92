"""A file's layout as one column of its reading, and back: the same value again."""

import json
from dataclasses import asdict
from typing import Any

from sources.submission import ColumnPrint, LayoutPrint, SheetPrint, TablePrint


def layout_json(layout: LayoutPrint | None) -> str | None:
    return None if layout is None else json.dumps(asdict(layout), ensure_ascii=False, separators=(",", ":"))


def layout_of(stored: str | None) -> LayoutPrint | None:
    """Return the layout that *stored* holds; None where there is none, as in readings older than this memory."""
    if stored is None:
        return None
    return LayoutPrint(tuple(_sheet(sheet) for sheet in json.loads(stored)["sheets"]))


def _sheet(stored: dict[str, Any]) -> SheetPrint:
    return SheetPrint(stored["name"], tuple(_table(table) for table in stored["tables"]), tuple(stored["labels"]))


def _table(stored: dict[str, Any]) -> TablePrint:
    columns = tuple(ColumnPrint(**column) for column in stored["columns"])
    return TablePrint(stored["header_rows"], stored["merged"], columns)
