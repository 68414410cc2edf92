import os
import socket
import sys
from datetime import timedelta

import pytest

from flows.doctor import machine, services
from flows.doctor.examination import Health
from flows.house import now, open_house
from flows.settings import load_settings


@pytest.fixture
def settings(nothing_set, tmp_path):
    """Give a way to load settings whose folders are the test's own."""
    nothing_set.setenv("AYUMI_OUTPUT", str(tmp_path / "output"))

    def load(**overrides):
        return load_settings({name: str(value) for name, value in overrides.items()})

    return load


def line_about(said: str, subject: str) -> str:
    return next(line for line in said.splitlines() if line.split("\t")[1:2] == [subject])


def test_a_sound_house_is_said_to_be_so_and_nothing_is_made_by_looking(run_here, tmp_path):
    code, said = run_here("doctor")
    assert code == 0, said
    assert line_about(said, "Fonts").startswith("good")
    assert line_about(said, "Libraries").startswith("good")
    assert line_about(said, "Ledger") == "good\tLedger\tempty; the first run makes its tables"
    assert line_about(said, "Mail server") == "unused\tMail server\tnot set"
    assert line_about(said, "Prefect server").startswith("unused")
    assert "To mend" not in said
    assert not (tmp_path / "output").exists()


def test_what_is_wrong_is_said_with_how_to_mend_it_and_the_exit_code_says_so(run_here, nothing_set):
    nothing_set.setenv("AYUMI_PREFECT_API_URL", "http://127.0.0.1:9/api")
    code, said = run_here("doctor")
    assert code == 1
    assert line_about(said, "Prefect server") == "WRONG\tPrefect server\thttp://127.0.0.1:9/api does not answer"
    assert "To mend Prefect server: Start it with 'ayumi serve'" in said


def test_a_plan_that_can_not_be_used_is_found(settings, tmp_path):
    found = services.plan_and_bodies(settings(plans=tmp_path))
    assert found.health is Health.WRONG
    assert "ayumi plan check" in found.remedy.in_language("en")


def test_a_missing_library_is_named_by_its_package(monkeypatch):
    monkeypatch.setattr(machine, "LIBRARIES", {"libnone-such.so.0": "libnone-such0"})
    found = machine.libraries()
    assert found.health is Health.WRONG
    assert found.remedy.in_language("en") == "Install them: sudo apt-get install libnone-such0"


def test_a_missing_font_is_found(monkeypatch):
    from tasks.reporting import fonts

    monkeypatch.setattr(fonts, "glyphs", lambda: frozenset("A"))
    assert machine.fonts().health is Health.WRONG


def test_a_missing_package_of_fonts_is_found_and_the_rest_is_examined(run_here, monkeypatch):
    from tasks.reporting import fonts

    monkeypatch.delitem(sys.modules, fonts.__name__)
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_jp_bold", None)
    code, said = run_here("doctor")
    assert code == 1
    assert line_about(said, "Fonts") == "WRONG\tFonts\tThe package noto_cjk_sans_jp_bold is missing."
    assert line_about(said, "Ledger").startswith("good")


def test_a_ledger_whose_file_can_not_be_read_is_found_by_every_look(settings, tmp_path):
    file = tmp_path / "ledger.db"
    file.write_bytes(b"SQLite format 3\x00" + b"torn off" * 100)
    loaded = settings(ledger=f"sqlite:///{file}")
    assert services.ledger(loaded).health is Health.WRONG
    assert machine.clock(loaded).health is Health.WRONG


def test_a_full_disk_is_found(settings, monkeypatch):
    monkeypatch.setattr(machine, "LEAST_FREE_BYTES", 1 << 60)
    assert {found.health for found in machine.disk(settings())} == {Health.WRONG}


