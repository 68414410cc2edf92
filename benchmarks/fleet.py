"""What many plans cost: `python -m benchmarks.fleet 10 100 1000` makes so many invented plans, each time anew.

Each number of plans is run in three ways: "direct" without Prefect; "standing" with a Prefect server that runs
already, as it does in an office; "own" with a server started for the run (`--with-server`). For each: seconds,
processor seconds, peak memory of all its processes, rows of the ledger, mails in the outbox, bytes on the disk;
and where it stood at each tenth of the way. Then the share of Prefect, and whether the cost is a straight line.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.fleet_plans import MONTH, write_fleet
from benchmarks.fleet_watch import Look, Used, ledger_mib, mails_waiting, rows, size_mib, watched
from flows.engine.server import own_server
from flows.engine.sign_in import known_sign_in

STRAIGHT_WITHIN = 0.15
SETTINGS = {"AYUMI_SENDER": "事務局 <office@example.jp>"}
WAYS = ("direct", "standing", "own")


@dataclass(frozen=True)
class Cost:
    """What one run cost. Its *cpu_seconds* are those of all its processes, an own server's among them."""

    plans: int
    used: Used
    ledger_rows: int
    ledger_mib: float
    outbox: int
    disk_mib: float
    exit_code: int

    @property
    def cpu_seconds(self) -> float:
        return self.used.cpu_seconds + self.used.server_cpu_seconds


@dataclass(frozen=True)
class Standing:
    """A server that stands before the run: its process, and what a run must know to speak to it."""

    pid: int
    settings: Mapping[str, str]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", type=int, nargs="+", help="how many plans, smallest first")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS, help="which ways to measure")
    parser.add_argument("--without-prefect", action="store_const", const=["direct"], dest="ways")
    asked = parser.parse_args(arguments)
    by_way: dict[str, list[Cost]] = {way: [] for way in asked.ways}
    for plans in asked.plans:
        for way in asked.ways:
            cost = measured(plans, way)
            by_way[way].append(cost)
            say(way, cost)
            if way != "direct" and "direct" in by_way:
                say_share(way, cost, by_way["direct"][-1])
    for way, costs in by_way.items():
        say_line(way, costs)


def measured(plans: int, way: str) -> Cost:
    """Return what a first run of *plans* plans costs, into an empty output folder."""
    with tempfile.TemporaryDirectory(prefix="ayumi-fleet-") as folder:
        towns, output = Path(folder) / "towns", Path(folder) / "output"
        towns.mkdir()
        write_fleet(towns, plans)
        ledger = output / ".ayumi" / "ledger.sqlite3"
        command = [str(Path(sys.executable).with_name("ayumi")), "run", str(MONTH), "--mail", "queue"]
        command += ["--plans", str(towns), "--output", str(output)]
        if way == "own":
            command.append("--with-server")
        with _standing(way, Path(folder) / "engine") as server:
            with subprocess.Popen(
                command,
                env={**_environment(), **SETTINGS, **server.settings},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as process:
                used = watched(process, ledger, plans, server.pid or None)
            exit_code = process.returncode
        return Cost(
            plans=plans,
            used=used,
            ledger_rows=rows(ledger),
            ledger_mib=ledger_mib(ledger),
            outbox=mails_waiting(ledger),
            disk_mib=size_mib(output.rglob("*")),
            exit_code=exit_code,
        )


@contextmanager
def _standing(way: str, home: Path) -> Iterator[Standing]:
    if way != "standing":
        yield Standing(0, {})
        return
    began = time.monotonic()
    with own_server(home) as server:
        server.wait_until_it_answers()
        print(f"A server with an empty database answers after {time.monotonic() - began:.1f} s.", flush=True)
        settings = {
            "AYUMI_PREFECT_API_URL": server.engine.api_url,
            "AYUMI_PREFECT_API_AUTH_STRING": known_sign_in(home),
        }
        yield Standing(server.process.pid, settings)


def say(way: str, cost: Cost) -> None:
    used = cost.used
    print(
        f"{cost.plans:5} plans, {way:8}: {used.seconds:7.1f} s ({used.seconds / cost.plans:.2f} a plan),"
        f" {cost.cpu_seconds:7.1f} s of processor ({cost.cpu_seconds / cost.plans:.2f}), {used.peak_mib:5.0f} MiB,"
        f" {cost.ledger_rows} rows in {cost.ledger_mib:.1f} MiB, {cost.outbox} mails waiting,"
        f" {cost.disk_mib:.0f} MiB on disk, exit code {cost.exit_code}",
        flush=True,
    )
    for before, look in pairwise((Look(0, 0, 0, 0, 0, 0, 0), *used.looks)):
        made, took = look.plans - before.plans, look.seconds - before.seconds
        print(
            f"    {look.plans:5} made: {look.seconds:7.1f} s, {took / made:.2f} s a plan since"
            f" ({(look.cpu_seconds - before.cpu_seconds) / made:.2f} of processor), {look.memory_mib:5.0f} MiB,"
            f" {look.rows} rows in {look.ledger_mib:.1f} MiB, {look.waiting} mails waiting",
            flush=True,
        )


def say_share(way: str, cost: Cost, direct: Cost) -> None:
    start = "its server's start included" if way == "own" else "its server running before"
    print(
        f"      Prefect's share, {start}: {share(cost.used.seconds, direct.used.seconds)} of the time,"
        f" {share(cost.cpu_seconds, direct.cpu_seconds)} of the processors'"
        + (f"; the server took {cost.used.server_cpu_seconds:.1f} s of it" if way == "standing" else ""),
        flush=True,
    )


def say_line(way: str, costs: Sequence[Cost]) -> None:
    """Say what a plan more costs, and whether that is the same at the end as at the beginning."""
    steps = [
        (later.cpu_seconds - earlier.cpu_seconds) / (later.plans - earlier.plans)
        for earlier, later in pairwise(costs)
    ]
    if not steps:
        return
    print(f"{way}: a plan more costs", ", then ".join(f"{step:.2f} s of processor" for step in steps), end=": ")
    if len(steps) == 1:
        print("whether that is a straight line, a third number of plans would tell.")
        return
    is_straight = max(steps) <= min(steps) * (1 + STRAIGHT_WITHIN)
    print("a straight line." if is_straight else f"no straight line within {STRAIGHT_WITHIN:.0%}.")


def share(with_it: float, without: float) -> str:
    return f"{(with_it - without) / with_it:+.1%}"


def _environment() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AYUMI_", "PREFECT_"))}


if __name__ == "__main__":
    main(sys.argv[1:])
