"""The tables of the data companion as pandas frames, with a heading, a width and a look for every column."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

import pandas as pd

from sources.messages import Text, text
from sources.submission import Place

CELL_LIMIT = 32_000
"""Characters kept of a text: Excel takes 32,767, and the CSV beside holds all of it."""

Item = TypeVar("Item")
Cell = str | Decimal | int | date | None


class Look(StrEnum):
    """How a column's cells are shown."""

    WORDS = "words"
    LONG_WORDS = "long_words"
    NUMBER = "number"
    SHARE = "share"
    DAY = "day"
    MARK = "mark"


@dataclass(frozen=True)
class Column:
    """One column; a *heading* that is the same in every language is given as it is printed."""

    heading: Text | str
    width: float
    look: Look = Look.WORDS


@dataclass(frozen=True)
class Table:
    """One sheet: *notes* (label, words) stand above the headings; *frame* has one column for each of *columns*."""

    title: Text
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    notes: tuple[tuple[Text, str], ...] = ()


Columns = Sequence[tuple[Column, Callable[[Item], Cell]]]


def table(
    title: Text, columns: Columns[Item], items: Iterable[Item], notes: Sequence[tuple[Text, str]] = ()
) -> Table:
    """Return the sheet that shows *items*, one a row, each column by its own function."""
    rows = [[_cell(show(item)) for _, show in columns] for item in items]
    headed = tuple(column for column, _ in columns)
    return Table(title, headed, pd.DataFrame(rows, columns=range(len(headed)), dtype=object), tuple(notes))


class Placed(Protocol):
    """Anything that was read from a cell."""

    @property
    def place(self) -> Place: ...


PLACE_COLUMNS: Columns[Placed] = (
    (Column(text("File"), 34), lambda each: each.place.source_file),
    (Column(text("Sheet"), 14), lambda each: each.place.sheet),
    (Column(text("Cell"), 8), lambda each: each.place.cell),
)


def _cell(value: Cell) -> Cell:
    """Return a value as a cell can hold it: blanks for nothing, numbers as numbers, texts within Excel's limit."""
    if isinstance(value, str) and len(value) > CELL_LIMIT:
        return f"{value[:CELL_LIMIT]}…"
    return None if value == "" else value
