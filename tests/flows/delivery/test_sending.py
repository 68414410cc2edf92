"""Sending as an operator does it, through the real mail server of the tests."""

import multiprocessing
import os
import signal
import time
from datetime import timedelta
from email import message_from_bytes, policy
from hashlib import sha256
from types import SimpleNamespace

import pytest

from flows.delivery.mail_route import bounce_mailbox, mail_server, printed_token, witness_mailbox
from flows.settings import load_settings
from sources.edition import DeliveryState
from sources.errors import ServiceFailed, WrongUse
from sources.month import Month
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)
ONE_SECOND = timedelta(seconds=1)
OFFICE = "office-of-sending@example.jp"


@pytest.fixture
def bodies(nothing_set, tmp_path):
    """Give a folder with one body, which gets the board's report at the addresses asked for."""
    folder = tmp_path / "bodies"
    folder.mkdir()
    nothing_set.setenv("AYUMI_BODIES", str(folder))

    def write(*addresses: str) -> None:
        recipients = ", ".join(f'{{address = "{address}"}}' for address in addresses)
        (folder / "bc.toml").write_text(
            'name = "東経連ビジネスセンター"\nreports = ["4-2-1"]\nreceives = ["board"]\n'
            f'recipients = [{recipients}]\nfile_patterns = ["東経連BC*"]\n',
            encoding="utf-8",
        )

    return write


@pytest.fixture
def office(*, mail_peer, nothing_set, inbox, run_here, bodies, tmp_path):
    """Give an office whose settings name the real mail server, with one approved edition for *addresses*."""
    of_this_test = sha256(str(tmp_path).encode()).hexdigest()[:12]
    witness, bounces = f"witness-{of_this_test}@example.jp", f"bounces-{of_this_test}@example.jp"
    settings = {
        "SENDER": f"事務局 <{OFFICE}>",
        "SMTP_HOST": mail_peer.host,
        "SMTP_PORT": str(mail_peer.smtp_port),
        "SMTP_USER": OFFICE,
        "SMTP_PASSWORD": mail_peer.password,
        "SMTP_CA_FILE": str(mail_peer.ca_file),
        "WITNESS": witness,
        "WITNESS_MAILBOX": f"imaps://{witness.replace('@', '%40')}@{mail_peer.host}:{mail_peer.imaps_port}/INBOX",
        "WITNESS_PASSWORD": mail_peer.password,
        "BOUNCES": bounces,
        "BOUNCES_MAILBOX": f"imaps://{bounces.replace('@', '%40')}@{mail_peer.host}:{mail_peer.imaps_port}",
        "BOUNCES_PASSWORD": mail_peer.password,
    }
    for name, value in settings.items():
        nothing_set.setenv(f"AYUMI_{name}", value)
    ledger_url = f"sqlite:///{tmp_path / 'output' / '.ayumi' / 'ledger.sqlite3'}"

    def edition(*addresses: str, approved: bool = True) -> None:
        bodies(*addresses)
        inbox.put("2021-10", "14")
        run_here("run", "2021-10", "--mail", "queue")
        if approved:
            run_here("approve", "2021-10", "--by", "事務局長", "--yes")

    def states() -> list[DeliveryState]:
        with Ledger.open(ledger_url) as ledger:
            return [state for row in ledger.outbox_rows("fy2021", OCTOBER) for _, state, _ in row.recipients]

    return SimpleNamespace(
        edition=edition, states=states, ledger_url=ledger_url, peer=mail_peer, witness=witness, bounces=bounces
    )


def subjects(peer, address: str) -> list[str]:
    return [str(message_from_bytes(raw, policy=policy.default)["Subject"]) for raw in peer.mails(address)]


