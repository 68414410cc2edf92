import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sources.edition import DeliveryState, Edition
from sources.errors import ServiceFailed, WrongUse
from sources.month import Month
from tasks.delivery.outbox import deliver_outbox, utc_now
from tasks.delivery.smtp import SmtpServer
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
ACCEPTED, QUEUED = DeliveryState.ACCEPTED, DeliveryState.QUEUED
REFUSED, IN_DOUBT = DeliveryState.REFUSED, DeliveryState.IN_DOUBT
CHAIR, OFFICE = "chair@bc.example.jp", "office@bc.example.jp"


def states(rows: Any) -> list[DeliveryState]:
    return [row.state for row in rows]


def test_nothing_leaves_before_approval(ledger: Ledger, outbox: Callable[..., Edition], peer: Any) -> None:
    edition = outbox(ledger, approved=False)
    with pytest.raises(WrongUse, match="not approved"):
        deliver_outbox(ledger, edition, peer.server)
    assert peer.taken() == []


def test_an_approved_edition_goes_to_each_body_once_over_one_connection_after_another(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any
) -> None:
    edition = outbox(ledger, 3)
    assert states(deliver_outbox(ledger, edition, peer.server)) == [ACCEPTED] * 3
    assert states(deliver_outbox(ledger, edition, peer.server)) == [ACCEPTED] * 3
    taken = peer.taken()
    assert [one.recipients[0] for one in taken] == [CHAIR, "chair@bc1.example.jp", "chair@bc2.example.jp"]
    rows = ledger.outbox_rows("fy2021", OCTOBER)
    assert [one.message["Message-ID"] for one in taken] == [row.message_id for row in rows]
    assert [row.attempts for row in rows] == [1, 1, 1]


def test_a_server_that_is_away_leaves_everything_queued(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any
) -> None:
    edition = outbox(ledger, 2)
    with pytest.raises(ServiceFailed, match="can not be used"):
        deliver_outbox(ledger, edition, replace(peer.server, port=9))
    assert states(ledger.outbox_rows("fy2021", OCTOBER)) == [QUEUED] * 2
    assert states(deliver_outbox(ledger, edition, peer.server)) == [ACCEPTED] * 2


def test_a_temporary_refusal_stays_queued_and_goes_out_some_minutes_later(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any
) -> None:
    edition = outbox(ledger)
    peer.says(rcpt={OFFICE: "450 greylisted"})
    (row,) = deliver_outbox(ledger, edition, peer.server)
    assert (row.state, {one[0]: one[1] for one in row.recipients}) == (
        QUEUED,
        {CHAIR: ACCEPTED, OFFICE: QUEUED},
    )
    peer.says()
    assert states(deliver_outbox(ledger, edition, peer.server)) == [QUEUED]
    assert len(peer.taken()) == 1
    later = utc_now() + timedelta(minutes=6)
    assert states(deliver_outbox(ledger, edition, peer.server, now=lambda: later)) == [ACCEPTED]
    assert [one.recipients for one in peer.taken()] == [[CHAIR], [OFFICE]]
    assert len({one.content for one in peer.taken()}) == 1


def test_a_refused_address_is_sent_to_again_only_when_asked_and_then_alone(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any
) -> None:
    edition = outbox(ledger)
    peer.says(rcpt={OFFICE: "550 no such user"})
    (row,) = deliver_outbox(ledger, edition, peer.server)
    assert row.state is REFUSED
    assert row.recipients[1] == (OFFICE, REFUSED, "550 no such user")
    peer.says()
    assert states(deliver_outbox(ledger, edition, peer.server)) == [REFUSED]
    assert states(deliver_outbox(ledger, edition, peer.server, only=REFUSED)) == [ACCEPTED]
    assert [one.recipients for one in peer.taken()] == [[CHAIR], [OFFICE]]


def test_only_queued_or_refused_mails_can_be_asked_for(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any
) -> None:
    with pytest.raises(WrongUse, match="not in_doubt ones"):
        deliver_outbox(ledger, outbox(ledger), peer.server, only=IN_DOUBT)


