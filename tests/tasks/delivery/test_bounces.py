from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sources.bodies import Body, Recipient
from sources.edition import DeliveryState, Edition, EditionRecipient, OutputFile
from sources.errors import InputRefused
from sources.month import Month
from tasks.delivery.bounces import ENOUGH_BYTES, Harvest, read_report, take_bounces
from tasks.delivery.envelope import Envelope, Key, key_in, mark_of
from tasks.delivery.outbox import deliver_outbox, utc_now
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
ACCEPTED, BOUNCED = DeliveryState.ACCEPTED, DeliveryState.BOUNCED
INSIDE, OUTSIDE = "chair@bc.example.jp", "office@gone.example.com"


@pytest.fixture
def sent(ledger: Ledger, composed: Callable[..., Any], body: Body, post: Any) -> Edition:
    """An edition sent to one address that exists and one that the outside world's server does not know."""
    receiver = body.model_copy(
        update={"recipients": (Recipient(address=INSIDE), Recipient(address=OUTSIDE, role="cc"))}
    )
    edition = ledger.freeze_edition(
        "fy2021",
        OCTOBER,
        files=[OutputFile("board.pdf", "sha-of-board", 9)],
        recipients=[EditionRecipient("bc", INSIDE), EditionRecipient("bc", OUTSIDE, "cc")],
        inputs=[],
        created=utc_now(),
    )
    ledger.queue(edition, [composed(edition=edition, body=receiver)], at=utc_now())
    ledger.approve(edition, approved_by="事務局長", approved_at=utc_now())
    deliver_outbox(ledger, edition, post.server, envelope=post.envelope)
    return edition


def stand(ledger: Ledger) -> dict[str, tuple[DeliveryState, str]]:
    (row,) = ledger.outbox_rows("fy2021", OCTOBER)
    return {address: (state, answer) for address, state, answer in row.recipients}


def test_a_mail_that_comes_back_through_real_servers_is_put_to_its_address_and_moved_away(
    ledger: Ledger, sent: Edition, mail_peer: Any, arrived: Any, post: Any
) -> None:
    assert stand(ledger)[OUTSIDE][0] is ACCEPTED
    arrived(post.envelope.bounces, 1)
    assert take_bounces(ledger, post.bounces, now=utc_now) == Harvest(bounced=1, others=0)
    assert stand(ledger)[INSIDE][0] is ACCEPTED
    assert stand(ledger)[OUTSIDE][0] is BOUNCED
    assert "nobody of that name here" in stand(ledger)[OUTSIDE][1]
    assert mail_peer.mails(post.envelope.bounces) == []
    assert len(mail_peer.mails(post.envelope.bounces, "&UeZ0Bm4I-")) == 1
    assert take_bounces(ledger, post.bounces, now=utc_now) == Harvest(bounced=0, others=0)
    deliver_outbox(ledger, sent, post.server, envelope=post.envelope)
    assert stand(ledger)[OUTSIDE][0] is BOUNCED


def test_a_reader_that_dies_before_moving_the_report_counts_it_once(
    ledger: Ledger, sent: Edition, mail_peer: Any, arrived: Any, post: Any
) -> None:
    (raw,) = arrived(post.envelope.bounces, 1)
    for bounce in read_report(raw[:ENOUGH_BYTES]) or ():
        assert ledger.record_bounce(bounce, at=utc_now())
    assert take_bounces(ledger, post.bounces, now=utc_now) == Harvest(bounced=0, others=0)
    assert mail_peer.mails(post.envelope.bounces) == []


def test_what_is_no_report_stays_for_a_person(ledger: Ledger, mail_peer: Any, post: Any) -> None:
    holiday = b"Subject: Re: =?utf-8?b?5LyR5pqH?=\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n"
    mail_peer.put(post.envelope.bounces, holiday)
    for _ in range(2):
        assert take_bounces(ledger, post.bounces, now=utc_now) == Harvest(bounced=0, others=1)
    assert len(mail_peer.mails(post.envelope.bounces)) == 1


def report(*blocks: str, to: str = "bounces+0123456789abcdef01234567.3@example.jp", returned: str = "") -> bytes:
    """A delivery report as servers write them, with the given blocks after the first."""
    status = "\r\n\r\n".join(["Reporting-MTA: dns; mx.example.jp", *blocks])
    return (
        "Return-Path: <>\r\n"
        f"Delivered-To: {to}\r\n"
        "From: MAILER-DAEMON@mx.example.jp\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n\r\n"
        f"{returned}--b--\r\n"
    ).encode()


