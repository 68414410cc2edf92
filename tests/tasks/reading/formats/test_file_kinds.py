from collections.abc import Callable
from io import BytesIO

import pytest
import xlwt
from openpyxl import Workbook

from sources.submission import FindingKind
from tasks.reading.grid import Grid
from tasks.reading.opening import NotOpened, open_grid


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n\0\0", "empty"),
        (b"%PDF-1.7\n%...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"{\\rtf1\\ansi", "Word"),
        (b"<html><table><tr><td>14</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf<!DOCTYPE html>\n<HTML>", "web page"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "web page"),
        (b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"', "web page"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook>', "form of Excel"),
        (b"ID;PWXL;N;E\nP;PGeneral\n", "form of Excel"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "archive"),
        (b"\x1f\x8b\x08\0", "archive"),
        (b"MIME-Version: 1.0\nSubject: report\n", "saved mail"),
    ],
)
def test_the_sender_is_told_what_the_file_is(
    refusal: Callable[[bytes], NotOpened], data: bytes, said: str
) -> None:
    caught = refusal(data)
    assert caught.kind is FindingKind.UNREADABLE_FILE
    assert said in str(caught)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("Index/Document.iwa", "Numbers"),
        ("report.xlsx", "archive"),
    ],
)
def test_a_zip_of_something_else_is_named(
    zipped: Callable[[dict[str, str | bytes]], bytes], refusal: Callable[[bytes], NotOpened], part: str, said: str
) -> None:
    assert said in str(refusal(zipped({part: "x"})))


def test_the_name_of_a_file_says_nothing(saved: Callable[[Workbook], bytes]) -> None:
    workbook = Workbook()
    workbook.active["A1"] = 14
    assert open_grid("report.csv", saved(workbook)).format == "xlsx"
    assert open_grid("report.xlsx", b"a,b\n1,2\n").format == "csv"


def test_an_xlsm_is_told_by_its_type(raw_xlsx: Callable[..., bytes], opened: Callable[[bytes], Grid]) -> None:
    types = "<Types><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
    assert opened(raw_xlsx("<sheetData/>", extra={"[Content_Types].xml": types})).format == "xlsm"


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_workbook_cut_off_on_its_way_is_damaged(
    saved: Callable[[Workbook], bytes], refusal: Callable[[bytes], NotOpened], share: float
) -> None:
    whole = saved(Workbook())
    assert "cut off" in str(refusal(whole[: int(len(whole) * share)]))


def test_an_xls_cut_off_on_its_way_is_refused(refusal: Callable[[bytes], NotOpened]) -> None:
    workbook, target = xlwt.Workbook(), BytesIO()
    sheet = workbook.add_sheet("a")
    for row in range(500):
        sheet.write(row, 0, f"取り組み{row}")
    workbook.save(target)
    assert refusal(target.getvalue()[:9000]).kind is FindingKind.UNREADABLE_FILE
