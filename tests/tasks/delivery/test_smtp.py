from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sources.edition import DeliveryState
from sources.errors import ServiceFailed, WrongUse
from tasks.delivery.smtp import Security, SmtpServer, send, session, transmit

ACCEPTED, QUEUED = DeliveryState.ACCEPTED, DeliveryState.QUEUED
REFUSED, IN_DOUBT = DeliveryState.REFUSED, DeliveryState.IN_DOUBT
CHAIR, OFFICE = "chair@bc.example.jp", "office@bc.example.jp"


def states(outcomes: Any) -> dict[str, DeliveryState]:
    return {outcome.address: outcome.state for outcome in outcomes}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_encrypted_with_its_own_bytes_and_envelope(
    start_peer: Callable[..., Any], composed: Callable[..., Any], security: str
) -> None:
    peer, message = start_peer(security), composed()
    assert states(send(message, peer.server)) == {CHAIR: ACCEPTED, OFFICE: ACCEPTED}
    (taken,) = peer.taken()
    assert taken.encrypted
    assert taken.content == message.raw
    assert (taken.sender, taken.recipients) == ("robot@tohoku.example.jp", [CHAIR, OFFICE])


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(peer: Any, composed: Callable[..., Any]) -> None:
    message = replace(composed(), raw=b"Subject: dots\r\n\r\n.\r\n..two\r\n.end")
    send(message, peer.server)
    assert peer.taken()[0].content == b"Subject: dots\r\n\r\n.\r\n..two\r\n.end\r\n"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_ends_the_matter_before_the_login(
    start_peer: Callable[..., Any], composed: Callable[..., Any], security: str
) -> None:
    peer = start_peer(security)
    with pytest.raises(ServiceFailed, match="is not trusted"):
        send(composed(), replace(peer.server, ca_file=None))
    assert peer.taken() == []


def test_a_certificate_of_another_name_is_not_trusted(peer: Any, composed: Callable[..., Any]) -> None:
    with pytest.raises(ServiceFailed, match="is not trusted"):
        send(composed(), replace(peer.server, host="127.1"))
    assert peer.taken() == []


def test_a_wrong_password_is_told_without_the_password(peer: Any, composed: Callable[..., Any]) -> None:
    with pytest.raises(ServiceFailed, match="refuses the login of office: 535") as failed:
        send(composed(), replace(peer.server, password="wrong-word"))
    assert "wrong-word" not in str(failed.value)
    assert "wrong-word" not in repr(replace(peer.server, password="wrong-word"))


@pytest.mark.parametrize(("token", "works"), [("a-valid-token", True), ("expired", False)])
def test_a_token_logs_in_by_xoauth2(peer: Any, composed: Callable[..., Any], token: str, works: bool) -> None:
    server = replace(peer.server, password="", token=token)
    if works:
        assert states(send(composed(), server)) == {CHAIR: ACCEPTED, OFFICE: ACCEPTED}
    else:
        with pytest.raises(ServiceFailed, match="refuses the login"):
            send(composed(), server)


def test_a_server_that_is_not_there_fails_with_its_address(composed: Callable[..., Any]) -> None:
    with pytest.raises(ServiceFailed, match=r"127\.0\.0\.1:9 can not be used"):
        send(composed(), SmtpServer("127.0.0.1", 9))


def test_a_relay_on_this_machine_may_go_without_encryption_and_no_other_may(
    start_peer: Callable[..., Any], composed: Callable[..., Any]
) -> None:
    peer = start_peer("plain")
    assert states(send(composed(), peer.server)) == {CHAIR: ACCEPTED, OFFICE: ACCEPTED}
    for host in ("mail.example.jp", "192.0.2.1"):
        with pytest.raises(WrongUse, match="must be encrypted"):
            send(composed(), SmtpServer(host, 25, Security.NONE))


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ({"mail": "451 later"}, QUEUED),
        ({"mail": "550 not you"}, REFUSED),
        ({"data": "421 shutting down"}, QUEUED),
        ({"data": "554 no"}, REFUSED),
        ({"content": "452 no space"}, QUEUED),
        ({"content": "554 looks like spam"}, REFUSED),
        ({"rcpt": {CHAIR: "450 later", OFFICE: "451 later"}}, QUEUED),
        ({"rcpt": {CHAIR: "550 unknown", OFFICE: "553 unknown"}}, REFUSED),
        ({"before_content": "drop"}, QUEUED),
        ({"after_content": "drop"}, IN_DOUBT),
        ({"after_content": "silence"}, IN_DOUBT),
    ],
)
def test_every_answer_has_one_meaning_for_all_addresses(
    peer: Any, quick: SmtpServer, composed: Callable[..., Any], script: dict[str, Any], state: DeliveryState
) -> None:
    peer.says(**script)
    assert states(send(composed(), quick)) == {CHAIR: state, OFFICE: state}


def test_an_address_that_is_refused_does_not_take_the_others_with_it(
    peer: Any, composed: Callable[..., Any]
) -> None:
    peer.says(rcpt={OFFICE: "550 no such user"})
    outcomes = send(composed(), peer.server)
    assert states(outcomes) == {CHAIR: ACCEPTED, OFFICE: REFUSED}
    assert {one.address: one.answer for one in outcomes}[OFFICE] == "550 no such user"
    assert peer.taken()[0].recipients == [CHAIR]


def test_a_mail_above_the_server_s_limit_is_refused_before_its_content(
    peer: Any, composed: Callable[..., Any]
) -> None:
    outcomes = send(replace(composed(), raw=b"x" * 2_000_001), peer.server)
    assert states(outcomes) == {CHAIR: REFUSED, OFFICE: REFUSED}
    assert "size" in outcomes[0].answer


def test_a_mail_that_is_called_off_leaves_the_connection_usable(peer: Any, composed: Callable[..., Any]) -> None:
    with session(peer.server) as smtp:
        called_off = transmit(smtp, composed(), peer.server, lambda _: False)
        sent = transmit(smtp, composed(), peer.server, lambda _: True)
    assert set(states(called_off).values()) == {QUEUED}
    assert set(states(sent).values()) == {ACCEPTED}
    assert len(peer.taken()) == 1


def test_the_doubt_is_told_before_the_server_has_any_content(peer: Any, composed: Callable[..., Any]) -> None:
    told = []

    def before(outcomes: Any) -> bool:
        told.append((states(outcomes), len(peer.taken())))
        return True

    peer.says(rcpt={OFFICE: "450 later"})
    with session(peer.server) as smtp:
        transmit(smtp, composed(), peer.server, before)
    assert told == [({CHAIR: IN_DOUBT, OFFICE: QUEUED}, 0)]
