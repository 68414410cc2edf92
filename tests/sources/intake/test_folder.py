"""An inbox folder: every plain file arrives whole, with its sender where something tells it for sure."""

import hashlib
import os
import unicodedata
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sources.bodies import Body
from sources.errors import InputRefused
from sources.intake.arrival import LIMIT_BYTES, Arrival
from sources.intake.folder import list_arrivals, read_inbox
from sources.month import Month
from sources.submission import FindingKind

OCTOBER = Month(2021, 10)
BODIES = (
    Body(body_id="bc", name="東経連ビジネスセンター", names=("BC",), file_patterns=("*東経連BC*",)),
    Body(body_id="ilc", name="東北ILC推進協議会", file_patterns=("*ILC*",)),
)


def put(inbox: Path, file: str, data: bytes = b"data") -> Path:
    path = inbox / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def senders(arrivals: tuple[Arrival, ...]) -> dict[str, str | None]:
    return {arrival.submission.file: arrival.submission.body_id for arrival in arrivals}


def test_a_file_arrives_with_its_bytes_hash_and_folder_month(tmp_path: Path):
    put(tmp_path, "2021-10/東経連BC_報告.xlsx", b"content")
    [arrival] = list_arrivals(tmp_path, BODIES, OCTOBER)
    assert arrival.data == b"content"
    assert arrival.submission.sha256 == hashlib.sha256(b"content").hexdigest()
    assert (arrival.submission.body_id, arrival.submission.folder_month) == ("bc", OCTOBER)
    assert (arrival.size, arrival.is_too_large) == (7, False)


def test_only_the_months_folder_is_read_where_there_are_months(tmp_path: Path):
    for file in ("2021-09/a.xlsx", "2021-10/b.xlsx"):
        put(tmp_path, file)
    assert list(senders(list_arrivals(tmp_path, BODIES, OCTOBER))) == ["2021-10/b.xlsx"]
    assert list_arrivals(tmp_path, BODIES, Month(2021, 11)) == ()


def test_without_a_month_the_whole_inbox_is_read(tmp_path: Path):
    for file in ("2021-09/a.xlsx", "2021-10/b.xlsx", "東経連BC.xlsx"):
        put(tmp_path, file)
    found = list_arrivals(tmp_path, BODIES, None)
    assert [arrival.submission.file for arrival in found] == ["2021-09/a.xlsx", "2021-10/b.xlsx", "東経連BC.xlsx"]
    assert [str(arrival.submission.folder_month) for arrival in found] == ["2021-09", "2021-10", "None"]


def test_a_file_put_beside_the_months_is_read_where_its_sender_is_known(tmp_path: Path):
    for file in ("2021-09/a.xlsx", "東経連BC.xlsx", "ilc/b.xlsx", "listed.xlsx"):
        put(tmp_path, file)
    put(tmp_path, "manifest.csv", b"file,body\nlisted.xlsx,bc\n")
    assert senders(list_arrivals(tmp_path, BODIES, OCTOBER)) == {
        "ilc/b.xlsx": "ilc",
        "listed.xlsx": "bc",
        "東経連BC.xlsx": "bc",
    }


@pytest.mark.parametrize("month", [OCTOBER, None])
def test_a_list_beside_the_months_that_nobody_sent_is_not_read_but_named(tmp_path: Path, month: Month | None):
    for file in ("2021-10/a.xlsx", "truth/facts.csv", "README.md", "score.py"):
        put(tmp_path, file)
    inbox = read_inbox(tmp_path, BODIES, month)
    assert list(senders(inbox.arrivals)) == ["2021-10/a.xlsx"]
    assert [finding.place.source_file for finding in inbox.findings] == ["truth/facts.csv"]


def test_a_flat_inbox_is_read_whole_for_any_month(tmp_path: Path):
    put(tmp_path, "b.xlsx")
    put(tmp_path, "東経連ビジネスセンター/a.xlsx")
    assert senders(list_arrivals(tmp_path, BODIES, OCTOBER)) == {
        "b.xlsx": None,
        "東経連ビジネスセンター/a.xlsx": "bc",
    }


def test_the_folder_named_after_a_body_says_more_than_the_files_name(tmp_path: Path):
    put(tmp_path, "2021-10/ilc/東経連BCから転送.xlsx")
    put(tmp_path, "ＢＣ/2021-10/ILC関連.xlsx")
    assert senders(list_arrivals(tmp_path, BODIES, OCTOBER)) == {
        "2021-10/ilc/東経連BCから転送.xlsx": "ilc",
        "ＢＣ/2021-10/ILC関連.xlsx": "bc",
    }


def test_same_named_files_of_two_bodies_stay_two(tmp_path: Path):
    put(tmp_path, "2021-10/bc/報告.xlsx", b"1")
    put(tmp_path, "2021-10/ilc/報告.xlsx", b"2")
    found = list_arrivals(tmp_path, BODIES, OCTOBER)
    assert [(arrival.submission.body_id, arrival.data) for arrival in found] == [("bc", b"1"), ("ilc", b"2")]


