"""Sheets written down as rows, and read: what a layout test needs and nothing else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from sources.month import Month
from sources.plan import Plan
from sources.submission import Reading, State, Submission
from tasks.reading.grid import Cell, Grid, Sheet, StoredValue
from tasks.reading.layout.read_grid import read_grid
from tasks.reading.read import title_index

Rows = Sequence[Sequence[StoredValue | Cell]]
Ranges = Iterable[tuple[int, int, int, int]]
OCTOBER = Month(2021, 10)


def cell_of(row: int, column: int, value: StoredValue) -> Cell:
    """Return a cell as opening a plain workbook gives it."""
    if isinstance(value, datetime | date):
        return Cell(row, column, value, f"{value.year}/{value.month}/{value.day}", "date", "yyyy/m/d")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Cell(row, column, value, f"{value:,}", "number")
    return Cell(row, column, value, str(value), "text")


@pytest.fixture(scope="session")
def sheet_of() -> Callable[..., Sheet]:
    """Return a maker of sheets: rows and columns count from 1, None is blank, a Cell is put where it stands."""

    def make(rows: Rows, merged: Ranges = (), name: str = "報告", *, hidden: bool = False) -> Sheet:
        ranges = {(r1, c1): (r1, c1, r2, c2) for r1, c1, r2, c2 in merged}
        cells: dict[tuple[int, int], Cell] = {}
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    cell = replace(value, row=r, column=c) if isinstance(value, Cell) else cell_of(r, c, value)
                    cells[r, c] = replace(cell, merged_range=ranges.get((r, c)))
        return Sheet(name, cells, tuple(ranges.values()), hidden)

    return make


@pytest.fixture(scope="session")
def read_sheets(plan: Plan) -> Callable[..., Reading]:
    """Return a reader of sheets, sent for October 2021 unless another folder is named."""

    def read(
        *sheets: Sheet, file: str = "2021-10/report.xlsx", folder: Month | None = OCTOBER, form: str = "xlsx"
    ) -> Reading:
        submission = Submission(file, "0" * 64, "bc", date(2021, 11, 8), folder)
        return read_grid(Grid(form, sheets), submission, plan, title_index(plan))

    return read


@pytest.fixture(scope="session")
def read_rows(read_sheets: Callable[..., Reading], sheet_of: Callable[..., Sheet]) -> Callable[..., Reading]:
    """Return a reader of one sheet written as rows."""

    def read(rows: Rows, merged: Ranges = (), name: str = "報告", **how: object) -> Reading:
        return read_sheets(sheet_of(rows, merged, name), **how)

    return read


@pytest.fixture(scope="session")
def counted() -> Callable[[Reading], set[tuple[str, str, int, str]]]:
    """Return what counts of a reading: (measure, month, value, cumulative or monthly)."""

    def of(reading: Reading) -> set[tuple[str, str, int, str]]:
        return {
            (one.measure_id, str(one.month), int(one.value), one.basis.value)
            for one in reading.observations
            if one.state is State.ACCEPTED
        }

    return of


@pytest.fixture(scope="session")
def kinds() -> Callable[[Reading], list[str]]:
    """Return the kinds of a reading's findings with their cells: "not_a_number C4"."""

    def of(reading: Reading) -> list[str]:
        return [f"{finding.kind.value} {finding.place.cell}".strip() for finding in reading.findings]

    return of
