import hashlib
import json
from io import BytesIO

import openpyxl
import pytest

from flows.intake.marked import MarkJob, mark
from flows.intake.returns import findings_of, marked_copy
from sources.messages import text
from sources.month import Month
from sources.plan_files import PLANS_FOLDER, load_plan
from sources.submission import Finding, FindingKind, Place, Reading, Severity, Submission

OCTOBER = Month(2021, 10)


def finding(file: str, cell: str = "C3") -> Finding:
    message = text("{raw} is not a number. Write a number, or leave the cell blank.", raw="約300")
    return Finding(FindingKind.NOT_A_NUMBER, Severity.WARNING, "bc", Place(file, "進捗", cell), message, OCTOBER)


def job(file: str, data: bytes) -> MarkJob:
    return MarkJob(
        file, data, (finding(file),), "東経連BC", OCTOBER, load_plan(PLANS_FOLDER / "fy2021"), language="ja"
    )


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "進捗"
    book.active["C3"] = "約300"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_run_gives_each_sender_its_own_file_with_the_doubtful_cells_marked(inbox, run_here, tmp_path):
    inbox.put("2021-10", "約14")
    run_here("run", "2021-10", "--mail", "none")
    folder = tmp_path / "output" / "2021-10"
    (copy,) = (folder / "returns" / "bc").iterdir()
    book = openpyxl.load_workbook(copy)
    assert copy.name == "東経連BC_進捗_csv_確認事項.xlsx"
    assert any("約14" in str(cell.value) for sheet in book for row in sheet for cell in row)
    account = json.loads((folder / "edition.json").read_bytes())
    told = {one["path"]: one["sha256"] for one in account["returns"]}
    assert told == {f"returns/bc/{copy.name}": hashlib.sha256(copy.read_bytes()).hexdigest()}
    assert [path for path in (one["path"] for one in account["outputs"]) if path.startswith("returns/")] == []


def test_a_file_without_findings_comes_back_to_nobody(inbox, run_here, tmp_path):
    inbox.put("2021-10", "14")
    run_here("run", "2021-10", "--mail", "none")
    assert not (tmp_path / "output" / "2021-10" / "returns").exists()


def test_two_files_of_one_name_keep_a_copy_each(inbox, run_here, tmp_path):
    first = inbox.put("2021-10", "約14")
    other = inbox.folder / "2021-10" / "追加" / first.name
    other.parent.mkdir()
    other.write_text(first.read_text("utf-8").replace("企業面談", "名のない指標"), encoding="utf-8")
    run_here("run", "2021-10", "--mail", "none")
    names = {path.name for path in (tmp_path / "output" / "2021-10" / "returns" / "bc").iterdir()}
    assert names == {"東経連BC_進捗_csv_確認事項.xlsx", "東経連BC_進捗_csv_確認事項 (2).xlsx"}


def test_the_same_file_and_findings_give_the_same_bytes():
    one = job("2021-10/月報.xlsx", workbook())
    assert mark(one) == mark(one)
    assert mark(one).name == "月報.xlsx"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken"])
def test_a_damaged_file_comes_back_as_a_list_alone(data):
    copy = marked_copy(job("2021-10/月報.xlsx", data))
    book = openpyxl.load_workbook(BytesIO(copy.data))
    assert copy.name == "月報_xlsx_確認事項.xlsx"
    assert book.sheetnames == ["確認事項"]


def test_what_was_found_by_comparing_bodies_is_marked_in_its_file_too():
    reading = Reading(Submission("a.xlsx", "sha", "bc", OCTOBER.last_day), OCTOBER, findings=(finding("a.xlsx"),))
    compared = [finding("b.xlsx"), finding("a.xlsx", "D4"), finding("a.xlsx")]
    assert [one.place.cell for one in findings_of(reading, compared)] == ["C3", "D4"]


def test_check_writes_the_copy_beside_a_file_or_where_it_is_told(run_here, tmp_path, inbox):
    own = tmp_path / "desk" / "東経連BC_進捗.csv"
    own.parent.mkdir()
    own.write_bytes(inbox.put("2021-10", "約14").read_bytes())
    code, said = run_here("check", str(own))
    beside = own.with_name("東経連BC_進捗_csv_確認事項.xlsx")
    assert (code, beside.is_file(), str(beside) in said) == (1, True, True)
    run_here("check", str(own), "--output", str(tmp_path / "there"))
    assert (tmp_path / "there" / beside.name).read_bytes() == beside.read_bytes()


def test_check_leaves_the_inbox_and_the_file_itself_alone(run_here, tmp_path, inbox):
    lying = inbox.put("2021-10", "約14")
    before = lying.read_bytes()
    _, said = run_here("check", str(lying))
    assert list(lying.parent.iterdir()) == [lying]
    assert lying.read_bytes() == before
    assert str(tmp_path / "output" / "checked") in said


def test_check_of_a_file_without_findings_writes_nothing(run_here, tmp_path, inbox):
    run_here("check", str(inbox.put("2021-10", "14")))
    assert not (tmp_path / "output" / "checked").exists()
