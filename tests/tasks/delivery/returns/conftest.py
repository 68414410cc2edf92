"""Findings, workbooks of every content that must survive, and a look into a workbook's parts."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from sources.messages import text
from sources.month import Month
from sources.plan import Plan
from sources.plan_files import load_plan, plan_folder
from sources.submission import Finding, FindingKind, Place, Severity
from tasks.delivery.returns.return_copy import ReturnCopy, return_copy
from tasks.delivery.returns.shown import ShownSheet

OCTOBER = Month(2021, 10)
FILE = "東経連BC_進捗報告_2021年10月.xlsx"

Find = Callable[..., Finding]
Copy = Callable[..., ReturnCopy]
Parts = Callable[[bytes], Mapping[str, bytes]]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan(plan_folder("fy2021"))


@pytest.fixture(scope="session")
def find() -> Find:
    """A finding at a sheet's cell; a value that is no number unless said otherwise."""

    def make(
        sheet: str,
        cell: str,
        message: str = "「約12件」は正確な数ではありません。",
        *,
        kind: FindingKind = FindingKind.NOT_A_NUMBER,
        severity: Severity = Severity.WARNING,
        measure_id: str = "4-2-1-K1",
    ) -> Finding:
        return Finding(kind, severity, "bc", Place(FILE, sheet, cell), text(message), OCTOBER, measure_id)

    return make


@pytest.fixture(scope="session")
def copy(plan: Plan) -> Copy:
    def make(
        data: bytes, *findings: Finding, name: str = f"2021-10/{FILE}", sheets: tuple[ShownSheet, ...] = ()
    ) -> ReturnCopy:
        return return_copy(
            name, data, findings, body_name="東経連ビジネスセンター", month=OCTOBER, plan=plan, sheets=sheets
        )

    return make


@pytest.fixture(scope="session")
def parts() -> Parts:
    def read(data: bytes) -> Mapping[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return read


@pytest.fixture
def rich_workbook(tmp_path: Path) -> bytes:
    """A workbook with what loading and saving would lose: shapes, pictures, charts, macros, furigana."""
    (tmp_path / "vbaProject.bin").write_bytes(b"\xd0\xcf\x11\xe0 macros that nobody runs")
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.add_vba_project(str(tmp_path / "vbaProject.bin"))
        sheet, other = book.add_worksheet("実績"), book.add_worksheet("図表")
        number = book.add_format({"num_format": '0"件"', "bold": True, "border": 1, "locked": False})
        sheet.write_row(0, 0, ["指標", "実績", "目標"])
        sheet.write_row(1, 0, ["企業面談", "約12件", 30])
        sheet.write(1, 2, 30, number)
        sheet.write(2, 0, "マッチング成立")
        sheet.write(2, 1, 2, number)
        sheet.write_formula(3, 1, "=SUM(B3:C3)", number, 6)
        sheet.merge_range("A6:C7", "合計の欄", number)
        sheet.insert_textbox("E2", "ここは図形です")
        sheet.insert_image("E10", "灯.png", {"image_data": io.BytesIO(_dot())})
        sheet.data_validation("B2:B3", {"validate": "list", "source": ["1", "2"]})
        sheet.conditional_format("B2:B3", {"type": "data_bar"})
        sheet.set_landscape()
        sheet.set_footer("&C&P")
        sheet.protect("")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=実績!$C$2:$C$3"})
        other.insert_chart("A1", chart)
        other.print_area("A1:H20")
        other.activate()
        book.define_name("図表!範囲", "=図表!$A$1:$B$2")
    return with_furigana(written.getvalue())


def with_furigana(data: bytes) -> bytes:
    """Give the first shared text its reading, and the first sheet printer settings, as Excel does."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                reading = '<t>指標</t><rPh sb="0" eb="2"><t>シヒョウ</t></rPh>'.encode()
                content = content.replace("<t>指標</t>".encode(), reading)
            new.writestr(name, content)
        new.writestr("xl/printerSettings/printerSettings1.bin", b"\x01\x02 a printer of the sender's")
    return written.getvalue()


@pytest.fixture
def plain_workbook() -> bytes:
    """A small workbook as openpyxl writes it, with a comment of the sender's at B2."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "実績"
    for row in (["指標", "実績"], ["企業面談", "約12件"], ["マッチング成立", 2]):
        sheet.append(row)
    sheet["B2"].comment = openpyxl.comments.Comment("10月末の速報値です", "担当")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _dot() -> bytes:
    """Return a picture of one point (PNG)."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return len(content).to_bytes(4, "big") + checked + zlib.crc32(checked).to_bytes(4, "big")

    header = (1).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    image = zlib.compress(b"\x00\xff\x80\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", image) + chunk(b"IEND", b"")
