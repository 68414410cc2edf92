"""What becomes of a month whose worker was killed in the middle of it, on a real server."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import prefect_asked
import pytest
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


class Worker:
    """A serving process with all that it starts, of an office with one body: each has a report of its own."""

    def __init__(self, engine, inbox, output):
        bodies = output / "bodies"
        bodies.mkdir(exist_ok=True)
        shutil.copy(BODIES_FOLDER / "bc.toml", bodies)
        settings = {"AYUMI_INBOX": str(inbox), "AYUMI_OUTPUT": str(output), "AYUMI_BODIES": str(bodies)}
        environment = {**os.environ, **settings, **client_environment(engine.api_url, engine.home)}
        log = (output / "worker.log").open("ab")
        serving = [sys.executable, "-m", "flows.engine.serving"]
        self.process = subprocess.Popen(serving, env=environment, stdout=log, stderr=log, start_new_session=True)
        log.close()

    def family(self):
        """Return the process and its descendants, by /proc."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                after_name = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(after_name[1])
        found = [self.process.pid]
        for one in found:
            found += [child for child, parent in parents.items() if parent == one]
        return found

    def kill(self):
        for one in self.family():
            os.kill(one, signal.SIGKILL)
        self.process.wait()


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

    worker = Worker(server, inbox.folder, output)
    try:
        assert until(deployment, 60)
        lost = begin()
        assert until(lambda: tasks_of(lost), 90), (output / "worker.log").read_text()
    finally:
        worker.kill()
    assert state(lost) == "Running"
    assert not (output / "2021-10").exists()
    waiting = begin()

    worker = Worker(server, inbox.folder, output)
    try:
        assert until(lambda: state(lost) == "Crashed", 180), state(lost)
        assert until(lambda: state(waiting) == "Completed", 180), state(waiting)
    finally:
        worker.kill()
    account = json.loads((output / "2021-10" / "edition.json").read_text())
    assert account["edition"] == 1
