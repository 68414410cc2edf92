"""What an intake hands on: each file with its bytes, and what was wrong with the inbox itself."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from sources.month import Month
from sources.submission import Finding, Submission

LIMIT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Arrival:
    """One file that came, with its bytes.

    A file over `LIMIT_BYTES` arrives with *oversize* (its size in bytes) and no data: never a part of a file,
    which might read as a whole one. Its SHA-256 covers the bytes up to the limit and the size.
    """

    submission: Submission
    data: bytes
    oversize: int | None = None

    @property
    def is_too_large(self) -> bool:
        return self.oversize is not None

    @property
    def size(self) -> int:
        """Return the file's size in bytes."""
        return len(self.data) if self.oversize is None else self.oversize


@dataclass(frozen=True)
class Inbox:
    """All that an inbox held: the arrivals by file, and findings about what could not be taken or told."""

    arrivals: tuple[Arrival, ...]
    findings: tuple[Finding, ...]


def arrival_of(file: str, data: bytes, size: int, *, body_id: str | None, received: date) -> Arrival:
    """Return the arrival of one file, *size* bytes long; of *data* only the bytes up to the limit matter."""
    is_whole = size <= LIMIT_BYTES
    hashed = data if is_whole else data[:LIMIT_BYTES] + str(size).encode()
    submission = Submission(
        file=file,
        sha256=hashlib.sha256(hashed).hexdigest(),
        body_id=body_id,
        received=received,
        folder_month=folder_month(file),
    )
    return Arrival(submission, data) if is_whole else Arrival(submission, b"", oversize=size)


def folder_month(file: str) -> Month | None:
    """Return the month that the nearest of a file's folders is named after (2021-10), if any is."""
    for part in reversed(PurePosixPath(file).parent.parts):
        try:
            return Month.parse(part)
        except ValueError:
            continue
    return None
