"""A file that was read is not read again, unless something that its reading depends on has changed."""

from dataclasses import replace
from zipfile import ZipFile

import pytest

from flows.house import Order, open_house
from flows.intake import ingest
from flows.recipe import take_in
from flows.runners import direct_runner
from flows.settings import load_settings
from flows.shown.progress import LineProgress
from sources.bodies import BODIES_FOLDER
from sources.month import Month
from sources.submission import FindingKind
from tasks.reading import kept_readings

OCTOBER = Month(2021, 10)


@pytest.fixture
def read_files(monkeypatch):
    """Give the list of names of the files that were really read."""
    names = []
    really = ingest.read_in_own_process

    def noted(arrival, *others, **more):
        names.append(arrival.submission.file)
        return really(arrival, *others, **more)

    monkeypatch.setattr(ingest, "read_in_own_process", noted)
    return names


@pytest.fixture
def take(nothing_set, inbox, tmp_path):
    def run(month=OCTOBER, **overrides):
        paths = {"inbox": str(inbox.folder), "output": str(tmp_path / "output")}
        settings = load_settings({**paths, **overrides})
        with direct_runner(LineProgress(lambda _: None, "en"), 2) as runner:
            return take_in(Order(month, settings, "none"), runner).readings

    return run


def test_a_second_run_reads_nothing_and_knows_the_same(take, inbox, read_files):
    inbox.put("2021-09", "12")
    inbox.put("2021-10", "14")
    first = take()
    assert sorted(read_files) == ["2021-09/東経連BC_進捗.csv", "2021-10/東経連BC_進捗.csv"]
    read_files.clear()
    assert take() == first
    assert read_files == []


def test_only_what_came_since_is_read(take, inbox, read_files):
    inbox.put("2021-09", "12")
    inbox.put("2021-10", "14")
    take()
    read_files.clear()
    inbox.put("2021-10", "15", "東経連BC_進捗_修正版.csv")
    readings = take()
    assert read_files == ["2021-10/東経連BC_進捗_修正版.csv"]
    assert {str(one.value) for reading in readings for one in reading.observations} == {"12", "15"}


def test_what_was_kept_is_checked_anew_against_months_that_were_corrected_since(take, inbox, read_files):
    inbox.put("2021-09", "12")
    inbox.put("2021-10", "14")
    take()
    inbox.put("2021-09", "20", "東経連BC_進捗_修正版.csv")
    read_files.clear()
    kinds = {finding.kind for reading in take() for finding in reading.findings}
    assert read_files == ["2021-09/東経連BC_進捗_修正版.csv"]
    assert FindingKind.DECREASE_FROM_PREVIOUS in kinds


def test_a_changed_body_plan_reader_or_password_has_the_file_read_again(
    take, inbox, read_files, monkeypatch, tmp_path
):
    inbox.put("2021-10", "14")
    take()
    bodies = tmp_path / "bodies"
    bodies.mkdir()
    for file in BODIES_FOLDER.glob("*.toml"):
        (bodies / file.name).write_text(file.read_text().replace('"東経連ビジネスセンター"', '"東経連BCセンター"'))
    read_files.clear()
    take(bodies=str(bodies))
    assert len(read_files) == 1
    monkeypatch.setattr(kept_readings, "reader_digest", lambda: "the next version of the reader")
    take()
    assert len(read_files) == 2
    monkeypatch.setenv("AYUMI_PASSWORD_BC", "himitsu")
    take()
    assert len(read_files) == 3
    take()
    assert len(read_files) == 3


def test_what_may_pass_by_itself_is_looked_at_each_time(take, inbox, read_files):
    with ZipFile(inbox.put("2021-10", "14").with_name("東経連BC_壊.xlsx"), "w") as no_workbook:
        no_workbook.writestr("memo.txt", "hello")
    take()
    read_files.clear()
    take()
    assert read_files == ["2021-10/東経連BC_壊.xlsx"]


def test_half_a_kept_file_is_not_taken_for_a_reading(take, inbox, read_files, tmp_path):
    inbox.put("2021-10", "14")
    first = take()
    (file,) = (tmp_path / "output" / ".ayumi" / "readings").iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    read_files.clear()
    assert take() == first
    assert len(read_files) == 1


def test_a_look_at_one_file_reads_it_in_any_case(nothing_set, inbox, tmp_path, read_files):
    inbox.put("2021-10", "14")
    settings = load_settings({"inbox": str(inbox.folder), "output": str(tmp_path / "output")})
    with open_house(settings) as house:
        (arrival,) = ingest.list_up_to(settings, house.bodies, OCTOBER).arrivals
        job = ingest.ToRead(arrival, house.plan, None, None)
        assert ingest.read_one(job) == ingest.read_one(replace(job))
    assert len(read_files) == 2