def until(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    return bool(found)


def test_an_approved_edition_is_sent_once_with_a_copy_at_the_witness(office, run_here):
    office.edition("once@example.jp")
    for _ in range(2):
        code, said = run_here("send", "2021-10")
        assert (code, "sent: 1 addresses" in said) == (0, True)
    assert until(
        lambda: subjects(office.peer, "once@example.jp") == ["【東北経済連合会】2021年10月 進捗報告（第1版）"]
    )
    assert until(lambda: len(office.peer.mails(office.witness)) == 1)


def test_a_refused_address_is_told_and_sent_to_again_when_asked(office, run_here):
    office.edition("half@example.jp", "unknown@example.jp")
    code, said = run_here("send", "2021-10")
    assert code == 1
    assert "unknown@example.jp: refused: 550 5.1.1" in said
    assert "ayumi send 2021-10 --only refused" in said
    code, said = run_here("send", "2021-10", "--only", "refused")
    assert (code, "unknown@example.jp: refused" in said) == (1, True)
    assert until(lambda: len(office.peer.mails("half@example.jp")) == 1)


def test_an_address_that_is_put_off_waits_and_says_until_when(office, run_here):
    office.edition("later@example.jp")
    code, said = run_here("send", "2021-10")
    assert code == 1
    assert "later@example.jp: queued, next attempt" in said
    with Ledger.open(office.ledger_url) as ledger:
        attempts = [row.attempts for row in ledger.outbox_rows("fy2021", OCTOBER)]
    run_here("send", "2021-10")
    run_here("send")
    with Ledger.open(office.ledger_url) as ledger:
        assert [row.attempts for row in ledger.outbox_rows("fy2021", OCTOBER)] == attempts
    run_here("send", "2021-10", "--only", "queued")
    with Ledger.open(office.ledger_url) as ledger:
        assert [row.attempts for row in ledger.outbox_rows("fy2021", OCTOBER)] == [2]


def test_what_was_put_off_does_not_go_on_to_an_address_that_was_struck_out(office, run_here, bodies):
    office.edition("later@example.jp")
    run_here("send", "2021-10")
    with Ledger.open(office.ledger_url) as ledger:
        (row,) = ledger.outbox_rows("fy2021", OCTOBER)
        assert ledger.requeue(ledger.last_edition("fy2021", OCTOBER), DeliveryState.QUEUED, at=row.last_change)
    bodies("another@example.jp")
    code, said = run_here("send")
    assert code != 0
    assert "(another@example.jp, later@example.jp). Run the month again" in said
    with Ledger.open(office.ledger_url) as ledger:
        assert [row.attempts for row in ledger.outbox_rows("fy2021", OCTOBER)] == [1]


def test_a_mail_that_comes_back_shows_as_bounced_in_status(office, run_here):
    office.edition("stays@example.jp", "gone@elsewhere.example.com")
    run_here("send", "2021-10")  # the report may be back before this ends, or after it

    def has_come_back() -> bool:
        run_here("send")
        return bool(office.states() == [DeliveryState.ACCEPTED, DeliveryState.BOUNCED])

    assert until(has_come_back)
    _, said = run_here("status", "2021-10")
    assert "bounced" in said
    assert "nobody of that name here" in said
    assert "ayumi send 2021-10 --only bounced" in said


def killed_when_the_answer_comes(forked, run) -> None:
    def act() -> None:
        def die(*_, **__) -> bool:
            os.kill(os.getpid(), signal.SIGKILL)
            return False

        Ledger.settle = die
        run()

    assert forked(act) == -signal.SIGKILL


@pytest.fixture
def forked():
    def run(function) -> int:
        process = multiprocessing.get_context("fork").Process(target=function)
        process.start()
        process.join(60)
        return process.exitcode

    return run


def test_a_sender_killed_after_sending_is_cleared_up_by_the_next_one_from_the_witness(office, run_here, forked):
    office.edition("doubt@example.jp")
    killed_when_the_answer_comes(forked, lambda: run_here("send", "2021-10"))
    assert office.states() == [DeliveryState.IN_DOUBT]
    code, said = run_here("send", "2021-10")
    assert (code, office.states()) == (0, [DeliveryState.ACCEPTED]), said
    assert until(lambda: len(office.peer.mails("doubt@example.jp")) == 1)


def test_mails_go_out_though_a_mailbox_of_ours_can_not_be_read_and_that_is_told(office, run_here, nothing_set):
    nothing_set.setenv("AYUMI_BOUNCES_PASSWORD", "wrong")
    office.edition("goes-out@example.jp")
    code, said = run_here("send", "2021-10")
    assert (code, office.states()) == (4, [DeliveryState.ACCEPTED])
    assert "sent: 1 addresses" in said
    assert f"The mailbox of {office.bounces}" in said
    assert until(lambda: len(office.peer.mails("goes-out@example.jp")) == 1)


def test_without_a_witness_only_the_operator_s_word_ends_a_doubt(
    office, run_here, forked, nothing_set, monkeypatch
):
    nothing_set.delenv("AYUMI_WITNESS")
    nothing_set.delenv("AYUMI_WITNESS_MAILBOX")
    office.edition("asked@example.jp")
    killed_when_the_answer_comes(forked, lambda: run_here("send", "2021-10"))
    code, said = run_here("send", "2021-10")
    assert (code, office.states()) == (1, [DeliveryState.IN_DOUBT])
    assert "ayumi send 2021-10 --resolve bc taken (or not-taken)" in said
    code, said = run_here("send", "2021-10", "--resolve", "bc", "perhaps")
    assert (code, "not 'perhaps'" in said) == (2, True)
    code, said = run_here("send", "2021-10", "--resolve", "bc", "not-taken")
    assert (code, "may still come" in said) == (2, True)
    monkeypatch.setattr("tasks.ledger.second_looks.ANSWER_MAY_STILL_COME", -ONE_SECOND)
    code, said = run_here("send", "2021-10", "--resolve", "bc", "taken")
    assert (code, office.states()) == (0, [DeliveryState.ACCEPTED]), said
    code, said = run_here("send", "2021-10", "--resolve", "bc", "taken")
    assert (code, "is not in doubt" in said) == (2, True)


def test_a_preview_writes_what_would_go_out_and_sends_nothing(office, run_here, tmp_path):
    office.edition("preview@example.jp", approved=False)
    code, said = run_here("send", "2021-10", "--preview", str(tmp_path / "look"))
    assert (code, said.split()) == (0, [str(tmp_path / "look" / "bc.eml")])
    mail = message_from_bytes((tmp_path / "look" / "bc.eml").read_bytes(), policy=policy.default)
    assert mail["To"].addresses[0].addr_spec == "preview@example.jp"
    assert office.states() == [DeliveryState.QUEUED]
    assert office.peer.mails("preview@example.jp") == []


def test_a_test_goes_to_one_address_marked_as_such_and_leaves_the_outbox_alone(office, run_here):
    office.edition("the-committee@example.jp", "its-chair@example.jp", approved=False)
    code, said = run_here("send", "2021-10", "--to-test", "tester@example.jp")
    assert (code, "bc: 250" in said) == (0, True)
    assert until(lambda: office.peer.mails("tester@example.jp"))
    (raw,) = office.peer.mails("tester@example.jp")
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == "【テスト送信】【東北経済連合会】2021年10月 進捗報告（第1版）"
    assert (str(mail["To"]), mail["Cc"]) == ("tester@example.jp", None)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["進捗報告書_2021年10月_理事会.pdf"]
    with Ledger.open(office.ledger_url) as ledger:
        (row,) = ledger.outbox_rows("fy2021", OCTOBER)
        assert row.attempts == 0
        assert row.message_id != mail["Message-ID"]
    assert office.peer.mails("the-committee@example.jp") == []
    assert office.peer.mails(office.witness) == []


@pytest.mark.parametrize(
    "words",
    [
        ("2021-10", "--only", "refused", "--preview", "look"),
        ("2021-10", "--to-test", "a@example.jp", "--resolve", "bc", "taken"),
        ("--only", "refused"),
        ("--to-test", "a@example.jp"),
    ],
)
def test_what_can_not_be_meant_is_wrong_use(run_here, words):
    assert run_here("send", *words)[0] == 2


def test_a_token_comes_from_a_command_whose_failure_shows_no_secret():
    assert printed_token("printf 'a-token\\n'") == "a-token"
    assert printed_token("") == ""
    for command in ("false --secret=hush", "/nowhere/program --secret=hush"):
        with pytest.raises(ServiceFailed, match="gave no token") as failed:
            printed_token(command)
        assert "hush" not in str(failed.value)


def test_a_mailbox_is_written_as_a_url(nothing_set):
    nothing_set.setenv("AYUMI_BOUNCES_MAILBOX", "imaps://bounces%40example.jp@mail.example.jp/%E6%88%BB%E3%82%8A")
    mailbox = bounce_mailbox(load_settings())
    assert mailbox is not None
    assert (mailbox.user, mailbox.host, mailbox.port) == ("bounces@example.jp", "mail.example.jp", 993)
    assert mailbox.folder == "戻り"
    assert witness_mailbox(load_settings()) is None
    nothing_set.setenv("AYUMI_WITNESS_MAILBOX", "imap://user@mail.example.jp")
    with pytest.raises(WrongUse, match="AYUMI_WITNESS_MAILBOX is not written as"):
        witness_mailbox(load_settings())


def test_the_mail_server_logs_in_by_token_where_a_command_gives_one(nothing_set):
    nothing_set.setenv("AYUMI_SMTP_HOST", "mail.example.jp")
    nothing_set.setenv("AYUMI_SMTP_TOKEN_COMMAND", "printf a-token")
    assert mail_server(load_settings()).token == "a-token"
