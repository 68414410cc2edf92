"""A second copy of what can not be made again, ledger and originals, checked when written and when read."""

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from sources.errors import ServiceFailed, WrongUse
from sources.messages import text
from tasks.ledger.originals import Archive, archive, read_original, stored_originals

LEDGER_COPY = "ledger.sqlite3"
ORIGINALS_COPY = "originals"
ACCOUNT = "backup.json"


@dataclass(frozen=True)
class Copied:
    """What a backup holds: its originals, and how many of them were new to it."""

    originals: int
    new: int


def back_up(ledger_url: str, originals: Archive, folder: Path, *, taken_at: datetime) -> Copied:
    """Copy ledger and originals into *folder* and return what is there; a folder used before gets what is new.

    The ledger goes first: an original is archived before the ledger knows it, so none that it knows is missing.
    Raises ServiceFailed where an original is damaged, WrongUse where the ledger is no SQLite file.
    """
    source = sqlite_file(ledger_url)
    if not source.exists():
        raise WrongUse(text("There is no ledger at {file} yet; nothing to back up.", file=source))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ledger_sha256 = _copy_ledger(source, folder / LEDGER_COPY)
    known = set(_hashes(folder / ORIGINALS_COPY))
    standing = list(_hashes(originals))
    for sha256 in standing:
        archive(folder / ORIGINALS_COPY, read_original(originals, sha256))
    account = {"taken_at": taken_at.isoformat(), "ledger_sha256": ledger_sha256, "originals": sorted(standing)}
    _write_whole(folder / ACCOUNT, (json.dumps(account, indent=1) + "\n").encode())
    return Copied(len(standing), len(set(standing) - known))


def restore(folder: Path, ledger_url: str, originals: Archive) -> Copied:
    """Bring ledger and originals back from *folder*, each checked against its hash, and return what is there.

    The ledger comes last: until it stands, a restore that was cut short is simply done again. Raises WrongUse
    where a ledger stands already, or the folder holds no backup, ServiceFailed where something in it is damaged.
    """
    target = sqlite_file(ledger_url)
    if target.exists():
        raise WrongUse(
            text(
                "There is a ledger at {file}. Move it away if it is lost, or name another data folder.",
                file=target,
            )
        )
    try:
        account = json.loads((folder / ACCOUNT).read_text(encoding="utf-8"))
        ledger = (folder / LEDGER_COPY).read_bytes()
    except (OSError, ValueError):
        raise WrongUse(text("{folder} holds no backup that was finished.", folder=folder)) from None
    if hashlib.sha256(ledger).hexdigest() != account["ledger_sha256"]:
        raise ServiceFailed(text("The ledger in {folder} is damaged. Take an older backup.", folder=folder))
    known = set(_hashes(originals))
    for sha256 in account["originals"]:
        archive(originals, read_original(folder / ORIGINALS_COPY, sha256))
    _write_whole(target, ledger)
    return Copied(len(account["originals"]), len(set(account["originals"]) - known))


def sqlite_file(ledger_url: str) -> Path:
    """Return the ledger's file; raise WrongUse where it is a database that has programs of its own for copies."""
    url = make_url(ledger_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise WrongUse(
            text(
                "{url} is copied by its own programs: pg_dump and pg_restore. See docs/operations.md.",
                url=url.render_as_string(hide_password=True),
            )
        )
    return Path(url.database)


def _copy_ledger(source: Path, target: Path) -> str:
    """Copy the ledger as it stands at one moment, also while it is written to, and return the copy's SHA-256."""
    beside = Path(tempfile.mkdtemp(prefix=".", dir=target.parent))
    try:
        copy = beside / target.name
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        with closing(sqlite3.connect(copy)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise ServiceFailed(text("The ledger at {file} is damaged: {problem}", file=source, problem=verdict))
        copy.chmod(0o600)
        data = copy.read_bytes()
        _sync(copy)
        copy.replace(target)
    finally:
        (beside / target.name).unlink(missing_ok=True)
        beside.rmdir()
    return hashlib.sha256(data).hexdigest()


def _hashes(place: Archive) -> Iterator[str]:
    return (one.sha256 for one in stored_originals(place))


def _write_whole(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    number, beside = tempfile.mkstemp(prefix=".", dir=target.parent)  # readable by its owner alone
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(target)
    finally:
        Path(beside).unlink(missing_ok=True)


def _sync(file: Path) -> None:
    number = os.open(file, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
