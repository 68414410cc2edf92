"""Many plans made by two processes at once with one ledger on PostgreSQL, each with folders of its own."""

import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import psycopg
import pytest
from forked import forked
from private_postgresql import private_postgresql

from benchmarks.fleet_plans import MONTH, write_fleet
from flows import fleet_recipe
from flows.fleet_recipe import MAKE_PLAN, fleet_orders, make_fleet
from flows.runners import PlainRunner
from flows.settings import load_settings
from tasks.ledger.ledger import Ledger


@pytest.fixture(scope="module")
def new_database():
    """Give a maker of empty databases on one server: each call returns the URL of another."""
    with private_postgresql() as server:
        numbers = count(1)

        def make() -> str:
            name = f"ledger_{next(numbers)}"
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return server.url.replace("/postgres", f"/{name}")

        yield make


@pytest.fixture
def at_once(nothing_set, quick_pdfs, new_database, monkeypatch, tmp_path):
    """Give a way to make a folder of plans on each of several machines at once; it returns what each of them saw.

    What is seen of a plan are the editions that the ledger holds, and the problem that stopped it, or nothing.
    """
    monkeypatch.setattr(fleet_recipe, "MAKE_PLAN", replace(MAKE_PLAN, in_process=False))

    def make(machine: int, folder: Path, ledger: str) -> None:
        settings = load_settings({"output": str(tmp_path / f"output-{machine}"), "ledger": ledger})
        made = make_fleet(fleet_orders(folder, MONTH, settings, "draft"), PlainRunner())
        problems = {one.plan_id: one.problem and one.problem.english() for one in made}
        (tmp_path / f"told-{machine}.json").write_text(json.dumps(problems), "utf-8")

    def run(*folders: Path):
        ledger_url = new_database()
        processes = [forked(lambda given=given: make(*given, ledger_url)) for given in enumerate(folders, start=1)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(120)
        assert [process.exitcode for process in processes] == [0] * len(folders)
        told = [json.loads((tmp_path / f"told-{n}.json").read_text()) for n in range(1, len(folders) + 1)]
        with Ledger.open(ledger_url) as ledger:
            return told, {plan: len(ledger.editions(plan, MONTH)) for one in told for plan in one}

    return run


def files_of(tmp_path: Path, machine: int, plan: str) -> dict[str, bytes]:
    folder = tmp_path / f"output-{machine}" / plan / str(MONTH)
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "edition.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_each_machine_makes_its_half_and_all_are_in_the_one_ledger(tmp_path, at_once):
    write_fleet(tmp_path / "first", 2)
    (tmp_path / "second").mkdir()
    (tmp_path / "first" / "town-0002").rename(tmp_path / "second" / "town-0002")
    told, editions = at_once(tmp_path / "first", tmp_path / "second")
    assert told == [{"town-0001": None}, {"town-0002": None}]
    assert editions == {"town-0001": 1, "town-0002": 1}


def test_two_machines_given_the_same_plans_make_one_edition_of_each_with_the_same_bytes(tmp_path, at_once):
    write_fleet(tmp_path / "towns", 2)
    told, editions = at_once(tmp_path / "towns", tmp_path / "towns")
    assert told == [{"town-0001": None, "town-0002": None}] * 2
    assert editions == {"town-0001": 1, "town-0002": 1}
    for plan in editions:
        assert files_of(tmp_path, 1, plan) == files_of(tmp_path, 2, plan) != {}
