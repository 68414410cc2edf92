"""A real Dask cluster on loopback for the tests: a scheduler and two workers, each a process of its own.

    with dask_peer(folder) as peer:
        peer.address                 # tcp://127.0.0.1:…
        peer.workers[0].kill()

What is started ends with the block.
"""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORKERS = 2


@dataclass(frozen=True)
class DaskPeer:
    """The running cluster: its scheduler's address, and its workers' processes."""

    address: str
    workers: tuple["subprocess.Popen[bytes]", ...]


@contextlib.contextmanager
def dask_peer(folder: Path) -> Iterator[DaskPeer]:
    """Start a cluster that logs into *folder*; it listens on loopback alone, and has no page to look at."""
    at_home = ("--host", "127.0.0.1")
    with contextlib.ExitStack() as stack:
        words = ("scheduler", *at_home, "--port", "0", "--no-dashboard", "--no-jupyter")
        scheduler = stack.enter_context(_running(folder / "scheduler.log", *words))
        address = _address(folder / "scheduler.log", scheduler)
        words = ("worker", address, *at_home, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        workers = [
            stack.enter_context(
                _running(folder / f"{number}.log", *words, "--local-directory", str(folder / str(number)))
            )
            for number in range(WORKERS)
        ]
        yield DaskPeer(address, tuple(workers))


@contextlib.contextmanager
def _running(log: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words], stdout=file, stderr=file, stdin=subprocess.DEVNULL
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _address(log: Path, scheduler: "subprocess.Popen[bytes]") -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and scheduler.poll() is None:
        for word in log.read_text().split():
            if word.startswith("tcp://"):
                return word
        time.sleep(0.05)
    raise RuntimeError(f"no scheduler: {log.read_text()}")
