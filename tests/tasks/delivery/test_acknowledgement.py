"""The answer to a mail with reports: what was received and read, what to correct, and to whom it may go at all."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any

import pytest

from sources.bodies import Body
from sources.edition import Message
from sources.intake.arrival import Arrival, Inbox, arrival_of
from sources.intake.mail import Mail
from sources.messages import text
from sources.month import Month
from sources.plan import Plan
from sources.submission import (
    Basis,
    Finding,
    FindingKind,
    Observation,
    Place,
    Reading,
    Severity,
    State,
)
from tasks.delivery.acknowledgement import MOST_POINTS, ReadFile, acknowledge
from tasks.delivery.attachment import ATTACHMENTS_LIMIT_BYTES
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.notice import Route
from tasks.delivery.returns.return_copy import ReturnCopy

OCTOBER = Month(2021, 10)
NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
FOLDER = "mail/20211110-120000000001-abcdef01"
OFFICE = Mailbox("office@tohoku.example.jp", "東北経済連合会")
ROUTE = Route(OFFICE, OFFICE, (), NOON, "Asia/Tokyo")
DOUBT = text("'{raw}' is not a number. Write a number, or leave the cell blank.", raw="約300")


def arrival(name: str = "進捗.csv", data: bytes = b"a,b\n1,2\n") -> Arrival:
    return arrival_of(f"{FOLDER}/{name}", data, len(data), body_id="bc", received=date(2021, 11, 10))


def observed(state: State, place: Place) -> Observation:
    return Observation("bc", "4-2-1-K1", OCTOBER, Decimal(14), "件", Basis.CUMULATIVE, place, "14", state)


def read(
    one: Arrival, *, counted: int = 0, aside: int = 0, points: int = 0, month: Month | None = OCTOBER
) -> ReadFile:
    place = Place(one.submission.file, "実績報告", "D12")
    states = [State.ACCEPTED] * counted + [State.QUARANTINED] * aside
    finding = Finding(FindingKind.NOT_A_NUMBER, Severity.WARNING, "bc", place, DOUBT, OCTOBER)
    remark = Finding(FindingKind.EXAMPLE_SHEET_IGNORED, Severity.INFO, "bc", place, DOUBT, OCTOBER)
    name = PurePosixPath(one.submission.file).name
    return ReadFile(
        one,
        Reading(
            one.submission,
            month,
            tuple(observed(state, place) for state in states),
            findings=(remark, *[finding] * points),
        ),
        ReturnCopy(name if name.endswith(".xlsx") else f"{name}_確認事項.xlsx", b"marked") if points else None,
    )


@pytest.fixture
def mail() -> Callable[..., Mail]:
    """A mail of the body's chair; keywords replace what is usual."""

    def make(**other: Any) -> Mail:
        usual = {
            "identity": hashlib.sha256(b"one mail").hexdigest(),
            "folder": FOLDER,
            "sender": "chair@bc.example.jp",
            "message_id": "<1@bc.example.jp>",
            "subject": "10月分の報告①㈱",
            "is_automatic": False,
            "received": NOON,
            "inbox": Inbox((), ()),
        }
        return Mail(**{**usual, **other})

    return make


@pytest.fixture
def answer(plan: Plan, body: Body, mail: Callable[..., Mail]) -> Callable[..., Message | None]:
    """Answer the usual mail with the given files; keywords replace what is usual of the mail, *of* the body."""

    def make(*files: ReadFile, of: Body = body, **other: Any) -> Message | None:
        return acknowledge(mail(**other), of, files, plan=plan, route=ROUTE)

    return make


