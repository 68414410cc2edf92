"""What a return copy leaves as it was: every part it need not touch, and all of the rest of those it must."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from lxml import etree

from tasks.reading.grid import Grid, Sheet, address
from tasks.reading.opening import NotOpened, open_grid
from tasks.reading.template_ids import without_own_marks

SHARED = Path(__file__).resolve().parents[4].parent / "shared"
LARGEST = 60_000
REAL = sorted(path for path in (SHARED / "workbooks").glob("*.xls[xm]") if path.stat().st_size < LARGEST)
SENT = sorted(path for path in (SHARED / "submissions").rglob("*.xls[xm]"))


def test_parts_that_carry_no_mark_stay_to_the_byte(rich_workbook, copy, find, parts):
    before = parts(rich_workbook)
    after = parts(copy(rich_workbook, find("実績", "B2"), name="進捗.xlsm").data)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",  # no more selected, since the list opens first
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "docProps/app.xml",
        "[Content_Types].xml",
    }
    kinds = ("vbaProject.bin", "drawing1.xml", "drawing2.xml", "chart1.xml", "image1.png", "printerSettings1.bin")
    kept = [name for name in before if name.endswith((*kinds, "sharedStrings.xml"))]
    assert len(kept) == len(kinds) + 1
    assert "シヒョウ".encode() in after["xl/sharedStrings.xml"]


def test_a_marked_sheet_keeps_everything_but_the_cells_format_and_the_notes_drawing(
    rich_workbook, copy, find, parts
):
    name = "xl/worksheets/sheet1.xml"
    before = etree.fromstring(parts(rich_workbook)[name])
    after = etree.fromstring(parts(copy(rich_workbook, find("実績", "B2")).data)[name])
    [drawing] = after.iter("{*}legacyDrawing")
    after.remove(drawing)
    [marked] = (cell for cell in after.iter("{*}c") if cell.get("r") == "B2")
    [unmarked] = (cell for cell in before.iter("{*}c") if cell.get("r") == "B2")
    marked.attrib.pop("s")
    unmarked.attrib.pop("s", None)
    assert etree.tostring(after, method="c14n") == etree.tostring(before, method="c14n")


def test_a_sheet_that_only_loses_its_selection_keeps_every_other_byte(rich_workbook, copy, find, parts):
    name = "xl/worksheets/sheet2.xml"
    before, after = parts(rich_workbook)[name], parts(copy(rich_workbook, find("実績", "B2")).data)[name]
    assert after == before.replace(b' tabSelected="1"', b"")
    assert after != before


def test_names_and_print_areas_go_on_meaning_the_same_sheets(rich_workbook, copy, find):
    before = openpyxl.load_workbook(io.BytesIO(rich_workbook))
    after = openpyxl.load_workbook(io.BytesIO(copy(rich_workbook, find("実績", "B2")).data))
    assert after.sheetnames == ["実績", "図表", "確認事項"]
    assert after["図表"].print_area == before["図表"].print_area == "'図表'!$A$1:$H$20"
    assert after["図表"].defined_names["範囲"].value == "図表!$A$1:$B$2"
    assert after["実績"].protection.sheet
    assert after["実績"].page_setup.orientation == "landscape"


def test_stored_values_of_formulas_are_there_without_a_recalculation(rich_workbook, copy, find):
    book = openpyxl.load_workbook(io.BytesIO(copy(rich_workbook, find("実績", "B2")).data), data_only=True)
    assert book["実績"]["B4"].value == 6


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("path", REAL + SENT, ids=lambda path: path.name)
def test_a_real_workbook_reads_the_same_after_it_was_marked(path, copy, find, parts):
    data = path.read_bytes()
    grid = opened(data)
    if grid is None:
        return
    marked = copy(data, *some_findings(grid, find), name=path.name)
    assert marked.name == path.name
    again = opened(marked.data)
    assert again is not None
    for before, after in zip(grid.sheets, without_own_marks(again).sheets, strict=True):
        assert seen(after) == seen(before)
    before, after = parts(data), parts(marked.data)
    assert before.keys() <= after.keys()
    touched = re.compile(
        r"sheets/|comments|vmlDrawing|styles\.xml|workbook\.xml|\.rels$|app\.xml|\[Content_Types\]|person"
    )
    assert [name for name in before if before[name] != after[name] and not touched.search(name)] == []
    assert python_calamine.load_workbook(io.BytesIO(marked.data)).sheet_names[-1] == "確認事項"
    assert openpyxl.load_workbook(io.BytesIO(marked.data)).active.title == "確認事項"


def opened(data: bytes) -> Grid | None:
    try:
        return open_grid("a.xlsx", data)
    except NotOpened:
        return None


def some_findings(grid: Grid, find) -> Iterator[object]:
    """Yield a finding for every tenth cell of the first hundred of each sheet."""
    for sheet in grid.sheets:
        for cell in list(sheet)[:100:10]:
            yield find(sheet.name, address(grid, cell.row, cell.column))


def seen(sheet: Sheet) -> list[object]:
    """Return all that the reader sees of a sheet, apart from formats that a mark may change."""
    cells = [
        (cell.row, cell.column, cell.value, cell.shown, cell.kind, cell.formula, cell.comment, cell.number_format,
         cell.hidden, cell.struck, cell.merged_range, cell.bold, cell.indent)
        for cell in sorted(sheet, key=lambda cell: (cell.row, cell.column))
    ]  # fmt: skip
    return [sheet.name, sheet.hidden, sheet.merged, *cells]
