"""Inboxes read month by month, as the run does it."""

import csv
import unicodedata
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from sources.month import Month
from sources.plan import Plan
from sources.plan_files import load_plan, plan_folder
from sources.submission import Observation, Reading, Submission
from tasks.reading.read import read_submission
from tasks.reading.validate import validate

# The submissions beside the repository; where they do not stand, what reads them is not collected.
SUBMISSIONS = Path(__file__).resolve().parents[3].parent / "shared" / "submissions"
collect_ignore = [] if SUBMISSIONS.is_dir() else ["test_dev_set.py"]


@pytest.fixture(scope="session")
def submissions() -> Path:
    return SUBMISSIONS


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan(plan_folder("fy2021"))


@pytest.fixture(scope="session")
def read_inbox(plan: Plan) -> Callable[[Path], dict[str, Reading]]:
    """Return a reader of an inbox by its register, each month checked against the ones before it."""

    def read(inbox: Path) -> dict[str, Reading]:
        readings: dict[str, Reading] = {}
        with (inbox / "manifest.csv").open(encoding="utf-8-sig", newline="") as register:
            rows = sorted(csv.DictReader(register), key=lambda row: row["file"])
        for row in rows:
            data = (inbox / row["file"]).read_bytes()
            month = Month.parse(row["file"][:7])
            received = date.fromisoformat(row["received"])
            submission = Submission(row["file"], sha256(data).hexdigest(), row["body"], received, month)
            earlier = earlier_than(month, readings)
            readings[row["file"]] = validate(read_submission(submission, data, plan, None), earlier, plan)
        return readings

    return read


def earlier_than(month: Month, readings: dict[str, Reading]) -> list[Observation]:
    return [one for reading in readings.values() for one in reading.observations if one.month < month]


@pytest.fixture(scope="session")
def table() -> Callable[[Path], list[dict[str, str]]]:
    """Return a reader of CSVs as rows of text."""

    def read(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [
                {key: unicodedata.normalize("NFC", value) for key, value in row.items()}
                for row in csv.DictReader(file)
            ]

    return read
