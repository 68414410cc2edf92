from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sources.edition import DeliveryState, Edition, MailKind, Message, Occasion, RecipientOutcome
from sources.month import Month
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
CHAIR = "chair@bc.example.jp"
REMINDER = Occasion(MailKind.REMINDER, "on-the-day", "fy2021", OCTOBER)


def test_a_body_gets_one_notice_for_an_occasion_however_often_it_is_queued(
    ledger: Ledger, mail: Callable[..., Message]
) -> None:
    row, is_new = ledger.queue_notice(REMINDER, mail("bc", CHAIR), at=NOON)
    again = ledger.queue_notice(REMINDER, mail("bc", CHAIR, raw=b"said otherwise"), at=NOON + timedelta(days=1))
    assert (is_new, again) == (True, (row, False))
    assert ledger.message(row.delivery_id).raw == mail("bc", CHAIR).raw


def test_another_body_month_kind_or_key_is_another_notice(ledger: Ledger, mail: Callable[..., Message]) -> None:
    occasions = [
        REMINDER,
        Occasion(MailKind.REMINDER, "after", "fy2021", OCTOBER),
        Occasion(MailKind.REMINDER, "on-the-day", "fy2021", Month(2021, 11)),
        Occasion(MailKind.ACKNOWLEDGEMENT, "on-the-day", "fy2021", OCTOBER),
        Occasion(MailKind.ACKNOWLEDGEMENT, "sha-of-a-file", "fy2021", None),
    ]
    assert all(ledger.queue_notice(one, mail("bc", CHAIR), at=NOON)[1] for one in occasions)
    assert ledger.queue_notice(REMINDER, mail("ilc", CHAIR), at=NOON)[1]
    assert [row.occasion for row in ledger.notices("fy2021", OCTOBER)] == [
        "fy2021/2021-10/on-the-day",
        "fy2021/2021-10/after",
        "fy2021/2021-10/on-the-day",
        "fy2021/2021-10/on-the-day",
    ]
    assert [row.month for row in ledger.notices("fy2021", None)] == [None]


def test_a_notice_needs_no_approval_and_goes_the_same_way_as_any_mail(
    ledger: Ledger, mail: Callable[..., Message]
) -> None:
    row, _ = ledger.queue_notice(REMINDER, mail("bc", CHAIR), at=NOON)
    held = ledger.claim(row.delivery_id, at=NOON)
    assert held is not None
    assert ledger.mark_in_doubt(held, [RecipientOutcome(CHAIR, DeliveryState.IN_DOUBT, "")], at=NOON)
    assert ledger.settle(held, [RecipientOutcome(CHAIR, DeliveryState.ACCEPTED, "250 ok")], at=NOON)
    assert [one.state for one in ledger.notices("fy2021", OCTOBER)] == [DeliveryState.ACCEPTED]


def test_notices_stand_apart_from_an_edition_s_outbox(
    ledger: Ledger, freeze: Callable[..., Edition], mail: Callable[..., Message]
) -> None:
    edition = freeze(ledger)
    ledger.queue(edition, [mail("bc", CHAIR)], at=NOON)
    ledger.approve(edition, approved_by="事務局長", approved_at=NOON)
    ledger.queue_notice(REMINDER, mail("bc", CHAIR), at=NOON)
    assert [row.edition for row in ledger.outbox_rows("fy2021", OCTOBER)] == [1]
    assert [row.edition for row in ledger.notices("fy2021", OCTOBER)] == [0]
    assert ledger.approval(edition) is not None


def test_of_eight_that_queue_the_same_notice_at_once_one_does(
    ledger_url: str, mail: Callable[..., Message], in_processes: Callable[..., list[Any]]
) -> None:
    Ledger.open(ledger_url).close()

    def queue() -> bool:
        with Ledger.open(ledger_url) as own:
            return own.queue_notice(REMINDER, mail("bc", CHAIR), at=NOON)[1]

    assert in_processes(queue, [()] * 8).count(True) == 1
