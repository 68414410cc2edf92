"""Connections to the ledger's database: SQLite by default, PostgreSQL by URL, one writer at a time on both.

A write transaction that starts by reading must own the write lock from its first statement, or two of them
fail each other with "database is locked": hence BEGIN IMMEDIATE on SQLite, and on PostgreSQL one advisory lock as
long as the transaction. No transaction lasts longer than its statements; none is open while the network is used.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
)

from sources.errors import ServiceFailed, WrongUse
from sources.messages import text

WAIT_FOR_LOCK_SECONDS = 60
WRITER_LOCK = 0x6179756D69  # "ayumi": the advisory lock that every writer on PostgreSQL takes
WRITES = "ledger_writes"


def open_engine(url: str) -> Engine:
    """Return an engine for *url*; a SQLite file is made with its folder, readable by its owner alone.

    Raises WrongUse where the URL names no database that is known here.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _unknown_database(url) from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite_engine(parsed)
        case "postgresql" | "postgres":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        case _:
            raise _unknown_database(parsed.render_as_string(hide_password=True))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose statements all see the same moment of the ledger."""
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with _service(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that is the ledger's only writer, and commit what it did."""
    with (
        _service(engine),
        engine.connect().execution_options(**{WRITES: True}) as connection,
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
        yield connection


def compact(engine: Engine) -> None:
    """Give the room of what was deleted back to the disk; PostgreSQL sees to that itself, in time."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM")  # which stands in no transaction, so not in one of SQLAlchemy's
    except sqlite3.Error as error:
        raise _no_answer(engine.url, str(error)) from error
    finally:
        connection.close()


def _sqlite_engine(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        file = Path(url.database)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _make_for_its_owner(file)
        except OSError as error:
            raise _no_answer(url, error.strerror or str(error)) from error
    engine = create_engine(url.set(drivername="sqlite"), connect_args={"timeout": WAIT_FOR_LOCK_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_for_its_owner(file: Path) -> None:
    """Make an empty database that only its owner can read; one that is there is not even opened.

    Whoever closes a file gives up all locks of this process on it, also those that SQLite holds there: another
    process would then take itself for the last one and remove the log of what this one is writing.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return


@contextmanager
def _service(engine: Engine) -> Iterator[None]:
    """Turn a database that does not answer into ServiceFailed; a broken rule of the tables stays what it is."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):
        raise
    except (DatabaseError, InterfaceError) as error:
        raise _no_answer(engine.url, _one_line(error)) from error


def _no_answer(url: URL, problem: str) -> ServiceFailed:
    return ServiceFailed(
        text(
            "The ledger at {url} did not answer: {problem}. Check that the database runs and has free space, "
            "then run the same command again.",
            url=url.render_as_string(hide_password=True),
            problem=problem,
        )
    )


def _one_line(error: DBAPIError) -> str:
    return " ".join(str(error.orig).split())


def _unknown_database(url: str) -> WrongUse:
    return WrongUse(
        text(
            "{url} names no ledger. Write sqlite:///FOLDER/ledger.db or postgresql://USER@HOST/NAME.",
            url=url,
        )
    )
