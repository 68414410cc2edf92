"""A marked copy that its sender puts right and sends back: read, a new edition, the correction listed."""

import openpyxl
import pytest

from flows.house import open_house
from flows.settings import load_settings
from sources.month import Month
from sources.submission import State

OCTOBER = Month(2021, 10)
NAME = "東経連BC_進捗.xlsx"


@pytest.fixture
def report(inbox):
    """Put a body's workbook into the inbox: one figure is plain, the other can not be read without doubt."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "進捗"
    for row in (
        ["進捗報告（2021年10月末現在）"],
        ["具体的な取り組み", "指標", "実績（4月からの累計）", "単位"],
        ["次世代放射光施設の建設支援", "企業面談", 12, "件"],
        ["次世代放射光施設の建設支援", "MFB加入企業の積み上げ", "約50", "社"],
    ):
        sheet.append(row)
    folder = inbox.folder / "2021-10"
    folder.mkdir()
    book.save(folder / NAME)
    return folder


def accepted() -> dict[str, int]:
    with open_house(load_settings()) as house:
        readings = house.ledger.readings("fy2021", up_to=OCTOBER)
    found = [one for reading in readings for one in reading.observations if one.state is State.ACCEPTED]
    return {one.measure_id: int(one.value) for one in found}


def test_a_marked_copy_sent_back_makes_an_edition_that_lists_the_correction(
    report, run_here, nothing_set, tmp_path
):
    run_here("run", "2021-10", "--mail", "none")
    first = accepted()
    assert sorted(first.values()) == [12]
    copy = tmp_path / "output" / "2021-10" / "returns" / "bc" / NAME
    book = openpyxl.load_workbook(copy)
    assert "確認事項" in book.sheetnames
    marked = next(sheet for sheet in book if sheet["C4"].value == "約50")
    marked["C3"], marked["C4"] = 14, 50
    book.save(report / "東経連BC_進捗_修正版.xlsx")

    nothing_set.setenv("AYUMI_SENDER", "office@example.jp")
    _, said = run_here("run", "2021-10", "--mail", "queue")
    assert "edition 2" in said
    (corrected,) = first
    second = accepted()
    assert second[corrected] == 14
    assert sorted(second.values()) == [14, 50]
    code, said = run_here("approve", "2021-10", "--by", "事務局長", "--yes")
    assert code == 0, said
    (change,) = [line.split("\t") for line in said.splitlines() if line.startswith(corrected)]
    assert ("12" in change[2], "14" in change[3]) == (True, True)


def test_a_marked_copy_sent_back_as_it_is_says_nothing_new(report, run_here, tmp_path):
    run_here("run", "2021-10", "--mail", "none")
    before = accepted()
    copy = tmp_path / "output" / "2021-10" / "returns" / "bc" / NAME
    (report / "東経連BC_進捗_修正版.xlsx").write_bytes(copy.read_bytes())
    run_here("run", "2021-10", "--mail", "none")
    assert accepted() == before
