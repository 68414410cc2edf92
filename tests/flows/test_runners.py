import io
import os
import time

import pytest

from flows.crew import Crew
from flows.runners import DirectRunner, PrefectRunner
from flows.shown.progress import LineProgress, progress_on
from flows.steps import Step
from sources.errors import InputRefused, ServiceFailed
from sources.messages import text


def double(number: int) -> int:
    return 2 * number


def step(do, *, name="read", in_process=False):
    return Step(name, text("Reading submissions"), do, str, in_process)


@pytest.fixture
def lines():
    return []


@pytest.fixture
def direct(lines):
    with Crew(2) as crew:
        yield DirectRunner(crew, LineProgress(lines.append, "en"), 2)


def test_a_fanned_out_step_returns_its_results_in_the_items_order(direct, lines):
    def slow_first(number: int) -> int:
        time.sleep(0.05 if number == 1 else 0)
        return 10 * number

    assert direct.each(step(slow_first), [1, 2, 3]) == [10, 20, 30]
    assert lines[0].startswith("Reading submissions (3)")


def test_a_fan_out_over_nothing_is_nothing(direct):
    assert direct.each(step(double), []) == []


def test_the_error_of_one_item_is_the_error_of_the_step(direct):
    def refuse(number: int) -> int:
        if number == 2:
            raise InputRefused(text("{number} is too many.", number=number))
        return number

    with pytest.raises(InputRefused, match="2 is too many"):
        direct.each(step(refuse), [1, 2, 3])


# Functions for helper processes must be importable there: the standard library's serve, as test modules are not.
def test_heavy_work_runs_in_a_process_of_its_own():
    with Crew(1) as crew:
        heavy = Step("render", text("Making PDFs"), os.getpgid, str, in_process=True)
        assert crew.do(heavy, 0) == os.getpgid(0)
        pid = Step("render", text("Making PDFs"), os.path.realpath, str, in_process=True)
        assert crew.do(pid, "/proc/self") != os.path.realpath("/proc/self")


def test_a_process_makes_room_for_a_new_one_after_so_many_calls():
    where = Step("plan", text("Making PDFs"), os.path.realpath, str, in_process=True, renewed_after=2)
    with Crew(1) as crew:
        first, second, third = (crew.do(where, "/proc/self") for _ in range(3))
    assert first == second != third


def test_work_that_never_ends_is_ended_and_said_so():
    with Crew(1, longest_call_seconds=0.5) as crew:
        endless = Step("render", text("Making PDFs"), time.sleep, lambda _: "board.pdf", in_process=True)
        with pytest.raises(ServiceFailed, match=r"board\.pdf took longer than 0\.5 s"):
            crew.do(endless, 3600)


def test_a_helper_that_dies_is_told_from_one_that_fails():
    with Crew(1) as crew:
        deadly = Step("render", text("Making PDFs"), os._exit, lambda _: "board.pdf", in_process=True)
        with pytest.raises(ServiceFailed, match=r"The process working on board\.pdf died"):
            crew.do(deadly, 9)


def test_elsewhere_than_on_a_terminal_progress_is_plain_lines():
    stream = io.StringIO()
    with progress_on(stream, "en").step(text("Reading submissions"), 2) as finished:
        finished("a.xlsx")
        finished("b.xlsx")
    assert stream.getvalue().startswith("Reading submissions (2) 0.")
    assert "\x1b" not in stream.getvalue()


def test_prefect_runs_carry_speaking_names_and_the_same_results(prefect_server, lines):
    from prefect import flow
    from prefect.client.orchestration import get_client

    @flow(name="runner under test")
    def under_test() -> tuple[int, list[int]]:
        with Crew(2) as crew:
            runner = PrefectRunner(crew, LineProgress(lines.append, "en"))
            return runner.run(step(double, name="attain"), 4), runner.each(step(double), [1, 2, 3])

    assert under_test() == (8, [2, 4, 6])

    def names() -> set[str]:
        with get_client(sync_client=True) as client:
            return {run.name for run in client.read_task_runs()}

    give_up = time.monotonic() + 30  # Prefect's recorder writes task runs a few seconds later
    while not {"attain 4", "read 1", "read 2", "read 3"} <= names() and time.monotonic() < give_up:
        time.sleep(0.2)
    assert {"attain 4", "read 1", "read 2", "read 3"} <= names()


def test_prefect_tries_a_failed_service_again_but_not_a_refused_input(prefect_server, lines, monkeypatch):
    from prefect import flow

    from tasks import prefect_tasks

    monkeypatch.setattr(prefect_tasks, "STAGES", {"list": prefect_tasks.Stage(retry_after_seconds=(0.01, 0.01))})
    prefect_tasks.stage.cache_clear()
    tried = []

    def flaky(_: int) -> int:
        tried.append("service")
        if len(tried) < 3:
            raise ServiceFailed(text("The share is away."))
        return 7

    def refused(_: int) -> int:
        tried.append("input")
        raise InputRefused(text("No such folder."))

    @flow
    def both() -> int:
        with Crew(1) as crew:
            runner = PrefectRunner(crew, LineProgress(lines.append, "en"))
            assert runner.run(step(flaky, name="list"), 1) == 7
            return runner.run(step(refused, name="list"), 1)

    with pytest.raises(InputRefused, match="No such folder"):
        both()
    prefect_tasks.stage.cache_clear()
    assert tried == ["service", "service", "service", "input"]
