"""What the tests of the edge share: an environment that sets nothing, and one real Prefect server for all."""

import os

import pytest

from flows.engine import own_server, use_engine


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
