from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from sources.edition import Delivery, DeliveryState, Edition, EditionRecipient, Message, RecipientOutcome
from sources.errors import ServiceFailed, WrongUse
from sources.month import Month
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
CHAIR, OFFICE = "chair@bc.example.jp", "office@bc.example.jp"

ACCEPTED, QUEUED = DeliveryState.ACCEPTED, DeliveryState.QUEUED
REFUSED, IN_DOUBT = DeliveryState.REFUSED, DeliveryState.IN_DOUBT


@pytest.fixture
def edition(ledger: Ledger, freeze: Callable[..., Edition]) -> Edition:
    return freeze(ledger)


@pytest.fixture
def approved(ledger: Ledger, edition: Edition, mail: Callable[..., Message]) -> Delivery:
    """The outbox row of a mail to two addresses of one body, in an approved edition."""
    (row,) = ledger.queue(edition, [mail("bc", CHAIR, OFFICE)], at=NOON)
    ledger.approve(edition, approved_by="事務局長", approved_at=NOON)
    return row


def told(*states: tuple[str, DeliveryState]) -> Sequence[RecipientOutcome]:
    return [RecipientOutcome(address, state, f"said {state}") for address, state in states]


def stand(ledger: Ledger) -> tuple[DeliveryState, dict[str, DeliveryState]]:
    (row,) = ledger.outbox_rows("fy2021", OCTOBER)
    return row.state, {address: state for address, state, _ in row.recipients}


def test_queueing_the_same_mails_again_changes_nothing(
    ledger: Ledger, edition: Edition, mail: Callable[..., Message]
) -> None:
    mails = [mail("ilc", "office@ilc.example.jp"), mail("bc", CHAIR, OFFICE)]
    first = ledger.queue(edition, mails, at=NOON)
    again = ledger.queue(edition, mails, at=NOON + timedelta(hours=1))
    assert first == again == ledger.outbox_rows("fy2021", OCTOBER)
    assert [row.body_id for row in first] == ["bc", "ilc"]
    assert [state for row in first for _, state, _ in row.recipients] == [QUEUED] * 3


def test_a_mail_composed_anew_takes_the_waiting_one_s_place_until_approval(
    ledger: Ledger, edition: Edition, mail: Callable[..., Message]
) -> None:
    ledger.queue(edition, [mail("bc", CHAIR, OFFICE, raw=b"first")], at=NOON)
    (row,) = ledger.queue(edition, [mail("bc", CHAIR, raw=b"second")], at=NOON)
    ledger.approve(edition, approved_by="事務局長", approved_at=NOON)
    ledger.queue(edition, [mail("bc", CHAIR, OFFICE, raw=b"third")], at=NOON)
    held = ledger.claim(row.delivery_id, at=NOON)
    assert held is not None
    assert (held.message.raw, held.message.recipients) == (b"second", (CHAIR,))


@pytest.mark.parametrize("strangers", [("stranger@example.jp",), (CHAIR, "office@ilc.example.jp"), ()])
def test_a_mail_to_an_address_that_was_not_frozen_is_refused(
    ledger: Ledger, edition: Edition, mail: Callable[..., Message], strangers: tuple[str, ...]
) -> None:
    with pytest.raises(WrongUse, match="not frozen with"):
        ledger.queue(edition, [mail("bc", *strangers)], at=NOON)
    assert ledger.outbox_rows("fy2021", OCTOBER) == ()


def test_nothing_can_be_claimed_before_approval(
    ledger: Ledger, edition: Edition, mail: Callable[..., Message]
) -> None:
    (row,) = ledger.queue(edition, [mail("bc", CHAIR)], at=NOON)
    with pytest.raises(WrongUse, match="not approved"):
        ledger.claim(row.delivery_id, at=NOON)


def test_a_later_edition_stops_the_mails_of_the_earlier_one(
    ledger: Ledger, approved: Delivery, freeze: Callable[..., Edition]
) -> None:
    freeze(ledger, "corrected")
    with pytest.raises(WrongUse, match="replaced by edition 2"):
        ledger.claim(approved.delivery_id, at=NOON)


def test_a_mail_goes_from_claim_through_doubt_to_accepted(ledger: Ledger, approved: Delivery) -> None:
    held = ledger.claim(approved.delivery_id, at=NOON)
    assert held is not None
    assert held.message.recipients == (CHAIR, OFFICE)
    assert ledger.mark_in_doubt(held, told((CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT)), at=NOON)
    assert stand(ledger) == (IN_DOUBT, {CHAIR: IN_DOUBT, OFFICE: IN_DOUBT})
    assert ledger.claim(approved.delivery_id, at=NOON) is None
    assert ledger.settle(held, told((CHAIR, ACCEPTED), (OFFICE, ACCEPTED)), at=NOON)
    assert stand(ledger) == (ACCEPTED, {CHAIR: ACCEPTED, OFFICE: ACCEPTED})
    assert ledger.claim(approved.delivery_id, at=NOON) is None


def test_a_claim_left_behind_before_the_doubt_can_be_taken_over_and_then_no_longer_sends(
    ledger: Ledger, approved: Delivery
) -> None:
    dead = ledger.claim(approved.delivery_id, at=NOON)
    alive = ledger.claim(approved.delivery_id, at=NOON)
    assert dead is not None
    assert alive is not None
    assert not ledger.mark_in_doubt(dead, told((CHAIR, IN_DOUBT)), at=NOON)
    assert ledger.mark_in_doubt(alive, told((CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT)), at=NOON)
    assert not ledger.settle(dead, told((CHAIR, ACCEPTED)), at=NOON)
    assert stand(ledger)[0] is IN_DOUBT


