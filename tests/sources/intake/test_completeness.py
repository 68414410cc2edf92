"""Half-written files on shares: an xlsx proves itself whole, and no part of one passes for it."""

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from sources.bodies import Body
from sources.intake.completeness import PATIENCE, is_still_coming
from sources.intake.folder import read_inbox
from sources.submission import FindingKind

NOW = datetime(2021, 11, 5, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole() -> bytes:
    """A workbook of some rows, as a program writes it."""
    data = io.BytesIO()
    with Workbook(data) as book:
        sheet = book.add_worksheet("実績報告")
        for row in range(60):
            sheet.write_row(row, 0, [f"取り組み{row}", row * 37 % 101, f"備考 {row * 7919}"])
    return data.getvalue()


def still_coming(data: bytes) -> bool:
    return is_still_coming(data, changed=NOW, now=NOW)


def test_a_whole_workbook_is_taken_at_once(whole: bytes):
    assert not still_coming(whole)


def test_no_beginning_of_a_workbook_passes_for_it(whole: bytes):
    taken = [cut for cut in range(0, len(whole), 7) if not still_coming(whole[:cut])]
    assert taken == []


def test_no_workbook_whose_room_was_reserved_passes_for_whole(whole: bytes):
    zeroed = [whole[:cut] + bytes(len(whole) - cut) for cut in range(0, len(whole) - 30, 61)]
    holed = [whole[:cut] + bytes(64) + whole[cut + 64 :] for cut in range(64, len(whole) - 128, 61)]
    assert [data for data in zeroed + holed if data != whole and not still_coming(data)] == []


def test_a_file_that_does_not_grow_any_more_is_taken_so_that_its_sender_hears(whole: bytes):
    half = whole[: len(whole) // 2]
    assert is_still_coming(half, changed=NOW, now=NOW + PATIENCE - timedelta(seconds=1))
    assert not is_still_coming(half, changed=NOW, now=NOW + PATIENCE)


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0 old excel", b"plain words"])
def test_a_file_that_can_not_prove_itself_is_taken(data: bytes):
    assert not still_coming(data)


def test_an_inbox_leaves_a_half_written_file_and_takes_it_once_it_is_whole(tmp_path: Path, whole: bytes):
    bodies = [Body(body_id="bc", name="東経連ビジネスセンター", file_patterns=("*BC*",))]
    file = tmp_path / "2021-10" / "BC.xlsx"
    file.parent.mkdir()
    file.write_bytes(whole[:-100])
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    early = read_inbox(tmp_path, bodies, None, now=NOW + timedelta(minutes=1))
    (finding,) = early.findings
    assert (early.arrivals, finding.kind, finding.body_id) == ((), FindingKind.UNREADABLE_FILE, "bc")
    late = read_inbox(tmp_path, bodies, None, now=NOW + timedelta(minutes=20))
    assert [arrival.data for arrival in late.arrivals] == [whole[:-100]]
    file.write_bytes(whole)
    assert [arrival.data for arrival in read_inbox(tmp_path, bodies, None).arrivals] == [whole]
