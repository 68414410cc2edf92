"""Mails made to do harm: each costs little, stops nothing, and what it brought is told, not lost."""

import hashlib
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.bodies import Body
from sources.intake.mail import KeptMail, Mail, read_mail
from sources.submission import FindingKind

BODIES = (Body(body_id="bc", name="東経連ビジネスセンター", senders=("@bc.example.jp",)),)
FROM_BC = b"From: staff@bc.example.jp\r\nMessage-ID: <1@bc.example.jp>\r\n"
CSV = b"Content-Type: text/csv; name=a.csv\r\n\r\n1,2"
LONG = 10.0
"""Seconds that none of these may take on the slowest machine; without its limit each takes minutes or more."""


def read(raw: bytes) -> Mail:
    began = time.process_time()
    mail = read_mail(KeptMail(hashlib.sha256(raw).hexdigest(), datetime.now(UTC), len(raw)), raw, BODIES)
    assert time.process_time() - began < LONG
    return mail


def parts(number: int, content: bytes = b"1,2") -> bytes:
    each = b"".join(
        b"--B\r\nContent-Type: text/csv; name=%d.csv\r\n\r\n%b\r\n" % (at, content) for at in range(number)
    )
    return FROM_BC + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n" + each + b"--B--\r\n"


def forwarded(times: int) -> bytes:
    inner = CSV
    for _ in range(times):
        inner = b"Content-Type: message/rfc822\r\n\r\n" + inner
    return FROM_BC + inner


def kinds(mail: Mail) -> list[FindingKind]:
    return [finding.kind for finding in mail.inbox.findings]


@pytest.mark.parametrize("number", [101, 20_000])
def test_a_mail_of_more_files_than_anybody_sends_is_refused_as_a_whole(number: int):
    mail = read(parts(number))
    assert (mail.inbox.arrivals, len(mail.inbox.findings)) == ((), 1)
    assert mail.inbox.findings[0].body_id == "bc"
    assert len(read(parts(100)).inbox.arrivals) == 100


def test_zips_that_are_small_one_by_one_are_counted_together(mail_with: Any, attached: Any, zip_of: Any):
    bomb = zip_of({f"{at}.csv": b"\0" * 1_000_000 for at in range(20)})
    mail = read(mail_with("From: staff@bc.example.jp", *(attached(f"{at}.zip", bomb) for at in range(50))))
    assert (mail.inbox.arrivals, kinds(mail)) == ((), [FindingKind.FILE_TOO_LARGE])


@pytest.mark.parametrize(("times", "taken"), [(5, 1), (6, 0), (50, 0)])
def test_a_mail_forwarded_within_itself_too_often_is_told_of(times: int, taken: int):
    mail = read(forwarded(times))
    assert (len(mail.inbox.arrivals), len(mail.inbox.findings)) == (taken, 1 - taken)


@pytest.mark.parametrize(
    "charset",
    [b"undefined", b"no\0such", b"punycode", b"idna", b"unicode_escape", b"hex", b"x-unknown", b"\xff", b"utf-7"],
)
def test_a_charset_that_is_none_spoils_the_name_alone(charset: bytes):
    word = b"=?" + charset + b"?q?=0D=0ABcc=3A_evil=40example.com?="
    mail = read(FROM_BC + b"Subject: " + word + b'\r\nContent-Type: text/csv; name="' + word + b'.csv"\r\n\r\n1,2')
    (arrival,) = mail.inbox.arrivals
    assert (mail.sender, arrival.submission.body_id) == ("staff@bc.example.jp", "bc")
    assert "\n" not in mail.subject + arrival.submission.file


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/csv" + b"; a=b" * 200_000 + b"; name=a.csv",
        b"Content-Type: text/csv; name*0*=utf-8''a" + b"".join(b"; name*%d=a" % at for at in range(1, 9000)),
        b"Subject: " + b"=?a*" * 200_000,
        b"Subject: " + b"=?utf-8?q?a?= " * 60_000,
        b"To: " + b"a@example.jp, " * 60_000,
        b"\r\n".join(b"X-%d: y" % at for at in range(200_000)),
    ],
    ids=["parameters", "continued name", "begun words", "words", "addresses", "many"],
)
def test_huge_headers_cost_no_more_than_their_mail(header: bytes):
    mail = read(FROM_BC + header + b"\r\n" + CSV)
    assert mail.is_submission
    assert mail.sender == "staff@bc.example.jp"


