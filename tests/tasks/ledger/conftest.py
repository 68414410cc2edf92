"""Ledgers on both databases, and values to put into them. PostgreSQL is a private server of the test run."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from private_postgresql import private_postgresql

from sources.edition import Edition, EditionInput, EditionRecipient, Message, OutputFile
from sources.month import Month
from sources.submission import Basis, Observation, Place, Reading, Submission
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server on a free loopback port in a folder of its own."""
    with private_postgresql() as server:
        yield server.url


@pytest.fixture(scope="session")
def new_schema(postgresql: str) -> Callable[[], str]:
    """A maker of empty places on the server: each call returns the URL of a schema of its own."""
    numbers = count(1)

    def make() -> str:
        name = f"ledger_{next(numbers)}"
        with psycopg.connect(postgresql, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{postgresql}?options=-csearch_path%3D{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a ledger that does not exist yet, on each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    new: str = request.getfixturevalue("new_schema")()
    return new


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger.open(ledger_url) as opened:
        yield opened


@pytest.fixture
def reading() -> Callable[..., Reading]:
    """A maker of readings: one file with given values, by a body, for a month."""

    def make(
        file: str,
        values: dict[str, str],
        *,
        body_id: str | None = "bc",
        received: date = date(2021, 11, 8),
        month: Month | None = OCTOBER,
        folder_month: Month | None = OCTOBER,
        sha256: str | None = None,
    ) -> Reading:
        submission = Submission(
            file,
            sha256 or f"sha-of-{file}".encode("utf-8", "backslashreplace").hex(),
            body_id,
            received,
            folder_month,
        )
        observations = tuple(
            Observation(
                body_id or "",
                measure_id,
                month or OCTOBER,
                Decimal(value),
                "件",
                Basis.CUMULATIVE,
                Place(file, "進捗", f"G{row}"),
                f"{value}件",
            )
            for row, (measure_id, value) in enumerate(values.items(), start=1)
        )
        return Reading(submission, month, observations)

    return make


@pytest.fixture
def record(ledger: Ledger) -> Callable[..., Any]:
    """Record a reading of plan fy2021 at noon of 10 November 2021, unless told otherwise."""

    def do(found: Reading, *, known_at: datetime = NOON, reader_version: str = "1") -> Any:
        return ledger.record(found, plan_id="fy2021", reader_version=reader_version, known_at=known_at)

    return do


@pytest.fixture
def freeze() -> Callable[..., Edition]:
    """Freeze an edition of October 2021 in a ledger, with one PDF of the given words for two bodies."""

    def do(ledger: Ledger, words: str = "first", recipients: Sequence[EditionRecipient] | None = None) -> Edition:
        return ledger.freeze_edition(
            "fy2021",
            OCTOBER,
            files=[OutputFile("board.pdf", f"sha-of-{words}", len(words))],
            recipients=recipients
            if recipients is not None
            else [
                EditionRecipient("bc", "chair@bc.example.jp"),
                EditionRecipient("bc", "office@bc.example.jp", "cc"),
                EditionRecipient("ilc", "office@ilc.example.jp"),
            ],
            inputs=[EditionInput("2021-10/bc.xlsx", "sha-of-input")],
            created=NOON,
        )

    return do


@pytest.fixture
def mail() -> Callable[..., Message]:
    """A maker of mails: to a body's addresses, with given bytes."""

    def make(body_id: str, *recipients: str, raw: bytes = b"Subject: hi\r\n\r\nbody\r\n") -> Message:
        return Message(body_id, f"<{body_id}@example.jp>", "進捗報告", "office@example.jp", recipients, raw)

    return make
