"""Damaged files of every format: whatever is wrong with one, it gives cells or a refusal, and no other error."""

from functools import cache
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment

from tasks.reading.opening import NotOpened, open_grid

_PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/comments/comment1.xml",
)
_PIECES = (
    b"",
    b"<",
    b">",
    b"&",
    b'"',
    b"\0",
    b"-1",
    b"99999999999",
    b"1e999",
    b"A1:XFD1048576",
    b"_xD800_",
    b"\xff",
)


@cache
def _parts() -> dict[str, bytes]:
    """Return the parts of a workbook that has a bit of everything."""
    workbook = Workbook()
    sheet = workbook.active
    for row, value in enumerate(["戦略2", 14, 0.5, True, "=SUM(A2:A3)", "１２件"], 1):
        sheet.cell(row, 1, value).number_format = '#,##0.0"件";"△"0'
    sheet["B2"].comment = Comment("正しくは13件", "担当")
    sheet.merge_cells("C1:D3")
    sheet.row_dimensions[3].hidden = True
    target = BytesIO()
    workbook.save(target)
    with ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def _xls() -> bytes:
    workbook, target = xlwt.Workbook(), BytesIO()
    sheet = workbook.add_sheet("報告")
    sheet.write_merge(0, 0, 0, 2, "題名")
    sheet.write(1, 0, 14, xlwt.easyxf("font: struck_out on", num_format_str='0"件"'))
    workbook.save(target)
    return target.getvalue()


def _damaged(data: bytes, wounds: list[tuple[float, int, bytes]]) -> bytes:
    for where, length, piece in wounds:
        start = int(where * len(data))
        data = data[:start] + piece + data[start + length :]
    return data


_wounds = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(_PIECES) | st.binary(max_size=4)),
    min_size=1,
    max_size=4,
)


def _opens_or_refuses(data: bytes) -> None:
    try:
        grid = open_grid("report", data)
    except NotOpened as refusal:
        assert refusal.message.in_language("ja")
    else:
        for sheet in grid.sheets:
            for cell in sheet:
                assert cell.shown.encode() is not None
                assert cell.kind in ("text", "number", "boolean", "date", "error", "blank")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_PARTS), _wounds)
def test_a_damaged_part_of_a_workbook(part: str, wounds: list[tuple[float, int, bytes]]) -> None:
    parts = _parts()
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, _damaged(content, wounds) if name == part else content)
    _opens_or_refuses(target.getvalue())


@settings(max_examples=100, deadline=None)
@given(_wounds)
def test_a_damaged_xls(wounds: list[tuple[float, int, bytes]]) -> None:
    _opens_or_refuses(_damaged(_xls(), wounds))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    _opens_or_refuses(data)
