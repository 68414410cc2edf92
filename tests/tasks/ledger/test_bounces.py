from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sources.edition import Bounce, Delivery, DeliveryState, Edition, Message, RecipientOutcome
from sources.month import Month
from tasks.ledger.claims import Claim
from tasks.ledger.ledger import Ledger

OCTOBER, NOVEMBER = Month(2021, 10), Month(2021, 11)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
CHAIR, OFFICE = "chair@bc.example.jp", "office@bc.example.jp"
QUEUED, REFUSED, ACCEPTED = DeliveryState.QUEUED, DeliveryState.REFUSED, DeliveryState.ACCEPTED
IN_DOUBT, BOUNCED = DeliveryState.IN_DOUBT, DeliveryState.BOUNCED


@pytest.fixture
def edition(ledger: Ledger, freeze: Callable[..., Edition], mail: Callable[..., Message]) -> Edition:
    frozen = freeze(ledger)
    ledger.queue(frozen, [mail("bc", CHAIR, OFFICE), mail("ilc", "office@ilc.example.jp")], at=NOON)
    ledger.approve(frozen, approved_by="事務局長", approved_at=NOON)
    return frozen


def rows(ledger: Ledger) -> dict[str, Delivery]:
    return {row.body_id: row for row in ledger.outbox_rows("fy2021", OCTOBER)}


def send(
    ledger: Ledger, body_id: str, state: DeliveryState, *addresses: str, at: datetime = NOON, settled: bool = True
) -> Claim:
    held = ledger.claim(rows(ledger)[body_id].delivery_id, at=at)
    assert held is not None
    assert ledger.mark_in_doubt(held, _all(addresses, IN_DOUBT), at=at)
    if settled:
        assert ledger.settle(held, _all(addresses, state), at=at)
    return held


def _all(addresses: Sequence[str], state: DeliveryState) -> list[RecipientOutcome]:
    return [RecipientOutcome(address, state, "") for address in addresses]


def bounce(mark: str, address: str, attempt: int | None = 1, **other: Any) -> Bounce:
    given = {"sha256": "sha-of-report", "status": "5.1.1", "detail": "no such user", **other}
    return Bounce(mark=mark, attempt=attempt, address=address, **given)


def states(ledger: Ledger, body_id: str = "bc") -> list[DeliveryState]:
    return [state for _, state, _ in rows(ledger)[body_id].recipients]


def test_an_address_that_a_mail_came_back_from_is_bounced_and_alone(ledger: Ledger, edition: Edition) -> None:
    send(ledger, "bc", ACCEPTED, CHAIR, OFFICE)
    assert ledger.record_bounce(bounce("bc", OFFICE.upper()), at=NOON)
    assert rows(ledger)["bc"].recipients == (
        (CHAIR, ACCEPTED, ""),
        (OFFICE, BOUNCED, "5.1.1 no such user"),
    )
    assert rows(ledger)["bc"].state is BOUNCED
    assert ledger.unplaced_bounces("fy2021", OCTOBER) == ()


def test_the_same_report_again_is_no_news(ledger: Ledger, edition: Edition) -> None:
    send(ledger, "bc", ACCEPTED, CHAIR, OFFICE)
    found = bounce("bc", OFFICE)
    assert [ledger.record_bounce(found, at=NOON) for _ in range(3)] == [True, False, False]
    ledger.requeue(edition, BOUNCED, at=NOON)
    send(ledger, "bc", ACCEPTED, OFFICE)
    assert not ledger.record_bounce(found, at=NOON)
    assert states(ledger) == [ACCEPTED, ACCEPTED]


def test_a_late_report_on_an_earlier_attempt_leaves_what_was_sent_since(ledger: Ledger, edition: Edition) -> None:
    send(ledger, "bc", ACCEPTED, CHAIR, OFFICE)
    ledger.record_bounce(bounce("bc", OFFICE), at=NOON)
    ledger.requeue(edition, BOUNCED, at=NOON)
    send(ledger, "bc", ACCEPTED, OFFICE)
    ledger.record_bounce(bounce("bc", OFFICE, 1, sha256="late"), at=NOON)
    assert states(ledger) == [ACCEPTED, ACCEPTED]
    ledger.record_bounce(bounce("bc", OFFICE, 2, sha256="of the second"), at=NOON)
    assert states(ledger) == [ACCEPTED, BOUNCED]


def test_what_came_back_must_have_been_taken_so_the_doubt_ends(ledger: Ledger, edition: Edition) -> None:
    held = send(ledger, "bc", IN_DOUBT, CHAIR, OFFICE, settled=False)
    ledger.record_bounce(bounce("bc", OFFICE), at=NOON)
    assert states(ledger) == [ACCEPTED, BOUNCED]
    assert not ledger.settle(held, _all([CHAIR, OFFICE], IN_DOUBT), at=NOON)
    assert states(ledger) == [ACCEPTED, BOUNCED]


def test_a_report_without_an_attempt_counts_for_the_last_one(ledger: Ledger, edition: Edition) -> None:
    send(ledger, "bc", ACCEPTED, CHAIR, OFFICE)
    ledger.record_bounce(bounce("bc", OFFICE, None), at=NOON)
    assert states(ledger) == [ACCEPTED, BOUNCED]


def test_a_mail_to_one_address_can_have_come_back_from_no_other(ledger: Ledger, edition: Edition) -> None:
    send(ledger, "ilc", ACCEPTED, "office@ilc.example.jp")
    ledger.record_bounce(bounce("ilc", "where-it-was-forwarded@elsewhere.example.jp"), at=NOON)
    assert states(ledger, "ilc") == [BOUNCED]


def test_a_report_on_none_of_the_addresses_is_kept_to_be_shown(ledger: Ledger, edition: Edition) -> None:
    send(ledger, "bc", ACCEPTED, CHAIR, OFFICE)
    ledger.record_bounce(bounce("bc", "forwarded@elsewhere.example.jp"), at=NOON)
    assert states(ledger) == [ACCEPTED, ACCEPTED]
    (kept,) = ledger.unplaced_bounces("fy2021", OCTOBER)
    assert (kept.address, kept.detail) == ("forwarded@elsewhere.example.jp", "no such user")
    assert ledger.unplaced_bounces("fy2021", NOVEMBER) == ()


@pytest.mark.parametrize("mark", ["", "nobody", "b%", "_c", "bc@example.jp"])
def test_a_report_on_no_known_mail_is_kept_too(ledger: Ledger, edition: Edition, mark: str) -> None:
    send(ledger, "bc", ACCEPTED, CHAIR, OFFICE)
    ledger.record_bounce(bounce(mark, CHAIR), at=NOON)
    assert states(ledger) == [ACCEPTED, ACCEPTED]
    assert [one.mark for one in ledger.unplaced_bounces("fy2021", NOVEMBER)] == [mark]


def test_an_address_that_was_not_sent_to_can_not_have_bounced(ledger: Ledger, edition: Edition) -> None:
    send(ledger, "bc", REFUSED, CHAIR, OFFICE)
    ledger.record_bounce(bounce("bc", CHAIR, None), at=NOON + timedelta(days=1))
    assert states(ledger) == [REFUSED, REFUSED]
