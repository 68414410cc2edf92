from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from sources.edition import Delivery, DeliveryState, Edition, Message, RecipientOutcome
from sources.month import Month
from tasks.ledger.claims import Claim
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
CHAIR, OFFICE = "chair@bc.example.jp", "office@bc.example.jp"
QUEUED, REFUSED, ACCEPTED = DeliveryState.QUEUED, DeliveryState.REFUSED, DeliveryState.ACCEPTED
IN_DOUBT = DeliveryState.IN_DOUBT


@pytest.fixture
def edition(ledger: Ledger, freeze: Callable[..., Edition], mail: Callable[..., Message]) -> Edition:
    frozen = freeze(ledger)
    ledger.queue(frozen, [mail("bc", CHAIR, OFFICE)], at=NOON)
    ledger.approve(frozen, approved_by="事務局長", approved_at=NOON)
    return frozen


def row(ledger: Ledger) -> Delivery:
    (found,) = ledger.outbox_rows("fy2021", OCTOBER)
    return found


def told(*states: tuple[str, DeliveryState]) -> Sequence[RecipientOutcome]:
    return [RecipientOutcome(address, state, f"said {state}") for address, state in states]


def doubt(ledger: Ledger, *states: tuple[str, DeliveryState], at: datetime = NOON) -> Claim:
    held = ledger.claim(row(ledger).delivery_id, at=at)
    assert held is not None
    assert ledger.mark_in_doubt(held, told(*states), at=at)
    return held


def test_a_doubt_names_the_attempt_and_its_addresses(ledger: Ledger, edition: Edition) -> None:
    held = doubt(ledger, (CHAIR, IN_DOUBT), (OFFICE, REFUSED))
    (found,) = ledger.doubts("fy2021")
    assert (found.attempt, found.addresses, found.is_only_one) == (held.attempt, (CHAIR,), True)
    assert found.message_id == "<bc@example.jp>"
    assert ledger.doubts("fy2022") == ()


def test_proof_of_the_attempt_in_doubt_ends_it_and_its_late_sender_finds_it_decided(
    ledger: Ledger, edition: Edition
) -> None:
    held = doubt(ledger, (CHAIR, IN_DOUBT), (OFFICE, REFUSED))
    assert ledger.confirm_taken(held.delivery_id, held.attempt, proof="copy at the witness", at=NOON)
    assert row(ledger).recipients == ((CHAIR, ACCEPTED, "copy at the witness"), (OFFICE, REFUSED, "said refused"))
    assert not ledger.settle(held, told((CHAIR, QUEUED)), at=NOON)
    assert not ledger.confirm_taken(held.delivery_id, held.attempt, proof="again", at=NOON)
    assert ledger.doubts("fy2021") == ()


def test_a_copy_of_an_earlier_attempt_proves_nothing_about_a_later_one(ledger: Ledger, edition: Edition) -> None:
    first = doubt(ledger, (CHAIR, IN_DOUBT), (OFFICE, QUEUED))
    ledger.settle(first, told((CHAIR, ACCEPTED)), at=NOON)
    second = doubt(ledger, (OFFICE, IN_DOUBT), at=LATER)
    (found,) = ledger.doubts("fy2021")
    assert (found.attempt, found.is_only_one) == (second.attempt, False)
    assert not ledger.confirm_taken(first.delivery_id, first.attempt, proof="the first copy", at=LATER)
    assert row(ledger).state is IN_DOUBT


def test_a_doubt_that_its_own_sender_leaves_is_still_the_only_one(ledger: Ledger, edition: Edition) -> None:
    held = doubt(ledger, (CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT))
    ledger.settle(held, told((CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT)), at=NOON + timedelta(minutes=10))
    assert ledger.doubts("fy2021")[0].is_only_one


def test_a_mail_that_the_operator_sends_again_is_another_attempt(ledger: Ledger, edition: Edition) -> None:
    first = doubt(ledger, (CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT))
    ledger.resolve_doubt(first.delivery_id, taken=False, by="事務局長", at=LATER)
    second = doubt(ledger, (CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT), at=LATER)
    assert (first.attempt, second.attempt) == (1, 2)
    assert second.message.raw == first.message.raw
    assert not ledger.doubts("fy2021")[0].is_only_one
