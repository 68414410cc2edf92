"""What lies in the inbox folder and in a store by URL comes in together, for the month and those before it."""

from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from flows.intake.ingest import list_up_to
from flows.settings import load_settings
from sources.bodies import BODIES_FOLDER, load_bodies
from sources.errors import InputRefused
from sources.month import Month

OCTOBER = Month(2021, 10)
BODIES = load_bodies(BODIES_FOLDER)


@pytest.fixture
def store(tmp_path: Path):
    """A store in this process's memory, with a file of each of three months."""
    files = MemoryFileSystem()
    for month in ("2021-09", "2021-10", "2021-11"):
        files.pipe_file(f"/{tmp_path.name}/{month}/東経連BC.csv", month.encode())
    yield f"memory://{tmp_path.name}"
    files.rm(f"/{tmp_path.name}", recursive=True)


def listed(**settings: str) -> list[tuple[str, str | None]]:
    found = list_up_to(load_settings(settings), BODIES, OCTOBER)
    return [(arrival.submission.file, arrival.submission.body_id) for arrival in found.arrivals]


def test_folder_and_store_come_in_together_up_to_the_month(nothing_set, inbox, store: str):
    inbox.put("2021-10", "14", "ILC推進協.csv")
    inbox.put("2021-12", "15", "ILC推進協.csv")
    assert listed(inbox=str(inbox.folder), store=store) == [
        ("2021-10/ILC推進協.csv", "ilc"),
        ("2021-09/東経連BC.csv", "bc"),
        ("2021-10/東経連BC.csv", "bc"),
    ]


def test_the_folder_may_be_missing_only_where_something_else_is_set(nothing_set, tmp_path: Path, store: str):
    missing = str(tmp_path / "none")
    assert len(listed(inbox=missing, store=store)) == 2
    assert listed(inbox=missing, mailbox="imaps://office@mail.example.jp") == []
    with pytest.raises(InputRefused):
        listed(inbox=missing)
