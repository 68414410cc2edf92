"""A mailbox of ours over real IMAP: verified, by password or token, in Japanese folders, with or without MOVE."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from sources.errors import ServiceFailed
from sources.own_mailbox import DONE_FOLDER, OwnMailbox, in_modified_utf_7, opened

NUMBERS = count(1)
RAW = b"Subject: x\r\n\r\nbody\r\n"


@pytest.fixture
def mailbox(mail_peer: Any) -> OwnMailbox:
    """A mailbox that no other test uses, with one mail."""
    user = f"own-{next(NUMBERS)}-{time.time_ns()}@example.jp"
    mail_peer.put(user, RAW)
    return OwnMailbox(mail_peer.host, user, mail_peer.imaps_port, mail_peer.password, ca_file=mail_peer.ca_file)


def with_(mailbox: OwnMailbox, **other: Any) -> OwnMailbox:
    return OwnMailbox(**{**vars(mailbox), **other})


def test_a_mail_is_listed_with_size_and_time_and_fetched_without_being_marked_as_seen(
    mail_peer: Any, mailbox: OwnMailbox
):
    with opened(mailbox) as box:
        (listed,) = box.listed()
        assert (box.whole(listed.uid), listed.size) == (RAW, len(RAW))
        assert box.head(listed.uid) == b"Subject: x\r\n\r\n"
    assert abs(listed.received - datetime.now(UTC)) < timedelta(minutes=5)
    with mail_peer.imap(mailbox.user) as connection:
        connection.select()
        assert connection.search(None, "UNSEEN")[1] == [b"1"]


def test_an_empty_mailbox_lists_nothing(mailbox: OwnMailbox):
    with opened(mailbox) as box:
        box.move_to_done(box.uids()[0])
        assert box.listed() == ()


@pytest.mark.parametrize("has_move", [True, False])
def test_a_mail_moves_into_a_folder_that_is_made_for_it(mail_peer: Any, mailbox: OwnMailbox, has_move: bool):
    with opened(mailbox) as box:
        assert b"MOVE" in box._capabilities
        if not has_move:
            box._capabilities.remove(b"MOVE")
        box.move(box.uids()[0], "要確認")
        assert box.uids() == []
    assert mail_peer.mails(mailbox.user, in_modified_utf_7("要確認")) == [RAW]


def test_a_mail_that_somebody_else_moved_meanwhile_is_no_error(mail_peer: Any, mailbox: OwnMailbox):
    with opened(mailbox) as box, opened(mailbox) as other:
        (listed,) = box.listed()
        other.move_to_done(listed.uid)
        assert box.whole(listed.uid) == b""
        box.move_to_done(listed.uid)
    assert len(mail_peer.mails(mailbox.user, in_modified_utf_7(DONE_FOLDER))) == 1


@pytest.mark.parametrize(
    ("name", "written"),
    [("処理済", "&UeZ0Bm4I-"), ("A&B", "A&-B"), ("報告/2021", "&WDFUSg-/2021"), ("INBOX", "INBOX")],
)
def test_a_folders_name_is_written_as_imap_wants_it(name: str, written: str):
    assert in_modified_utf_7(name) == written


def test_a_folder_in_japanese_can_be_read_from(mail_peer: Any, mailbox: OwnMailbox):
    mail_peer.put(mailbox.user, RAW + b"2", in_modified_utf_7("報告"))
    with opened(with_(mailbox, folder="報告")) as box:
        assert box.whole(box.uids()[0]) == RAW + b"2"


def test_a_token_opens_the_mailbox_while_it_is_valid(mail_peer: Any, mailbox: OwnMailbox):
    with opened(with_(mailbox, password="", token=mail_peer.token(mailbox.user))) as box:
        assert len(box.uids()) == 1
    late = mail_peer.token(mailbox.user, timedelta(minutes=-1))
    with pytest.raises(ServiceFailed), opened(with_(mailbox, password="", token=late)):
        pass


@pytest.mark.parametrize("other", [{"password": "wrong"}, {"folder": "none"}, {"host": "localhost", "port": 9}])
def test_what_does_not_open_is_a_failed_service_that_tells_no_secret(mailbox: OwnMailbox, other: dict[str, Any]):
    with pytest.raises(ServiceFailed) as failed, opened(with_(mailbox, **other)):
        pass
    assert "himitsu" not in str(failed.value)
    assert "himitsu" not in repr(mailbox)


def test_a_server_that_nobody_vouches_for_gets_no_password(mailbox: OwnMailbox):
    with pytest.raises(ServiceFailed) as failed, opened(with_(mailbox, ca_file=None)):
        pass
    assert isinstance(failed.value.__cause__, ssl.SSLCertVerificationError)
