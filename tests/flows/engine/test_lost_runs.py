"""What becomes of a month whose worker was killed in the middle of it, on a real server."""

import json
import os
import shutil
import sys

import prefect_asked
import pytest
from machines import Machine
from prefect_asked import until

from flows.engine.server import client_environment, own_server
from flows.engine.sign_in import sign_in_string
from sources.bodies import BODIES_FOLDER


@pytest.fixture
def server(nothing_set, tmp_path):
    with own_server(tmp_path / "output" / ".ayumi" / "prefect") as started:
        started.wait_until_it_answers()
        yield started.engine


def ask(engine, path, question):
    return prefect_asked.ask(engine.api_url, path, question, sign_in_string(engine.home))


def serving(engine, inbox, output):
    """Start a serving process of an office with one body: each has a report of its own."""
    bodies = output / "bodies"
    bodies.mkdir(exist_ok=True)
    shutil.copy(BODIES_FOLDER / "bc.toml", bodies)
    settings = {"AYUMI_INBOX": str(inbox), "AYUMI_OUTPUT": str(output), "AYUMI_BODIES": str(bodies)}
    environment = {**os.environ, **settings, **client_environment(engine.api_url, engine.home)}
    return Machine([sys.executable, "-m", "flows.engine.serving"], environment, output / "worker.log")


def test_a_month_whose_worker_and_flow_are_killed_ends_as_crashed_and_is_finished_by_the_next_run(
    server, inbox, tmp_path
):
    inbox.put("2021-10", "14")
    output = tmp_path / "output"

    def deployment():
        found = [one["id"] for one in ask(server, "/deployments/filter", {}) if one["name"] == "monthly"]
        return found[0] if found else None

    def begin():
        asked = {"parameters": {"month": "2021-10", "mail": "none"}}
        return ask(server, f"/deployments/{deployment()}/create_flow_run", asked)["id"]

    def state(run):
        (found,) = ask(server, "/flow_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
        return found["state"]["name"]

    def tasks_of(run):
        return ask(server, "/task_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})

    worker = serving(server, inbox.folder, output)
    try:
        assert until(deployment, 60)
        lost = begin()
        assert until(lambda: tasks_of(lost), 90), (output / "worker.log").read_text()
    finally:
        worker.kill()
    assert state(lost) == "Running"
    assert not (output / "2021-10").exists()
    waiting = begin()

    worker = serving(server, inbox.folder, output)
    try:
        assert until(lambda: state(lost) == "Crashed", 180), state(lost)
        assert until(lambda: state(waiting) == "Completed", 180), state(waiting)
    finally:
        worker.kill()
    account = json.loads((output / "2021-10" / "edition.json").read_text())
    assert account["edition"] == 1
