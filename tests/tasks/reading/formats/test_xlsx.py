from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font

from tasks.reading.grid import Cell, Grid, address
from tasks.reading.opening import NotOpened

Cells = dict[tuple[int, int], Cell]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_each_kind_of_value_is_told(
    saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    workbook = Workbook()
    values = [14, 0.5, "集計中", True, date(2021, 10, 15), datetime(2021, 10, 15, 9, 30), time(9, 30)]
    for row, value in enumerate(values, 1):
        workbook.active.cell(row, 1, value)
    cells = cells_of(saved(workbook))
    assert [cell.value for cell in cells.values()] == values
    assert [cell.kind for cell in cells.values()] == [
        "number",
        "number",
        "text",
        "boolean",
        "date",
        "date",
        "date",
    ]


def test_dates_of_the_1904_system_are_the_same_days(
    raw_xlsx: Callable[..., bytes], opened: Callable[[bytes], Grid]
) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    sheet = '<sheetData><row r="1"><c r="A1" s="1"><v>43018</v></c></row></sheetData>'
    grid = opened(raw_xlsx(sheet, styles=styles, workbook='<workbookPr date1904="1"/>'))
    assert grid.date_1904
    assert grid.sheets[0].cells[1, 1].value == date(2021, 10, 11)


def test_cells_without_references_follow_one_another(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    sheet = (
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
        '<row r="4"><c r="C4"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row></sheetData>'
    )
    cells = cells_of(raw_xlsx(sheet))
    assert {position: cell.value for position, cell in cells.items()} == {
        (1, 1): 1,
        (1, 2): 2,
        (4, 3): 3,
        (4, 4): 4,
        (5, 1): 5,
    }


@pytest.mark.parametrize(
    "namespace", [MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"], ids=["transitional", "strict"]
)
def test_prefixes_and_dialects_do_not_matter(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells], namespace: str
) -> None:
    whole = (
        f'<x:worksheet xmlns:x="{namespace}"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is>'
        "<x:t>14件</x:t></x:is></x:c></x:row></x:sheetData>"
        '<x:mergeCells><x:mergeCell ref="B2:C2"/></x:mergeCells></x:worksheet>'
    )
    cell = cells_of(raw_xlsx(whole_sheet=whole))[2, 2]
    assert (cell.value, cell.merged_range) == ("14件", (2, 2, 2, 3))


def test_a_part_in_utf_16_is_read(raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]) -> None:
    whole = (
        f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>実績</t></is></c></row></sheetData></worksheet>'
    )
    assert cells_of(raw_xlsx(whole_sheet=whole.encode("utf-16")))[1, 1].value == "実績"


@pytest.mark.parametrize("written", ["NaN", "1_000", "１２", "1e999", "0x1F"])
def test_what_is_stored_as_a_number_but_is_none_is_an_error(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells], written: str
) -> None:
    sheet = f'<sheetData><row r="1"><c r="A1"><v>{written}</v></c></row></sheetData>'
    assert cells_of(raw_xlsx(sheet))[1, 1].kind == "error"