def test_a_name_that_fits_two_bodies_is_nobodys_and_a_finding(tmp_path: Path):
    put(tmp_path, "2021-10/東経連BC_ILC.xlsx")
    inbox = read_inbox(tmp_path, BODIES, OCTOBER)
    assert senders(inbox.arrivals) == {"2021-10/東経連BC_ILC.xlsx": None}
    [finding] = inbox.findings
    assert (finding.kind, finding.place.source_file) == (FindingKind.UNKNOWN_BODY, "2021-10/東経連BC_ILC.xlsx")
    assert "bc, ilc" in finding.message.english()


def test_the_register_says_who_and_when(tmp_path: Path):
    put(tmp_path, "2021-10/ILC_1.xlsx")
    put(tmp_path, "manifest.csv", "file,body,received,備考\r\n2021-10/ILC_1.xlsx,bc,2021-11-08,転送\r\n".encode())
    [arrival] = list_arrivals(tmp_path, BODIES, OCTOBER)
    assert (arrival.submission.body_id, arrival.submission.received) == ("bc", date(2021, 11, 8))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_register_saved_from_excel_reads_alike(tmp_path: Path, encoding: str):
    put(tmp_path, "2021-10/活性研（10月）.xlsx")
    content = "file,body,received,\r\n2021-10\\活性研（10月）.xlsx,東経連ビジネスセンター,2021/11/8,\r\n,,,\r\n"
    put(tmp_path, "manifest.csv", content.encode(encoding))
    [arrival] = list_arrivals(tmp_path, BODIES, OCTOBER)
    assert (arrival.submission.body_id, arrival.submission.received) == ("bc", date(2021, 11, 8))


def test_a_name_spelt_by_a_mac_is_the_registers_name(tmp_path: Path):
    put(tmp_path, unicodedata.normalize("NFD", "2021-10/プログラム.xlsx"))
    put(tmp_path, "manifest.csv", "file,body,received\n2021-10/プログラム.xlsx,bc,2021-11-08\n".encode())
    assert senders(list_arrivals(tmp_path, BODIES, OCTOBER)) == {"2021-10/プログラム.xlsx": "bc"}


def test_two_spellings_of_one_name_are_two_files(tmp_path: Path):
    put(tmp_path, unicodedata.normalize("NFC", "2021-10/が.xlsx"), b"nfc")
    put(tmp_path, unicodedata.normalize("NFD", "2021-10/が.xlsx"), b"nfd")
    found = list_arrivals(tmp_path, BODIES, OCTOBER)
    assert {arrival.data for arrival in found} == {b"nfc", b"nfd"}
    assert {arrival.submission.file for arrival in found} == {"2021-10/が.xlsx", "2021-10/が (2).xlsx"}


def test_a_name_in_windows_bytes_is_readable(tmp_path: Path):
    (tmp_path / "2021-10").mkdir()
    raw = os.fsencode(tmp_path / "2021-10") + b"/" + "東経連BC①表.xlsx".encode("cp932")
    with open(raw, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"data")
    assert senders(list_arrivals(tmp_path, BODIES, OCTOBER)) == {"2021-10/東経連BC①表.xlsx": "bc"}


def test_a_register_may_lie_in_the_months_folder_and_name_files_alone(tmp_path: Path):
    put(tmp_path, "2021-10/x.xlsx")
    put(tmp_path, "2021-10/manifest.csv", b"file,body\nx.xlsx,bc\n")
    assert senders(list_arrivals(tmp_path, BODIES, OCTOBER)) == {"2021-10/x.xlsx": "bc"}


def test_a_bare_name_that_two_months_have_names_neither(tmp_path: Path):
    put(tmp_path, "2021-09/x.xlsx")
    put(tmp_path, "2021-10/x.xlsx")
    put(tmp_path, "manifest.csv", b"file,body\nx.xlsx,bc\n")
    inbox = read_inbox(tmp_path, BODIES, OCTOBER)
    assert senders(inbox.arrivals) == {"2021-10/x.xlsx": None}
    assert [finding.kind for finding in inbox.findings] == [FindingKind.UNREADABLE_FILE]


def test_a_file_the_register_leaves_out_is_known_by_its_name(tmp_path: Path):
    put(tmp_path, "2021-10/ILC.xlsx")
    put(tmp_path, "2021-10/東経連BC.xlsx")
    put(tmp_path, "manifest.csv", b"file,body\n2021-10/ILC.xlsx,\n")
    assert senders(list_arrivals(tmp_path, BODIES, OCTOBER)) == {
        "2021-10/ILC.xlsx": "ilc",
        "2021-10/東経連BC.xlsx": "bc",
    }


