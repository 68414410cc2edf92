from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.messages import Text
from sources.month import Month
from sources.submission import (
    Basis,
    Finding,
    FindingKind,
    Milestone,
    MilestoneState,
    Observation,
    Place,
    Reading,
    Remark,
    Severity,
    State,
    StatusReport,
    StatusValue,
    Submission,
)
from tasks.ledger.ledger import Ledger
from tasks.ledger.readings import Recorded

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)

words = st.text(max_size=20)
ids = st.text("ABCK0123456789-_", max_size=10)
"""Ids come from the plan and the bodies; everything else is as somebody else wrote it."""
months = st.builds(Month, st.integers(2020, 2023), st.integers(1, 12))
places = st.builds(Place, words, words, words)
decimals = st.decimals(allow_nan=False, allow_infinity=False)
reliance = {
    "state": st.sampled_from(State),
    "confidence": st.floats(0, 1),
    "evidence": st.lists(words, max_size=2).map(tuple),
}
readings = st.builds(
    Reading,
    st.builds(Submission, words, ids, st.none() | ids, st.dates(), st.none() | months),
    st.none(),
    st.lists(
        st.builds(
            Observation, ids, ids, months, decimals, words, st.sampled_from(Basis), places, words, **reliance
        ),
        max_size=3,
    ).map(tuple),
    st.lists(
        st.builds(Milestone, ids, ids, months, st.sampled_from(MilestoneState), ids, places, words, **reliance),
        max_size=2,
    ).map(tuple),
    st.lists(
        st.builds(
            StatusReport,
            ids,
            ids,
            months,
            st.none() | st.sampled_from(StatusValue),
            words,
            words,
            words,
            words,
            places,
            **reliance,
        ),
        max_size=2,
    ).map(tuple),
    st.lists(st.builds(Remark, ids, ids, months, words, places), max_size=2).map(tuple),
    st.lists(
        st.builds(
            Finding,
            st.sampled_from(FindingKind),
            st.sampled_from(Severity),
            ids,
            places,
            st.builds(Text, words, st.lists(st.tuples(words, words), max_size=2).map(tuple)),
            st.none() | months,
            ids,
        ),
        max_size=2,
    ).map(tuple),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One ledger for many examples; each example writes under a plan of its own."""
    folder: Path = tmp_path_factory.mktemp("ledger")
    sqlite = f"sqlite:///{folder / 'ledger.db'}"
    with Ledger.open(sqlite if request.param == "sqlite" else request.getfixturevalue("new_schema")()) as opened:
        yield opened, iter(range(1_000_000))


@settings(max_examples=60, deadline=None)
@given(found=readings)
def test_whatever_was_read_comes_back_as_the_same_value(shared_ledger: tuple[Ledger, Any], found: Reading) -> None:
    ledger, numbers = shared_ledger
    plan_id = f"plan-{next(numbers)}"
    ledger.record(found, plan_id=plan_id, reader_version="1", known_at=NOON)
    assert ledger.readings(plan_id, up_to=Month(9999, 12)) == (found,)


@pytest.mark.parametrize("oddity", ["a\x00b", "half a pair \ud83d", "\uf8ff0000", "𠮷髙①㈱"])
def test_text_that_databases_refuse_is_kept_as_written(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any], oddity: str
) -> None:
    found = reading(f"{oddity}.csv", {"4-2-1-K1": "3"})
    record(found)
    assert ledger.readings("fy2021", up_to=OCTOBER) == (found,)
    assert record(found) is Recorded.SAME


def test_a_decimal_keeps_digits_that_a_float_would_lose(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    record(reading("a.xlsx", {"4-2-1-K1": "12345678901234.5678"}))
    (found,) = ledger.readings("fy2021", up_to=OCTOBER)
    assert found.observations[0].value == Decimal("12345678901234.5678")


def test_a_value_that_is_no_finite_number_is_refused(
    reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    with pytest.raises(Exception, match="not a finite number"):
        record(reading("a.xlsx", {"4-2-1-K1": "NaN"}))


def test_a_time_without_zone_is_refused(reading: Callable[..., Reading], record: Callable[..., Any]) -> None:
    with pytest.raises(Exception, match="has no time zone"):
        record(reading("a.xlsx", {"4-2-1-K1": "3"}), known_at=datetime(2021, 11, 10, 9, 0))


def test_a_reading_recorded_at_nine_in_tokyo_is_known_at_midnight_utc(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    record(
        reading("a.xlsx", {"4-2-1-K1": "3"}),
        known_at=datetime(2021, 11, 10, 9, 0, tzinfo=timezone(timedelta(hours=9))),
    )
    midnight = datetime(2021, 11, 10, 0, 0, tzinfo=UTC)
    assert len(ledger.readings("fy2021", up_to=OCTOBER, as_of=midnight)) == 1
    assert ledger.readings("fy2021", up_to=OCTOBER, as_of=midnight - timedelta(microseconds=1)) == ()


def test_recording_the_same_bytes_again_changes_nothing(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    found = reading("a.xlsx", {"4-2-1-K1": "3"})
    assert record(found) is Recorded.NEW
    later = NOON + timedelta(days=30)
    assert record(found, known_at=later) is Recorded.SAME
    assert ledger.readings("fy2021", up_to=OCTOBER, as_of=NOON) == (found,)


def test_a_better_reader_gives_a_new_reading_and_the_old_one_stays_known(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    old = reading("a.xlsx", {"4-2-1-K1": "3"})
    new = reading("a.xlsx", {"4-2-1-K1": "8"})
    later = NOON + timedelta(days=30)
    record(old)
    assert record(new, reader_version="2", known_at=later) is Recorded.REPLACED
    assert ledger.readings("fy2021", up_to=OCTOBER) == (new,)
    assert ledger.readings("fy2021", up_to=OCTOBER, as_of=NOON) == (old,)


def test_a_file_whose_sender_becomes_known_later_is_not_counted_twice(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    record(reading("a.xlsx", {"4-2-1-K1": "3"}, body_id=None))
    known = reading("a.xlsx", {"4-2-1-K1": "3"}, body_id="bc")
    assert record(known) is Recorded.REPLACED
    assert ledger.readings("fy2021", up_to=OCTOBER) == (known,)


def test_a_month_s_report_does_not_see_what_later_months_brought(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    september = reading("2021-09/a.xlsx", {"4-2-1-K1": "2"}, month=Month(2021, 9))
    october = reading("2021-10/a.xlsx", {"4-2-1-K1": "3"})
    for found in (october, september):
        record(found)
    assert ledger.readings("fy2021", up_to=Month(2021, 9)) == (september,)
    assert ledger.readings("fy2021", up_to=OCTOBER) == (september, october)


def test_a_file_without_a_month_counts_by_its_folder(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    found = reading("2021-10/a.xlsx", {}, month=None, folder_month=OCTOBER)
    record(found)
    assert ledger.readings("fy2021", up_to=Month(2021, 9)) == ()
    assert ledger.readings("fy2021", up_to=OCTOBER) == (found,)


def test_another_plan_s_readings_are_not_seen(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    record(reading("a.xlsx", {"4-2-1-K1": "3"}))
    assert ledger.readings("fy2022", up_to=OCTOBER) == ()


def test_every_recorded_row_bears_both_clocks(
    ledger_url: str, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    from sqlalchemy import create_engine, text

    record(reading("a.xlsx", {"4-2-1-K1": "3"}, received=date(2021, 11, 8)))
    engine = create_engine(ledger_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        row = connection.execute(text("SELECT month, known_at, value FROM observations")).one()
    engine.dispose()
    assert tuple(row) == ("2021-10", "2021-11-10T03:00:00.000000Z", "3")
