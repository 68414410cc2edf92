"""The sample inbox that ships, read month by month, against the facts its makers wrote down."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from sources.samples.make import SAMPLE_INBOX
from sources.submission import Reading, State

TRUTH = Path(__file__).parents[2] / "sources"

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def readings(read_inbox: Callable[[Path], dict[str, Reading]]) -> dict[str, Reading]:
    return read_inbox(SAMPLE_INBOX)


def test_exactly_the_facts_of_the_samples_are_accepted(
    readings: dict[str, Reading], table: Callable[[Path], Rows]
):
    rows = table(TRUTH / "samples_truth.csv")
    known = {
        (row["file"], row["measure"], row["month"], row["basis"]): (Decimal(row["value"]), row["cell"])
        for row in rows
    }
    required = {key for key, row in zip(known, rows, strict=True) if not row["note"].startswith("optional")}
    found = {
        (file, one.measure_id, str(one.month), one.basis.value): one
        for file, reading in readings.items()
        for one in reading.observations
        if one.state is State.ACCEPTED
    }
    assert required - set(found) == set()
    assert set(found) - set(known) == set()
    for key, one in found.items():
        value, cells = known[key]
        assert one.value == value and one.place.cell in cells.split("|"), key


@pytest.mark.parametrize("what", ["milestone", "status"])
def test_exactly_the_states_of_the_samples_are_accepted(
    readings: dict[str, Reading], table: Callable[[Path], Rows], what: str
):
    expected = {
        (row["file"], row["id"]): row for row in table(TRUTH / "samples_expected.csv") if row["what"] == what
    }
    found = {}
    for file, reading in readings.items():
        for one in reading.milestones if what == "milestone" else reading.statuses:
            if one.state is State.ACCEPTED and one.value is not None:
                name = one.measure_id if what == "milestone" else one.initiative_id
                found[file, name] = one
    assert set(found) == set(expected)
    for key, row in expected.items():
        assert found[key].value.value in row["value"].split("|"), key


def test_every_finding_of_the_samples_is_made(readings: dict[str, Reading], table: Callable[[Path], Rows]):
    for row in table(TRUTH / "samples_expected.csv"):
        if row["what"] == "finding":
            kinds = {finding.kind.value for finding in readings[row["file"]].findings}
            assert row["id"] in kinds, row
