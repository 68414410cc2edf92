"""What many plans cost: `nice python -m benchmarks.fleet 10 30 100` makes so many invented plans, each time anew.

For each number of plans, a run without Prefect and one with it (on a server started for the run): seconds,
processor seconds, peak memory of all its processes, rows of the ledger, mails in the outbox, bytes on the disk.
Then whether the cost is a straight line, and the share of Prefect in it.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.fleet_plans import MONTH, write_fleet

STRAIGHT_WITHIN = 0.15
SETTINGS = {"AYUMI_SENDER": "事務局 <office@example.jp>"}


@dataclass(frozen=True)
class Cost:
    """What one run cost. *cpu_seconds* are those of all its processes, the server's among them."""

    plans: int
    seconds: float
    cpu_seconds: float
    peak_mib: float
    ledger_rows: int
    ledger_mib: float
    outbox: int
    disk_mib: float
    exit_code: int


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", type=int, nargs="+", help="how many plans, smallest first")
    parser.add_argument("--without-prefect", action="store_true", help="measure the direct run alone")
    asked = parser.parse_args(arguments)
    direct: list[Cost] = []
    for plans in asked.plans:
        direct.append(measured(plans, ()))
        say("direct", direct[-1])
        if not asked.without_prefect:
            flow = measured(plans, ("--with-server",))
            say("Prefect", flow)
            print(f"  Prefect's share: {share(flow.seconds, direct[-1].seconds)} of the time,", end=" ")
            print(
                f"{share(flow.cpu_seconds, direct[-1].cpu_seconds)} of the processors' (server and start included)"
            )
    say_line(direct)


def measured(plans: int, words: Sequence[str]) -> Cost:
    """Return what a first run of *plans* plans costs, into an empty output folder."""
    with tempfile.TemporaryDirectory(prefix="ayumi-fleet-") as folder:
        towns, output = Path(folder) / "towns", Path(folder) / "output"
        towns.mkdir()
        write_fleet(towns, plans)
        ayumi = str(Path(sys.executable).with_name("ayumi"))
        command = [ayumi, "run", str(MONTH), "--plans", str(towns), "--output", str(output)]
        environment = {**_environment(), **SETTINGS}
        began = time.monotonic()
        process = subprocess.Popen(
            [*command, "--mail", "queue", *words],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        used = _watched(process)
        seconds = time.monotonic() - began
        ledger = output / ".ayumi" / "ledger.sqlite3"
        return Cost(
            plans=plans,
            seconds=seconds,
            cpu_seconds=used.cpu_seconds,
            peak_mib=used.peak_mib,
            ledger_rows=_rows(ledger),
            ledger_mib=ledger.stat().st_size / 2**20,
            outbox=_count(ledger, "deliveries"),
            disk_mib=sum(file.stat().st_size for file in output.rglob("*") if file.is_file()) / 2**20,
            exit_code=process.returncode,
        )


def say(way: str, cost: Cost) -> None:
    print(
        f"{cost.plans:5} plans, {way:7}: {cost.seconds:7.1f} s ({cost.seconds / cost.plans:.2f} a plan),"
        f" {cost.cpu_seconds:7.1f} s of processor ({cost.cpu_seconds / cost.plans:.2f}), {cost.peak_mib:5.0f} MiB,"
        f" {cost.ledger_rows} rows in {cost.ledger_mib:.1f} MiB, {cost.outbox} mails waiting,"
        f" {cost.disk_mib:.0f} MiB on disk, exit code {cost.exit_code}",
        flush=True,
    )


def say_line(costs: Sequence[Cost]) -> None:
    """Say what a plan more costs, and whether that is the same at the end as at the beginning."""
    steps = [
        (later.cpu_seconds - earlier.cpu_seconds) / (later.plans - earlier.plans)
        for earlier, later in pairwise(costs)
    ]
    if not steps:
        return
    print("A plan more costs", ", then ".join(f"{step:.2f} s of processor" for step in steps), end=": ")
    if len(steps) == 1:
        print("whether that is a straight line, a third number of plans would tell.")
        return
    is_straight = max(steps) <= min(steps) * (1 + STRAIGHT_WITHIN)
    print("a straight line." if is_straight else f"no straight line within {STRAIGHT_WITHIN:.0%}.")


def share(with_it: float, without: float) -> str:
    return f"{(with_it - without) / with_it:+.1%}"


def _environment() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AYUMI_", "PREFECT_"))}


@dataclass(frozen=True)
class Used:
    """What a process and all below it used, looked at each half second."""

    cpu_seconds: float
    peak_mib: float


def _watched(process: "subprocess.Popen[bytes]") -> Used:
    """Wait for *process*, and return what it used; of memory that is shared each process has its part."""
    cpu: dict[int, float] = {}
    peak, over = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.5):
            family = _family(process.pid)
            cpu.update({pid: seconds for pid in family if (seconds := _cpu(pid))})
            peak = max(peak, sum(_pss(pid) for pid in family))

    watching = threading.Thread(target=watch)
    watching.start()
    process.wait()
    over.set()
    watching.join()
    return Used(sum(cpu.values()), peak / 2**20)


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # ended just now
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    family = [pid]
    for one in family:
        for file in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                family += [int(word) for word in file.read_text().split()]
            except OSError:  # ended just now
                continue
    return family


def _pss(pid: int) -> int:
    """Return a process's memory in bytes, its share of what it has in common with others."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # ended just now
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _rows(ledger: Path) -> int:
    with closing(sqlite3.connect(ledger)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return sum(_count(ledger, name) for name in names)


def _count(ledger: Path, table: str) -> int:
    with closing(sqlite3.connect(ledger)) as connection:
        (count,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608 - our own table
    return int(count)


if __name__ == "__main__":
    main(sys.argv[1:])
