import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import prefect_asked
import pytest
from prefect_asked import until

from benchmarks.fleet_plans import MONTH, write_fleet, write_town
from flows.cli import main
from flows.engine.sign_in import known_sign_in, sign_in_string
from flows.fleet_recipe import fleet_orders
from flows.house import open_house
from flows.recipe import make_month
from flows.runners import PlainRunner
from flows.settings import load_settings
from sources.errors import WrongUse
from sources.month import Month

AYUMI = Path(sys.executable).with_name("ayumi")


def ask(api_url: str, path: str, question: object, sign_in: str | None = None) -> list[dict]:
    return prefect_asked.ask(api_url, path, question, sign_in or os.environ["PREFECT_API_AUTH_STRING"])


@pytest.fixture
def settings_of_test(prefect_server, quick_pdfs, inbox, tmp_path, monkeypatch):
    monkeypatch.setenv("AYUMI_INBOX", str(inbox.folder))
    monkeypatch.setenv("AYUMI_OUTPUT", str(tmp_path / "output"))


def test_the_monthly_flow_makes_the_edition_and_shows_it(prefect_server, settings_of_test, inbox, tmp_path):
    from flows.monthly import monthly

    inbox.put("2021-10", "14")
    outcome = monthly(month="2021-10", mail="draft")
    assert outcome.edition.number == 1
    assert (tmp_path / "output" / "2021-10" / "edition.json").is_file()

    def names(kind: str, field: str) -> set[str]:
        return {one[field] for one in ask(prefect_server.api_url, f"/{kind}/filter", {}) if one[field]}

    assert "2021-10 fy2021" in names("flow_runs", "name")
    wanted = {f"fy2021-2021-10-{what}" for what in ("submissions", "findings", "edition")}
    assert until(lambda: wanted <= names("artifacts", "key"))
    speaking = {"read 東経連BC_進捗.csv", "render board.pdf", "attain 2021-10"}
    assert until(lambda: speaking <= names("task_runs", "name"))


def test_the_fleet_flow_makes_each_plan_s_edition_and_shows_those_to_look_at(
    prefect_server, settings_of_test, tmp_path, monkeypatch
):
    from flows import fleet_recipe
    from flows.fleet import fleet

    monkeypatch.setattr(fleet_recipe, "MAKE_PLAN", replace(fleet_recipe.MAKE_PLAN, in_process=False))
    towns = tmp_path / "towns"
    towns.mkdir()
    write_fleet(towns, 2)
    (towns / "town-0001" / "measures.csv").write_text("nothing", "utf-8")
    bad, good = fleet(month=str(MONTH), plans=towns, mail="none")
    assert (bad.exit_code, good.edition) == (3, 1)
    (shown,) = until(
        lambda: [
            one for one in ask(prefect_server.api_url, "/artifacts/filter", {}) if one["key"] == f"fleet-{MONTH}"
        ]
    )
    assert "town-0001" in shown["data"]


def test_by_schedule_many_plans_are_due_on_the_fifth_business_day_and_later_only_those_not_made(
    prefect_server, settings_of_test, tmp_path, quick_pdfs
):
    from flows.fleet import still_due

    write_fleet(tmp_path / "towns", 2)

    def orders():
        return fleet_orders(tmp_path / "towns", MONTH, load_settings(), "none")

    third, fifth, later = (datetime(2021, 11, day, 0, 0, tzinfo=UTC) for day in (5, 9, 10))
    assert still_due(orders(), third) == ()
    assert still_due(orders(), fifth) == orders()
    make_month(orders()[0], PlainRunner())
    make_month(orders()[1], PlainRunner())
    assert still_due(orders(), later) == ()
    write_town(tmp_path / "towns", 3)
    (tmp_path / "towns" / "town-0001" / "measures.csv").write_text("nothing", "utf-8")
    assert [order.settings.plan for order in still_due(orders(), later)] == ["town-0001", "town-0003"]


