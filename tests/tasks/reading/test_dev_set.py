"""The submissions beside the repository, read month by month, against the truth a careful clerk wrote down.

Collected only where that folder stands. Silent errors come first: an accepted value that the truth does not hold.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from sources.submission import Place, Reading, State

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Answers:
    """What was read of all files, and the truth's tables."""

    readings: dict[str, Reading]
    facts: Rows
    milestones: Rows
    statuses: Rows
    findings: Rows


@pytest.fixture(scope="module")
def answers(
    submissions: Path,
    read_inbox: Callable[[Path], dict[str, Reading]],
    table: Callable[[Path], Rows],
) -> Answers:
    truth = submissions / "truth"
    names = ("facts", "milestones", "statuses", "findings")
    return Answers(read_inbox(submissions), *(table(truth / f"{name}.csv") for name in names))


def stands_at(place: Place, row: dict[str, str]) -> bool:
    """Return whether a place is one of the cells that the truth names, or a range around it."""
    if place.source_file.endswith(".csv"):
        return place.cell in row["cell"].split("|")
    wanted = {cell if "!" in cell else f"{row['sheet']}!{cell}" for cell in row["cell"].split("|")}
    return any(
        f"{place.sheet}!{cell}" in wanted or f"{place.sheet}!{place.cell}" in wanted for cell in ends(place.cell)
    )


def ends(cell: str) -> list[str]:
    return cell.split(":")


def accepted(readings: dict[str, Reading]) -> set[tuple[str, str, str, str, Decimal]]:
    return {
        (file, one.measure_id, str(one.month), one.basis.value, one.value)
        for file, reading in readings.items()
        for one in reading.observations
        if one.state is State.ACCEPTED
    }


def in_truth(rows: Iterable[dict[str, str]]) -> set[tuple[str, str, str, str, Decimal]]:
    return {(row["file"], row["measure_id"], row["month"], row["basis"], Decimal(row["value"])) for row in rows}


def sums_of_months(rows: Rows) -> set[tuple[str, str, str, str, Decimal]]:
    """Return the running totals that the truth's monthly figures make, which a file's total may state."""
    found = set()
    for last in (row for row in rows if row["basis"] == "monthly"):
        same = [row for row in rows if row["basis"] == "monthly"]
        same = [row for row in same if (row["file"], row["measure_id"]) == (last["file"], last["measure_id"])]
        total = sum((Decimal(row["value"]) for row in same if row["month"] <= last["month"]), Decimal(0))
        found.add((last["file"], last["measure_id"], last["month"], "cumulative", total))
    return found


def test_no_accepted_value_is_not_in_the_truth(answers: Answers):
    assert accepted(answers.readings) - in_truth(answers.facts) - sums_of_months(answers.facts) == set()


def test_every_required_fact_is_found_in_its_cell(answers: Answers):
    required = [row for row in answers.facts if not row["note"].startswith("optional")]
    assert in_truth(required) - accepted(answers.readings) == set()
    for row in required:
        [one] = [
            one
            for one in answers.readings[row["file"]].observations
            if (one.measure_id, str(one.month), one.basis.value) == (row["measure_id"], row["month"], row["basis"])
        ]
        assert stands_at(one.place, row), (row, one.place)


def test_every_milestone_is_found_with_its_day_and_no_other_is(answers: Answers):
    found = {
        (file, one.measure_id): one
        for file, reading in answers.readings.items()
        for one in reading.milestones
        if one.state is State.ACCEPTED
    }
    assert set(found) == {(row["file"], row["measure_id"]) for row in answers.milestones}
    for row in answers.milestones:
        one = found[row["file"], row["measure_id"]]
        assert one.value.value in row["state"].split("|")
        assert one.on.startswith(row["date"]) and stands_at(one.place, row)


def test_every_status_is_found_with_its_words_and_no_other_is(answers: Answers):
    found = {
        (file, one.initiative_id): one
        for file, reading in answers.readings.items()
        for one in reading.statuses
        if one.state is State.ACCEPTED
    }
    assert set(found) == {(row["file"], row["initiative_id"]) for row in answers.statuses}
    for row in answers.statuses:
        one = found[row["file"], row["initiative_id"]]
        assert (one.value and one.value.value, str(one.month)) == (row["normalised"], row["month"])
        assert row["narrative_contains"] in one.narrative
        assert stands_at(one.place, row)


def test_every_finding_of_the_truth_is_made_at_its_cell(answers: Answers):
    for row in answers.findings:
        kinds = {row["kind"], *row["also_accept"].split("|")}
        assert any(
            finding.kind.value in kinds and stands_at(finding.place, row)
            for finding in answers.readings[row["file"]].findings
        ), row


def test_hardly_a_finding_is_made_that_the_truth_does_not_hold(answers: Answers):
    made = sum(len(reading.findings) for reading in answers.readings.values())
    assert made <= len(answers.findings) + 2, "each conflict is told of at both its cells"
