"""A mail as it came to arrivals: every file once, its sender by address alone, nothing lost without a word."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.bodies import Body, Recipient
from sources.intake.arrival import LIMIT_BYTES, arrival_of
from sources.intake.automatic import is_automatic
from sources.intake.mail import KeptMail, Mail, read_mail
from sources.submission import FindingKind

# An hour before midnight in London is the next day in Tokyo, and the first of a month.
LATE = datetime(2021, 10, 31, 15, 30, tzinfo=UTC)
OFFICE = "office@tohoku.example.jp"
BODIES = (
    Body(
        body_id="bc",
        name="東経連ビジネスセンター",
        senders=("@bc.example.jp",),
        recipients=(Recipient(address="chair@example.jp"),),
        file_patterns=("*BC*",),
    ),
    Body(body_id="ilc", name="東北ILC推進協議会", senders=("jimu@example.jp",), file_patterns=("*ILC*",)),
)
FROM_BC = "From: staff@bc.example.jp\nMessage-ID: <1@bc.example.jp>\nSubject: October"


def read(raw: bytes, *, is_whole: bool = True, size: int | None = None) -> Mail:
    kept = KeptMail(hashlib.sha256(raw).hexdigest(), LATE, len(raw) if size is None else size, is_whole)
    return read_mail(kept, raw, BODIES, [OFFICE])


def names(mail: Mail) -> list[str]:
    return [arrival.submission.file.removeprefix(mail.folder + "/") for arrival in mail.inbox.arrivals]


def senders(mail: Mail) -> list[str | None]:
    return [arrival.submission.body_id for arrival in mail.inbox.arrivals]


def test_an_attachment_arrives_as_from_any_other_inbox(mail_with: Any, attached: Any):
    mail = read(mail_with(FROM_BC, attached("a.xlsx", b"content")))
    assert mail.inbox.arrivals == (
        arrival_of(f"{mail.folder}/a.xlsx", b"content", 7, body_id="bc", received=date(2021, 11, 1)),
    )
    assert mail.folder.startswith("mail/20211101-003000000000-")
    assert (mail.sender, mail.subject, mail.inbox.findings) == ("staff@bc.example.jp", "October", ())


@pytest.mark.parametrize(
    ("sender", "body_id"),
    [
        ("STAFF@BC.example.jp", "bc"),
        ("chair@example.jp", "bc"),
        ("jimu@example.jp", "ilc"),
        ("staff@notbc.example.jp", None),
        ("staff@bc.example.jp.evil.example.com", None),
    ],
)
def test_the_body_is_known_by_the_senders_address_and_never_by_a_files_name(
    mail_with: Any, attached: Any, sender: str, body_id: str | None
):
    mail = read(mail_with(f"From: {sender}", attached("BC_ILC.xlsx"), attached("BC.xlsx")))
    assert senders(mail) == [body_id, body_id]


def test_an_address_that_two_bodies_receive_at_tells_neither(mail_with: Any, attached: Any):
    shared = (Recipient(address="both@example.jp"),)
    bodies = [body.model_copy(update={"recipients": shared}) for body in BODIES]
    raw = mail_with("From: both@example.jp", attached("a.xlsx"))
    assert senders(read_mail(KeptMail("0" * 64, LATE, 1), raw, bodies)) == [None]


def test_two_files_of_one_name_both_arrive(mail_with: Any, attached: Any):
    mail = read(mail_with(FROM_BC, attached("a.xlsx", b"1"), attached("A.xlsx", b"2")))
    assert names(mail) == ["a.xlsx", "A (2).xlsx"]


def test_words_signatures_pictures_and_leftovers_are_no_submissions(mail_with: Any, attached: Any):
    mail = read(
        mail_with(
            FROM_BC,
            ("Content-Type: text/plain", b"Dear office"),
            ("Content-Type: text/html", b"<p>Dear office"),
            attached("logo.png", kind="image/png"),
            attached("smime.p7s", kind="application/pkcs7-signature"),
            attached("invite.ics", kind="text/calendar"),
            attached("ATT00001.txt", kind="text/plain"),
            attached("~$a.xlsx"),
        )
    )
    assert (names(mail), mail.is_submission) == ([], False)


def test_a_report_of_any_kind_arrives_so_that_the_reader_can_say_what_it_is(mail_with: Any, attached: Any):
    assert names(
        read(mail_with(FROM_BC, attached("a.pdf"), attached("b.lzh"), attached("c.csv", kind="text/csv")))
    ) == [
        "a.pdf",
        "b.lzh",
        "c.csv",
    ]


def test_a_spreadsheet_without_a_name_gets_one(mail_with: Any):
    part = ("Content-Type: application/vnd.ms-excel\r\nContent-Disposition: attachment", b"x")
    assert names(read(mail_with(FROM_BC, part))) == ["attachment"]


def test_a_name_with_folders_and_control_characters_is_a_name_alone(mail_with: Any):
    part = ('Content-Type: a/b; name="=?utf-8?q?..=2F..=5Cx=00y=E2=80=AE=0A.xlsx?="', b"x")
    assert names(read(mail_with(FROM_BC, part))) == ["xy.xlsx"]


def test_a_very_long_name_keeps_its_ending(mail_with: Any, attached: Any):
    (name,) = names(read(mail_with(FROM_BC, attached("a" * 300 + ".xlsx"))))
    assert len(name) == 120
    assert name.endswith("a.xlsx")


def forwarded(inner: bytes, outer: str = "From: staff@bc.example.jp", kind: str = "message/rfc822") -> bytes:
    head = f"{outer}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=O\r\n\r\n--O\r\n"
    return head.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + inner + b"\r\n--O--\r\n"


def test_files_of_forwarded_mails_arrive_and_count_as_the_forwarding_bodys(mail_with: Any, attached: Any):
    inner = mail_with("From: jimu@example.jp", attached("a.xlsx", b"content"))
    mail = read(forwarded(forwarded(inner, "From: somebody@example.com")))
    assert (names(mail), senders(mail)) == (["a.xlsx"], ["bc"])
    assert mail.inbox.arrivals[0].data == b"content"


def test_what_the_office_forwards_counts_as_its_first_senders(mail_with: Any, attached: Any):
    inner = mail_with("From: jimu@example.jp", attached("a.xlsx"))
    assert senders(read(forwarded(inner, f"From: {OFFICE.upper()}"))) == ["ilc"]
    assert senders(read(forwarded(inner, "From: stranger@example.com"))) == [None]


def test_a_forwarded_mail_may_be_in_base64_or_a_file_of_its_own(mail_with: Any, attached: Any):
    inner = mail_with("From: jimu@example.jp", attached("a.xlsx", b"content"))
    encoded = forwarded(b64encode(inner), kind="message/rfc822\r\nContent-Transfer-Encoding: base64")
    assert names(read(encoded)) == ["a.xlsx"]
    assert names(read(mail_with(FROM_BC, attached("saved.eml", inner)))) == ["a.xlsx"]


def test_files_of_a_zip_arrive_and_what_was_refused_of_it_is_said(mail_with: Any, attached: Any, zip_of: Any):
    packed = zip_of({"進捗①.xlsx": b"1", "b/進捗①.xlsx": b"2", "inner.zip": zip_of({"c.xlsx": b"3"})})
    mail = read(mail_with(FROM_BC, attached("10.zip", packed, "application/zip")))
    assert names(mail) == ["10.zip/進捗①.xlsx", "10.zip/進捗① (2).xlsx"]
    (finding,) = mail.inbox.findings
    assert finding.place.source_file == f"{mail.folder}/10.zip/inner.zip"
    assert (finding.kind, finding.body_id) == (FindingKind.UNREADABLE_FILE, "bc")


def test_an_encrypted_zip_is_refused_with_words_for_its_sender(mail_with: Any, attached: Any, zip_of: Any):
    data = bytearray(zip_of({"a.xlsx": b"x"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    mail = read(mail_with(FROM_BC, attached("10.zip", bytes(data))))
    (finding,) = mail.inbox.findings
    assert (names(mail), finding.kind, mail.is_submission) == ([], FindingKind.PASSWORD, True)
    assert finding.message.in_language("ja").startswith("パスワード付きZIPは受け付けていません。")


def test_a_file_over_the_limit_arrives_without_its_bytes(mail_with: Any, attached: Any):
    mail = read(mail_with(FROM_BC, attached("a.xlsx", bytes(LIMIT_BYTES + 1))))
    (arrival,) = mail.inbox.arrivals
    assert (arrival.data, arrival.oversize) == (b"", LIMIT_BYTES + 1)


def test_what_only_outlook_opens_is_refused_with_a_way_out(mail_with: Any, attached: Any):
    (finding,) = read(mail_with(FROM_BC, attached("winmail.dat", kind="application/ms-tnef"))).inbox.findings
    assert "winmail.dat" in finding.message.english()


def test_of_a_mail_too_large_to_fetch_its_sender_hears(mail_with: Any):
    mail = read(b"From: staff@bc.example.jp\r\nSubject: big\r\n\r\n", is_whole=False, size=90_000_000)
    (finding,) = mail.inbox.findings
    assert (finding.kind, finding.body_id, mail.inbox.arrivals) == (FindingKind.FILE_TOO_LARGE, "bc", ())
    assert "90 MB" in finding.message.english()


def test_two_copies_that_took_different_ways_are_one_mail(mail_with: Any, attached: Any):
    raw = mail_with(FROM_BC, attached("a.xlsx"))
    other_way = b"Received: from elsewhere\r\n" + raw
    other_file = mail_with(FROM_BC, attached("a.xlsx", b"other"))
    without_id = mail_with("From: staff@bc.example.jp", attached("a.xlsx"))
    assert read(raw).identity == read(other_way).identity
    assert len({read(one).identity for one in (raw, other_file, without_id)}) == 3


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x@example.jp",
        "Precedence: bulk",
        "List-Id: <list.example.jp>",
        "List-Unsubscribe: <mailto:x@example.jp>",
        "X-Auto-Response-Suppress: All",
        "Return-Path: <>",
        "From: MAILER-DAEMON@example.jp",
        "From: no-reply@example.jp",
        "From: bounces+1@example.jp",
        "Content-Type: multipart/report; boundary=x",
    ],
)
def test_a_machines_mail_is_known(header: str):
    other = "" if header.startswith("From") else "From: staff@bc.example.jp\n"
    assert is_automatic(message_from_bytes(f"{other}{header}\n\n".encode()))


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: no", "Precedence: normal", "Return-Path: <staff@bc.example.jp>", "X: y"]
)
def test_a_persons_mail_is_known(header: str):
    assert not is_automatic(message_from_bytes(f"From: staff@bc.example.jp\n{header}\n\n".encode()))


def written_by_this_python() -> bytes:
    mail = EmailMessage()
    mail["From"] = "staff@bc.example.jp"
    mail["Subject"] = "報告"
    mail.set_content("本文")
    mail.add_attachment(b"content", "application", "octet-stream", filename="報告.xlsx")
    inner = EmailMessage()
    inner["From"] = "jimu@example.jp"
    inner.set_content("x")
    mail.add_attachment(inner)
    return mail.as_bytes()


@settings(max_examples=100)
@given(
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.binary(max_size=12)), min_size=1, max_size=4)
)
def test_no_damage_ends_in_an_error(cuts: list[tuple[float, int, bytes]]):
    raw = bytearray(written_by_this_python())
    for where, length, other in cuts:
        at = int(where * len(raw))
        raw[at : at + length] = other
    assert read(bytes(raw)).folder.startswith("mail/")


def test_a_mail_nested_beyond_measure_is_told_not_read(mail_with: Callable[..., bytes]):
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)
    )
    mail = read(b"From: staff@bc.example.jp\r\nMIME-Version: 1.0\r\n" + nested)
    assert [finding.kind for finding in mail.inbox.findings] == [FindingKind.UNREADABLE_FILE]
    assert mail.sender == "staff@bc.example.jp"