def test_the_page_of_a_run_shows_the_submissions_in_the_offices_language(prefect_server, settings_of_test, inbox):
    from flows.monthly import monthly

    inbox.put("2021-10", "15")
    monthly(month="2021-10", mail="none")
    rows = until(
        lambda: [
            row
            for artifact in ask(prefect_server.api_url, "/artifacts/filter", {})
            if artifact["key"] == "fy2021-2021-10-submissions"
            for row in json.loads(artifact["data"])
        ]
    )
    assert rows[0]["提出機関"] == "東経連ビジネスセンター"
    assert rows[0]["受領日"] == datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()


def test_the_deliver_flow_refuses_an_edition_that_nobody_approved(
    prefect_server, settings_of_test, inbox, monkeypatch
):
    from flows.deliver import deliver
    from flows.monthly import monthly

    monkeypatch.setenv("AYUMI_SENDER", "office@example.jp")
    inbox.put("2021-10", "14")
    edition = monthly(month="2021-10", mail="queue").edition
    with pytest.raises(WrongUse, match="is not approved"):
        deliver(month="2021-10")
    with pytest.raises(WrongUse, match="has another digest"):
        deliver(month="2021-10", digest="0" * 64, approved_by="事務局長")
    with pytest.raises(WrongUse, match="needs the digest"):
        deliver(month="2021-10", approved_by="事務局長")
    with pytest.raises(WrongUse, match="AYUMI_SMTP_HOST"):
        deliver(month="2021-10", digest=edition.digest, approved_by="事務局長")


def test_the_rebuild_flow_tells_whether_an_edition_comes_out_the_same(
    prefect_server, settings_of_test, inbox, tmp_path
):
    from prefect.client.schemas.objects import StateType

    from flows.monthly import monthly
    from flows.rebuild import rebuild

    inbox.put("2021-10", "14")
    monthly(month="2021-10", mail="none")
    same = rebuild(month="2021-10", return_state=True)
    assert (same.type, same.name) == (StateType.COMPLETED, "Same")
    assert (tmp_path / "output" / "editions" / "2021-10-1" / "board.pdf").is_file()
    shown = until(
        lambda: [
            one
            for one in ask(prefect_server.api_url, "/artifacts/filter", {})
            if one["key"] == "fy2021-2021-10-rebuilt"
        ]
    )
    assert {row["一致"] for row in json.loads(shown[0]["data"])} == {"はい"}
    with pytest.raises(WrongUse, match="no edition 7"):
        rebuild(month="2021-10", number=7)


def test_a_command_and_a_flow_on_one_month_take_turns_and_make_one_edition(
    prefect_server, settings_of_test, inbox, monkeypatch
):
    from flows.intake import ingest as intake
    from flows.monthly import monthly

    command_works, flow_waits, codes = threading.Event(), threading.Event(), []
    read = intake.READ.do

    def read_once_the_flow_waits(job):
        command_works.set()
        assert flow_waits.wait(120)
        return read(job)

    class Noticing(logging.Handler):
        def emit(self, _record):
            flow_waits.set()

    monkeypatch.setattr(intake, "READ", replace(intake.READ, do=read_once_the_flow_waits))
    monkeypatch.delenv("PREFECT_API_URL")  # so that the command does its work by itself
    inbox.put("2021-10", "14")
    command = threading.Thread(target=lambda: codes.append(main(["run", "2021-10", "--mail", "none"])))
    noticing = Noticing()
    logging.getLogger("ayumi.turn").addHandler(noticing)
    try:
        command.start()
        assert command_works.wait(60)
        outcome = monthly(month="2021-10", mail="none")
        command.join(60)
    finally:
        logging.getLogger("ayumi.turn").removeHandler(noticing)
    assert codes == [1]
    with open_house(load_settings()) as house:
        assert house.ledger.editions("fy2021", Month(2021, 10)) == (outcome.edition,)
    assert outcome.edition.number == 1


def test_a_flow_that_fails_is_told_to_the_operator_by_its_name_and_stays_failed(
    prefect_server, settings_of_test, inbox, monkeypatch
):
    from prefect.client.schemas.objects import StateType

    from flows.monthly import monthly
    from flows.upkeep import watch

    told = []
    monkeypatch.setattr(watch, "tell_operator", lambda failure, _settings: told.append(failure))
    inbox.folder.rmdir()
    state = monthly(month="2021-10", return_state=True)
    assert state.type is StateType.FAILED
    (failure,) = told
    assert (failure.flow, failure.run_name) == ("monthly", "2021-10 fy2021")
    assert failure.run_id in failure.page


