"""What the tests of the edge share: an environment that sets nothing, and one real Prefect server for all."""

import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from shutil import copy
from types import SimpleNamespace

import pytest

from flows.cli import main
from flows.editions import publish
from flows.engine.server import own_server, use_engine
from sources.bodies import BODIES_FOLDER


@pytest.fixture
def nothing_set(monkeypatch):
    """Give the test an environment without settings of ours, Prefect's or the locale's."""
    for name in list(os.environ):
        if name.startswith(("AYUMI_", "PREFECT_", "LC_", "LANG")):
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory):
    """Run a Prefect server of the project's own kind, and let this process speak to it.

    Prefect reads its environment when it is first imported, so no test module imports it at its top.
    """
    before = dict(os.environ)
    with own_server(tmp_path_factory.mktemp("prefect")) as server:
        engine = server.engine
        use_engine(engine.api_url, engine.home)
        server.wait_until_it_answers()
        try:
            yield engine
        finally:
            _hand_over_what_prefect_still_holds()
            os.environ.clear()
            os.environ.update(before)


def _hand_over_what_prefect_still_holds() -> None:
    """Let logs and events go out while the server is there; at exit they would wait a minute for its return."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=20)
    EventsWorker.drain_all(timeout=20)


@pytest.fixture
def inbox(tmp_path):
    """Give a folder with a way to put one body's figure for 企業面談 into it: `put("2021-10", "14")`."""
    folder = tmp_path / "inbox"
    folder.mkdir()

    def put(month: str, figure: str, name: str = "東経連BC_進捗.csv") -> Path:
        year, number = month.split("-")
        lines = [
            f"進捗報告（{year}年{int(number)}月末現在）",
            "具体的な取り組み,指標,実績（4月からの累計）,単位",
            f"次世代放射光施設の建設支援,企業面談,{figure},件",
        ]
        path = folder / month / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return SimpleNamespace(folder=folder, put=put)


@pytest.fixture
def few_bodies(nothing_set, tmp_path):
    """Give a folder of four bodies, used in place of all: each report and mail takes its time."""
    folder = tmp_path / "bodies"
    folder.mkdir()
    for name in ("bc", "dual", "rijikai", "senryaku"):
        copy(BODIES_FOLDER / f"{name}.toml", folder)
    nothing_set.setenv("AYUMI_BODIES", str(folder))
    return folder


@pytest.fixture(scope="session")
def marking():
    """Give a step that prints a mark of a page in place of its PDF: making a real one takes two seconds."""

    def mark(job) -> bytes:
        return b"%PDF-" + sha256(f"{job.html}{job.created}".encode()).hexdigest().encode()

    return replace(publish.RENDER, do=mark, in_process=False)


@pytest.fixture
def quick_pdfs(marking, monkeypatch):
    """Print reports as a mark of their pages in place of PDFs."""
    monkeypatch.setattr(publish, "RENDER", marking)


@pytest.fixture
def rendered(quick_pdfs, monkeypatch):
    """Give the list of PDFs that were made, in place of taken from where they are kept."""
    made: list[str] = []
    render = publish.RENDER.do

    def noted(job) -> bytes:
        made.append(job.path)
        return render(job)

    monkeypatch.setattr(publish, "RENDER", replace(publish.RENDER, do=noted))
    return made


@pytest.fixture
def run_here(nothing_set, quick_pdfs, inbox, tmp_path, capsys):
    """Give a way to call a command as a user does: it returns the exit code and all that was said."""
    nothing_set.setenv("AYUMI_INBOX", str(inbox.folder))
    nothing_set.setenv("AYUMI_OUTPUT", str(tmp_path / "output"))

    def call(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return call
