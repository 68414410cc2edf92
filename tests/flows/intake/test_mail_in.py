"""Submissions by mail, with a real mail server: taken once, kept for good, answered once, whatever ends a run."""

import io
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from killed import killed_before, lines_of

from flows import recipe
from flows.crew import Crew
from flows.house import open_house
from flows.intake import ingest, marked, returns
from flows.intake.mail_in import kept_mails, receive
from flows.runners import DirectRunner
from flows.settings import Settings, load_settings
from flows.shown.progress import LineProgress
from sources.edition import DeliveryState
from sources.errors import ServiceFailed
from sources.intake.mailbox import Taken
from sources.messages import text
from sources.month import Month
from sources.submission import FindingKind, State
from tasks.delivery.returns.return_copy import ReturnCopy
from tasks.reading.not_opened import NotOpened, unreadable
from tasks.reading.read import read_submission

ROOT = Path(ingest.__file__).parents[2]
OCTOBER = Month(2021, 10)
DONE, ASIDE = "&UeZ0Bm4I-", "&iYF4uoqN-"
FROM_BC = "bc@example.jp"
NUMBERS = count(1)


def report(figure: str = "14", title: str = "次世代放射光施設の建設支援", unit: str = "件") -> bytes:
    lines = [
        "進捗報告（2021年10月末現在）",
        "具体的な取り組み,指標,実績（4月からの累計）,単位",
        f"{title},企業面談,{figure},{unit}",
    ]
    return "\n".join(lines).encode()


def mail(sender: str, *files: tuple[str, bytes], subject: str = "10月分の報告①㈱", **headers: str) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["Subject"] = subject
    message["Message-ID"] = f"<{next(NUMBERS)}@bc.example.jp>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("いつもお世話になっております。")
    for name, content in files:
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message.as_bytes()


@pytest.fixture
def box(mail_peer: Any) -> str:
    """The address of a mailbox that no other test uses."""
    return f"intake-{next(NUMBERS)}-{time.time_ns()}@example.jp"


def address_of(box: str, peer: Any) -> str:
    return f"imaps://{quote(box)}@{peer.host}:{peer.imaps_port}"


@pytest.fixture
def settings(nothing_set: Any, mail_peer: Any, box: str, tmp_path: Path) -> Settings:
    """Settings of an office that gets its submissions by mail alone, and answers them."""
    bodies = tmp_path / "bodies"
    shutil.copytree(ROOT / "sources" / "bodies", bodies)
    bc = bodies / "bc.toml"
    own = f"bc-{box}"
    bc.write_text(bc.read_text(encoding="utf-8").replace(FROM_BC, own), encoding="utf-8")
    return load_settings(
        {
            "inbox": str(tmp_path / "none"),
            "output": str(tmp_path / "output"),
            "bodies": str(bodies),
            "mailbox": address_of(box, mail_peer),
            "mailbox_password": mail_peer.password,
            "smtp_host": mail_peer.host,
            "smtp_port": str(mail_peer.smtp_port),
            "smtp_user": "office@example.jp",
            "smtp_password": mail_peer.password,
            "smtp_ca_file": str(mail_peer.ca_file),
            "sender": "東北経済連合会 <office@example.jp>",
            "witness": f"witness-{box}",
            "witness_mailbox": address_of(f"witness-{box}", mail_peer),
            "witness_password": mail_peer.password,
        }
    )


@dataclass(frozen=True)
class Office:
    """An office that gets its submissions by mail, the mail server that it uses, and one body's address."""

    peer: Any
    box: str
    bc: str
    settings: Settings
    take_in: Callable[[], Taken]

    def put(self, raw: bytes) -> None:
        self.peer.put(self.box, raw)

    def facts(self) -> list[tuple[str, str, str]]:
        with open_house(self.settings) as house:
            readings = house.ledger.readings(house.plan.plan_id, up_to=OCTOBER)
        return [
            (one.body_id, str(one.value), str(one.state)) for reading in readings for one in reading.observations
        ]

    def kinds(self) -> list[FindingKind]:
        with open_house(self.settings) as house:
            return [finding.kind for finding in house.ledger.findings(house.plan.plan_id, up_to=OCTOBER)]

    def answers(self, at_least: int = 0, address: str = "") -> list[EmailMessage]:
        """The mails that came to the body, waited for until there are as many as there must be."""
        end = time.monotonic() + 20
        while len(found := self.peer.mails(address or self.bc)) < at_least and time.monotonic() < end:
            time.sleep(0.05)
        return [message_from_bytes(raw, policy=policy.default) for raw in found]  # type: ignore[misc]

    def lies(self, box: str = "") -> tuple[int, ...]:
        """How many mails lie in the inbox, in 処理済 and in 要確認."""
        return tuple(len(self.peer.mails(box or self.box, folder)) for folder in ("INBOX", DONE, ASIDE))


