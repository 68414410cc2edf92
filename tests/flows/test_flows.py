import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.settings import load_settings
from sources.errors import WrongUse
from sources.month import Month

AYUMI = Path(sys.executable).with_name("ayumi")


def ask(api_url: str, path: str, question: object) -> list[dict]:
    request = urllib.request.Request(
        f"{api_url}{path}", json.dumps(question).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def until(found, seconds=60):
    """Return the first true answer of *found*; Prefect records what happened some seconds later."""
    give_up = time.monotonic() + seconds
    while not (answer := found()) and time.monotonic() < give_up:
        time.sleep(0.2)
    return answer


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
    assert rows[0]["受領日"] == date.today().isoformat()


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


def test_every_field_of_the_forms_is_explained(prefect_server):
    from prefect.utilities.callables import parameter_schema

    from flows.deliver import deliver
    from flows.monthly import monthly

    for flow in (monthly, deliver):
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

    monthly, deliver, outbox = deployments(load_settings())
    (schedule,) = monthly.schedules
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("0 9 5-14 * *", "Asia/Tokyo")
    assert monthly.concurrency_limit == deliver.concurrency_limit == outbox.concurrency_limit == 1
    assert not deliver.schedules


@pytest.mark.parametrize(
    ("scheduled", "month", "is_due"),
    [
        (datetime(2021, 11, 8, 0, 0, tzinfo=UTC), Month(2021, 10), True),  # 1, 2, 4, 5 and 8 November
        (datetime(2021, 11, 5, 0, 0, tzinfo=UTC), Month(2021, 10), False),  # the 4th business day
        (datetime(2022, 1, 11, 0, 0, tzinfo=UTC), Month(2021, 12), True),  # 4 to 7 January, and the 11th
        (datetime(2022, 1, 12, 0, 0, tzinfo=UTC), Month(2021, 12), False),
        (datetime(2021, 12, 31, 15, 0, tzinfo=UTC), Month(2021, 12), False),  # New Year's Day in Tokyo
    ],
)
def test_a_scheduled_day_knows_its_month_and_whether_it_is_due(prefect_server, scheduled, month, is_due):
    from flows.monthly import month_of_schedule, nothing_to_do

    assert month_of_schedule(scheduled, load_settings()) == month
    assert (nothing_to_do(scheduled, load_settings()) is None) == is_due


def test_a_command_runs_on_a_standing_server_and_tells_the_same(prefect_server, nothing_set, inbox, tmp_path):
    inbox.put("2021-10", "14")
    done = subprocess.run(
        [AYUMI, "run", "2021-10", "--inbox", inbox.folder, "--output", tmp_path / "output"],
        env={**os.environ, "AYUMI_PREFECT_API_URL": prefect_server.api_url},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert str(tmp_path / "output" / "2021-10" / "board.pdf") in done.stdout.splitlines()
    assert "Prefect" not in done.stdout + done.stderr


def test_serve_offers_both_flows_and_stops_when_asked(nothing_set, tmp_path):
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
                    found = ask(f"http://127.0.0.1:{port}/api", "/deployments/filter", {})
                except OSError:
                    return set()
                return {one["name"] for one in found}

            assert until(lambda: offered() == {"monthly", "deliver", "outbox"}, seconds=150)
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(60) == 0
        finally:
            serving.kill()
            serving.wait()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert (tmp_path / "output" / ".ayumi" / "prefect" / "prefect.db").is_file()
