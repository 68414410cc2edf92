import hashlib
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from sources.edition import DeliveryState, MailKind, Occasion
from sources.errors import ServiceFailed, WrongUse
from sources.month import Month
from tasks.ledger.engine import open_engine, reading, writing
from tasks.ledger.ledger import Ledger
from tasks.ledger.migrate import migrate
from tasks.ledger.tables import metadata


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(ledger_url: str) -> None:
    engine = open_engine(ledger_url)
    migrate(engine)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


FIRST_FORM = """
    INSERT INTO editions VALUES (7, 'fy2021', '2021-10', 1, 'digest', '2021-11-10T03:00:00.000000Z');
    INSERT INTO edition_recipients VALUES (7, 'bc', 'chair@bc.example.jp', 'to');
    INSERT INTO messages VALUES ('RAW_SHA', RAW);
    INSERT INTO deliveries VALUES (41, 7, 'bc', '<bc@example.jp>', 'subject', 'office@example.jp', 'RAW_SHA',
        'in_doubt', 3, 'token', '2021-11-10T03:00:00.000000Z');
    INSERT INTO delivery_recipients VALUES (41, 'chair@bc.example.jp', 0, 'in_doubt', 'said');
    INSERT INTO delivery_events VALUES (90, 41, '2021-11-10T03:00:00.000000Z', 'chair@bc.example.jp',
        'in_doubt', '');
    INSERT INTO approvals VALUES (7, 'digest', 'somebody', '2021-11-10T03:00:00.000000Z', 'note')
"""


def test_an_outbox_of_the_first_form_comes_through_with_its_doubts_and_its_approval(ledger_url: str) -> None:
    raw = b"Subject: hi\r\n\r\nbody\r\n"
    literal = f"'\\x{raw.hex()}'" if ledger_url.startswith("postgresql") else f"x'{raw.hex()}'"
    engine = open_engine(ledger_url)
    migrate(engine, "r0001")
    with writing(engine) as connection:
        for statement in FIRST_FORM.split(";"):
            filled = statement.replace("RAW_SHA", hashlib.sha256(raw).hexdigest()).replace("RAW", literal)
            connection.exec_driver_sql(filled)
    engine.dispose()
    with Ledger.open(ledger_url) as ledger:
        (edition,) = ledger.editions("fy2021", Month(2021, 10))
        (row,) = ledger.outbox_rows("fy2021", Month(2021, 10))
        assert (row.delivery_id, row.edition, row.attempts, row.occasion) == (41, 1, 3, "fy2021/2021-10/1")
        assert row.recipients == (("chair@bc.example.jp", DeliveryState.IN_DOUBT, "said"),)
        assert ledger.require_approved(edition).approved_by == "somebody"
        assert ledger.message(41).raw == raw
        assert [(one.delivery_id, one.attempt) for one in ledger.doubts("fy2021")] == [(41, 3)]
        assert ledger.confirm_taken(41, 3, proof="copy", at=edition.created)
        reminder = Occasion(MailKind.REMINDER, "after", "fy2021", Month(2021, 10))
        new, _ = ledger.queue_notice(reminder, ledger.message(41), at=edition.created)
        assert new.delivery_id == 42


def test_opening_again_leaves_the_ledger_as_it_is(ledger_url: str) -> None:
    Ledger.open(ledger_url).close()
    with Ledger.open(ledger_url) as ledger:
        assert ledger.readings("fy2021", up_to=Month(2021, 10)) == ()


def test_eight_processes_may_open_a_new_ledger_at_once(
    ledger_url: str, in_processes: Callable[..., list[Any]]
) -> None:
    def open_and_read() -> int:
        with Ledger.open(ledger_url) as ledger:
            return len(ledger.readings("fy2021", up_to=Month(2021, 10)))

    assert in_processes(open_and_read, [()] * 8) == [0] * 8


def test_a_ledger_of_a_newer_version_is_refused_in_one_sentence(ledger_url: str) -> None:
    engine = open_engine(ledger_url)
    migrate(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r9999'")
    engine.dispose()
    with pytest.raises(ServiceFailed, match="newer version of Ayumi"):
        Ledger.open(ledger_url)


def test_a_sqlite_ledger_is_readable_by_its_owner_alone_and_synced_at_each_commit(tmp_path: Path) -> None:
    file = tmp_path / "office" / "ledger.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with reading(engine) as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60_000}
    engine.dispose()


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "oracle://u:secret@host/name"])
def test_a_url_that_names_no_ledger_is_wrong_use_and_hides_the_password(url: str) -> None:
    with pytest.raises(WrongUse) as refused:
        Ledger.open(url)
    assert "names no ledger" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_database_that_does_not_answer_is_a_failed_service() -> None:
    with pytest.raises(ServiceFailed, match="did not answer") as failed:
        Ledger.open("postgresql://office:secret@127.0.0.1:9/ledger")
    assert "secret" not in str(failed.value)


def test_a_file_that_is_no_database_is_a_failed_service(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_text("a shopping list, long enough to be no SQLite header at all" * 10)
    with pytest.raises(ServiceFailed, match="did not answer"):
        Ledger.open(f"sqlite:///{file}")


def test_sqlite_refuses_a_value_of_the_wrong_type(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    Ledger.open(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO editions VALUES (1, 'fy2021', '2021-10', 'first', 'd', 't')")


def test_a_folder_that_can_not_be_made_is_a_failed_service(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("a file where the folder should be")
    with pytest.raises(ServiceFailed, match="did not answer"):
        Ledger.open(f"sqlite:///{tmp_path / 'office' / 'ledger.db'}")
