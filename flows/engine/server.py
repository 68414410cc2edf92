"""A Prefect server of our own: its settings, its start on loopback, and its end.

The settings answer known faults of the engine: without the batch sizes task runs are lost, without the
ephemeral switch every process boots a server of its own, and telemetry would look for the network.
"""

import base64
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.engine.sign_in import known_sign_in, sign_in_string
from sources.errors import ServiceFailed
from sources.messages import text

HOST = "127.0.0.1"
QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}
"""What keeps Prefect's own lines off a terminal that shows our progress, and out of JSON lines."""

START_WAIT_SECONDS = 180  # a new database on two busy cores took 19 s
STOP_WAIT_SECONDS = 20


@dataclass(frozen=True)
class Engine:
    """Where a Prefect server listens and where it keeps its files."""

    port: int
    home: Path

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.port}/api"

    @property
    def page_url(self) -> str:
        return f"http://{HOST}:{self.port}"


def client_environment(api_url: str, home: Path, sign_in: str = "") -> dict[str, str]:
    """Return what a process that runs flows must have in its environment before it imports prefect.

    *sign_in* is what a server elsewhere asks for; without it that of our own server, kept in *home*, is taken.
    """
    return {
        "PREFECT_API_URL": api_url,
        "PREFECT_API_AUTH_STRING": sign_in or known_sign_in(home),
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "ayumi",
        "PREFECT_RESULTS_LOCAL_STORAGE_PATH": str(home / "results"),
        "DO_NOT_TRACK": "1",
    }


def server_environment(engine: Engine) -> dict[str, str]:
    """Return the server's settings: on loopback, behind a sign-in, no telemetry, task runs kept by the hundred."""
    sign_in = sign_in_string(engine.home)
    return {
        **client_environment(engine.api_url, engine.home, sign_in),
        "PREFECT_SERVER_API_AUTH_STRING": sign_in,
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(engine.port),
        "PREFECT_SERVER_UI_API_URL": engine.api_url,
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{engine.home / 'prefect.db'}",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }


@dataclass(frozen=True)
class Server:
    """A server of our own that has been started; it may take some seconds until it answers."""

    engine: Engine
    process: "subprocess.Popen[bytes]"
    log: Path

    def wait_until_it_answers(self, wait_seconds: float = START_WAIT_SECONDS) -> None:
        """Raise ServiceFailed where the server has ended, or does not answer within *wait_seconds*."""
        give_up = time.monotonic() + wait_seconds
        while time.monotonic() < give_up:
            if self.process.poll() is not None:
                raise ServiceFailed(text("The Prefect server ended while starting; see {log}.", log=self.log))
            if answers(f"{self.engine.api_url}/health"):
                return
            time.sleep(0.1)
        raise ServiceFailed(
            text(
                "The Prefect server did not answer in {seconds} s; see {log}.", seconds=wait_seconds, log=self.log
            )
        )


@contextmanager
def own_server(home: Path, port: int | None = None) -> Iterator[Server]:
    """Start a Prefect server that keeps its files in *home*, yield it, and stop it at the end.

    Without *port* any free one is taken. Whoever needs an answer waits for it, and may do other things first.
    """
    home.mkdir(parents=True, exist_ok=True)
    engine = Engine(port or _free_port(), home)
    log_path = home / "server.log"
    with log_path.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter with fixed words
            [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(engine.port)],
            env=_without_prefect(os.environ) | server_environment(engine),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a group of its own, so that ending it ends all of it and nothing else
        )
    try:
        yield Server(engine, process, log_path)
    finally:
        _stop(process)


def use_engine(api_url: str, home: Path) -> None:
    """Let the prefect of this process speak to *api_url*; to be called before prefect is imported."""
    os.environ.update(client_environment(api_url, home))


def _without_prefect(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("PREFECT_")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def admits(api_url: str, sign_in: str) -> bool:
    """Return whether the server at *api_url* lets in whoever says *sign_in*; an open one lets everybody in."""
    said = base64.b64encode(sign_in.encode()).decode()
    request = urllib.request.Request(f"{api_url}/admin/version", headers={"Authorization": f"Basic {said}"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - the server that the settings name
            return True
    except urllib.error.HTTPError as error:
        return error.code != 401
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server's own process group: asked first, then made to."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, ending)
        except ProcessLookupError:
            break
        try:
            process.wait(STOP_WAIT_SECONDS)
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait()
