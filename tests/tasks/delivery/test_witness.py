"""Doubts ended by a copy at the witness, with real servers: Postfix takes the mail, Dovecot keeps the witness."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest

from sources.edition import DeliveryState, Edition
from sources.errors import ServiceFailed
from sources.month import Month
from sources.own_mailbox import OwnMailbox, in_modified_utf_7
from tasks.delivery.outbox import deliver_outbox, utc_now
from tasks.delivery.smtp import SmtpServer
from tasks.delivery.witness import end_doubts
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
ACCEPTED, QUEUED, IN_DOUBT = DeliveryState.ACCEPTED, DeliveryState.QUEUED, DeliveryState.IN_DOUBT
CHAIR, OFFICE = "chair@bc.example.jp", "office@bc.example.jp"
LONG_ENOUGH_SECONDS = 20


@pytest.fixture
def die_before_settling(
    forked: Callable[[Callable[[], None]], int], ledger_url: str
) -> Callable[[Callable[[Ledger], object]], None]:
    """Do something with the ledger in a process that is killed when it comes to write the server's answer down."""

    class Dying(Ledger):
        def settle(self, *_: Any, **__: Any) -> bool:
            os.kill(os.getpid(), signal.SIGKILL)
            return False

    def do(action: Callable[[Ledger], object]) -> None:
        def act() -> None:
            with Dying.open(ledger_url) as own:
                action(own)

        assert forked(act) == -signal.SIGKILL

    return do


def states(ledger: Ledger) -> list[tuple[str, DeliveryState]]:
    return [
        (address, state) for row in ledger.outbox_rows("fy2021", OCTOBER) for address, state, _ in row.recipients
    ]


def copies(mail_peer: Any, witness: str) -> list[str]:
    """The envelope senders of the copies at the witness."""
    return [str(message_from_bytes(raw)["Return-Path"]) for raw in mail_peer.mails(witness)]


def test_a_copy_at_the_witness_ends_a_doubt_and_nothing_is_sent_twice(
    ledger: Ledger,
    outbox: Callable[..., Edition],
    mail_peer: Any,
    post: Any,
    die_before_settling: Callable[..., None],
) -> None:
    edition = outbox(ledger)
    die_before_settling(lambda own: deliver_outbox(own, edition, post.server, envelope=post.envelope))
    assert states(ledger) == [(CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT)]
    ended = end_doubts(ledger, "fy2021", post.witness, now=utc_now, wait_seconds=LONG_ENOUGH_SECONDS)
    assert len(ended) == 1
    assert states(ledger) == [(CHAIR, ACCEPTED), (OFFICE, ACCEPTED)]
    deliver_outbox(ledger, edition, post.server, envelope=post.envelope)
    assert len(copies(mail_peer, post.envelope.witness)) == 1


def test_without_a_copy_the_doubt_stays(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any, post: Any
) -> None:
    edition = outbox(ledger)
    peer.says(after_content="drop")
    deliver_outbox(ledger, edition, peer.server, envelope=post.envelope)
    assert end_doubts(ledger, "fy2021", post.witness, now=utc_now) == ()
    deliver_outbox(ledger, edition, post.server, envelope=post.envelope)
    assert states(ledger) == [(CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT)]


def test_a_server_that_holds_what_it_took_leaves_the_doubt_until_the_copy_comes(
    ledger: Ledger,
    outbox: Callable[..., Edition],
    mail_peer: Any,
    post: Any,
    die_before_settling: Callable[..., None],
) -> None:
    edition = outbox(ledger)
    with mail_peer.holding():
        die_before_settling(lambda own: deliver_outbox(own, edition, post.server, envelope=post.envelope))
        assert end_doubts(ledger, "fy2021", post.witness, now=utc_now) == ()
        deliver_outbox(ledger, edition, post.server, envelope=post.envelope)
        assert states(ledger) == [(CHAIR, IN_DOUBT), (OFFICE, IN_DOUBT)]
    assert end_doubts(ledger, "fy2021", post.witness, now=utc_now, wait_seconds=LONG_ENOUGH_SECONDS) != ()
    assert len(copies(mail_peer, post.envelope.witness)) == 1


