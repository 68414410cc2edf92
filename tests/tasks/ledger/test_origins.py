from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sources.edition import EditionInput, EditionOrigin, EditionSource, OutputFile
from sources.messages import text
from sources.month import Month
from sources.submission import Finding, FindingKind, Place, Severity
from tasks.ledger.ledger import Ledger

SEPTEMBER, OCTOBER = Month(2021, 9), Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
EVENING_IT_CAME = datetime(2021, 11, 8, 14, 59, 59, tzinfo=UTC)


def origin_now(ledger: Ledger, **given: Any) -> EditionOrigin:
    known = ledger.knowledge("fy2021", up_to=OCTOBER)
    return EditionOrigin("ja", "standard-1", known.reading_ids, **given)


def frozen(ledger: Ledger, words: str, origin: EditionOrigin, at: datetime = NOON) -> Any:
    return ledger.freeze_edition(
        "fy2021",
        OCTOBER,
        files=[OutputFile("board.pdf", words, 1)],
        recipients=[],
        inputs=[EditionInput("2021-10/bc.xlsx", "sha")],
        created=at,
        origin=origin,
    )


def test_an_edition_keeps_what_it_was_made_from(
    ledger: Ledger, reading: Callable[..., Any], record: Callable[..., Any]
) -> None:
    record(reading("2021-10/bc.xlsx", {"4-2-1-K1": "14"}))
    said = text("{file} is not a workbook.", file="x.exe")
    noticed = Finding(FindingKind.UNREADABLE_FILE, Severity.ERROR, "", Place("x.exe"), said, OCTOBER)
    given = origin_now(
        ledger,
        sources=(EditionSource("plan/measures.csv", "ab"), EditionSource("plan/plan.toml", "cd")),
        noticed=(noticed,),
        software=(("python", "3.11"),),
    )
    edition = frozen(ledger, "first", given)
    assert ledger.origin_of(edition) == given
    assert frozen(ledger, "first", origin_now(ledger, software=(("python", "3.12"),))) == edition
    assert ledger.origin_of(edition) == given


def test_an_edition_frozen_without_its_origin_has_none(ledger: Ledger, freeze: Callable[..., Any]) -> None:
    assert ledger.origin_of(freeze(ledger)) is None


def test_what_is_recorded_later_is_not_what_an_edition_was_made_from(
    ledger: Ledger, reading: Callable[..., Any], record: Callable[..., Any]
) -> None:
    first = reading("2021-10/bc.xlsx", {"4-2-1-K1": "14"})
    record(first)
    edition = frozen(ledger, "first", origin_now(ledger))
    record(reading("2021-10/bc.xlsx", {"4-2-1-K1": "15"}, sha256=first.submission.sha256), reader_version="2")
    late = reading("2021-10/ilc.xlsx", {"4-3-1-K1": "3"}, body_id="ilc")
    ledger.record(late, plan_id="fy2021", reader_version="1", known_at=NOON, first_known_at=EVENING_IT_CAME)
    assert ledger.knowledge_of(edition).readings(OCTOBER) == (first,)
    assert [one.revision for one in ledger.knowledge_of(edition).known] == [1]
    assert len(ledger.readings("fy2021", up_to=OCTOBER)) == 2


def test_a_reading_knows_the_editions_that_were_made_from_it(
    ledger: Ledger, reading: Callable[..., Any], record: Callable[..., Any]
) -> None:
    record(reading("2021-10/bc.xlsx", {"4-2-1-K1": "14"}))
    frozen(ledger, "first", origin_now(ledger))
    record(reading("2021-10/bc_rev2.xlsx", {"4-2-1-K1": "15"}))
    frozen(ledger, "second", origin_now(ledger))
    first, second = ledger.knowledge("fy2021", up_to=OCTOBER).known
    assert ledger.editions_with(first.reading_id) == ((OCTOBER, 1), (OCTOBER, 2))
    assert ledger.editions_with(second.reading_id) == ((OCTOBER, 2),)


def test_a_first_reading_is_known_since_the_day_it_came_and_a_later_one_since_it_was_made(
    ledger: Ledger, reading: Callable[..., Any]
) -> None:
    def record(figure: str, version: str) -> None:
        found = reading("2021-10/bc.xlsx", {"4-2-1-K1": figure}, sha256="same")
        ledger.record(
            found, plan_id="fy2021", reader_version=version, known_at=NOON, first_known_at=EVENING_IT_CAME
        )

    def figures(as_of: datetime) -> list[str]:
        found = ledger.readings("fy2021", up_to=OCTOBER, as_of=as_of)
        return [str(one.value) for reading in found for one in reading.observations]

    record("14", "1")
    record("15", "2")
    assert figures(EVENING_IT_CAME - timedelta(seconds=1)) == []
    assert figures(EVENING_IT_CAME) == ["14"]
    assert figures(NOON) == ["15"]


def test_knowledge_of_earlier_months_leaves_later_ones_out(
    ledger: Ledger, reading: Callable[..., Any], record: Callable[..., Any]
) -> None:
    record(reading("2021-10/bc.xlsx", {"4-2-1-K1": "14"}))
    record(reading("2021-09/bc.xlsx", {"4-2-1-K1": "9"}, month=SEPTEMBER, folder_month=SEPTEMBER))
    known = ledger.knowledge("fy2021", up_to=OCTOBER)
    assert [one.month for one in known.readings(SEPTEMBER)] == [SEPTEMBER]
    assert len(known.readings(OCTOBER)) == 2
