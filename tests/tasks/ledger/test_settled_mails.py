"""Whose bytes may go: mails that nobody sends any more, and no other; what is known of them stays."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sources.edition import Bounce, DeliveryState, Edition, MailKind, Message, Occasion, RecipientOutcome
from sources.errors import WrongUse
from sources.month import Month
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
EVENING = datetime(2021, 11, 10, 16, 0, tzinfo=UTC)  # in Tokyo it is the 11th by then
LATER = datetime(2023, 2, 1, tzinfo=UTC)
TOKYO = "Asia/Tokyo"
CHAIR, OFFICE, ILC = "chair@bc.example.jp", "office@bc.example.jp", "office@ilc.example.jp"
ACCEPTED, REFUSED, QUEUED = DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.QUEUED
IN_DOUBT, BOUNCED = DeliveryState.IN_DOUBT, DeliveryState.BOUNCED


@pytest.fixture
def edition(ledger: Ledger, freeze: Callable[..., Edition], mail: Callable[..., Message]) -> Edition:
    """Edition 1 with a mail to each of two bodies, approved, nothing sent yet."""
    frozen = freeze(ledger)
    ledger.queue(frozen, [mail("bc", CHAIR, OFFICE, raw=b"to bc"), mail("ilc", ILC, raw=b"to ilc")], at=NOON)
    ledger.approve(frozen, approved_by="事務局長", approved_at=NOON)
    return frozen


def answered(ledger: Ledger, delivery_id: int, *states: DeliveryState, at: datetime = NOON) -> None:
    """Send a mail and let each of its addresses stand at one of *states* afterwards, in their order."""
    held = ledger.claim(delivery_id, at=at)
    assert held is not None
    outcomes = [
        RecipientOutcome(address, state, f"said {state}")
        for address, state in zip(held.message.recipients, states, strict=True)
    ]
    assert ledger.mark_in_doubt(held, [RecipientOutcome(one.address, IN_DOUBT, "") for one in outcomes], at=at)
    if IN_DOUBT not in states:
        assert ledger.settle(held, outcomes, at=at)


def mails_to(ledger: Ledger) -> dict[str, int]:
    return {row.body_id: row.delivery_id for row in ledger.outbox_rows("fy2021", OCTOBER)}


def settled(ledger: Ledger) -> list[str]:
    return [one.name for one in ledger.settled_mails(TOKYO)]


def test_a_mail_that_every_address_took_is_settled_on_the_day_in_the_office(
    ledger: Ledger, edition: Edition
) -> None:
    answered(ledger, mails_to(ledger)["bc"], ACCEPTED, ACCEPTED, at=EVENING)
    (one,) = ledger.settled_mails(TOKYO)
    assert (one.name, one.day, one.size) == ("fy2021/2021-10/1 bc", date(2021, 11, 11), len(b"to bc"))


@pytest.mark.parametrize(
    "states", [(ACCEPTED, REFUSED), (ACCEPTED, BOUNCED), (ACCEPTED, QUEUED), (IN_DOUBT, IN_DOUBT)]
)
def test_what_waits_is_in_doubt_or_may_be_sent_again_is_never_settled(
    ledger: Ledger, edition: Edition, states: tuple[DeliveryState, ...]
) -> None:
    answered(ledger, mails_to(ledger)["bc"], *states)
    assert settled(ledger) == []


def test_of_an_edition_that_was_replaced_nothing_is_sent_any_more_but_a_doubt_stays(
    ledger: Ledger, edition: Edition, freeze: Callable[..., Edition]
) -> None:
    answered(ledger, mails_to(ledger)["bc"], ACCEPTED, REFUSED)
    answered(ledger, mails_to(ledger)["ilc"], IN_DOUBT)
    freeze(ledger, "corrected")
    assert settled(ledger) == ["fy2021/2021-10/1 bc"]
    with pytest.raises(WrongUse, match="replaced by edition 2"):
        ledger.claim(mails_to(ledger)["bc"], at=LATER)


def test_a_notice_is_settled_once_it_is_sent_given_up_or_withdrawn(
    ledger: Ledger, mail: Callable[..., Message]
) -> None:
    for state in (ACCEPTED, REFUSED, QUEUED):
        occasion = Occasion(MailKind.REMINDER, state.value, "fy2021", OCTOBER)
        row, _ = ledger.queue_notice(occasion, mail("bc", CHAIR, raw=state.encode()), at=NOON)
        answered(ledger, row.delivery_id, state)
    assert sorted(settled(ledger)) == ["fy2021/2021-10/accepted bc", "fy2021/2021-10/refused bc"]
    ledger.withdraw(row.delivery_id, why="all was reported", at=NOON)
    assert "fy2021/2021-10/queued bc" in settled(ledger)


def test_bytes_that_another_mail_still_needs_are_kept(
    ledger: Ledger, edition: Edition, mail: Callable[..., Message]
) -> None:
    occasion = Occasion(MailKind.REMINDER, "after", "fy2021", OCTOBER)
    ledger.queue_notice(occasion, mail("bc", CHAIR, raw=b"to bc"), at=NOON)
    answered(ledger, mails_to(ledger)["bc"], ACCEPTED, ACCEPTED)
    assert settled(ledger) == []


def test_pruned_a_mail_keeps_its_row_its_approval_and_its_once(
    ledger: Ledger, edition: Edition, mail: Callable[..., Message]
) -> None:
    answered(ledger, mails_to(ledger)["bc"], ACCEPTED, ACCEPTED)
    before = ledger.outbox_rows("fy2021", OCTOBER)
    ledger.prune_mails(ledger.settled_mails(TOKYO), TOKYO, at=LATER)
    assert ledger.outbox_rows("fy2021", OCTOBER) == before
    assert ledger.approval(edition) is not None
    assert settled(ledger) == []
    ledger.queue(edition, [mail("bc", CHAIR, OFFICE, raw=b"to bc")], at=LATER)
    assert ledger.outbox_rows("fy2021", OCTOBER) == before
    assert ledger.claim(mails_to(ledger)["bc"], at=LATER) is None
    with pytest.raises(WrongUse, match="pruned on 2023-02-01"):
        ledger.message(mails_to(ledger)["bc"])
    assert ledger.message(mails_to(ledger)["ilc"]).raw == b"to ilc"


def test_a_mail_that_comes_back_after_its_term_is_told_and_can_not_be_sent_again(
    ledger: Ledger, edition: Edition
) -> None:
    answered(ledger, mails_to(ledger)["bc"], ACCEPTED, ACCEPTED)
    ledger.prune_mails(ledger.settled_mails(TOKYO), TOKYO, at=LATER)
    report = Bounce(sha256="report", mark="bc", attempt=1, address=OFFICE, status="5.1.1", detail="no such user")
    assert ledger.record_bounce(report, at=LATER)
    with pytest.raises(WrongUse, match="make a new edition"):
        ledger.requeue(edition, BOUNCED, at=LATER)
    states = {
        row.body_id: [state for _, state, _ in row.recipients] for row in ledger.outbox_rows("fy2021", OCTOBER)
    }
    assert states["bc"] == [ACCEPTED, BOUNCED]


def test_what_came_to_be_needed_after_it_was_looked_at_stays(ledger: Ledger, edition: Edition) -> None:
    answered(ledger, mails_to(ledger)["bc"], ACCEPTED, ACCEPTED)
    seen = ledger.settled_mails(TOKYO)
    report = Bounce(sha256="report", mark="bc", attempt=1, address=OFFICE, status="5.1.1", detail="full")
    ledger.record_bounce(report, at=LATER)
    ledger.prune_mails(seen, TOKYO, at=LATER)
    assert ledger.message(mails_to(ledger)["bc"]).raw == b"to bc"


def test_a_draft_that_another_took_the_place_of_goes_and_what_took_it_stays(
    ledger: Ledger, freeze: Callable[..., Edition], mail: Callable[..., Message]
) -> None:
    edition = freeze(ledger)
    ledger.queue(edition, [mail("bc", CHAIR, raw=b"first")], at=NOON)
    ledger.queue(edition, [mail("bc", CHAIR, raw=b"second")], at=NOON)
    assert (ledger.drafts().count, ledger.drafts().size) == (1, len(b"first"))
    ledger.prune_mails((), TOKYO, at=LATER)
    assert ledger.drafts().count == 0
    assert ledger.message(mails_to(ledger)["bc"]).raw == b"second"


def test_bytes_queued_anew_after_they_were_pruned_are_there_again(
    ledger: Ledger, mail: Callable[..., Message]
) -> None:
    def of(key: str) -> Occasion:
        return Occasion(MailKind.ACKNOWLEDGEMENT, key, "fy2021", None)

    first, _ = ledger.queue_notice(of("one"), mail("bc", CHAIR), at=NOON)
    answered(ledger, first.delivery_id, ACCEPTED)
    ledger.prune_mails(ledger.settled_mails(TOKYO), TOKYO, at=LATER)
    second, _ = ledger.queue_notice(of("another"), mail("bc", CHAIR), at=LATER)
    assert ledger.message(second.delivery_id).raw == mail("bc", CHAIR).raw


def test_a_ledger_in_a_file_becomes_smaller_by_what_went(tmp_path: Path, mail: Callable[..., Message]) -> None:
    file = tmp_path / "ledger.db"
    with Ledger.open(f"sqlite:///{file}") as ledger:
        occasion = Occasion(MailKind.REMINDER, "after", "fy2021", OCTOBER)
        row, _ = ledger.queue_notice(occasion, mail("bc", CHAIR, raw=b"a PDF " * 200_000), at=NOON)
        answered(ledger, row.delivery_id, ACCEPTED)
    assert file.stat().st_size > 1_200_000
    with Ledger.open(f"sqlite:///{file}") as ledger:
        ledger.prune_mails(ledger.settled_mails(TOKYO), TOKYO, at=LATER)
    assert file.stat().st_size < 400_000
    assert b"a PDF a PDF" not in file.read_bytes()
