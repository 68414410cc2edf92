import re
import shutil
import sqlite3
import stat

import pytest


@pytest.fixture
def office(run_here, inbox, tmp_path):
    """Make an edition, then give the folders of the office's machine and of its backup."""
    inbox.put("2021-10", "14")
    code, said = run_here("run", "2021-10")
    assert code == 1, said
    return tmp_path / "output", tmp_path / "backup"


def test_an_office_that_loses_its_machine_goes_on_where_it_stood(office, run_here, inbox):
    output, backup = office
    assert run_here("backup", str(backup))[0] == 0
    _, status_before = run_here("status", "2021-10")
    _, trace_before = run_here("trace", "4-2-1-K1", "2021-10")
    account = (output / "2021-10" / "edition.json").read_bytes()
    shutil.rmtree(output)

    code, said = run_here("restore", str(backup))
    assert code == 0, said
    assert run_here("status", "2021-10")[1] == status_before
    assert run_here("trace", "4-2-1-K1", "2021-10")[1] == trace_before
    run_here("run", "2021-10")
    assert (output / "2021-10" / "edition.json").read_bytes() == account
    ledger = output / ".ayumi" / "ledger.sqlite3"
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600


def test_a_second_backup_into_the_same_folder_adds_what_is_new(office, run_here, inbox):
    _, backup = office
    found = re.search(r"(\d+) originals, (\d+) of them new", run_here("backup", str(backup))[1])
    assert found[1] == found[2]
    inbox.put("2021-10", "15", "東経連BC_進捗_修正版.csv")
    run_here("run", "2021-10")
    assert f"{int(found[1]) + 1} originals, 1 of them new" in run_here("backup", str(backup))[1]


def test_a_backup_is_taken_while_somebody_writes(office, run_here):
    output, backup = office
    with sqlite3.connect(output / ".ayumi" / "ledger.sqlite3", isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM submissions WHERE submission_id < 0")
        assert run_here("backup", str(backup))[0] == 0
        writer.execute("ROLLBACK")


def test_a_ledger_that_stands_is_not_overwritten(office, run_here):
    _, backup = office
    run_here("backup", str(backup))
    code, said = run_here("restore", str(backup))
    assert code == 2
    assert "There is a ledger at" in said


@pytest.mark.parametrize("damaged", ["ledger.sqlite3", "originals"])
def test_a_damaged_backup_brings_nothing_back(office, run_here, damaged):
    output, backup = office
    run_here("backup", str(backup))
    shutil.rmtree(output)
    place = backup / damaged
    file = place if place.is_file() else next(place.glob("??/*"))
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1] + b"\x00")
    code, said = run_here("restore", str(backup))
    assert code == 4, said
    assert not (output / ".ayumi" / "ledger.sqlite3").exists()


def test_a_damaged_original_is_found_when_it_is_backed_up(office, run_here):
    output, backup = office
    original = next((output / ".ayumi" / "originals").glob("??/*"))
    original.chmod(0o644)
    original.write_bytes(b"something else")
    code, said = run_here("backup", str(backup))
    assert code == 4
    assert "has changed on disk" in said
    assert run_here("restore", str(backup))[0] == 2


def test_a_folder_without_a_backup_is_named(run_here, tmp_path):
    code, said = run_here("restore", str(tmp_path))
    assert code == 2
    assert "holds no backup" in said


def test_a_ledger_on_a_server_is_left_to_the_servers_own_programs(run_here, tmp_path):
    code, said = run_here("backup", str(tmp_path), "--ledger", "postgresql://office:himitsu@127.0.0.1:9/ledger")
    assert code == 2
    assert "pg_dump" in said
    assert "himitsu" not in said
