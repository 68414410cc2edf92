import math
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sources.submission import FindingKind
from tasks.reading.not_opened import NotOpened
from tasks.reading.opening import open_grid
from tasks.reading.reader_pool import ReaderPool

MEMORY = 1 << 30


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(1, MEMORY) as pool:
        yield pool


def test_results_come_in_the_order_of_the_items() -> None:
    with ReaderPool(2, MEMORY) as pool:
        assert list(pool.map(math.sqrt, [16, 9, 4, 1])) == [4, 3, 2, 1]


def test_a_file_is_read_in_a_process_of_its_own(pool: ReaderPool) -> None:
    grid = pool.run(open_grid, "report.csv", "件名,実績\n東北ハウス,3\n".encode())
    assert not isinstance(grid, NotOpened)
    assert grid.sheets[0].cells[2, 2].value == "3"
    assert pool.run(os.getpid) != os.getpid()


def test_a_refusal_comes_back_whole(pool: ReaderPool) -> None:
    refusal = pool.run(open_grid, "report.pdf", b"%PDF-1.7")
    assert isinstance(refusal, NotOpened)
    assert refusal.kind is FindingKind.UNREADABLE_FILE
    assert "PDF" in refusal.message.in_language("ja")


def test_processes_go_on_to_the_next_file(pool: ReaderPool) -> None:
    assert pool.run(os.getpid) == pool.run(os.getpid)


def test_the_limits_are_set(pool: ReaderPool) -> None:
    assert pool.run(resource.getrlimit, resource.RLIMIT_AS) == (MEMORY, MEMORY)


def test_processes_know_nothing_of_the_engine(pool: ReaderPool) -> None:
    assert pool.run(open_grid, "report.csv", b"a,b\n")
    loaded = pool.run(eval, "sorted(name for name in __import__('sys').modules if '.' not in name)")
    assert not {"prefect", "pandas", "numpy", "openpyxl"} & set(loaded)


@pytest.mark.parametrize(
    ("function", "argument", "kind"),
    [
        (bytearray, 2 * MEMORY, FindingKind.FILE_TOO_LARGE),
        (os._exit, 3, FindingKind.UNREADABLE_FILE),
        (eval, "__import__('os').abort()", FindingKind.FILE_TOO_LARGE),
        (math.sqrt, -1, FindingKind.UNREADABLE_FILE),
    ],
    ids=["memory", "crash", "abort of the Rust reader", "fault"],
)
def test_what_a_file_costs_it_costs_alone(
    pool: ReaderPool, function: Callable[[object], object], argument: object, kind: FindingKind
) -> None:
    assert pool.run(math.sqrt, 4) == 2
    lost = pool.run(function, argument)
    assert pool.run(math.sqrt, 9) == 3
    assert isinstance(lost, NotOpened)
    assert lost.kind is kind


def test_a_file_that_takes_too_long_is_ended() -> None:
    with ReaderPool(1, MEMORY, seconds=0.2) as pool:
        before = pool.run(os.getpid)
        late = pool.run(time.sleep, 600)
        assert isinstance(late, NotOpened)
        assert late.kind is FindingKind.FILE_TOO_LARGE
        assert pool.run(os.getpid) != before


def test_a_process_that_died_while_idle_is_replaced(pool: ReaderPool) -> None:
    first = pool.run(os.getpid)
    assert isinstance(first, int)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert pool.run(math.sqrt, 9) == 3


def test_many_threads_share_the_processes() -> None:
    with ReaderPool(2, MEMORY) as pool, ThreadPoolExecutor(6) as threads:
        roots = list(threads.map(lambda number: pool.run(math.isqrt, number * number), range(60)))
    assert roots == list(range(60))


def test_without_processes_it_runs_here() -> None:
    with ReaderPool(0) as pool:
        assert pool.run(os.getpid) == os.getpid()
        (refusal,) = pool.map(_open, [b"%PDF-1.7"])
    assert isinstance(refusal, NotOpened)


def _open(data: bytes) -> object:
    return open_grid("report", data)


def test_a_process_that_a_large_file_has_swollen_is_replaced(pool: ReaderPool) -> None:
    before = pool.run(os.getpid)
    swollen = pool.run(eval, "globals().__setitem__('kept', bytearray(600 << 20))")
    assert swollen is None
    assert pool.run(os.getpid) != before
