"""Readings made before, kept by all that they depend on, so that an unchanged file is not read again.

What the ledger holds has been checked against other months since; this is what the file itself gave. Like the
originals' archive the folder is this program's alone: what is found there is trusted to be its own.
"""

import hashlib
import os
import pickle
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from sources.bodies import Body
from sources.intake.arrival import Arrival
from sources.plan import Plan
from sources.submission import FindingKind, Reading

READS_WITH = ("openpyxl", "python-calamine", "lxml", "xlrd", "defusedxml", "msoffcrypto-tool", "olefile")
_HOUSE = Path(__file__).resolve().parents[2]
OWN_CODE = ("tasks/reading", "tasks/japanese_text.py", "sources")
BY_CONTENT = ("sources/plans", "sources/bodies", "sources/samples")
"""Folders that differ between installations: the plan and the body of a file are part of its key as they are."""

MAY_PASS = frozenset({FindingKind.UNREADABLE_FILE, FindingKind.FILE_TOO_LARGE, FindingKind.PASSWORD})
"""What a busy machine or a missing password may have caused: such a file is looked at each time."""

_DIGEST_BYTES = hashlib.sha256().digest_size


def kept(folder: Path, key: str) -> Reading | None:
    """Return the reading that was kept under *key*, or None; half a file counts as none."""
    try:
        found = (folder / key).read_bytes()
    except FileNotFoundError:
        return None
    digest, packed = found[:_DIGEST_BYTES], found[_DIGEST_BYTES:]
    if hashlib.sha256(packed).digest() != digest:
        return None
    reading: Reading = pickle.loads(packed)  # noqa: S301 - packed by this program, see above
    return reading


def keep(folder: Path, key: str, reading: Reading) -> bool:
    """Keep a reading under *key*, and return whether that was done: what may pass is not kept."""
    if any(finding.kind in MAY_PASS for finding in reading.findings):
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    packed = pickle.dumps(reading)
    number, beside = tempfile.mkstemp(dir=folder, prefix=".")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(hashlib.sha256(packed).digest() + packed)
        Path(beside).replace(folder / key)
    finally:
        Path(beside).unlink(missing_ok=True)
    return True


def reading_key(
    arrival: Arrival, plan: Plan, body: Body | None, password: str | None, body_ids: frozenset[str]
) -> str:
    """Return the SHA-256 of all that a file's reading depends on: bytes, name, sender, plan, and this reader."""
    parts = (
        reader_digest(),
        repr(arrival.submission),
        str(arrival.oversize),
        hashlib.sha256(arrival.data).hexdigest(),
        hashlib.sha256(plan.model_dump_json().encode()).hexdigest(),
        body.model_dump_json() if body else "",
        hashlib.sha256((password or "").encode()).hexdigest(),
        *sorted(body_ids),
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def reader_digest() -> str:
    """Return the hash of what reads: this program's own code and vocabulary, and the libraries it reads with."""
    digest = hashlib.sha256()
    for name in READS_WITH:
        digest.update(f"{name} {version(name)}\n".encode())
    for place in OWN_CODE:
        for path in sorted(_files(_HOUSE / place)):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    excluded = tuple(_HOUSE / one for one in BY_CONTENT)
    return [
        path
        for suffix in ("*.py", "*.toml")
        for path in place.rglob(suffix)
        if not any(path.is_relative_to(one) for one in excluded)
    ]