def opened(message: Message | None) -> EmailMessage:
    assert message is not None
    found = message_from_bytes(message.raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def words(message: Message | None) -> str:
    part = opened(message).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def copies(message: Message | None) -> list[str]:
    return [str(part.get_filename()) for part in opened(message).iter_attachments()]


def test_it_says_what_came_how_much_was_read_and_of_which_month(answer: Any):
    found = words(answer(read(arrival(), counted=12, aside=2)))
    assert "2021年11月10日のメール「10月分の報告①㈱」を受け付けました。" in found
    assert "・進捗.csv\n　－ 2021年10月分：14件の値を読み取りました（うち確認のため保留 2件）。" in found


def test_it_says_so_where_nothing_was_read_or_no_month_is_known(answer: Any):
    assert "読み取れた値はありませんでした。" in words(answer(read(arrival())))
    assert "－ 3件の値を読み取りました" in words(answer(read(arrival(), counted=3, month=None)))


def test_a_mail_without_a_subject_is_told_by_its_day(answer: Any):
    assert "2021年11月10日のメールを受け付けました。" in words(answer(read(arrival()), subject=""))


def test_it_answers_the_mail_it_belongs_to_as_a_program_does(answer: Any):
    found = opened(answer(read(arrival())))
    assert (found["In-Reply-To"], found["References"]) == ("<1@bc.example.jp>", "<1@bc.example.jp>")
    assert (found["Auto-Submitted"], found["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert (str(found["To"]), found["Reply-To"].addresses[0].addr_spec) == (
        "東経連ビジネスセンター 座長 <chair@bc.example.jp>",
        "office@tohoku.example.jp",
    )


@pytest.mark.parametrize(
    "message_id", ["", "<a b@c>", "<x@y>\r\nBcc: evil@example.com", "=?utf-8?q?=0D=0A?=", "<" + "x" * 600 + "@y>"]
)
def test_an_odd_message_id_reaches_no_header(answer: Any, message_id: str):
    found = opened(answer(read(arrival()), message_id=message_id))
    assert (found["In-Reply-To"], found["Bcc"]) == (None, None)


def test_words_of_a_subject_reach_the_text_and_no_header(answer: Any):
    odd = "=?utf-8?q?a=0D=0ABcc=3A_evil=40example.com?= <script>alert(1)</script>"
    message = answer(read(arrival()), subject=odd)
    assert message is not None and "evil" not in message.raw.partition(b"\r\n\r\n")[0].decode()
    html = opened(message).get_body(("html",))
    assert html is not None and "<script>" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


def test_a_doubtful_file_goes_back_marked_with_its_first_points_in_words(answer: Any):
    message = answer(read(arrival(), counted=9, points=MOST_POINTS + 2))
    assert copies(message) == ["進捗.csv_確認事項.xlsx"]
    found = words(message)
    assert found.count("－ 実績報告 D12：「約300」は数値ではありません。") == MOST_POINTS
    assert "ほか2件は、添付のファイルに示しています。" in found
    assert "印で示しました" in found


def test_a_file_without_a_point_does_not_go_back(answer: Any):
    message = answer(read(arrival(), counted=9))
    assert copies(message) == []
    assert "印で示しました" not in words(message)


def test_two_files_of_one_name_go_back_under_two(answer: Any):
    files = [read(arrival(f"{folder}/進捗.csv"), points=1) for folder in ("a.zip", "b.zip")]
    assert copies(answer(*files)) == ["進捗.csv_確認事項.xlsx", "進捗.csv_確認事項_2.xlsx"]


def test_copies_that_no_mail_could_carry_stay_here(answer: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tasks.delivery.acknowledgement.ATTACHMENTS_LIMIT_BYTES", 5)
    assert copies(answer(read(arrival(), points=1))) == []
    assert ATTACHMENTS_LIMIT_BYTES > 5


@pytest.mark.parametrize("name", ['進捗"10".xlsx', "=?utf-8?q?a?=.xlsx", " 進捗.xlsx"])
def test_a_name_that_can_not_stand_in_a_header_is_replaced(answer: Any, name: str):
    (copy,) = copies(answer(read(arrival(name), points=1)))
    assert copy.startswith("return-copy-")
    assert copy.endswith(".xlsx")


def test_what_was_refused_is_told_beside_what_was_taken(answer: Any):
    place = Place(f"{FOLDER}/10月.zip")
    nested = text("This is a zip archive within another one. Send the files in one archive, or as they are.")
    refused = Finding(FindingKind.UNREADABLE_FILE, Severity.ERROR, "bc", place, nested)
    elses = Finding(
        FindingKind.UNREADABLE_FILE, Severity.ERROR, "ilc", Place(f"{FOLDER}/ILC.zip"), refused.message
    )
    found = words(answer(read(arrival(), counted=1), inbox=Inbox((), (refused, elses))))
    assert "・10月.zip\n　－ ZIPファイルの中にさらにZIPファイルが入っています。" in found
    assert "ILC.zip" not in found


def test_nobody_answers_a_machine_or_a_mail_without_a_file(answer: Any):
    assert answer(read(arrival()), is_automatic=True) is None
    assert answer() is None


@pytest.mark.parametrize(
    ("sender", "recipients"),
    [
        ("chair@bc.example.jp", ("chair@bc.example.jp",)),
        ("office@bc.example.jp", ("office@bc.example.jp",)),
        ("anybody@staff.bc.example.jp", ("anybody@staff.bc.example.jp",)),
        ("stranger@example.com", ("chair@bc.example.jp",)),
    ],
)
def test_it_goes_to_the_sender_if_that_is_the_bodys_own_address_and_else_to_the_body(
    answer: Any, body: Body, sender: str, recipients: tuple[str, ...]
):
    with_staff = body.model_copy(update={"senders": ("@staff.bc.example.jp",)})
    message = answer(read(arrival()), of=with_staff, sender=sender)
    assert message is not None and message.recipients == recipients


def test_a_body_without_an_address_gets_none(answer: Any):
    assert answer(read(arrival()), of=Body(body_id="bc", name="東経連ビジネスセンター")) is None


def test_the_same_mail_gives_the_same_message_id(answer: Any):
    assert answer(read(arrival())).message_id == answer(read(arrival()), subject="other").message_id
    assert answer(read(arrival())).message_id != answer(read(arrival()), identity="f" * 64).message_id
