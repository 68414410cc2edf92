from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sources.edition import Edition, EditionRecipient, Message
from sources.errors import WrongUse
from sources.month import Month
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)


def test_an_edition_comes_back_with_its_files_recipients_and_inputs(
    ledger: Ledger, freeze: Callable[..., Edition]
) -> None:
    edition = freeze(ledger)
    assert (edition.number, edition.month, edition.created) == (1, OCTOBER, NOON)
    assert [file.path for file in edition.files] == ["board.pdf"]
    assert [recipient.address for recipient in edition.recipients] == [
        "chair@bc.example.jp",
        "office@bc.example.jp",
        "office@ilc.example.jp",
    ]
    assert [given.file for given in edition.inputs] == ["2021-10/bc.xlsx"]
    assert ledger.last_edition("fy2021", OCTOBER) == edition


def test_the_same_files_and_recipients_are_the_same_edition(
    ledger: Ledger, freeze: Callable[..., Edition]
) -> None:
    assert freeze(ledger) == freeze(ledger)
    assert len(ledger.editions("fy2021", OCTOBER)) == 1


def test_another_file_or_another_recipient_makes_the_next_edition(
    ledger: Ledger, freeze: Callable[..., Edition]
) -> None:
    first = freeze(ledger)
    second = freeze(ledger, "corrected")
    third = freeze(ledger, "corrected", [EditionRecipient("bc", "someone-else@bc.example.jp")])
    back = freeze(ledger)
    assert [edition.number for edition in (first, second, third, back)] == [1, 2, 3, 4]
    assert back.digest == first.digest
    assert ledger.editions("fy2021", OCTOBER) == (first, second, third, back)


def test_a_month_without_an_edition_has_no_last_one(ledger: Ledger) -> None:
    assert ledger.last_edition("fy2021", OCTOBER) is None


def test_approving_twice_is_one_approval_by_whoever_came_first(
    ledger: Ledger, freeze: Callable[..., Edition]
) -> None:
    edition = freeze(ledger)
    assert ledger.approval(edition) is None
    given = ledger.approve(edition, approved_by="事務局長", approved_at=NOON, note="確認済み")
    again = ledger.approve(edition, approved_by="次長", approved_at=NOON + timedelta(hours=1))
    assert given == again == ledger.approval(edition)
    assert (given.approved_by, given.note, given.digest) == ("事務局長", "確認済み", edition.digest)


def test_an_edition_that_is_not_what_the_ledger_froze_can_not_be_approved(
    ledger: Ledger, freeze: Callable[..., Edition]
) -> None:
    edition = freeze(ledger)
    with pytest.raises(WrongUse, match="not in the ledger"):
        ledger.approve(replace(edition, digest="another"), approved_by="事務局長", approved_at=NOON)
    with pytest.raises(WrongUse, match="not in the ledger"):
        ledger.approve(replace(edition, number=2), approved_by="事務局長", approved_at=NOON)


def test_a_later_edition_voids_the_approval_of_the_earlier_one(
    ledger: Ledger, freeze: Callable[..., Edition]
) -> None:
    first = freeze(ledger)
    ledger.approve(first, approved_by="事務局長", approved_at=NOON)
    assert ledger.require_approved(first).approved_by == "事務局長"
    second = freeze(ledger, "corrected")
    with pytest.raises(WrongUse, match="replaced by edition 2"):
        ledger.require_approved(first)
    with pytest.raises(WrongUse, match="not approved"):
        ledger.require_approved(second)
    with pytest.raises(WrongUse, match="replaced by edition 2"):
        ledger.approve(first, approved_by="事務局長", approved_at=NOON)


def test_a_digest_that_differs_has_no_approval(ledger: Ledger, freeze: Callable[..., Edition]) -> None:
    edition = freeze(ledger)
    ledger.approve(edition, approved_by="事務局長", approved_at=NOON)
    assert ledger.approval(replace(edition, digest="another")) is None


def test_a_mail_queued_after_approval_voids_it_until_somebody_approves_that_too(
    ledger: Ledger, freeze: Callable[..., Edition], mail: Callable[..., Message]
) -> None:
    edition = freeze(ledger)
    ledger.approve(edition, approved_by="事務局長", approved_at=NOON)
    ledger.queue(edition, [mail("bc", "chair@bc.example.jp")], at=NOON)
    assert ledger.approval(edition) is None
    with pytest.raises(WrongUse, match="not approved"):
        ledger.require_approved(edition)
    assert ledger.approve(edition, approved_by="次長", approved_at=NOON).approved_by == "次長"
    assert ledger.require_approved(edition).approved_by == "次長"
    ledger.queue(edition, [mail("bc", "chair@bc.example.jp", raw=b"changed after approval")], at=NOON)
    assert ledger.require_approved(edition).approved_by == "次長"
    (row,) = ledger.outbox_rows("fy2021", OCTOBER)
    assert ledger.message(row.delivery_id).raw == mail("bc", "chair@bc.example.jp").raw


def test_operators_who_freeze_at_once_get_numbers_without_gap_or_double(
    ledger_url: str, freeze: Callable[..., Edition], in_processes: Callable[..., list[Any]]
) -> None:
    Ledger.open(ledger_url).close()

    def freeze_some(words: str) -> list[int]:
        with Ledger.open(ledger_url) as own:
            return [freeze(own, f"{words}-{n}").number for n in range(5)]

    numbers = in_processes(freeze_some, [(f"operator-{n}",) for n in range(4)])
    assert sorted(number for some in numbers for number in some) == list(range(1, 21))


def test_operators_who_approve_at_once_give_one_approval(
    ledger_url: str, freeze: Callable[..., Edition], in_processes: Callable[..., list[Any]]
) -> None:
    with Ledger.open(ledger_url) as ledger:
        edition = freeze(ledger)

    def approve(name: str) -> str:
        with Ledger.open(ledger_url) as own:
            return own.approve(edition, approved_by=name, approved_at=NOON).approved_by

    assert len(set(in_processes(approve, [(f"operator-{n}",) for n in range(6)]))) == 1
