import json
import os
import socket
import urllib.request
from pathlib import Path

import pytest

from flows.engine import Engine, client_environment, own_server, server_environment
from sources.errors import ServiceFailed


def setting_of(engine: Engine, name: str) -> object:
    with urllib.request.urlopen(f"{engine.api_url}/admin/settings") as answer:
        found = json.load(answer)
    for key in name.split("."):
        found = found[key]
    return found


def test_the_server_answers_on_loopback_and_sends_no_telemetry(prefect_server):
    assert setting_of(prefect_server, "server.analytics_enabled") is False
    assert setting_of(prefect_server, "server.api.host") == "127.0.0.1"
    assert setting_of(prefect_server, "server.services.task_run_recorder.batch_size") == 100
    assert setting_of(prefect_server, "server.services.task_run_recorder.read_batch_size") == 100


def test_the_server_keeps_its_files_in_its_own_home(prefect_server):
    assert setting_of(prefect_server, "home") == str(prefect_server.home)
    assert (prefect_server.home / "prefect.db").is_file()


def test_the_pages_in_the_browser_ask_the_port_that_the_server_listens_on(prefect_server):
    with urllib.request.urlopen(f"{prefect_server.page_url}/ui-settings") as answer:
        assert json.load(answer)["api_url"] == prefect_server.api_url


def test_a_server_that_can_not_start_is_reported_with_its_log(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            own_server(tmp_path, port) as server,
            pytest.raises(ServiceFailed, match=r"ended while starting; see .*server\.log"),
        ):
            server.wait_until_it_answers()


def test_a_server_that_takes_too_long_is_given_up_and_ended(tmp_path):
    with own_server(tmp_path) as server, pytest.raises(ServiceFailed, match="did not answer in 0 s"):
        server.wait_until_it_answers(0)
    assert server.process.returncode is not None


def test_settings_of_another_prefect_do_not_reach_our_server():
    engine = Engine(4200, Path("/srv/prefect"))
    settings = server_environment(engine)
    assert settings["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert settings["PREFECT_SERVER_DATABASE_CONNECTION_URL"].endswith("/srv/prefect/prefect.db")


def test_a_flow_without_a_server_fails_instead_of_starting_one():
    assert (
        client_environment("http://127.0.0.1:1/api", Path("/srv"))["PREFECT_SERVER_EPHEMERAL_ENABLED"] == "false"
    )


def test_importing_the_commands_does_not_import_prefect():
    import subprocess
    import sys

    code = "import sys, flows.cli; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={**os.environ}, check=False).returncode == 0