def test_a_listed_file_that_did_not_come_is_a_finding_for_its_own_month(tmp_path: Path):
    put(tmp_path, "2021-10/a.xlsx")
    put(tmp_path, "manifest.csv", b"file,body\n2021-09/gone.xlsx,bc\n2021-10/lost.xlsx,bc\n")
    [finding] = read_inbox(tmp_path, BODIES, OCTOBER).findings
    assert (finding.place.source_file, finding.place.cell) == ("manifest.csv", "R3C1")
    assert "2021-10/lost.xlsx" in finding.message.english()
    assert len(read_inbox(tmp_path, BODIES, None).findings) == 2


def test_a_body_the_register_invents_is_not_guessed_from_the_name(tmp_path: Path):
    put(tmp_path, "2021-10/東経連BC.xlsx")
    put(tmp_path, "manifest.csv", b"file,body\n2021-10/" + "東経連BC.xlsx,xyz\n".encode())
    inbox = read_inbox(tmp_path, BODIES, OCTOBER)
    assert senders(inbox.arrivals) == {"2021-10/東経連BC.xlsx": None}
    assert [finding.kind for finding in inbox.findings] == [FindingKind.UNKNOWN_BODY]


def test_a_file_listed_for_two_bodies_is_neithers(tmp_path: Path):
    put(tmp_path, "2021-10/a.xlsx")
    put(tmp_path, "manifest.csv", b"file,body\n2021-10/a.xlsx,bc\n2021-10/a.xlsx,ilc\n")
    inbox = read_inbox(tmp_path, BODIES, OCTOBER)
    assert senders(inbox.arrivals) == {"2021-10/a.xlsx": None}
    assert [finding.kind for finding in inbox.findings] == [FindingKind.UNKNOWN_BODY]


@pytest.mark.parametrize(
    ("register", "said"),
    [
        (b"name,body\n", r"manifest\.csv, row 1: column 'file' is missing"),
        (b"file,body,received\na.xlsx,bc,soon\n", r"manifest\.csv, row 2, column 'received': 'soon' is not a day"),
        (b"\x81", r"manifest\.csv is neither UTF-8 nor Shift_JIS"),
    ],
)
def test_a_register_that_can_not_be_read_stops_the_run(tmp_path: Path, register: bytes, said: str):
    put(tmp_path, "a.xlsx")
    put(tmp_path, "manifest.csv", register)
    with pytest.raises(InputRefused, match=said):
        read_inbox(tmp_path, BODIES, None)


def test_leftovers_of_excel_and_finder_do_not_arrive(tmp_path: Path):
    for name in ("~$a.xlsx", "._a.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", ".git/config", "a.xlsx"):
        put(tmp_path, name)
    assert list(senders(list_arrivals(tmp_path, BODIES, None))) == ["a.xlsx"]


def test_without_a_register_the_day_it_came_is_the_files_day_in_tokyo(tmp_path: Path):
    path = put(tmp_path, "a.xlsx")
    late_evening_utc = datetime(2021, 11, 8, 16, 30, tzinfo=ZoneInfo("UTC")).timestamp()
    os.utime(path, (late_evening_utc, late_evening_utc))
    [arrival] = list_arrivals(tmp_path, BODIES, None)
    assert arrival.submission.received == date(2021, 11, 9)


def test_a_file_over_the_limit_arrives_without_a_part_of_its_data(tmp_path: Path):
    with put(tmp_path, "big.xlsx").open("wb") as file:
        file.truncate(LIMIT_BYTES + 1)
    put(tmp_path, "full.xlsx", b"x" * LIMIT_BYTES)
    big, full = list_arrivals(tmp_path, BODIES, None)
    assert (big.is_too_large, big.data, big.size) == (True, b"", LIMIT_BYTES + 1)
    assert (full.is_too_large, full.size) == (False, LIMIT_BYTES)
    assert big.submission.sha256 != full.submission.sha256


def test_links_are_never_followed_and_are_findings(tmp_path: Path):
    secret = put(tmp_path, "outside/secret.xlsx", b"secret")
    inbox = tmp_path / "inbox"
    put(inbox, "real.xlsx")
    (inbox / "link.xlsx").symlink_to(secret)
    (inbox / "folder").symlink_to(secret.parent, target_is_directory=True)
    found = read_inbox(inbox, BODIES, None)
    assert list(senders(found.arrivals)) == ["real.xlsx"]
    assert [finding.place.source_file for finding in found.findings] == ["folder", "link.xlsx"]
    assert {finding.kind for finding in found.findings} == {FindingKind.UNREADABLE_FILE}


def test_a_pipe_does_not_hold_the_run(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.xlsx")
    found = read_inbox(tmp_path, BODIES, None)
    assert found.arrivals == ()
    assert [finding.kind for finding in found.findings] == [FindingKind.UNREADABLE_FILE]


def test_a_missing_inbox_is_refused(tmp_path: Path):
    with pytest.raises(InputRefused, match="no inbox folder"):
        read_inbox(tmp_path / "nowhere", BODIES, OCTOBER)
