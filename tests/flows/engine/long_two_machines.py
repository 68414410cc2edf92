"""Two machines with a shared work pool, one of them lost: four minutes, so run by name (`make test-machines`)."""

import csv

import pytest
from prefect_asked import until
from work_pool import FIGURES, work_pool

from sources.month import Month
from tasks.ledger.ledger import Ledger

FINAL = ("Completed", "Failed", "Crashed", "Cancelled")


@pytest.fixture
def office(tmp_path):
    with work_pool(tmp_path) as started:
        yield started


def test_of_two_machines_one_is_lost_and_the_other_finishes_its_month(office):
    runs = {"lost": office.begin("monthly", month="2021-10", mail="none")}
    assert until(lambda: office.tasks_of(runs["lost"]), 120), office.said()
    runs["same month meanwhile"] = office.begin("ingest", month="2021-10")
    (lost,) = [machine for machine in office.machines if machine.works_on(runs["lost"])]
    (other,) = [machine for machine in office.machines if machine is not lost]
    assert until(lambda: other.works_on(runs["same month meanwhile"]), 60), office.said()
    lost.kill()
    runs["same month"] = office.begin("monthly", month="2021-10", mail="none")
    runs["another month"] = office.begin("monthly", month="2021-11", mail="none")
    for run in runs.values():
        assert until(lambda run=run: office.state(run) in FINAL, 240), office.said()

    assert {name: office.state(run) for name, run in runs.items()} == {
        "lost": "Crashed",
        "same month meanwhile": "Completed",
        "same month": "Completed",
        "another month": "Completed",
    }
    assert [name for name, run in runs.items() if lost.began(run)] == ["lost"]
    assert [name for name, run in runs.items() if other.began(run)] == list(runs)[1:]
    with Ledger.open(office.ledger_url) as ledger:
        editions = {month: len(ledger.editions("fy2021", Month.parse(month))) for month in FIGURES}
    assert editions == {"2021-10": 1, "2021-11": 1}
    assert {month: figure_in(office.folder / "output" / month) for month in FIGURES} == FIGURES


def figure_in(folder):
    """Return the figure for 企業面談 that an edition's data tell."""
    with (folder / "data" / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["measure_id"]: row["value"] for row in csv.DictReader(file)}["4-2-1-K1"]