FAILED = (
    "Final-Recipient: rfc822; a@example.jp\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 gone"
)
DELAYED = (
    "Final-Recipient: rfc822; a@example.jp\r\nAction: delayed\r\nStatus: 4.4.1\r\nDiagnostic-Code: smtp; 450 later"
)


def test_a_report_names_mail_attempt_address_and_reason() -> None:
    (found,) = read_report(report(FAILED)) or ()
    assert (found.mark, found.attempt, found.address) == ("0123456789abcdef01234567", 3, "a@example.jp")
    assert (found.status, found.detail) == ("5.1.1", "550 gone")


def test_each_address_of_a_report_counts_by_its_own_action() -> None:
    second = FAILED.replace("a@", "b@").replace("failed", "Failed")
    delivered = FAILED.replace("a@", "c@").replace("failed", "delivered")
    assert [one.address for one in read_report(report(FAILED, DELAYED, second, delivered)) or ()] == [
        "a@example.jp",
        "b@example.jp",
    ]


def test_a_delay_is_a_report_without_a_bounce() -> None:
    assert read_report(report(DELAYED)) == ()


def test_the_address_we_wrote_to_counts_before_the_one_it_was_forwarded_to() -> None:
    forwarded = f"Original-Recipient: rfc822;Chair@bc.example.jp\r\n{FAILED}"
    assert [one.address for one in read_report(report(forwarded)) or ()] == ["Chair@bc.example.jp"]


@pytest.mark.parametrize(
    "returned",
    [
        "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <feedbeefcafe@example.jp>\r\n\r\nbody\r\n",
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <feedbeefcafe@example.jp>\r\n",
        "--b\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "TWVzc2FnZS1JRDogPGZlZWRiZWVmY2FmZUBleGFtcGxlLmpwPg0K\r\n",
    ],
)
def test_a_report_that_came_to_another_address_is_known_by_the_mail_that_it_returns(returned: str) -> None:
    (found,) = read_report(report(FAILED, to="office@example.jp", returned=returned)) or ()
    assert (found.mark, found.attempt) == ("feedbeefcafe", None)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no mail at all",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b--\r\n",
        "Subject: 自動返信\r\n\r\n不在です".encode("cp932"),
    ],
)
def test_other_mails_are_no_reports(raw: bytes) -> None:
    assert read_report(raw) is None


@pytest.mark.parametrize("cut", [80, 400, 460, 520])
def test_a_report_cut_short_gives_no_address_that_it_does_not_hold(cut: int) -> None:
    found = read_report(report(FAILED)[:cut]) or ()
    assert {one.address for one in found} <= {"a@example.jp"}


def test_a_report_with_bytes_of_no_charset_is_read_as_far_as_it_goes() -> None:
    raw = report(FAILED).replace(b"550 gone", "550 宛先不明".encode("cp932"))
    (found,) = read_report(raw) or ()
    assert found.address == "a@example.jp"
    assert found.detail.startswith("550")
    found.detail.encode("utf-8")


def test_the_key_in_an_envelope_comes_back_from_it(composed: Callable[..., Any]) -> None:
    message = composed()
    for attempt in (1, 7, 123456):
        around = Envelope(bounces="bounces@tohoku.example.jp").around(message, attempt)
        assert key_in(f"<{around.sender}>") == Key(mark_of(message.message_id), attempt)
        assert len(around.sender.rpartition("@")[0]) <= 64
        assert replace(around, sender=message.sender) == message
    assert Envelope().around(message, 1) == message


@pytest.mark.parametrize(
    "written", ["", "None", "<>", "<office@example.jp>", "<a+b@example.jp>", "<a+b.c@example.jp>"]
)
def test_an_address_without_a_key_names_no_mail(written: str) -> None:
    assert key_in(written) is None


def test_a_bounce_address_that_leaves_no_room_for_its_key_is_refused(composed: Callable[..., Any]) -> None:
    longest = Envelope(bounces=f"{'b' * 32}@example.jp").around(composed(), 999_999)
    assert len(longest.sender.partition("@")[0]) == 64
    with pytest.raises(InputRefused, match="too long before its @"):
        Envelope(bounces=f"{'b' * 33}@example.jp")