def test_a_folder_that_can_not_be_written_to_is_found(settings, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may write everywhere
    assert all("chown" in found.remedy.in_language("en") for found in machine.disk(settings()))


def test_a_database_that_does_not_answer_is_found_and_its_password_is_not_said(settings):
    found = services.ledger(settings(ledger="postgresql://office:himitsu@127.0.0.1:9/ledger"))
    assert found.health is Health.WRONG
    assert "did not answer" in found.found.in_language("en")
    assert "himitsu" not in found.found.in_language("en")


def test_tables_of_an_older_and_of_a_newer_form_are_told_apart(settings):
    from tasks.ledger.engine import open_engine, writing
    from tasks.ledger.migrate import migrate

    engine = open_engine(settings().ledger_url())
    migrate(engine, "r0003")
    assert "tables at r0003; the next run" in services.ledger(settings()).found.in_language("en")
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r9999'")
    engine.dispose()
    assert services.ledger(settings()).health is Health.WRONG


def test_a_clock_that_fell_behind_what_the_ledger_has_seen_is_found(settings, inbox, quick_pdfs, time_machine):
    from flows.house import Order
    from flows.recipe import make_month
    from flows.runners import direct_runner
    from flows.shown.progress import LineProgress
    from sources.month import Month

    assert machine.clock(settings()).health is Health.GOOD
    inbox.put("2021-10", "14")
    with direct_runner(LineProgress(str, "en"), 1) as runner:
        make_month(Order(Month(2021, 10), settings(inbox=inbox.folder), "none"), runner)
    time_machine.move_to(now() - timedelta(days=1))
    found = machine.clock(settings())
    assert found.health is Health.WRONG
    assert "behind by 86" in found.found.in_language("en")


def test_secrets_that_others_can_read_or_that_are_missing_are_found(settings, tmp_path):
    with open_house(settings()):
        pass
    password = tmp_path / "smtp-password"
    password.write_text("himitsu")
    password.chmod(0o640)
    loaded = settings(smtp_password_file=password, witness_password_file=tmp_path / "none")
    found = {one.subject.in_language("en").rpartition("/")[2]: one for one in machine.secret_files(loaded)}
    assert found["smtp-password"].health is Health.WRONG
    assert found["smtp-password"].remedy.in_language("en") == f"Take it from them: chmod 600 {password}"
    assert found["none"].health is Health.WRONG
    assert found["ledger.sqlite3"].health is Health.GOOD
    password.chmod(0o600)
    assert next(machine.secret_files(loaded)).health is Health.GOOD


def test_mail_servers_that_are_not_there_are_found(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    loaded = settings(
        smtp_host="localhost", smtp_port=port, bounces_mailbox=f"imaps://a%40b@127.0.0.1:{port}/INBOX"
    )
    server, submissions, witness, bounces = services.mail(loaded)
    assert (server.health, bounces.health) == (Health.WRONG, Health.WRONG)
    assert (submissions.health, witness.health) == (Health.UNUSED, Health.UNUSED)
    assert "AYUMI_SMTP_" in server.remedy.in_language("en")


def test_an_operator_who_could_not_be_told_of_failures_is_found(settings):
    assert services.operator(settings()).health is Health.UNUSED
    told = {"operator": "operator@example.jp", "sender": "office@example.jp", "smtp_host": "127.0.0.1"}
    assert services.operator(settings(**told)).health is Health.GOOD
    for missing in ("sender", "smtp_host"):
        assert services.operator(settings(**{**told, missing: ""})).health is Health.WRONG


def test_a_heartbeat_that_could_not_be_left_is_found_and_the_watch_is_not_called(settings, tmp_path, monkeypatch):
    assert services.heartbeat(settings()).health is Health.UNUSED
    told = {
        "heartbeat_file": tmp_path / "beats" / "{flow}",
        "heartbeat_url": "http://user:himitsu@127.0.0.1:9/key-of-the-watch",
    }
    found = services.heartbeat(settings(**told))
    assert found.health is Health.GOOD
    assert found.found.in_language("en") == f"{tmp_path / 'beats' / '{flow}'}, 127.0.0.1:9"
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may write everywhere
    found = services.heartbeat(settings(**told))
    assert (found.health, found.found.in_language("en")) == (Health.WRONG, f"{tmp_path} can not be written to")
