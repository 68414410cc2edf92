"""What a run of many plans uses while it runs: looked at from outside, so that the run itself pays nothing.

Of processes what Linux keeps below /proc; of the ledger what a reader of its file sees.
"""

import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY_SECONDS = 0.5
PARTS = 10


@dataclass(frozen=True)
class Look:
    """How far a run was at one moment; *memory_mib* is that of all its processes then."""

    plans: int
    seconds: float
    cpu_seconds: float
    memory_mib: float
    rows: int
    ledger_mib: float
    waiting: int


@dataclass(frozen=True)
class Used:
    """What a run used; *server_cpu_seconds* are those of a server that stood before it and stands after."""

    seconds: float
    cpu_seconds: float
    server_cpu_seconds: float
    peak_mib: float
    looks: tuple[Look, ...]


def watched(process: "subprocess.Popen[bytes]", ledger: Path, plans: int, server: int | None = None) -> Used:
    """Wait for *process*, and return what it and all below it used, with a look at each tenth of the plans."""
    began, over = time.monotonic(), threading.Event()
    used, served = _Processor(), _Processor()
    looks: list[Look] = []
    peak, next_look = 0, plans / PARTS
    if server is not None:
        served.look_at(family(server))
        before = served.seconds

    def watch() -> None:
        nonlocal peak, next_look
        while not over.wait(LOOK_EVERY_SECONDS):
            running = family(process.pid)
            used.look_at(running)
            memory = sum(_memory_bytes(pid) for pid in running)
            peak = max(peak, memory)
            done = _count(ledger, "editions")
            if done and done >= next_look:
                looks.append(_look(ledger, done, time.monotonic() - began, used.seconds, memory))
                next_look = (done * PARTS // plans + 1) * plans / PARTS

    watching = threading.Thread(target=watch)
    watching.start()
    process.wait()
    seconds = time.monotonic() - began
    over.set()
    watching.join()
    if server is not None:
        served.look_at(family(server))
    return Used(
        seconds, used.seconds, served.seconds - before if server is not None else 0, peak / 2**20, tuple(looks)
    )


def rows(ledger: Path) -> int:
    """Return how many rows all tables of a ledger have."""
    if not ledger.exists():
        return 0
    with closing(sqlite3.connect(ledger)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return sum(_count(ledger, name) for name in names)


def mails_waiting(ledger: Path) -> int:
    return _count(ledger, "deliveries")


def ledger_mib(ledger: Path) -> float:
    """Return how large a ledger is, with what stands beside it and is yet to be put in."""
    return size_mib(ledger.parent.glob(f"{ledger.name}*"))


def size_mib(files: Iterable[Path]) -> float:
    return sum(file.stat().st_size for file in files if file.is_file()) / 2**20


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for one in found:
        for file in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(word) for word in file.read_text().split()]
            except OSError:  # ended just now
                continue
    return found


class _Processor:
    """Processor seconds of processes that come and go, by what was last seen of each."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str], float] = {}

    @property
    def seconds(self) -> float:
        return sum(self._seen.values())

    def look_at(self, pids: Sequence[int]) -> None:
        for pid in pids:
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:  # ended just now
                continue
            spent = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            self._seen[pid, fields[19]] = spent  # with the time of its start, since numbers are used again


def _memory_bytes(pid: int) -> int:
    """Return a process's memory, its share of what it has in common with others."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # ended just now
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _look(ledger: Path, done: int, seconds: float, cpu_seconds: float, memory: int) -> Look:
    return Look(
        done, seconds, cpu_seconds, memory / 2**20, rows(ledger), ledger_mib(ledger), mails_waiting(ledger)
    )


def _count(ledger: Path, table: str) -> int:
    """Return how many rows a table has; none before the ledger or the table is there."""
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=30)) as connection:
            (count,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608 - our own table
    except sqlite3.OperationalError:
        return 0
    return int(count)