def test_a_connection_cut_after_the_content_leaves_a_doubt_that_is_never_resent_by_itself(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any
) -> None:
    edition = outbox(ledger, 2)
    peer.says(after_content="drop")
    assert states(deliver_outbox(ledger, edition, peer.server)) == [IN_DOUBT] * 2
    peer.says()
    for _ in range(2):
        assert states(deliver_outbox(ledger, edition, peer.server)) == [IN_DOUBT] * 2
    assert len(peer.taken()) == 2
    first, second = ledger.outbox_rows("fy2021", OCTOBER)
    later = utc_now() + timedelta(hours=1)
    ledger.resolve_doubt(first.delivery_id, taken=True, by="事務局長", at=later)
    ledger.resolve_doubt(second.delivery_id, taken=False, by="事務局長", at=later)
    assert states(deliver_outbox(ledger, edition, peer.server)) == [ACCEPTED] * 2
    assert [one.recipients[0] for one in peer.taken()][2:] == ["chair@bc1.example.jp"]


def test_a_server_that_falls_silent_after_the_content_leaves_a_doubt(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any, quick: SmtpServer
) -> None:
    peer.says(after_content="silence")
    assert states(deliver_outbox(ledger, outbox(ledger), quick)) == [IN_DOUBT]


def test_a_later_edition_stops_what_was_not_sent_yet(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any
) -> None:
    first = outbox(ledger)
    outbox(ledger, 2)
    with pytest.raises(WrongUse, match="replaced by edition 2"):
        deliver_outbox(ledger, first, peer.server)
    assert peer.taken() == []


def test_two_senders_at_once_send_every_mail_once(
    ledger_url: str,
    outbox: Callable[..., Edition],
    peer: Any,
    in_processes: Callable[..., list[Any]],
) -> None:
    with Ledger.open(ledger_url) as ledger:
        edition = outbox(ledger, 12)

    def send() -> None:
        with Ledger.open(ledger_url) as own:
            deliver_outbox(own, edition, peer.server)

    in_processes(send, [()] * 3)
    taken = [one.recipients[0] for one in peer.taken()]
    assert len(taken) == len(set(taken)) == 12
    with Ledger.open(ledger_url) as ledger:
        assert states(ledger.outbox_rows("fy2021", OCTOBER)) == [ACCEPTED] * 12


class Dying(Ledger):
    """A ledger whose process is killed right before or right after one of its steps."""

    step = ""
    moment = ""


def _killed_around(name: str) -> Callable[..., Any]:
    def do(self: Dying, *given: Any, **named: Any) -> Any:
        if (self.step, self.moment) == (name, "before"):
            os.kill(os.getpid(), signal.SIGKILL)
        found = getattr(Ledger, name)(self, *given, **named)
        if (self.step, self.moment) == (name, "after"):
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return do


for _name in ("claim", "mark_in_doubt", "settle"):
    setattr(Dying, _name, _killed_around(_name))


@pytest.mark.parametrize(
    ("step", "moment", "arrived", "state", "arrived_later", "state_later"),
    [
        ("claim", "before", 0, QUEUED, 1, ACCEPTED),
        ("claim", "after", 0, QUEUED, 1, ACCEPTED),
        ("mark_in_doubt", "before", 0, QUEUED, 1, ACCEPTED),
        ("mark_in_doubt", "after", 0, IN_DOUBT, 0, IN_DOUBT),
        ("settle", "before", 1, IN_DOUBT, 1, IN_DOUBT),
        ("settle", "after", 1, ACCEPTED, 1, ACCEPTED),
    ],
)
def test_a_sender_killed_between_two_steps_neither_sends_twice_nor_forgets(
    *,
    ledger_url: str,
    outbox: Callable[..., Edition],
    peer: Any,
    forked: Callable[[Callable[[], None]], int],
    step: str,
    moment: str,
    arrived: int,
    state: DeliveryState,
    arrived_later: int,
    state_later: DeliveryState,
) -> None:
    with Ledger.open(ledger_url) as ledger:
        edition = outbox(ledger)

    def send_and_die() -> None:
        with Dying.open(ledger_url) as own:
            own.step, own.moment = step, moment
            deliver_outbox(own, edition, peer.server)

    assert forked(send_and_die) == -signal.SIGKILL
    with Ledger.open(ledger_url) as ledger:
        assert (len(peer.taken()), states(ledger.outbox_rows("fy2021", OCTOBER))) == (arrived, [state])
        deliver_outbox(ledger, edition, peer.server)
        assert (len(peer.taken()), states(ledger.outbox_rows("fy2021", OCTOBER))) == (arrived_later, [state_later])
