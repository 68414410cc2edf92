from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from sources.month import Month
from sources.submission import FindingKind, Reading, Severity
from tasks.ledger.ledger import Ledger
from tasks.ledger.revisions import current, revision_rank, superseded

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)


def test_a_later_arrival_replaces_the_earlier_one_and_both_names_are_told(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    older = reading("2021-10/a.xlsx", {"4-2-1-K1": "3"}, received=date(2021, 11, 5))
    newer = reading("2021-10/b.xlsx", {"4-2-1-K1": "4"}, received=date(2021, 11, 8))
    record(newer)
    record(older)
    (counting,) = ledger.readings("fy2021", up_to=OCTOBER)
    assert counting.observations == newer.observations
    (finding,) = ledger.findings("fy2021", up_to=OCTOBER)
    assert finding.kind is FindingKind.SUPERSEDED_REVISION
    assert finding.severity is Severity.INFO
    assert finding.place.source_file == "2021-10/a.xlsx"
    assert "2021-10/a.xlsx" in finding.message.english()
    assert "2021-10/b.xlsx" in finding.message.in_language("ja")
    (gone,) = ledger.superseded("fy2021", up_to=OCTOBER)
    assert (gone.older, gone.newer) == (older, newer)


def test_before_the_revision_came_the_first_file_counted(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    first = reading("a.xlsx", {"4-2-1-K1": "3"}, received=date(2021, 11, 10))
    record(first)
    record(
        reading("a_修正版.xlsx", {"4-2-1-K1": "4"}, received=date(2021, 11, 20)),
        known_at=NOON + timedelta(days=10),
    )
    assert ledger.readings("fy2021", up_to=OCTOBER, as_of=NOON) == (first,)


@pytest.mark.parametrize(
    "revision",
    [
        "進捗_修正版.xlsx",
        "進捗 rev2.xlsx",
        "【最新】進捗.xlsx",
        "進捗(訂正).xlsx",
        "進捗_第2版.xlsx",
        "進捗_v2.xlsx",
    ],
)
def test_on_one_day_the_name_tells_which_is_the_revision(reading: Callable[..., Reading], revision: str) -> None:
    first = reading("進捗.xlsx", {"4-2-1-K1": "3"})
    second = reading(revision, {"4-2-1-K1": "4"})
    assert [one.submission.file for one in current([second, first])] == [revision]


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("東経連BC_進捗報告_2021年10月.xlsx", 1),
        ("社会基盤_進捗報告_R0310.xls", 1),
        ("わきたつ東北戦略会議_進捗報告_R3年10月.xlsx", 1),
        ("2021-10/review.xlsx", 1),
        ("服飾更新の実績.xlsx", 1),
        ("進捗_修正版.xlsx", 2),
        ("進捗_修正_10月.xlsx", 2),
        ("進捗_修正２.xlsx", 3),
        ("progress_rev1.xlsx", 2),
        ("progress-Rev.3.xlsx", 4),
        ("進捗 第３版.xlsx", 3),
        ("進捗 ver2.xlsx", 2),
        ("進捗（最新版）.xlsx", 1_000),
        ("進捗_final.xlsx", 1_000),
    ],
)
def test_a_name_s_version_is_read_from_its_words_of_revision(name: str, rank: int) -> None:
    assert revision_rank(name) == rank


def test_values_that_only_the_older_file_held_are_named_with_a_warning(reading: Callable[..., Reading]) -> None:
    first = reading("a.xlsx", {"4-2-1-K1": "3", "4-2-1-G1": "7"})
    second = reading("a_修正版.xlsx", {"4-2-1-K1": "4"})
    (gone,) = superseded([first, second])
    assert gone.finding.severity is Severity.WARNING
    assert "4-2-1-G1" in gone.finding.message.english()


def test_a_later_plain_file_wins_over_a_named_revision_but_asks_to_be_confirmed(
    reading: Callable[..., Reading],
) -> None:
    named = reading("a_修正版.xlsx", {"4-2-1-K1": "3"}, received=date(2021, 11, 5))
    plain = reading("a.xlsx", {"4-2-1-K1": "4"}, received=date(2021, 11, 8))
    (gone,) = superseded([named, plain])
    assert gone.newer == plain
    assert gone.finding.severity is Severity.WARNING
    assert "Confirm" in gone.finding.message.english()


def test_two_files_of_one_body_about_different_measures_are_parts_and_both_count(
    reading: Callable[..., Reading],
) -> None:
    parts = [reading("勉強会.xlsx", {"4-2-1-K1": "3"}), reading("商談会.xlsx", {"5-1-1-K1": "9"})]
    assert superseded(parts) == ()


def test_bodies_and_months_do_not_replace_one_another(reading: Callable[..., Reading]) -> None:
    found = [
        reading("a.xlsx", {"4-2-1-K1": "3"}),
        reading("b.xlsx", {"4-2-1-K1": "4"}, body_id="ilc"),
        reading("c.xlsx", {"4-2-1-K1": "2"}, month=Month(2021, 9)),
        reading("d.xlsx", {"4-2-1-K1": "5"}, body_id=None),
    ]
    assert superseded(found) == ()


