"""Reading and rendering on a real Dask cluster: the same bytes, the same limits, a killed worker costs nothing."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask_peer import DaskPeer, dask_peer

from benchmarks.fleet_plans import MONTH, write_town
from flows import dask_crew
from flows.crew import Crew
from flows.dask_crew import DaskCrew, on_cluster
from flows.house import Order
from flows.recipe import make_month
from flows.runners import DirectRunner, direct_runner
from flows.settings import load_settings
from flows.shown.progress import LineProgress
from flows.steps import Step
from sources.errors import ServiceFailed, WrongUse
from sources.messages import text
from tasks.reading.isolation import in_own_process
from tasks.reading.not_opened import NotOpened


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskPeer]:
    with dask_peer(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


@pytest.fixture
def crew(peer: DaskPeer) -> Iterator[DaskCrew]:
    with Crew(1) as near, on_cluster(peer.address, near) as spread:
        yield spread


def travelling(do, *, in_process=False) -> Step:
    return Step("read", text("Reading submissions"), do, str, in_process, travels=True)


def test_an_edition_made_on_a_cluster_has_the_bytes_of_one_made_here(nothing_set, peer: DaskPeer, tmp_path: Path):
    town = write_town(tmp_path, 1)
    settings = load_settings(
        {
            **{"plans": str(tmp_path), "plan": town.name, "bodies": str(town / "bodies")},
            **{"inbox": str(town / "inbox"), "output": str(tmp_path / "output")},
            **{"task_runner": "dask", "dask_scheduler": peer.address},
        }
    )
    quiet = LineProgress(lambda _: None, "en")
    with direct_runner(quiet, 1, settings.cluster()) as runner:
        afar = make_month(Order(MONTH, settings), runner)
    for kept in ("readings", "pdfs"):
        shutil.rmtree(settings.data_folder() / kept)
    with Crew(2) as near:
        here = make_month(Order(MONTH, settings), DirectRunner(near, quiet, 2))
    assert (here.edition, here.edition.number) == (afar.edition, 1)
    assert {path.name for path in afar.pdfs} == {"board.pdf", "strategy-1.pdf", "industry.pdf", "living.pdf"}


def test_a_worker_killed_mid_run_costs_no_result(peer: DaskPeer, crew: DaskCrew):
    runner = DirectRunner(crew, LineProgress(lambda _: None, "en"), crew.at_once)
    killer = threading.Timer(1.5, peer.workers[0].kill)
    killer.start()
    results = runner.each(travelling(time.sleep), [0.4] * 10)
    killer.join()
    assert results == [None] * 10
    assert peer.workers[0].wait() == -9


def test_a_file_that_brings_its_reader_down_costs_itself_alone_there_too(crew: DaskCrew):
    refused = crew.do(travelling(in_own_process), os.abort)
    assert isinstance(refused, NotOpened)
    assert crew.do(travelling(os.path.basename), "a/b") == "b"


def test_a_page_that_brings_its_process_down_is_told_as_on_this_machine(crew: DaskCrew):
    with pytest.raises(ServiceFailed, match="The process working on 9 died"):
        crew.do(travelling(os._exit, in_process=True), 9)
    assert crew.do(travelling(os.path.basename, in_process=True), "a/b") == "b"


def test_what_does_not_travel_is_done_on_this_machine(crew: DaskCrew):
    assert (
        crew.do(Step("mark", text("Marking copies for their senders"), lambda _: os.getpid(), str), 0)
        == os.getpid()
    )


def test_a_worker_of_other_versions_does_nothing(crew: DaskCrew, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dask_crew, "what_bytes_depend_on", lambda: "another program")
    with pytest.raises(ServiceFailed, match="other versions"):
        crew.do(travelling(os.path.basename), "a/b")


def test_a_cluster_that_does_not_answer_is_a_failed_service(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dask_crew, "LONGEST_START_SECONDS", 0.5)
    with (
        Crew(1) as near,
        pytest.raises(ServiceFailed, match="does not answer"),
        on_cluster("tcp://127.0.0.1:9", near),
    ):
        pass


def test_dask_without_an_address_is_wrong_use(nothing_set):
    with pytest.raises(WrongUse, match="AYUMI_DASK_SCHEDULER"):
        load_settings({"task_runner": "dask"}).cluster()
    assert load_settings({"dask_scheduler": "tcp://127.0.0.1:8786"}).cluster() == ""