def test_an_answer_before_the_content_leaves_the_mail_queued(ledger: Ledger, approved: Delivery) -> None:
    held = ledger.claim(approved.delivery_id, at=NOON)
    assert held is not None
    assert ledger.settle(held, told((CHAIR, QUEUED), (OFFICE, REFUSED)), at=NOON)
    assert stand(ledger) == (QUEUED, {CHAIR: QUEUED, OFFICE: REFUSED})
    again = ledger.claim(approved.delivery_id, at=NOON + timedelta(minutes=5))
    assert again is not None
    assert again.message.recipients == (CHAIR,)


def test_a_refused_address_is_queued_again_alone_and_only_when_asked(
    ledger: Ledger, edition: Edition, approved: Delivery
) -> None:
    held = ledger.claim(approved.delivery_id, at=NOON)
    assert held is not None
    ledger.mark_in_doubt(held, told((CHAIR, IN_DOUBT), (OFFICE, REFUSED)), at=NOON)
    ledger.settle(held, told((CHAIR, ACCEPTED)), at=NOON)
    assert stand(ledger) == (REFUSED, {CHAIR: ACCEPTED, OFFICE: REFUSED})
    assert ledger.claim(approved.delivery_id, at=NOON) is None
    assert ledger.requeue(edition, REFUSED, at=NOON) == (approved.delivery_id,)
    again = ledger.claim(approved.delivery_id, at=NOON)
    assert again is not None
    assert again.message.recipients == (OFFICE,)


@pytest.mark.parametrize(("taken", "state"), [(True, ACCEPTED), (False, QUEUED)])
def test_a_doubt_ends_by_the_operator_s_word_alone(
    ledger: Ledger, approved: Delivery, taken: bool, state: DeliveryState
) -> None:
    held = ledger.claim(approved.delivery_id, at=NOON)
    assert held is not None
    ledger.mark_in_doubt(held, told((CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT)), at=NOON)
    with pytest.raises(WrongUse, match="Wait 6 more minutes"):
        ledger.resolve_doubt(approved.delivery_id, taken=taken, by="事務局長", at=NOON + timedelta(minutes=10))
    later = NOON + timedelta(minutes=15)
    assert ledger.resolve_doubt(approved.delivery_id, taken=taken, by="事務局長", at=later)
    assert stand(ledger) == (state, {CHAIR: state, OFFICE: state})
    assert not ledger.resolve_doubt(approved.delivery_id, taken=taken, by="事務局長", at=later)
    assert not ledger.settle(held, told((CHAIR, ACCEPTED)), at=later)


def test_of_eight_senders_at_once_exactly_one_passes_into_doubt(
    ledger_url: str, approved: Delivery, in_processes: Callable[..., list[Any]]
) -> None:
    def send() -> bool:
        with Ledger.open(ledger_url) as own:
            held = own.claim(approved.delivery_id, at=NOON)
            return held is not None and own.mark_in_doubt(held, told((CHAIR, IN_DOUBT)), at=NOON)

    assert in_processes(send, [()] * 8).count(True) == 1


def test_many_senders_share_many_mails_and_none_is_handed_over_twice(
    ledger_url: str,
    freeze: Callable[..., Edition],
    mail: Callable[..., Message],
    in_processes: Callable[..., list[Any]],
) -> None:
    bodies = [f"body-{n:02d}" for n in range(30)]
    with Ledger.open(ledger_url) as ledger:
        edition = freeze(ledger, "many", [EditionRecipient(body, f"office@{body}.example.jp") for body in bodies])
        rows = ledger.queue(edition, [mail(body, f"office@{body}.example.jp") for body in bodies], at=NOON)
        ledger.approve(edition, approved_by="事務局長", approved_at=NOON)

    def send_all() -> list[int]:
        handed = []
        with Ledger.open(ledger_url) as own:
            for row in rows:
                held = own.claim(row.delivery_id, at=NOON)
                addresses = held.message.recipients if held else ()
                if held and own.mark_in_doubt(held, told(*((one, IN_DOUBT) for one in addresses)), at=NOON):
                    handed.append(row.delivery_id)
                    own.settle(held, told(*((one, ACCEPTED) for one in addresses)), at=NOON)
        return handed

    handed = [one for some in in_processes(send_all, [()] * 6) for one in some]
    assert sorted(handed) == sorted(row.delivery_id for row in rows)


def test_every_change_leaves_an_event_with_its_time(ledger: Ledger, ledger_url: str, approved: Delivery) -> None:
    held = ledger.claim(approved.delivery_id, at=NOON)
    assert held is not None
    ledger.mark_in_doubt(held, told((CHAIR, IN_DOUBT), (OFFICE, REFUSED)), at=NOON + timedelta(seconds=1))
    ledger.settle(held, told((CHAIR, ACCEPTED)), at=NOON + timedelta(seconds=2))
    engine = create_engine(ledger_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT state, address, attempt, known_at FROM delivery_events ORDER BY event_id")
        )
        events = [(row.state, row.address, row.attempt, row.known_at[17:19]) for row in rows]
    engine.dispose()
    assert events == [
        ("queued", "", 0, "00"),
        ("queued", "", 1, "00"),
        ("in_doubt", CHAIR, 1, "01"),
        ("refused", OFFICE, 1, "01"),
        ("accepted", CHAIR, 1, "02"),
    ]


def test_a_stored_mail_whose_bytes_changed_is_not_sent(
    ledger: Ledger, ledger_url: str, approved: Delivery
) -> None:
    engine = create_engine(ledger_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE messages SET raw = :raw"), {"raw": b"something else"})
    engine.dispose()
    with pytest.raises(ServiceFailed, match="damaged"):
        ledger.claim(approved.delivery_id, at=NOON)