def test_a_revision_that_can_not_be_read_does_not_take_the_first_file_away(
    reading: Callable[..., Reading],
) -> None:
    assert superseded([reading("a.xlsx", {"4-2-1-K1": "3"}), reading("a_修正版.xlsx", {})]) == ()


def test_the_order_of_arrival_in_the_ledger_does_not_matter(
    reading: Callable[..., Reading], tmp_path: Path
) -> None:
    files = [
        reading("a.xlsx", {"4-2-1-K1": "3"}),
        reading("a_修正版.xlsx", {"4-2-1-K1": "4"}),
        reading("a_修正版2.xlsx", {"4-2-1-K1": "5"}),
    ]
    outcomes = set()
    for number, order in enumerate(permutations(files)):
        with Ledger.open(f"sqlite:///{tmp_path / str(number)}.db") as ledger:
            for found in order:
                ledger.record(found, plan_id="fy2021", reader_version="1", known_at=NOON)
            outcomes.add(ledger.readings("fy2021", up_to=OCTOBER))
    assert len(outcomes) == 1
    (counting,) = outcomes.pop()
    assert [str(observation.value) for observation in counting.observations] == ["5"]
    assert [finding.place.source_file for finding in counting.findings] == ["a.xlsx", "a_修正版.xlsx"]


def test_an_old_file_is_replaced_by_the_last_of_a_chain(reading: Callable[..., Reading]) -> None:
    first = reading("first.xlsx", {"A": "1", "B": "1"}, received=date(2021, 11, 1))
    second = reading("second.xlsx", {"B": "2", "C": "2"}, received=date(2021, 11, 2))
    third = reading("third.xlsx", {"C": "3"}, received=date(2021, 11, 3))
    assert [(one.older, one.newer) for one in superseded([first, second, third])] == [
        (first, third),
        (second, third),
    ]


def test_bytes_written_over_a_file_on_one_day_replace_it_whatever_their_hashes(
    ledger: Ledger, reading: Callable[..., Reading], record: Callable[..., Any]
) -> None:
    day = date(2021, 11, 10)
    for value, sha256 in (("3", "c" * 64), ("4", "a" * 64), ("5", "b" * 64)):
        record(reading("2021-10/a.xlsx", {"4-2-1-K1": value}, received=day, sha256=sha256))
    (counting,) = ledger.readings("fy2021", up_to=OCTOBER)
    assert [str(fact.value) for fact in counting.observations] == ["5"]


def test_of_two_files_of_one_day_neither_replaces_the_other_where_nothing_tells_the_later(
    reading: Callable[..., Reading],
) -> None:
    day = date(2021, 11, 10)
    one = reading("報告A.xlsx", {"4-2-1-K1": "3"}, received=day)
    other = reading("報告B.xlsx", {"4-2-1-K1": "4"}, received=day)
    assert superseded([one, other]) == ()
    assert superseded([other, one]) == ()


def by_mail(second: int, name: str) -> str:
    return f"mail/20211110-1502{second:02}000000-3f2a9c1d/{name}"


def test_of_mails_of_one_day_the_later_one_counts_whatever_names_say(reading: Callable[..., Reading]) -> None:
    day = date(2021, 11, 10)
    corrected = reading(by_mail(10, "報告_修正版.xlsx"), {"4-2-1-K1": "3"}, received=day)
    again = reading(by_mail(11, "報告.xlsx"), {"4-2-1-K1": "4"}, received=day)
    assert [(one.older, one.newer) for one in superseded([again, corrected])] == [(corrected, again)]


def test_of_two_files_of_one_mail_the_name_tells_or_neither_replaces_the_other(
    reading: Callable[..., Reading],
) -> None:
    day = date(2021, 11, 10)
    plain = reading(by_mail(10, "報告.xlsx"), {"4-2-1-K1": "3"}, received=day)
    corrected = reading(by_mail(10, "報告_修正版.xlsx"), {"4-2-1-K1": "4"}, received=day)
    other = reading(by_mail(10, "月報.xlsx"), {"4-2-1-K1": "5"}, received=day)
    assert [(one.older, one.newer) for one in superseded([plain, corrected])] == [(plain, corrected)]
    assert superseded([plain, other]) == ()


def test_between_a_mail_and_a_file_of_one_day_nothing_tells_the_later(reading: Callable[..., Reading]) -> None:
    day = date(2021, 11, 10)
    mailed = reading(by_mail(10, "報告.xlsx"), {"4-2-1-K1": "3"}, received=day)
    put = reading("2021-10/報告書.xlsx", {"4-2-1-K1": "4"}, received=day)
    assert superseded([mailed, put]) == ()
    later = reading(by_mail(11, "報告.xlsx"), {"4-2-1-K1": "5"}, received=day)
    assert [(one.older, one.newer) for one in superseded([mailed, put, later])] == [(mailed, later)]
