"""Many plans in one run: one ledger, a process for several plans, and none that stops another."""

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.fleet_plans import MONTH, write_fleet, write_town
from flows import fleet_recipe
from flows.commands.fleet_told import tell_fleet
from flows.crew import Crew
from flows.fleet_recipe import MAKE_PLAN, PlanMade, fleet_orders, make_fleet, none_stops_the_others
from flows.house import Order, open_house
from flows.runners import DirectRunner, PlainRunner
from flows.settings import Settings, load_settings
from flows.shown.progress import LineProgress
from sources.errors import ServiceFailed, WrongUse
from sources.messages import text


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    folder = tmp_path / "towns"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(nothing_set, tmp_path: Path) -> Settings:
    return load_settings({"output": str(tmp_path / "output")})


@pytest.fixture
def make_here(settings: Settings, quick_pdfs, monkeypatch: pytest.MonkeyPatch):
    """Give a way to make a folder's plans in this process, with marks in place of PDFs."""
    monkeypatch.setattr(fleet_recipe, "MAKE_PLAN", replace(MAKE_PLAN, in_process=False))

    def make(folder: Path) -> tuple[PlanMade, ...]:
        return make_fleet(fleet_orders(folder, MONTH, settings, "draft"), PlainRunner())

    return make


def test_each_plan_gets_its_edition_in_a_folder_of_its_own_and_all_share_a_ledger(towns, settings, make_here):
    write_fleet(towns, 3)
    assert [(one.plan_id, one.edition, one.problem) for one in make_here(towns)] == [
        (f"town-000{number}", 1, None) for number in (1, 2, 3)
    ]
    pages = sorted(path.parent.parent.name for path in settings.output.glob(f"*/{MONTH}/board.pdf"))
    assert pages == ["town-0001", "town-0002", "town-0003"]
    assert not list(settings.output.glob("town-*/.ayumi"))
    order, *_ = fleet_orders(towns, MONTH, settings, "draft")
    with open_house(order.settings) as house:
        editions = [house.ledger.last_edition(f"town-000{number}", MONTH) for number in (1, 2, 3)]
    assert None not in editions


def test_made_again_nothing_changes(towns, make_here):
    write_town(towns, 1)
    first, second = make_here(towns), make_here(towns)
    assert [replace(one, seconds=0) for one in second] == [replace(one, seconds=0) for one in first]


def test_a_plan_that_is_not_sound_is_told_and_stops_no_other(towns, make_here, settings, capsys):
    write_fleet(towns, 2)
    (towns / "town-0001" / "measures.csv").write_text("nothing", "utf-8")
    bad, good = made = make_here(towns)
    assert (bad.edition, bad.exit_code) == (0, 3)
    assert (good.edition, good.problem) == (1, None)
    assert tell_fleet(made, MONTH, settings) == 3
    told = capsys.readouterr().out
    assert "town-0001" in told
    assert "2 plans, 1 failed" in told


def test_a_fault_of_the_program_costs_one_plan_alone(towns, settings):
    def fault(order: Order) -> PlanMade:
        raise ZeroDivisionError("division by zero")

    order, *_ = fleet_orders(write_town(towns, 1).parent, MONTH, settings, "draft")
    made = none_stops_the_others(fault, order)
    assert (made.plan_id, made.exit_code) == ("town-0001", 4)
    assert "division by zero" in str(made.problem)


def test_a_plan_that_takes_its_process_with_it_costs_itself_alone(towns, settings):
    write_fleet(towns, 2)
    one, two = fleet_orders(towns, MONTH, settings, "draft")
    deadly = replace(MAKE_PLAN, do=os._exit)  # an order is no exit code: a fault there; 7 ends the process
    with Crew(1) as crew:
        fault = crew.do(deadly, one)
        with pytest.raises(ServiceFailed, match="died"):
            crew.do(replace(deadly, around=None, label=str), 7)
        assert DirectRunner(crew, LineProgress(lambda _: None, "en"), 1).each(
            replace(MAKE_PLAN, do=str, around=None), [two]
        )
    assert (fault.plan_id, fault.exit_code) == ("town-0001", 4)


def test_plans_of_other_years_stay_out(towns, settings):
    write_fleet(towns, 2)
    file = towns / "town-0002" / "plan.toml"
    file.write_text(file.read_text("utf-8").replace("fiscal_year = 2021", "fiscal_year = 2022"), "utf-8")
    assert [order.settings.plan for order in fleet_orders(towns, MONTH, settings, "none")] == ["town-0001"]


def test_a_folder_without_plans_is_wrong_use(towns, settings):
    with pytest.raises(WrongUse, match="no plan of fiscal year 2021"):
        fleet_orders(towns, MONTH, settings, "none")


def test_a_mailbox_can_not_be_shared_by_plans(towns, settings):
    write_town(towns, 1)
    with_mailbox = settings.model_copy(update={"mailbox": "imaps://office@mail.example.jp"})
    with pytest.raises(WrongUse, match="AYUMI_MAILBOX"):
        fleet_orders(towns, MONTH, with_mailbox, "none")


def test_in_a_store_each_plan_has_a_folder(towns, settings):
    write_town(towns, 1)
    with_store = settings.model_copy(update={"store": "s3://inboxes/towns/"})
    (order,) = fleet_orders(towns, MONTH, with_store, "none")
    assert order.settings.store == "s3://inboxes/towns/town-0001"


def test_what_an_edition_keeps_of_its_plan_is_the_plans_own_files(towns, settings, make_here):
    write_town(towns, 1)
    make_here(towns)
    order, *_ = fleet_orders(towns, MONTH, settings, "draft")
    with open_house(order.settings) as house:
        edition = house.ledger.last_edition("town-0001", MONTH)
        assert edition is not None
        origin = house.ledger.origin_of(edition)
    assert origin is not None
    kept = {source.path for source in origin.sources}
    assert {"plans/town-0001/plan.toml", "plans/town-0001/ratings/standard-1.toml", "bodies/council.toml"} <= kept
    assert not [path for path in kept if "inbox" in path or "town-0001/bodies" in path]


def test_the_table_of_plans_opens_in_a_spreadsheet_and_shows_those_to_look_at_first(settings, capsys):
    made = [
        PlanMade("a", 1.0, edition=1),
        PlanMade("b", 1.0, edition=1, missing=1),
        PlanMade("c", 1.0, problem=text("{month} is not a month.", month="x"), exit_code=2),
    ]
    assert tell_fleet(made, MONTH, settings) == 2
    shown = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in shown[1:3]] == ["c", "b"]
    written = (settings.output / f"plans-{MONTH}.csv").read_text("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(written))][1:] == ["a", "b", "c"]


def test_the_command_takes_the_folder_and_nothing_that_it_would_ignore(run_here, towns, tmp_path):
    write_town(towns, 1)
    code, said = run_here("run", "2021-10", "--plans", str(towns), "--plan", "fy2021")
    assert code == 2
    assert "Leave out" in said