@pytest.mark.parametrize("kind", ["image/png", "text/calendar", "application/pkcs7-signature", "x", "audio/"])
def test_a_report_under_a_kind_that_it_is_not_arrives(mail_with: Any, attached: Any, kind: str):
    assert len(read(mail_with("From: staff@bc.example.jp", attached("a.xlsx", kind=kind))).inbox.arrivals) == 1


def test_what_only_outlook_opens_is_known_without_its_name(mail_with: Any, attached: Any):
    nameless = ("Content-Type: application/ms-tnef", b"x")
    other_name = attached("win.dat", b"\x78\x9f\x3e\x22 and more")
    for part in (nameless, other_name):
        (finding,) = read(mail_with("From: staff@bc.example.jp", part)).inbox.findings
        assert "only Outlook opens" in finding.message.english()


@pytest.mark.parametrize(
    "senders",
    [
        b"From: staff@bc.example.jp, evil@example.com",
        b"From: staff@bc.example.jp\r\nFrom: evil@example.com",
        b"From: evil@example.com\r\nFrom: staff@bc.example.jp",
        b'From: "staff@bc.example.jp" <evil@example.com>',
        b"From: =?utf-8?q?staff=40bc=2Eexample=2Ejp?= <evil@example.com>",
        b"Sender: staff@bc.example.jp\r\nReply-To: staff@bc.example.jp\r\nFrom: evil@example.com",
    ],
)
def test_whoever_only_seems_to_be_a_body_is_a_stranger(senders: bytes):
    (arrival,) = read(senders + b"\r\n" + CSV).inbox.arrivals
    assert arrival.submission.body_id is None


def test_a_mail_that_the_senders_own_domain_disowns_counts_for_nobody_and_is_told_of():
    said = (
        b"Authentication-Results: mx.example.jp; spf=pass smtp.mailfrom=evil.example.com;\r\n dmarc=fail (p=none)"
    )
    mail = read(said + b"\r\n" + FROM_BC + CSV)
    assert [arrival.submission.body_id for arrival in mail.inbox.arrivals] == [None]
    assert kinds(mail) == [FindingKind.UNKNOWN_BODY]
    genuine = read(said.replace(b"dmarc=fail", b"dmarc=pass") + b"\r\n" + FROM_BC + CSV)
    assert [arrival.submission.body_id for arrival in genuine.inbox.arrivals] == ["bc"]


@pytest.mark.parametrize(
    "content_type",
    [
        b"multipart/mixed",
        b"multipart/mixed; boundary=",
        b"multipart/mixed; boundary=\xff",
        b"message/rfc822; name=a.csv",
        b"message/partial; number=1; total=2",
        b"message/external-body; access-type=local-file; name=/etc/passwd",
        b'/;;;==="',
    ],
)
def test_a_kind_that_lies_about_its_content_is_no_error_and_reads_no_file_of_ours(content_type: bytes):
    mail = read(FROM_BC + b"Content-Type: " + content_type + b"\r\n\r\n1,2")
    assert b"root:" not in b"".join(arrival.data for arrival in mail.inbox.arrivals)
    assert mail.sender == "staff@bc.example.jp"


HEADERS = [b"From", b"Subject", b"Message-ID", b"Content-Type", b"Content-Disposition", b"Precedence"]
PIECES = [
    b"=?",
    b"?=",
    b"?b?",
    b"?q?",
    b"utf-8",
    b"iso-2022-jp",
    b"\x1b$B",
    b"\x1b(",
    b'"',
    b"(",
    b"<",
    b">",
    b"@",
]
PIECES += [b"<", b">", b"@", b"a.csv", b"filename*0*=", b";", b"\0", b"\r\n ", b"\xff", b"%", b"'"]


@given(name=st.sampled_from(HEADERS), written=st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_header_ends_in_an_error(name: bytes, written: list[bytes]):
    mail = read(name + b": " + b"".join(written) + b"\r\n" + FROM_BC + CSV)
    assert len(mail.subject) <= 200
