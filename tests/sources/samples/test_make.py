"""The sample inbox is written by the project, the same byte for byte, and says what its truth table says."""

import csv
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from sources.bodies import BODIES_FOLDER, load_bodies
from sources.intake.folder import list_arrivals, read_inbox
from sources.month import Month
from sources.plan import Plan
from sources.samples.make import SAMPLE_INBOX, SAMPLE_MONTHS, write_samples
from tasks.reading.grid import Grid, address
from tasks.reading.opening import open_grid

TRUTH = Path(__file__).parents[1]


def table(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def files_in(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {unicodedata.normalize("NFC", path.relative_to(folder).as_posix()): path.read_bytes() for path in found}


def test_the_inbox_in_the_repository_is_what_the_script_writes(tmp_path: Path):
    write_samples(tmp_path)
    assert files_in(tmp_path) == files_in(SAMPLE_INBOX)


def test_every_month_has_all_ten_bodies_by_the_register_and_by_the_files_names(tmp_path: Path):
    bodies = load_bodies(BODIES_FOLDER)
    write_samples(tmp_path)
    (tmp_path / "manifest.csv").unlink()
    for month in SAMPLE_MONTHS:
        inbox = read_inbox(SAMPLE_INBOX, bodies, month)
        assert inbox.findings == ()
        senders = {arrival.submission.file: arrival.submission.body_id for arrival in inbox.arrivals}
        assert set(senders.values()) == {body.body_id for body in bodies if body.reports}
        assert {arrival.submission.received.month for arrival in inbox.arrivals} == {month.plus(1).number}
        by_name = list_arrivals(tmp_path, bodies, month)
        assert {arrival.submission.file: arrival.submission.body_id for arrival in by_name} == senders


def test_the_samples_come_in_four_formats():
    suffixes = Counter(Path(file).suffix for file in files_in(SAMPLE_INBOX) if file != "manifest.csv")
    assert suffixes == {".xlsx": 14, ".ods": 2, ".csv": 2, ".tsv": 2}


@pytest.fixture(scope="module")
def grids() -> dict[str, Grid]:
    return {
        arrival.submission.file: open_grid(arrival.submission.file, arrival.data)
        for arrival in list_arrivals(SAMPLE_INBOX, load_bodies(BODIES_FOLDER), None)
    }


def shown(grid: Grid, sheet_name: str, cell_name: str) -> str:
    [sheet] = [sheet for sheet in grid.sheets if sheet.name == sheet_name]
    return next(cell.shown for cell in sheet if address(grid, cell.row, cell.column) == cell_name)


@pytest.mark.parametrize(
    "row", table("samples_truth.csv"), ids=lambda row: f"{row['measure']} {row['month']} {row['cell']}"
)
def test_each_fact_of_the_truth_table_stands_in_its_cell(row: dict[str, str], grids: dict[str, Grid], plan: Plan):
    scale = 1000 if row["unit"] == "円" else 1
    for cell in row["cell"].split("|"):
        written = unicodedata.normalize("NFKC", shown(grids[row["file"]], row["sheet"], cell)).replace(",", "")
        if row["note"] == "optional: a formula without a stored value":
            assert written == ""
            continue
        digits = re.match(r"\d+", written)
        assert digits and Decimal(digits[0]) * scale == Decimal(row["value"])
    assert plan.measure[row["measure"]].unit == row["unit"]


def test_the_expectations_name_things_of_the_plan_and_cells_of_the_samples(grids: dict[str, Grid], plan: Plan):
    for row in table("samples_expected.csv"):
        if row["what"] != "finding":
            assert row["id"] in (plan.node if row["what"] == "status" else plan.measure)
        for cell in filter(None, row["cell"].split("|")):
            assert shown(grids[row["file"]], row["sheet"], cell) or row["id"] == "formula_without_value"
        assert Month.parse(row["month"]) in SAMPLE_MONTHS
