"""An office on several machines: PostgreSQL for the ledger and for Prefect, its server, a work pool, and workers.

All of it is started as docs/operations.md says, but for ports, and for how often workers and waiting runs ask.
Each worker has a home folder of its own, as a machine has; inbox, data and output are shared.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import prefect_asked
import psycopg
from machines import Machine
from prefect_asked import until
from private_postgresql import private_postgresql

from flows.engine.server import answers
from sources.bodies import BODIES_FOLDER

ROOT = Path(__file__).resolve().parents[2]
PREFECT = str(Path(sys.executable).with_name("prefect"))
SIGN_IN = "ayumi:of this test alone"
FIGURES = {"2021-10": "14", "2021-11": "15"}


class WorkPool:
    """The office under way: *machines* are its two workers, one run at a time on each."""

    def __init__(self, folder: Path, api_url: str, ledger_url: str) -> None:
        self.folder, self.api_url, self.ledger_url = folder, api_url, ledger_url
        self.machines: list[Machine] = []

    def environment(self, name: str) -> dict[str, str]:
        """Return what is set on the machine *name*."""
        home = self.folder / name
        home.mkdir(exist_ok=True)
        return {
            **_nothing_set(),
            "HOME": str(home),
            "HOUSE_FOLDER": str(ROOT),
            "PREFECT_HOME": str(home / "prefect"),
            "PREFECT_API_URL": self.api_url,
            "PREFECT_API_AUTH_STRING": SIGN_IN,
            "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
            "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
            "PREFECT_LOGGING_EXTRA_LOGGERS": "ayumi",
            "DO_NOT_TRACK": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "AYUMI_LEDGER": self.ledger_url,
            "AYUMI_INBOX": str(self.folder / "inbox"),
            "AYUMI_DATA": str(self.folder / "data"),
            "AYUMI_OUTPUT": str(self.folder / "output"),
            "AYUMI_BODIES": str(self.folder / "bodies"),
            "AYUMI_WORKERS": "1",
        }

    def start_worker(self, name: str) -> None:
        words = [
            PREFECT,
            "worker",
            "start",
            "--pool",
            "ayumi",
            "--type",
            "process",
            "--limit",
            "1",
            "--name",
            name,
        ]
        self.machines.append(Machine(words, self.environment(name), self.folder / f"{name}.log"))

    def deploy(self) -> None:
        """Register what prefect.yaml says, and the rule for lost runs."""
        desk = self.environment("desk")
        with subprocess.Popen([sys.executable, "-m", "flows.engine.lost_runs"], cwd=ROOT, env=desk) as rule:
            assert until(lambda: self.ask("/work_pools/filter", {}), 90)  # the first worker makes it
            subprocess.run([PREFECT, "--no-prompt", "deploy", "--all"], cwd=ROOT, env=desk, check=True, stdout=-3)
        assert rule.returncode == 0

    def ask(self, path: str, question: object) -> Any:
        return prefect_asked.ask(self.api_url, path, question, SIGN_IN)

    def begin(self, deployment: str, **parameters: str) -> str:
        """Start a run and return its id."""
        (found,) = self.ask("/deployments/filter", {"deployments": {"name": {"any_": [deployment]}}})
        run = self.ask(f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        return str(run["id"])

    def state(self, run: str) -> str:
        (found,) = self.ask("/flow_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
        return str(found["state"]["name"])

    def tasks_of(self, run: str) -> Any:
        return self.ask("/task_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})

    def said(self) -> str:
        """Return what all machines said, for whoever looks why a run went wrong."""
        return "\n".join(log.read_text(errors="replace") for log in sorted(self.folder.glob("*.log")))


@contextmanager
def work_pool(folder: Path) -> Iterator[WorkPool]:
    """Start servers, workers and deployments in *folder*, and end them all with the block."""
    _fill(folder)
    with ExitStack() as standing:
        database = standing.enter_context(private_postgresql()).url
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CREATE DATABASE prefect")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = Machine(
            [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            _server_environment(folder, port, database.replace("/postgres", "/prefect")),
            folder / "server.log",
        )
        standing.callback(server.kill)
        office = WorkPool(folder, f"http://127.0.0.1:{port}/api", database)
        standing.callback(lambda: [machine.kill() for machine in office.machines])
        assert until(lambda: answers(f"{office.api_url}/health"), 180), office.said()
        office.start_worker("machine-1")
        office.start_worker("machine-2")
        office.deploy()
        yield office


def _server_environment(folder: Path, port: int, database: str) -> dict[str, str]:
    return {
        **_nothing_set(),
        "PREFECT_HOME": str(folder / "server"),
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_API_AUTH_STRING": SIGN_IN,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.replace("postgresql:", "postgresql+asyncpg:"),
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
        "DO_NOT_TRACK": "1",
    }


def _nothing_set() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AYUMI_", "PREFECT_"))}


def _fill(folder: Path) -> None:
    """Put one body's figures for two months into the inbox; that body is the office's only one."""
    for month, figure in FIGURES.items():
        year, _, number = month.partition("-")
        file = folder / "inbox" / month / "東経連BC_進捗.csv"
        file.parent.mkdir(parents=True)
        lines = (
            f"進捗報告（{year}年{int(number)}月末現在）",
            "具体的な取り組み,指標,実績（4月からの累計）,単位",
            f"次世代放射光施設の建設支援,企業面談,{figure},件",
        )
        file.write_text("\n".join(lines), encoding="utf-8")
    (folder / "bodies").mkdir()
    shutil.copy(BODIES_FOLDER / "bc.toml", folder / "bodies")