@pytest.fixture
def office(mail_peer: Any, box: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose files are read in this process, which takes no second to start."""

    def read_here(job: Any) -> Any:
        one = job.arrival
        return read_submission(one.submission, one.data, job.plan, job.body, job.password, body_ids=job.body_ids)

    monkeypatch.setattr(ingest, "READ", replace(ingest.READ, do=read_here))

    def take() -> Taken:
        with Crew(1) as crew:
            return recipe.take_mails_in(settings, DirectRunner(crew, LineProgress(lambda _: None, "en"), 1))

    return Office(mail_peer, box, f"bc-{box}", settings, take)


def words_of(answer: EmailMessage) -> str:
    part = answer.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_report_by_mail_is_counted_moved_away_and_answered_within_the_same_run(office: Office):
    office.put(mail(office.bc, ("進捗①㈱髙.csv", report())))
    assert office.take_in().mails == 1
    assert office.facts() == [("bc", "14", State.ACCEPTED)]
    assert office.lies() == (0, 1, 0)
    (answer,) = office.answers(1)
    assert answer["Subject"] == "【東北経済連合会】ご報告を受領しました"
    assert (answer["Auto-Submitted"], answer["From"].addresses[0].addr_spec) == (
        "auto-replied",
        "office@example.jp",
    )
    words = words_of(answer)
    assert "「10月分の報告①㈱」" in words
    assert "・進捗①㈱髙.csv\n　－ 2021年10月分：1件の値を読み取りました（うち確認のため保留 0件）。" in words
    assert list(answer.iter_attachments()) == []


def test_nothing_is_taken_or_answered_twice(office: Office):
    raw = mail(office.bc, ("進捗.csv", report()))
    office.put(raw)
    office.take_in()
    assert office.take_in().mails == 0
    office.put(raw)  # somebody moved it back
    office.put(b"Received: from elsewhere\r\n" + raw)  # and a copy by another way
    assert office.take_in().mails == 2
    assert office.facts() == [("bc", "14", State.ACCEPTED)]
    office.put(mail(office.bc, ("進捗.csv", report("15"))))
    office.take_in()
    assert office.facts() == [("bc", "15", State.ACCEPTED)]
    assert len(office.answers(2)) == 2


def test_of_two_reports_of_one_second_the_later_one_counts(office: Office):
    for figure in ("14", "15", "16", "12"):
        office.put(mail(office.bc, ("進捗.csv", report(figure))))
    assert office.take_in().mails == 4
    assert office.facts() == [("bc", "12", State.ACCEPTED)]


def test_a_doubtful_value_comes_back_marked(office: Office):
    office.put(mail(office.bc, ("進捗.csv", report("約14"))))
    office.take_in()
    (answer,) = office.answers(1)
    (copy,) = answer.iter_attachments()
    assert copy.get_filename() == "進捗_csv_確認事項.xlsx"
    assert zipfile.ZipFile(io.BytesIO(copy.get_content())).testzip() is None
    assert "R3C3：" in words_of(answer)


def test_a_workbook_that_ends_the_process_marking_it_costs_its_copy_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(marked, "return_copy", None)  # not to be used in this process
    asked: list[object] = []

    def ended(function: object, *_: object) -> NotOpened:
        asked.append(function)
        return unreadable(text("The file could not be opened."))

    monkeypatch.setattr(returns, "in_own_process", ended)
    monkeypatch.setattr(returns, "list_alone", lambda job: ReturnCopy(f"{job.name}.xlsx", b"list"))
    office.put(mail(office.bc, ("進捗.csv", report("約14"))))
    office.take_in()
    (answer,) = office.answers(1)
    assert asked == [marked.mark]
    assert [copy.get_content() for copy in answer.iter_attachments()] == [b"list"]


def test_what_was_refused_is_told_to_its_sender(office: Office):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.csv", report())
    locked = bytearray(data.getvalue())
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    office.put(mail(office.bc, ("10月.zip", bytes(locked))))
    office.take_in()
    (answer,) = office.answers(1)
    assert "パスワード付きZIPは受け付けていません" in words_of(answer)


@pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-generated"}, {"Precedence": "bulk"}])
def test_a_machines_mail_is_taken_and_not_answered(office: Office, header: dict[str, str]):
    office.put(mail(office.bc, ("進捗.csv", report()), **header))
    office.take_in()
    assert office.facts() == [("bc", "14", State.ACCEPTED)]
    assert office.answers() == []
    with open_house(office.settings) as house:
        assert house.ledger.waiting_notices(house.plan.plan_id) == ()


def test_a_strangers_report_is_kept_and_counts_once_its_sender_is_known(office: Office):
    stranger = f"stranger-{office.box}"
    office.put(mail(stranger, ("東経連BC_進捗.csv", report())))
    office.take_in()
    assert office.facts() == [("", "14", State.QUARANTINED)]
    assert FindingKind.UNKNOWN_BODY in office.kinds()
    assert (office.lies(), office.answers(address=stranger)) == ((0, 1, 0), [])
    bc_file = office.settings.bodies / "bc.toml"
    bc_file.write_text(f'senders = ["{stranger}"]\n' + bc_file.read_text(encoding="utf-8"), encoding="utf-8")
    office.take_in()
    assert office.facts() == [("bc", "14", State.ACCEPTED)]
    assert FindingKind.UNKNOWN_BODY not in office.kinds()
    assert len(office.answers(1, stranger)) == 1


def test_mails_that_bring_no_file_or_are_too_large_are_put_aside_for_a_person(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sources.intake.mailbox.LARGEST_MAIL_BYTES", 50_000)
    office.put(mail(office.bc, subject="少し遅れます"))
    office.put(mail(office.bc, ("大.csv", report() + b"\n" * 60_000)))
    assert (office.take_in().mails, office.lies()) == (0, (0, 0, 2))
    assert office.facts() == []
    (answer,) = office.answers(1)
    assert "大きすぎるため" in words_of(answer)


def test_a_mailbox_that_does_not_open_is_a_failed_service(office: Office):
    wrong = office.settings.model_copy(update={"mailbox_password": None})
    with open_house(wrong) as house, pytest.raises(ServiceFailed):
        receive(house)


# --- whatever line a run ends at --------------------------------------------------------------------------

SWEEP = 5
"""At how many of its lines a run is killed."""
ANSWERING = [
    ROOT / file for file in ("flows/intake/mail_in.py", "flows/intake/ingest.py", "tasks/delivery/outbox.py")
]
ANSWERING += [ROOT / "tasks" / "ledger" / file for file in ("outbox.py", "claims.py", "delivery_progress.py")]


def test_a_kill_at_any_line_neither_loses_nor_doubles_an_answer(office: Office, tmp_path: Path):
    with open_house(office.settings):
        ledger = office.settings.data_folder() / "ledger.sqlite3"
    empty = shutil.copy(ledger, tmp_path / "empty.sqlite3")

    def anew() -> None:
        for name in (ledger.name, f"{ledger.name}-wal", f"{ledger.name}-shm"):
            ledger.with_name(name).unlink(missing_ok=True)
        shutil.copy(empty, ledger)
        office.put(mail(office.bc, ("進捗.csv", report())))

    anew()
    lines = lines_of(office.take_in, ANSWERING)
    assert lines > 100
    for sent, line in enumerate(range(1, lines, lines // SWEEP), start=2):
        anew()
        killed_before(office.take_in, line, ANSWERING)
        assert state_of_answer(office) is DeliveryState.ACCEPTED, f"killed before line {line}"
        assert len(office.answers(sent)) == sent, f"killed before line {line}"


def state_of_answer(office: Office) -> DeliveryState:
    """Run again until the only answer is settled: the copy that ends a doubt may be a moment late."""
    end = time.monotonic() + 20
    while True:
        office.take_in()
        with open_house(office.settings) as house:
            came = kept_mails(house)[0].received_in("Asia/Tokyo")
            (row,) = house.ledger.notices("fy2021", Month.of(came).plus(-1))
        if row.state is not DeliveryState.IN_DOUBT or time.monotonic() > end:
            return row.state