@pytest.mark.parametrize("bounces", [True, False])
def test_the_copy_of_an_earlier_attempt_does_not_end_a_later_one_s_doubt(
    ledger: Ledger, outbox: Callable[..., Edition], arrived: Any, peer: Any, post: Any, *, bounces: bool
) -> None:
    envelope = post.envelope if bounces else replace(post.envelope, bounces="")
    edition = outbox(ledger)
    deliver_outbox(ledger, edition, post.server, envelope=envelope)
    (row,) = ledger.outbox_rows("fy2021", OCTOBER)
    arrived(post.envelope.witness, 1)
    ledger.record_bounce(post.bounce(row, OFFICE), at=utc_now())
    peer.says(after_content="drop")
    deliver_outbox(ledger, edition, peer.server, only=DeliveryState.BOUNCED, envelope=envelope)
    assert end_doubts(ledger, "fy2021", post.witness, now=utc_now) == ()
    assert states(ledger) == [(CHAIR, ACCEPTED), (OFFICE, IN_DOUBT)]


def test_each_attempt_has_an_envelope_sender_of_its_own(
    ledger: Ledger, outbox: Callable[..., Edition], mail_peer: Any, arrived: Any, post: Any
) -> None:
    edition = outbox(ledger)
    deliver_outbox(ledger, edition, post.server, envelope=post.envelope)
    (row,) = ledger.outbox_rows("fy2021", OCTOBER)
    mark = row.message_id[1:25]
    local, domain = post.envelope.bounces.split("@")
    arrived(post.envelope.witness, 1)
    assert copies(mail_peer, post.envelope.witness) == [f"<{local}+{mark}.1@{domain}>"]


def test_no_mail_goes_out_without_its_witness(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any, post: Any
) -> None:
    edition = outbox(ledger)
    peer.says(rcpt={post.envelope.witness: "450 full"})
    deliver_outbox(ledger, edition, peer.server, envelope=post.envelope)
    (row,) = ledger.outbox_rows("fy2021", OCTOBER)
    assert {answer for _, _, answer in row.recipients} == {f"{post.envelope.witness}: 450 full"}
    peer.says(rcpt={post.envelope.witness: "550 nobody here"})
    later = utc_now() + timedelta(minutes=10)
    with pytest.raises(ServiceFailed, match="refuses the witness"):
        deliver_outbox(ledger, edition, peer.server, envelope=post.envelope, now=lambda: later)
    assert states(ledger) == [(CHAIR, QUEUED), (OFFICE, QUEUED)]
    assert peer.taken() == []
    peer.says()
    deliver_outbox(ledger, edition, peer.server, envelope=post.envelope, now=lambda: later)
    assert [one.recipients for one in peer.taken()] == [[post.envelope.witness, CHAIR, OFFICE]]


def test_a_witness_that_nobody_can_ask_is_a_failed_service(
    ledger: Ledger, outbox: Callable[..., Edition], peer: Any, post: Any
) -> None:
    peer.says(after_content="drop")
    deliver_outbox(ledger, outbox(ledger), peer.server, envelope=post.envelope)
    for wrong in (
        replace(post.witness, port=9),
        replace(post.witness, ca_file=None),
        replace(post.witness, folder="nowhere"),
    ):
        with pytest.raises(ServiceFailed, match="can not be used"):
            end_doubts(ledger, "fy2021", wrong, now=utc_now)


def test_a_token_opens_the_mailbox_as_a_password_does(
    ledger: Ledger, outbox: Callable[..., Edition], mail_peer: Any, peer: Any, post: Any
) -> None:
    peer.says(after_content="drop")
    deliver_outbox(ledger, outbox(ledger), peer.server, envelope=post.envelope)
    with_token = replace(post.witness, password="", token=mail_peer.token(post.witness.user))
    assert end_doubts(ledger, "fy2021", with_token, now=utc_now) == ()
    with pytest.raises(ServiceFailed, match="can not be used"):
        end_doubts(ledger, "fy2021", replace(with_token, token="expired"), now=utc_now)


def test_secrets_are_not_printed(post: Any) -> None:
    assert isinstance(post.server, SmtpServer)
    assert isinstance(post.witness, OwnMailbox)
    assert post.witness.password not in f"{post.server} {replace(post.witness, token='bearer')}"
    assert "bearer" not in f"{replace(post.witness, token='bearer')}"


@pytest.mark.parametrize(
    ("name", "on_the_wire"),
    [("INBOX", "INBOX"), ("処理済", "&UeZ0Bm4I-"), ("R&D 控え", "R&-D &Y6cwSA-"), ("髙﨑", "&mtn6EQ-")],
)
def test_a_folder_s_name_is_written_as_imap_wants_it(name: str, on_the_wire: str) -> None:
    assert in_modified_utf_7(name) == on_the_wire