def test_control_characters_are_written_out_and_cleaned(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    strings = "<si><t>上段_x000D_\n下段_x0007__xD83D__x005F_x0041_</t></si>"
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    value = cells_of(raw_xlsx(sheet, strings=strings))[1, 1].value
    assert value == "上段\n下段\ufffd_x0041_"


def test_struck_text_is_told_from_what_stands(
    saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"] = CellRichText(TextBlock(InlineFont(strike=True), "12件"), TextBlock(InlineFont(), "14件"))
    sheet["A2"] = "30件"
    sheet["A2"].font = Font(strike=True)
    sheet["A3"] = 28
    sheet["A3"].font = Font(strike=True)
    sheet["A4"] = CellRichText("前半", TextBlock(InlineFont(strike=False), "後半"))
    sheet["A4"].font = Font(strike=True)
    cells = cells_of(saved(workbook))
    assert (cells[1, 1].value, cells[1, 1].struck_part, cells[1, 1].struck) == ("14件", "12件", False)
    assert (cells[2, 1].value, cells[2, 1].struck) == ("30件", True)
    assert (cells[3, 1].value, cells[3, 1].struck) == (28, True)
    assert (cells[4, 1].value, cells[4, 1].struck_part) == ("後半", "前半")


def test_hidden_rows_columns_and_sheets_are_marked(
    saved: Callable[[Workbook], bytes], opened: Callable[[bytes], Grid]
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    for row in range(1, 5):
        for column in range(1, 4):
            sheet.cell(row, column, 1)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    workbook.create_sheet("作業").sheet_state = "veryHidden"
    workbook.create_sheet("集計").sheet_state = "hidden"
    grid = opened(saved(workbook))
    seen = [position for position, cell in grid.sheets[0].cells.items() if not cell.hidden]
    assert seen == [(1, 1), (1, 2), (3, 1), (3, 2), (4, 1), (4, 2)]
    assert [sheet.hidden for sheet in grid.sheets] == [False, True, True]


def test_rows_and_columns_without_size_are_hidden(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    sheet = (
        '<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2" ht="0.0" customHeight="1"><c r="A2"><v>3</v></c></row></sheetData>'
    )
    assert [cell.hidden for cell in cells_of(raw_xlsx(sheet)).values()] == [False, True, True]


def test_a_merged_cell_is_seen_while_a_part_of_it_is(
    saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["A4"] = "見える", "見えない"
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("A4:A5")
    for row in (1, 4, 5):
        sheet.row_dimensions[row].hidden = True
    cells = cells_of(saved(workbook))
    assert [cells[row, 1].hidden for row in (1, 4)] == [False, True]


@pytest.mark.parametrize("number_format", [";;;", "#,##0;-#,##0;"])
def test_a_value_that_its_format_hides_is_hidden(
    saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells], number_format: str
) -> None:
    workbook = Workbook()
    workbook.active["A1"] = 0
    workbook.active["A1"].number_format = number_format
    assert cells_of(saved(workbook))[1, 1].hidden


def test_notes_stay_with_their_cells_even_blank_ones(
    saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    workbook = Workbook()
    workbook.active["B2"] = 11
    workbook.active["B2"].comment = Comment("正しくは13件", "担当")
    workbook.active["C3"].comment = Comment("来月報告", "担当")
    cells = cells_of(saved(workbook))
    assert (cells[2, 2].value, cells[2, 2].comment) == (11, "正しくは13件")
    assert (cells[3, 3].kind, cells[3, 3].comment) == ("blank", "来月報告")


def test_a_thread_takes_the_place_of_the_note_that_announces_it(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    threads = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="A1" id="1"><text>13件では？</text></threadedComment>'
        '<threadedComment ref="A1" id="2" parentId="1"><text>確認します</text></threadedComment>'
        "</ThreadedComments>"
    )
    notes = (
        f'<comments xmlns="{MAIN}"><commentList><comment ref="A1"><text><t>[Threaded comment]</t></text>'
        "</comment></commentList></comments>"
    )
    data = raw_xlsx(
        '<sheetData><row r="1"><c r="A1"><v>11</v></c></row></sheetData>',
        sheet_relations=f'<Relationship Id="r1" Type="{OFFICE}/comments" Target="../comments1.xml"/>'
        '<Relationship Id="r2" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
        ' Target="../threadedComments/threadedComment1.xml"/>',
        extra={"xl/comments1.xml": notes, "xl/threadedComments/threadedComment1.xml": threads},
    )
    assert cells_of(data)[1, 1].comment == "13件では？\n確認します"


def test_bold_and_indent_are_kept(saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells]) -> None:
    workbook = Workbook()
    workbook.active["A1"] = "戦略"
    workbook.active["A1"].font = Font(bold=True)
    workbook.active["A2"] = "取り組み"
    workbook.active["A2"].alignment = Alignment(indent=2)
    cells = cells_of(saved(workbook))
    assert (cells[1, 1].bold, cells[1, 1].indent, cells[2, 1].bold, cells[2, 1].indent) == (True, 0, False, 2)


def test_a_shared_formula_moves_with_its_cell(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    sheet = (
        '<sheetData><row r="2"><c r="C2"><f t="shared" ref="C2:C3" si="0">'
        "SUM(A2:B2,$A$1,'A1'!B2)+LOG10(2)</f></c></row>"
        '<row r="3"><c r="C3"><f t="shared" si="0"/></c></row></sheetData>'
    )
    assert cells_of(raw_xlsx(sheet))[3, 3].formula == "=SUM(A3:B3,$A$1,'A1'!B3)+LOG10(2)"


def test_covered_positions_show_their_anchor(
    saved: Callable[[Workbook], bytes], opened: Callable[[bytes], Grid]
) -> None:
    workbook = Workbook()
    workbook.active["B2"] = "戦略2"
    workbook.active.merge_cells("B2:B4")
    grid = opened(saved(workbook))
    anchor = grid.sheets[0].at(4, 2)
    assert anchor is not None
    assert (anchor.value, address(grid, anchor.row, anchor.column)) == ("戦略2", "B2")


def test_other_files_and_macros_are_told_but_not_followed(
    raw_xlsx: Callable[..., bytes], opened: Callable[[bytes], Grid]
) -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>5</v></c></row></sheetData>'
    extra = {"xl/externalLinks/externalLink1.xml": "<externalLink/>", "xl/vbaProject.bin": b"\0"}
    grid = opened(raw_xlsx(sheet, extra=extra))
    assert grid.sheets[0].cells[1, 1].value == 5
    assert [warning.english().split(".")[0] for warning in grid.warnings] == [
        "The workbook refers to 1 other files",
        "The workbook holds macros",
    ]


@pytest.mark.parametrize(
    ("sheet", "strings"),
    [
        ('<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>', "<si><t>a</t></si>"),
        ('<sheetData><row r="1"><c r="1A"><v>7</v></c></row></sheetData>', ""),
        ('<sheetData><row r="1"><c r="A1"><v>7</c></row></sheetData>', ""),
        ("<sheetData/><mergeCells><mergeCell ref='A1:?'/></mergeCells>", ""),
    ],
    ids=["no such text", "no such cell", "not well-formed", "no such range"],
)
def test_a_broken_part_is_refused_not_guessed(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened], sheet: str, strings: str
) -> None:
    assert "damaged" in str(refusal(raw_xlsx(sheet, strings=strings)))
