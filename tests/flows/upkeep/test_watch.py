"""A run that went well gives a sign of life, one that failed is told to the operator once, and neither changes."""

import json
import ssl
import sys

import pytest
from mail_peer import make_certificates

from flows.upkeep import alarm
from flows.upkeep.secrets import secrets_of
from flows.upkeep.watch import Run, tell_of_failure, watch_over
from sources.errors import ServiceFailed
from sources.messages import text

SCHEDULED = Run("monthly", "run-1", "2021-10 fy2021", by_schedule=True)
WORDS = text("The command '{program}' gave no token: {problem}", program="token", problem="exit code 1")


def fail(line=WORDS):
    raise ServiceFailed(line)


def failed(office, run_id: str = "run-1", line=WORDS) -> None:
    with pytest.raises(ServiceFailed):
        watch_over(lambda: fail(line), Run("monthly", run_id, "2021-10 fy2021"), office.settings())


def test_a_scheduled_run_that_went_well_leaves_a_sign_of_life_in_the_file_of_its_flow(
    office, nothing_set, tmp_path
):
    nothing_set.setenv("AYUMI_HEARTBEAT_FILE", str(tmp_path / "beats" / "{flow}"))
    assert watch_over(lambda: 7, SCHEDULED, office.settings()) == 7
    assert (tmp_path / "beats" / "monthly").read_text().startswith("20")


@pytest.mark.parametrize("run", [Run("monthly", "run-1", "2021-10"), SCHEDULED])
def test_only_a_scheduled_run_that_went_well_calls_the_watch(office, nothing_set, watch, run):
    called = watch(200)
    nothing_set.setenv("AYUMI_HEARTBEAT_URL", f"http://127.0.0.1:{called.port}/beat/{{flow}}")
    watch_over(lambda: None, run, office.settings())
    assert called.called == (["/beat/monthly"] if run.by_schedule else [])
    with pytest.raises(ServiceFailed):
        watch_over(fail, run, office.settings())
    assert len(called.called) == run.by_schedule


