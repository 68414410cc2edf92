"""Whose turn it is: one holder at a time for one name, on whatever machine, for as long as the holder lives.

A lease keeps two runs from doing the same work twice; that no harm comes where they do (a holder whose machine
slept, a clock that is wrong) is the matter of the tables that they write.
"""

import os
import platform
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select, update

from sources.errors import ServiceFailed
from tasks.ledger.engine import open_engine, writing
from tasks.ledger.tables import leases

LIFE = timedelta(seconds=60)
RENEW_SECONDS = 15.0
LOOK_AGAIN_SECONDS = 0.5


@dataclass(frozen=True)
class Holder:
    """Who holds a lease, as "machine process-number", since when, and when that expires unless renewed."""

    owner: str
    taken_at: datetime
    expires: datetime

    @property
    def who(self) -> str:
        return self.owner.split("/")[0]


@contextmanager
def lease(url: str, name: str, waiting: Callable[[Holder], object]) -> Iterator[None]:
    """Hold *name* in the ledger at *url*, which must be migrated; wait while another holds it.

    *waiting* is told once who that is. A holder that died on this machine is found out at once, one elsewhere when
    its word expires, after a minute at most.
    """
    engine = open_engine(url)
    owner = f"{platform.node()} {os.getpid()}/{_place()}/{uuid.uuid4().hex}"
    try:
        told = False
        while (holder := _try_to_take(engine, name, owner)) is not None:
            if not told:
                waiting(holder)
                told = True
            time.sleep(LOOK_AGAIN_SECONDS)
        over = threading.Event()
        renewing = threading.Thread(target=_keep_renewing, args=(engine, name, owner, over), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            over.set()
            renewing.join()
            with writing(engine) as connection:
                release(connection, name, owner)
    finally:
        engine.dispose()


def take(connection: Connection, name: str, owner: str, *, at: datetime) -> Holder | None:
    """Return None where *owner* holds *name* from now on, else who holds it."""
    row = connection.execute(select(leases).where(leases.c.name == name)).one_or_none()
    if row is not None:
        holder = Holder(row.owner, row.taken_at, row.expires)
        if holder.expires > at and not _is_dead(holder):
            return holder
        connection.execute(delete(leases).where(leases.c.name == name))
    values = {"name": name, "owner": owner, "taken_at": at, "expires": at + LIFE}
    connection.execute(insert(leases), values)
    return None


def renew(connection: Connection, name: str, owner: str, *, at: datetime) -> bool:
    """Return whether *owner* still held *name* and does so anew; False where another took it over."""
    found = connection.execute(
        update(leases).where(leases.c.name == name, leases.c.owner == owner).values(expires=at + LIFE)
    )
    return found.rowcount == 1


def release(connection: Connection, name: str, owner: str) -> None:
    """Give *name* up, if *owner* still holds it."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))


def _try_to_take(engine: Engine, name: str, owner: str) -> Holder | None:
    with writing(engine) as connection:
        return take(connection, name, owner, at=datetime.now(UTC))


def _keep_renewing(engine: Engine, name: str, owner: str, over: threading.Event) -> None:
    while not over.wait(RENEW_SECONDS):
        try:
            with writing(engine) as connection:
                if not renew(connection, name, owner, at=datetime.now(UTC)):
                    return
        except ServiceFailed:  # the database may be back before the word expires
            continue


def _place() -> str:
    """Return what tells this machine's run of processes from any other's: a number means the same only there."""
    boot, numbers = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    if not (boot.exists() and numbers.is_symlink()):
        return ""
    return f"{boot.read_text().strip()} {numbers.readlink()}"


def _is_dead(holder: Holder) -> bool:
    """Return whether the holder was a process of this machine and is gone; False where that is unknown."""
    who, place, *_ = holder.owner.split("/")
    if not place or place != _place():
        return False
    try:
        os.kill(int(who.rsplit(" ", 1)[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