def test_a_run_whose_process_died_is_told_by_the_name_that_it_gave_itself(
    prefect_server, settings_of_test, inbox, monkeypatch
):
    from prefect.client.orchestration import get_client

    from flows.monthly import monthly
    from flows.upkeep import watch
    from flows.upkeep.watched import tell_of_crash

    told = []
    monkeypatch.setattr(watch, "tell_operator", lambda failure, _settings: told.append(failure))
    inbox.put("2021-10", "14")
    state = monthly(month="2021-10", mail="none", return_state=True)
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(state.state_details.flow_run_id)
    tell_of_crash(monthly, run.model_copy(update={"name": "placid-marmoset"}), state)
    assert [(one.flow, one.run_id, one.run_name) for one in told] == [("monthly", str(run.id), "2021-10 fy2021")]


def test_every_field_of_the_forms_is_explained(prefect_server):
    from prefect.utilities.callables import parameter_schema

    from flows.deliver import deliver
    from flows.ingest import ingest
    from flows.monthly import monthly
    from flows.rebuild import rebuild

    for flow in (monthly, ingest, deliver, rebuild):
        for name, field in parameter_schema(flow.fn).properties.items():
            assert field.get("description"), f"{flow.name}: {name}"
    mail = parameter_schema(monthly.fn).properties["mail"]
    assert mail["enum"] == ["none", "draft", "queue"]


def test_a_form_refuses_what_is_no_month(prefect_server, settings_of_test):
    from prefect.exceptions import ParameterTypeError

    from flows.monthly import monthly

    with pytest.raises(ParameterTypeError, match="month"):
        monthly(month="202110")


def test_the_schedule_covers_every_day_that_can_be_the_fifth_business_day(prefect_server):
    from flows.deployments import deployments

    offered = {one.name: one for one in deployments(load_settings())}
    (schedule,) = offered["monthly"].schedules
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("0 9 5-28 * *", "Asia/Tokyo")
    assert all(one.concurrency_limit == 1 for one in offered.values())
    assert {one.concurrency_options.collision_strategy for one in offered.values()} == {"ENQUEUE"}
    assert not offered["deliver"].schedules


@pytest.mark.parametrize(
    ("scheduled", "month", "is_due"),
    [
        (datetime(2021, 11, 8, 0, 0, tzinfo=UTC), Month(2021, 10), True),  # 1, 2, 4, 5 and 8 November
        (datetime(2021, 11, 5, 0, 0, tzinfo=UTC), Month(2021, 10), False),  # the 4th business day
        (datetime(2022, 1, 11, 0, 0, tzinfo=UTC), Month(2021, 12), True),  # 4 to 7 January, and the 11th
        (datetime(2022, 1, 12, 0, 0, tzinfo=UTC), Month(2021, 12), True),  # nobody made it the day before
        (datetime(2021, 12, 31, 15, 0, tzinfo=UTC), Month(2021, 12), False),  # New Year's Day in Tokyo
    ],
)
def test_a_scheduled_day_knows_its_month_and_whether_it_is_due(
    prefect_server, settings_of_test, scheduled, month, is_due
):
    from flows.monthly import month_of_schedule, nothing_to_do

    assert month_of_schedule(scheduled, load_settings()) == month
    assert (nothing_to_do(scheduled, load_settings()) is None) == is_due


def test_a_due_day_that_was_missed_is_made_up_for_once(prefect_server, settings_of_test, inbox, time_machine):
    from flows.monthly import monthly, nothing_to_do

    inbox.put("2021-10", "14")
    missed, back, later = (datetime(2021, 11, day, 0, 0, tzinfo=UTC) for day in (8, 10, 11))
    assert nothing_to_do(missed, load_settings()) is None
    assert nothing_to_do(back, load_settings()) is None
    time_machine.move_to(back)
    monthly(month="2021-10", mail="none")
    assert "edition 1 was made on 2021-11-10" in nothing_to_do(later, load_settings()).in_language("en")


