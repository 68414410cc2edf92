"""Sweeps of faults over the sending of mails: kills, cut and silent connections, two senders, a full disk, a
database that restarts; and beside them what blind resending does, and what a server that holds its mail does.
"""

import contextlib
import itertools
import multiprocessing
import os
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bad_wire import Fault, bad_wire
from forked import forked
from killed import ended_before, lines_of
from private_postgresql import PrivatePostgresql
from sending_faults import (
    OUR_FILES,
    Count,
    Office,
    resend_blindly,
    resend_what_the_witness_lacks,
    wait_until_delivered,
)

from sources.edition import Edition

SMTP_FILE = Path(str(smtplib.__file__))
SILENCE_SECONDS = 0.5
RESTARTS_AFTER_SECONDS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
GoOn = Callable[[Office, Edition], object]


def kills(
    office: Office, every: int, *, watched: Sequence[Path] = OUR_FILES, first: int = 1, go_on: GoOn = Office.go_on
) -> Count:
    """Kill a sender before every *every*-th line that it executes in the watched files, once each."""
    whole = office.edition("counted")
    lines = lines_of(partial(office.send, whole), watched)
    editions = [whole]
    cleared = faults = 0
    for line in range(first, lines + 1, every):
        edition = office.edition(f"killed-{watched[0].stem}-{line}")
        faults += ended_before(partial(office.send, edition), line, watched)
        cleared += int(go_on(office, edition) or 0)
        editions.append(edition)
    return office.count(editions, faults=faults, cleared=cleared)


def library_kills(office: Office, every: int) -> Count:
    """Kill a sender before every *every*-th line that it executes in smtplib."""
    return kills(office, every, watched=(SMTP_FILE,))


def bad_wires(office: Office, fault: Fault, every_bytes: int, *, start: int = 1) -> Count:
    """Let the connection break after every *every_bytes*-th byte, until it holds to the end."""
    editions: list[Edition] = []
    cleared = faults = 0
    for after_bytes in itertools.count(start, every_bytes):
        edition = office.edition(f"{fault.name.lower()}-{after_bytes}")
        patience_seconds = SILENCE_SECONDS if fault is Fault.FREEZE_DOWN else None
        with bad_wire(office.peer.smtp_port, fault, after_bytes) as wire:
            office.send(edition, port=wire.port, patience_seconds=patience_seconds)
        editions.append(edition)
        if not wire.was_hit:
            break
        faults += 1
        cleared += office.go_on(edition)
    return office.count(editions, faults=faults, cleared=cleared)


def two_operators(office: Office, rounds: int, senders: int = 2) -> Count:
    """Let several operators send the same edition at the same moment."""
    context = multiprocessing.get_context("fork")
    editions = []
    for number in range(rounds):
        edition = office.edition(f"at-once-{number}")
        gate = context.Barrier(senders)

        def send(edition: Edition = edition, gate: object = gate) -> None:
            gate.wait(30)  # type: ignore[attr-defined]  # a barrier of multiprocessing
            office.send(edition)

        processes = [forked(send) for _ in range(senders)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(60)
        editions.append(edition)
    return office.count(editions, faults=rounds)


def full_disks(office_on: Callable[[Path], Office], every_bytes: int) -> Count:
    """Let the ledger's disk be full at the moment of sending, with ever less room left; needs root."""
    with _small_disk() as disk:
        office = office_on(disk)
        editions, cleared, faults = [], 0, 0
        for left in range(0, 40_960, every_bytes):
            edition = office.edition(f"full-{left}")
            with _filled(disk, left):
                office.send(edition)
            faults += 1
            cleared += office.go_on(edition)
            editions.append(edition)
        return office.count(editions, faults=faults, cleared=cleared)


def restarts(office: Office, server: PrivatePostgresql, rounds: int) -> Count:
    """Restart the ledger's database while a sender is at work, as after a power cut."""
    editions, cleared = [], 0
    for number in range(rounds):
        edition = office.edition(f"restart-{number}")
        sender = forked(partial(office.send, edition))
        sender.start()
        time.sleep(RESTARTS_AFTER_SECONDS[number % len(RESTARTS_AFTER_SECONDS)])
        server.restart_at_once()
        sender.join(60)
        cleared += office.go_on(edition)
        editions.append(edition)
    return office.count(editions, faults=rounds, cleared=cleared)


def blind_resends(office: Office, every: int, *, first: int = 1) -> Count:
    """The control: kills as in `kills`, but whatever is in doubt is sent again. It must find duplicates."""
    return kills(office, every, first=first, go_on=resend_blindly)


def held_mails(office: Office, lines: Iterable[int], *, eager: bool) -> Count:
    """The limit: the server takes mails and holds them while the sender is killed and the next run goes on.

    *eager* sends again what has no copy at the witness; otherwise such a mail stays in doubt until the copy comes.
    """
    editions = [office.edition(f"held-{eager}-{line}") for line in lines]
    go_on: GoOn = resend_what_the_witness_lacks if eager else Office.go_on
    with office.peer.holding():
        for edition, line in zip(editions, lines, strict=True):
            ended_before(partial(office.send, edition), line, OUR_FILES)
            go_on(office, edition)
    wait_until_delivered(office.peer)
    return office.count(editions, faults=len(editions))


@contextlib.contextmanager
def _small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ayumi-small-disk-"))
    subprocess.run(["/usr/bin/mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["/usr/bin/umount", "-l", str(folder)], check=True)
        folder.rmdir()


@contextlib.contextmanager
def _filled(disk: Path, but_for_bytes: int) -> Iterator[None]:
    """Leave no more than so many bytes on the disk for a while."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        file.write(bytes(max(0, free - but_for_bytes)))
    try:
        yield
    finally:
        filler.unlink()
