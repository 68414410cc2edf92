"""How a file was laid out is kept with its reading, so that the next one can be compared with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import text as sql

from sources.month import Month
from sources.submission import ColumnPrint, LayoutPrint, Reading, SheetPrint, TablePrint
from tasks.ledger.engine import open_engine, writing
from tasks.ledger.ledger import Ledger
from tasks.ledger.migrate import migrate

NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
LAYOUT = LayoutPrint(
    (
        SheetPrint(
            "報告",
            (TablePrint(2, 1, (ColumnPrint(0, "指標", "measure"), ColumnPrint(3, "#月 / 実績", "actual"))),),
        ),
        SheetPrint("様式", labels=("進捗状況", "備考\x00")),
    )
)


def test_a_layout_comes_back_as_it_was(ledger: Ledger, reading: Callable[..., Reading]) -> None:
    found = replace(reading("a.xlsx", {"4-2-1-K1": "17"}), layout=LAYOUT)
    ledger.record(found, plan_id="fy2021", reader_version="1", known_at=NOON)
    assert [one.layout for one in ledger.readings("fy2021", up_to=Month(2021, 10))] == [LAYOUT]


def test_readings_from_before_this_memory_have_no_layout(ledger_url: str, reading: Callable[..., Reading]) -> None:
    engine = open_engine(ledger_url)
    migrate(engine, "r0005")
    with writing(engine) as connection:
        connection.execute(
            sql(
                "INSERT INTO submissions (submission_id, plan_id, sha256, file, known_at) "
                "VALUES (1, 'fy2021', 'a', 'a.xlsx', '2021-11-10T03:00:00.000000Z')"
            )
        )
        connection.execute(
            sql(
                "INSERT INTO readings "
                "(reading_id, submission_id, revision, reader_version, digest, received, known_at) "
                "VALUES (1, 1, 1, '1', 'd', '2021-11-10', '2021-11-10T03:00:00.000000Z')"
            )
        )
    engine.dispose()
    with Ledger.open(ledger_url) as ledger:
        assert [one.layout for one in ledger.readings("fy2021", up_to=Month(2021, 10))] == [None]


def test_the_same_facts_laid_out_otherwise_are_the_same_reading(
    ledger: Ledger, reading: Callable[..., Reading]
) -> None:
    first = reading("a.xlsx", {"4-2-1-K1": "17"})
    ledger.record(first, plan_id="fy2021", reader_version="1", known_at=NOON)
    again = ledger.record(replace(first, layout=LAYOUT), plan_id="fy2021", reader_version="1", known_at=NOON)
    assert again.value == "same"