def test_what_came_in_is_remembered_before_any_report_is_made(prefect_server, settings_of_test, inbox, tmp_path):
    from flows.ingest import ingest

    inbox.put("2021-10", "14")
    taken = ingest(month="2021-10")
    assert [reading.submission.file for reading in taken.readings] == ["2021-10/東経連BC_進捗.csv"]
    assert not (tmp_path / "output" / "2021-10").exists()


def test_a_month_is_open_until_an_edition_of_it_is_approved(prefect_server, settings_of_test, inbox):
    from flows.house import now, open_house
    from flows.ingest import why_closed
    from flows.monthly import monthly

    inbox.put("2021-10", "14")
    assert why_closed(Month(2021, 10), load_settings()) is None
    edition = monthly(month="2021-10", mail="none").edition
    assert why_closed(Month(2021, 10), load_settings()) is None
    with open_house(load_settings()) as house:
        house.ledger.approve(edition, approved_by="事務局長", approved_at=now())
    assert "edition 1 of 2021-10 is approved" in why_closed(Month(2021, 10), load_settings()).in_language("en")
    assert "fy2021 is not about 2022-10" in why_closed(Month(2022, 10), load_settings()).in_language("en")


def test_a_command_runs_on_a_standing_server_and_tells_the_same(prefect_server, nothing_set, inbox, tmp_path):
    inbox.put("2021-10", "14")
    done = subprocess.run(
        [AYUMI, "run", "2021-10", "--inbox", inbox.folder, "--output", tmp_path / "output"],
        env={
            **os.environ,
            "AYUMI_PREFECT_API_URL": prefect_server.api_url,
            "AYUMI_PREFECT_API_AUTH_STRING": sign_in_string(prefect_server.home),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert str(tmp_path / "output" / "2021-10" / "board.pdf") in done.stdout.splitlines()
    assert "Prefect" not in done.stdout + done.stderr


def test_a_command_that_can_not_sign_in_to_a_standing_server_says_how(prefect_server, nothing_set, tmp_path):
    done = subprocess.run(
        [AYUMI, "run", "2021-10", "--output", tmp_path / "output"],
        env={**os.environ, "AYUMI_PREFECT_API_URL": prefect_server.api_url},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "Set AYUMI_PREFECT_API_AUTH_STRING" in done.stderr


def test_serve_offers_all_flows_and_stops_when_asked(nothing_set, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "serve.log").open("wb") as log:
        serving = subprocess.Popen(
            [AYUMI, "serve", "--port", str(port), "--output", tmp_path / "output"], stdout=log, stderr=log
        )
        try:

            def offered() -> set[str]:
                try:
                    sign_in = known_sign_in(tmp_path / "output" / ".ayumi" / "prefect")
                    found = ask(f"http://127.0.0.1:{port}/api", "/deployments/filter", {}, sign_in or "none yet")
                except OSError:
                    return set()
                return {one["name"] for one in found}

            assert until(lambda: {"monthly", "ingest", "deliver", "outbox", "rebuild"} <= offered(), seconds=150)
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(60) == 0
        finally:
            serving.kill()
            serving.wait()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert (tmp_path / "output" / ".ayumi" / "prefect" / "prefect.db").is_file()


def test_a_rule_for_lost_runs_that_stands_is_left_alone_and_one_that_says_other_things_is_not(prefect_server):
    from datetime import timedelta

    from flows.engine.lost_runs import NAME, watch_for_lost_runs

    def rules() -> list[tuple[str, float]]:
        found = [one for one in ask(prefect_server.api_url, "/automations/filter", {}) if one["name"] == NAME]
        return [(one["trigger"]["id"], one["trigger"]["within"]) for one in found]

    watch_for_lost_runs("ja")
    (first,) = rules()
    watch_for_lost_runs("ja")
    assert rules() == [first]
    watch_for_lost_runs("ja", silence=timedelta(seconds=120))
    assert [within for _, within in rules()] == [120]
