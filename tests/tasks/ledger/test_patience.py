from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from sources.edition import Delivery, DeliveryState, Edition, Message, RecipientOutcome
from sources.month import Month
from tasks.ledger.ledger import Ledger
from tasks.ledger.patience import GIVE_UP_AFTER, LONGEST_WAIT, SHORTEST_WAIT, need_not_wait, wait_after

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
CHAIR, OFFICE = "chair@bc.example.jp", "office@bc.example.jp"
QUEUED, REFUSED, ACCEPTED = DeliveryState.QUEUED, DeliveryState.REFUSED, DeliveryState.ACCEPTED
PUT_OFF = [RecipientOutcome(CHAIR, QUEUED, "450 greylisted"), RecipientOutcome(OFFICE, QUEUED, "450 greylisted")]


@pytest.fixture
def edition(ledger: Ledger, freeze: Callable[..., Edition], mail: Callable[..., Message]) -> Edition:
    frozen = freeze(ledger)
    ledger.queue(frozen, [mail("bc", CHAIR, OFFICE)], at=NOON)
    ledger.approve(frozen, approved_by="事務局長", approved_at=NOON)
    return frozen


def row(ledger: Ledger) -> Delivery:
    (found,) = ledger.outbox_rows("fy2021", OCTOBER)
    return found


def try_at(ledger: Ledger, at: datetime, outcomes: Sequence[RecipientOutcome] = PUT_OFF) -> bool:
    held = ledger.claim(row(ledger).delivery_id, at=at)
    return held is not None and ledger.settle(held, outcomes, at=at)


def test_a_mail_that_was_put_off_waits_before_it_can_be_claimed_again(ledger: Ledger, edition: Edition) -> None:
    assert try_at(ledger, NOON)
    assert row(ledger).next_attempt == NOON + SHORTEST_WAIT
    assert not try_at(ledger, NOON + SHORTEST_WAIT - timedelta(seconds=1))
    assert try_at(ledger, NOON + SHORTEST_WAIT)
    assert row(ledger).attempts == 2


def test_a_clock_that_ran_years_ahead_holds_no_mail_once_it_is_right(ledger: Ledger, edition: Edition) -> None:
    assert try_at(ledger, NOON + timedelta(days=1000))
    put_off = row(ledger).next_attempt
    assert not need_not_wait(put_off, NOON + timedelta(days=1000))
    assert need_not_wait(put_off, NOON)
    assert try_at(ledger, NOON, [RecipientOutcome(CHAIR, ACCEPTED, ""), RecipientOutcome(OFFICE, ACCEPTED, "")])
    assert row(ledger).state is ACCEPTED


def test_the_waits_double_up_to_some_hours() -> None:
    at, waits = NOON, []
    while at < NOON + GIVE_UP_AFTER:
        waits.append(wait_after(since=NOON, at=at))
        at += waits[-1]
    assert [int(wait.total_seconds() // 60) for wait in waits] == [
        5,
        5,
        10,
        20,
        40,
        80,
        160,
        240,
        240,
        240,
        240,
        240,
    ]
    assert max(waits) == LONGEST_WAIT


def test_what_is_put_off_for_a_day_goes_to_the_operator_with_the_server_s_last_word(
    ledger: Ledger, edition: Edition
) -> None:
    try_at(ledger, NOON)
    try_at(ledger, NOON + timedelta(hours=23, minutes=59))
    assert row(ledger).state is QUEUED
    try_at(ledger, NOON + timedelta(hours=28), [RecipientOutcome(CHAIR, ACCEPTED, "250 ok"), PUT_OFF[1]])
    assert row(ledger).recipients == ((CHAIR, ACCEPTED, "250 ok"), (OFFICE, REFUSED, "450 greylisted"))
    assert row(ledger).next_attempt is None


def test_the_operator_can_have_it_tried_at_once(ledger: Ledger, edition: Edition) -> None:
    try_at(ledger, NOON)
    assert not try_at(ledger, NOON)
    assert ledger.requeue(edition, QUEUED, at=NOON) == (row(ledger).delivery_id,)
    assert try_at(ledger, NOON)


def test_what_was_given_up_and_is_sent_again_gets_a_new_day_of_patience(ledger: Ledger, edition: Edition) -> None:
    try_at(ledger, NOON)
    try_at(ledger, NOON + timedelta(days=1))
    assert row(ledger).state is REFUSED
    ledger.requeue(edition, REFUSED, at=NOON + timedelta(days=2))
    try_at(ledger, NOON + timedelta(days=2))
    assert row(ledger).state is QUEUED