def test_the_watch_may_stand_behind_a_certificate_of_the_offices_own(office, nothing_set, watch, tmp_path):
    make_certificates(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    called = watch(200, context)
    nothing_set.setenv("AYUMI_HEARTBEAT_URL", f"https://127.0.0.1:{called.port}/beat")
    watch_over(lambda: None, SCHEDULED, office.settings())
    assert called.called == []  # nobody vouches for that certificate yet
    nothing_set.setenv("AYUMI_SMTP_CA_FILE", str(tmp_path / "authority.pem"))
    watch_over(lambda: None, SCHEDULED, office.settings())
    assert called.called == ["/beat"]


def test_a_watch_that_can_not_be_told_fails_no_run_and_keeps_its_address_out_of_the_log(
    office, nothing_set, watch, tmp_path, caplog
):
    refusing = watch(503)
    nothing_set.setenv("AYUMI_HEARTBEAT_URL", f"http://127.0.0.1:{refusing.port}/secret-of-the-watch")
    (tmp_path / "a file").touch()
    nothing_set.setenv("AYUMI_HEARTBEAT_FILE", str(tmp_path / "a file" / "beat"))
    assert watch_over(lambda: 7, SCHEDULED, office.settings()) == 7
    assert refusing.called == ["/secret-of-the-watch"]
    assert len(caplog.messages) == 2
    assert "503" in caplog.text
    assert "secret-of-the-watch" not in caplog.text


def test_an_address_of_the_watch_that_is_no_web_address_is_refused(office, nothing_set):
    nothing_set.setenv("AYUMI_HEARTBEAT_URL", "file:///etc/hostname")
    with pytest.raises(Exception, match="AYUMI_HEARTBEAT_URL"):
        office.settings()


def test_a_failed_run_is_told_in_one_mail_with_its_line_its_next_step_and_its_page(office):
    failed(office)
    (mail,) = office.mails
    assert mail["To"] == "operator@example.jp"
    assert mail["Subject"] == "歩み: monthly 2021-10 fy2021 が失敗しました"
    body = mail.get_content()
    assert body.splitlines()[0] == WORDS.in_language("ja")
    assert "/runs/flow-run/run-1" in body
    assert mail["Auto-Submitted"] == "auto-generated"


def test_one_run_is_told_once_whoever_notices_it(office):
    failed(office)
    run = Run("monthly", "run-1", "2021-10 fy2021")
    assert not tell_of_failure(run, text("The run is done."), office.settings())
    assert len(office.mails) == 1


def test_the_same_line_is_told_once_a_day_and_again_after_a_run_went_well(office, time_machine):
    time_machine.move_to("2021-11-08T00:00:00+00:00", tick=False)
    failed(office, "run-1")
    time_machine.move_to("2021-11-08T00:15:00+00:00", tick=False)
    failed(office, "run-2")
    assert len(office.mails) == 1
    failed(office, "run-3", text("The ledger at {file} is damaged: {problem}", file="x", problem="y"))
    assert len(office.mails) == 2
    watch_over(lambda: None, SCHEDULED, office.settings())
    failed(office, "run-4")
    assert len(office.mails) == 3
    time_machine.move_to("2021-11-09T00:00:00+00:00", tick=False)
    failed(office, "run-5")
    assert len(office.mails) == 4


def test_a_mail_that_can_not_be_sent_leaves_the_run_the_failure_it_was(office, nothing_set, caplog):
    nothing_set.setenv("AYUMI_SMTP_PORT", "1")
    failed(office)
    assert "127.0.0.1" in caplog.text


def test_what_nobody_could_be_told_while_the_mail_server_was_away_is_told_when_it_is_back(office, nothing_set):
    port = str(office.settings().smtp_port)
    nothing_set.setenv("AYUMI_SMTP_PORT", "1")
    failed(office, "run-1")
    nothing_set.setenv("AYUMI_SMTP_PORT", port)
    failed(office, "run-2")
    failed(office, "run-3")
    assert len(office.mails) == 1


def test_without_an_operator_nobody_is_written_to(office, nothing_set):
    nothing_set.delenv("AYUMI_OPERATOR")
    failed(office)
    assert office.mails == []


SECRETS = {
    "AYUMI_SMTP_PASSWORD": 'smtp "quoted" word',
    "AYUMI_MAILBOX_PASSWORD": "mailbox-word",
    "AYUMI_WITNESS_PASSWORD": "witness-word",
    "AYUMI_BOUNCES_PASSWORD": "bounces-word",
    "AYUMI_PASSWORD_BC": "workbook-word",
    "AYUMI_PREFECT_API_AUTH_STRING": "ayumi:sign-in-word",
    "AYUMI_LEDGER": "postgresql://ayumi:ledger%2Fword@db.example.jp/ayumi",
    "AYUMI_HEARTBEAT_URL": "https://beats.example.jp/key-of-the-watch",
}
WORDS_OF_SECRETS = (
    'smtp "quoted" word',
    "mailbox-word",
    "witness-word",
    "bounces-word",
    "workbook-word",
    "sign-in-word",
    "ledger/word",
    "ledger%2Fword",
    "key-of-the-watch",
)


def test_no_secret_of_the_settings_gets_into_a_mail_or_a_log_line(office, nothing_set, tmp_path, capsys):
    from flows.shown.console import complain

    for name, value in SECRETS.items():
        nothing_set.setenv(name, value)
    file = tmp_path / "password"
    file.write_text("word-in-a-file\n")
    nothing_set.setenv("AYUMI_BOUNCES_PASSWORD_FILE", str(file))
    nothing_set.setenv("AYUMI_LOG", "json")
    said = " ".join((*WORDS_OF_SECRETS, "word-in-a-file"))
    line = text("The command '{program}' gave no token: {problem}", program="token", problem=said)
    with pytest.raises(ServiceFailed):
        watch_over(lambda: fail(line), Run("monthly", "run-1", f"2021-10 {said}"), office.settings())
    complain(line)
    written = capsys.readouterr().err
    (mail,) = office.mails
    told = mail.get_content() + str(mail["Subject"])
    assert "•••" in written
    assert "•••" in told
    for secret in (*WORDS_OF_SECRETS, "word-in-a-file"):
        assert secret not in written
        assert json.dumps(secret)[1:-1] not in written
        assert secret not in told


def test_every_setting_that_is_a_secret_is_known_as_one(office, nothing_set):
    for name, value in SECRETS.items():
        nothing_set.setenv(name, value)
    known = secrets_of(office.settings())
    assert set(WORDS_OF_SECRETS) <= set(known)


def test_log_lines_for_programs_say_month_plan_and_step(run_here, inbox, nothing_set, capsys):
    nothing_set.setenv("AYUMI_LOG", "json")
    inbox.put("2021-10", "14")
    _, said = run_here("run", "2021-10", "--mail", "none")
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    steps = [line for line in lines if line.get("step") == "Reading submissions"]
    assert [(line["month"], line["plan"], line["parts"], line["level"]) for line in steps] == [
        ("2021-10", "fy2021", 1, "info")
    ]


def test_log_lines_of_a_flow_name_its_run(office, nothing_set, capsys):
    nothing_set.setenv("AYUMI_LOG", "json")
    watch_over(lambda: None, SCHEDULED, office.settings())
    failed(office)
    sys.stderr.flush()
    done, broken = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (done["flow"], done["run"], done["level"]) == ("monthly", "run-1", "info")
    assert (done["month"], done["plan"]) == ("2021-10", "fy2021")
    assert (broken["level"], broken["message"]) == ("error", WORDS.in_language("ja"))


def test_what_was_told_is_remembered_even_where_half_a_file_was_written(office):
    memory = alarm._memory("monthly", office.settings())
    memory.parent.mkdir(parents=True)
    memory.write_bytes(b'{"run": "ru')
    failed(office)
    assert len(office.mails) == 1
