import asyncio
import base64
import json
import os
import socket
import stat
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows.engine.server import Engine, admits, client_environment, own_server, server_environment
from flows.engine.sign_in import known_sign_in, sign_in_file, sign_in_string
from sources.errors import ServiceFailed


def signed_in(engine: Engine, path: str, said: str | None = None) -> urllib.request.Request:
    words = base64.b64encode((said or sign_in_string(engine.home)).encode()).decode()
    return urllib.request.Request(f"{engine.api_url}{path}", headers={"Authorization": f"Basic {words}"})


def setting_of(engine: Engine, name: str) -> object:
    with urllib.request.urlopen(signed_in(engine, "/admin/settings")) as answer:
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


def test_settings_of_another_prefect_do_not_reach_our_server(tmp_path):
    settings = server_environment(Engine(4200, tmp_path))
    assert settings["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert settings["PREFECT_SERVER_DATABASE_CONNECTION_URL"].endswith(f"{tmp_path}/prefect.db")


@pytest.mark.parametrize("said", [None, "ayumi:", "ayumi:guessed"])
def test_the_server_answers_nobody_who_does_not_sign_in(prefect_server, said):
    request = signed_in(prefect_server, "/admin/version", said or "x")
    if said is None:
        request.remove_header("Authorization")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 401
    assert not admits(prefect_server.api_url, said or "")
    assert admits(prefect_server.api_url, sign_in_string(prefect_server.home))


@pytest.mark.parametrize("said", ["", "ayumi:guessed"])
def test_nor_does_it_take_events_over_a_websocket(prefect_server, said):
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed
    from websockets.typing import Subprotocol

    async def answer_to(words: str) -> str:
        url = f"{prefect_server.api_url}/events/in".replace("http", "ws")
        async with connect(url, subprotocols=[Subprotocol("prefect")]) as socket:
            await socket.send(json.dumps({"type": "auth", "token": words}))
            try:
                return json.loads(await socket.recv())["type"]
            except ConnectionClosed as closed:
                return f"closed {closed.code}"

    assert asyncio.run(answer_to(said)) == "closed 1008"
    assert asyncio.run(answer_to(sign_in_string(prefect_server.home))) == "auth_success"


def test_the_sign_in_is_made_once_and_its_owners_alone(tmp_path):
    home = tmp_path / "prefect"
    assert known_sign_in(home) == ""
    made = sign_in_string(home)
    user, _, secret = made.partition(":")
    assert user == "ayumi"
    assert len(secret) == 43
    assert stat.S_IMODE(sign_in_file(home).stat().st_mode) == 0o600
    assert sign_in_string(home) == known_sign_in(home) == made
    assert [file.name for file in home.iterdir()] == ["sign-in"]
    assert sign_in_string(tmp_path / "another") != made


def test_flows_sign_in_with_what_the_server_asks_for(tmp_path):
    engine = Engine(4200, tmp_path)
    asked = server_environment(engine)["PREFECT_SERVER_API_AUTH_STRING"]
    assert client_environment(engine.api_url, tmp_path)["PREFECT_API_AUTH_STRING"] == asked
    elsewhere = client_environment("http://prefect.example.jp/api", tmp_path, "ayumi:theirs")
    assert elsewhere["PREFECT_API_AUTH_STRING"] == "ayumi:theirs"


def test_a_flow_without_a_server_fails_instead_of_starting_one():
    assert (
        client_environment("http://127.0.0.1:1/api", Path("/srv"))["PREFECT_SERVER_EPHEMERAL_ENABLED"] == "false"
    )


def test_importing_the_commands_does_not_import_prefect():
    import subprocess
    import sys

    code = "import sys, flows.cli; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={**os.environ}, check=False).returncode == 0
