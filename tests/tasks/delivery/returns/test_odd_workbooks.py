"""Workbooks that are written in other ways than Excel's usual one, and files that only look like workbooks."""

import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.reading.opening import open_grid
from tasks.reading.template_ids import without_own_marks

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def workbook(
    sheet: str, *, main: str = TRANSITIONAL, relations: str = RELATIONS, book: str = "", more=()
) -> bytes:
    """Return a workbook of four parts, without styles, with *sheet* as the content of its one worksheet."""
    package = "http://schemas.openxmlformats.org/package/2006"
    written = io.BytesIO()
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="a" Type="{relations}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book
        or f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="実績" sheetId="1" r:id="b"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="b" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **dict(more),
    }
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def rows(main: str, prefix: str = "") -> str:
    at = f"{prefix}:" if prefix else ""
    declared = f'xmlns:{prefix}="{main}"' if prefix else f'xmlns="{main}"'
    return (
        f'<{at}worksheet {declared}><{at}sheetData><{at}row r="2"><{at}c r="B2" t="inlineStr"><{at}is>'
        f"<{at}t>約12件</{at}t></{at}is></{at}c></{at}row></{at}sheetData></{at}worksheet>"
    )


def test_a_workbook_without_styles_or_views_gets_them(copy, find):
    book = openpyxl.load_workbook(io.BytesIO(copy(workbook(rows(TRANSITIONAL)), find("実績", "B2")).data))
    assert book.active.title == "確認事項"
    assert book["実績"]["B2"].fill.fgColor.rgb == "FFFFE0B8"
    assert book["実績"]["B2"].comment is not None
    assert book["確認事項"]["B1"].font.b


def test_a_strict_workbook_stays_strict(copy, find, parts):
    strict = workbook(rows(STRICT_MAIN), main=STRICT_MAIN, relations=STRICT_RELATIONS)
    after = copy(strict, find("実績", "B2"))
    texts = [content for name, content in parts(after.data).items() if name.endswith((".xml", ".rels"))]
    assert not any(url.encode() in text for url in (TRANSITIONAL, RELATIONS) for text in texts)
    grid = open_grid("a.xlsx", after.data)
    assert [sheet.name for sheet in grid.sheets] == ["実績", "確認事項"]
    assert "【確認事項】" in grid.sheets[0].cells[2, 2].comment


def test_a_workbook_under_prefixes_is_written_under_its_prefixes(copy, find, parts):
    book = (
        f'<x:workbook xmlns:x="{TRANSITIONAL}" xmlns:r="{RELATIONS}"><x:sheets>'
        '<x:sheet name="実績" sheetId="1" r:id="b"/></x:sheets></x:workbook>'
    )
    after = copy(workbook(rows(TRANSITIONAL, "x"), book=book), find("実績", "C5"))
    sheet = parts(after.data)["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r'<x:row r="5"><x:c r="C5" s="\d+"/></x:row>', sheet)
    assert openpyxl.load_workbook(io.BytesIO(after.data))["実績"]["C5"].fill.fill_type == "solid"


def test_rows_and_cells_without_written_places_are_counted(copy, find):
    sheet = (
        f'<worksheet xmlns="{TRANSITIONAL}"><sheetData><row><c><v>1</v></c><c><v>2</v></c></row>'
        "<row><c><v>3</v></c><c><v>4</v></c></row></sheetData></worksheet>"
    )
    after = openpyxl.load_workbook(io.BytesIO(copy(workbook(sheet), find("実績", "B2"), find("実績", "D1")).data))
    sheet = after["実績"]
    assert [[cell.value for cell in row] for row in sheet["A1:D2"]] == [[1, 2, None, None], [3, 4, None, None]]
    assert [cell.coordinate for row in sheet["A1:D2"] for cell in row if cell.fill.fill_type] == ["D1", "B2"]


def test_a_chart_sheet_among_the_sheets_is_no_longer_selected_and_else_untouched(copy, find, parts):
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet("実績")
        sheet.write("B2", "約12件")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=実績!$B$2:$B$3"})
        chart_sheet = book.add_chartsheet("推移")
        chart_sheet.set_chart(chart)
        chart_sheet.activate()
    before, after = parts(written.getvalue()), parts(copy(written.getvalue(), find("実績", "B2")).data)
    name = "xl/chartsheets/sheet1.xml"
    assert after[name] == before[name].replace(b' tabSelected="1"', b"") != before[name]
    assert after["xl/charts/chart1.xml"] == before["xl/charts/chart1.xml"]


def test_a_strange_name_of_a_part_is_found_as_excel_finds_it(copy, find):
    """Excel looks parts up without regard to case."""
    data = workbook(rows(TRANSITIONAL))
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("xl/worksheets", "xl/WorkSheets"), old.read(name))
    after = copy(written.getvalue(), find("実績", "B2"))
    assert "【確認事項】" in open_grid("a.xlsx", after.data).sheets[0].cells[2, 2].comment


DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not really a zip", "a broken zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an OLE2 file"),
        (workbook(rows(TRANSITIONAL))[:-120], "cut off"),
        (workbook(rows(TRANSITIONAL), more={"xl/worksheets/sheet1.xml": DTD}.items()), "a DTD"),
        (workbook(rows(TRANSITIONAL), more={"a.bin": bytes(8 << 20)}.items()), "packed far too well"),
        (workbook("<worksheet"), "broken XML"),
        (workbook(f'<worksheet xmlns="{TRANSITIONAL}"/>'), "a sheet without cells"),
        (workbook(rows(TRANSITIONAL), book=f'<workbook xmlns="{TRANSITIONAL}"/>'), "no sheets"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_can_not_be_marked_in_place_becomes_a_list_of_our_own(copy, find, data, why):
    after = copy(data, find("実績", "B2"))
    assert after.name == "東経連BC_進捗報告_2021年10月_xlsx_確認事項.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(after.data))["確認事項"]
    assert [sheet[at].value for at in ("C6", "D6")] == ["実績", "B2"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(min_value=0, max_value=10_000), junk=st.binary(min_size=1, max_size=40))
def test_no_damaged_file_ends_in_an_error(copy, find, plain_workbook, at, junk):
    place = at % len(plain_workbook)
    damaged = plain_workbook[:place] + junk + plain_workbook[place + len(junk) :]
    assert copy(damaged, find("実績", "B2"), find("実績", "A1:C9")).data.startswith(b"PK")


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damaged_part_ends_in_an_error(copy, find, plain_workbook, name, data):
    at = data.draw(st.integers(min_value=0, max_value=10_000))
    words = data.draw(
        st.sampled_from([b"", b"-1", b"</", b"<x/>", b'"', b"99999999999", b"r:id", b"\x00", b"xmlns"])
    )
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain_workbook)) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            place = at % len(content)
            new.writestr(part, content[:place] + words + content[place + 3 :] if part == name else content)
    assert copy(written.getvalue(), find("実績", "B2"), find("実績", "A1:C9")).data.startswith(b"PK")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.sets(st.tuples(st.integers(1, 30), st.integers(1, 12)), min_size=1, max_size=8))
def test_wherever_marks_stand_the_sheet_reads_as_before(copy, find, plain_workbook, cells):
    findings = [find("実績", f"{chr(64 + column)}{row}") for row, column in sorted(cells)]
    before = open_grid("a.xlsx", plain_workbook)
    after = without_own_marks(open_grid("a.xlsx", copy(plain_workbook, *findings).data))
    assert after.sheets == before.sheets
