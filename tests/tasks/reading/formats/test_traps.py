"""The ways in which readers lose or invent values without a word, each built here and each read right."""

from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook

from tasks.reading.formats.cross_check import compare_readers
from tasks.reading.formats.xlsx_cells import BuiltSheet
from tasks.reading.grid import Cell, Grid, Sheet

Cells = dict[tuple[int, int], Cell]


@pytest.mark.parametrize(
    ("format_id", "shown"),
    [(27, "H31.3.28"), (28, "平成31年3月28日"), (31, "2019年3月28日"), (55, "2019年3月"), (56, "3月28日")],
)
def test_japanese_built_in_date_formats_are_dates(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells], format_id: int, shown: str
) -> None:
    styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{format_id}"/></cellXfs>'
    sheet = '<sheetData><row r="1"><c r="A1" s="1"><v>43552</v></c></row></sheetData>'
    cell = cells_of(raw_xlsx(sheet, styles=styles))[1, 1]
    assert (cell.value, cell.shown) == (date(2019, 3, 28), shown)


def test_a_blank_cell_under_a_hyperlink_stays_blank(
    saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    workbook = Workbook()
    workbook.active["A1"] = "資料"
    workbook.active["B2"].hyperlink = "https://example.jp/"
    workbook.active["B2"].value = None
    assert list(cells_of(saved(workbook))) == [(1, 1)]


def test_a_dimension_that_is_too_small_cuts_nothing(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    sheet = (
        '<dimension ref="A1"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="9" spans="1:1"><c r="D9"><v>28</v></c></row></sheetData>'
    )
    assert cells_of(raw_xlsx(sheet))[9, 4].value == 28


def test_error_cells_stay_errors(raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]) -> None:
    sheet = '<sheetData><row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    cell = cells_of(raw_xlsx(sheet))[1, 1]
    assert (cell.kind, cell.shown, cell.formula) == ("error", "#DIV/0!", "=1/0")


def test_a_formula_without_value_is_told_from_a_blank_and_from_an_empty_result(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f>SUM(B1:C1)</f></c><c r="B1"><f>SUM(C1:D1)</f><v></v></c>'
        '<c r="C1" t="str"><f>IF(A1="","","x")</f><v></v></c><c r="D1"/></row></sheetData>'
    )
    cells = cells_of(raw_xlsx(sheet))
    assert [cells[1, column].formula_without_value for column in (1, 2, 3)] == [True, True, False]
    assert cells[1, 1].value is None
    assert (1, 4) not in cells


def test_a_zero_of_a_writer_that_never_calculates_is_no_value(
    raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f>SUM(B1:C1)</f><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1"><v>0</v></c></row></sheetData>'
    )
    calculated = cells_of(raw_xlsx(sheet))
    uncalculated = cells_of(raw_xlsx(sheet, workbook='<calcPr fullCalcOnLoad="1"/>'))
    assert calculated[1, 1].value == 0
    assert uncalculated[1, 1].formula_without_value
    assert (uncalculated[1, 2].value, uncalculated[1, 3].value) == (2, 0)


def test_units_in_number_formats_are_kept_and_shown(
    saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    workbook = Workbook()
    for row, (value, number_format) in enumerate([(14, '0"件"'), (123000, '#,##0,"千円"'), (-5, '0;"△"0')], 1):
        workbook.active.cell(row, 1, value).number_format = number_format
    cells = cells_of(saved(workbook))
    assert [cells[row, 1].shown for row in (1, 2, 3)] == ["14件", "123千円", "△5"]
    assert cells[2, 1].value == 123000
    assert cells[1, 1].number_format == '0"件"'


@pytest.mark.parametrize("written", ["3～5件", "①3件②2件", "10²", "3.7.15", "686\n191", "３社（うち新規２社）"])
def test_text_is_kept_as_it_was_written(
    saved: Callable[[Workbook], bytes], cells_of: Callable[[bytes], Cells], written: str
) -> None:
    workbook = Workbook()
    workbook.active["A1"] = written
    assert cells_of(saved(workbook))[1, 1].value == written


def test_values_under_a_merged_cell_are_not_read_but_told(
    raw_xlsx: Callable[..., bytes], opened: Callable[[bytes], Grid]
) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>99</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'
    )
    grid = opened(raw_xlsx(sheet))
    assert list(grid.sheets[0].cells) == [(1, 1)]
    assert grid.sheets[0].cells[1, 1].merged_range == (1, 1, 1, 3)
    assert "B1" in grid.warnings[0].english()


def test_furigana_is_no_part_of_a_text(raw_xlsx: Callable[..., bytes], cells_of: Callable[[bytes], Cells]) -> None:
    strings = "<si><t>東北</t><rPh sb='0' eb='2'><t>トウホク</t></rPh><phoneticPr fontId='1'/></si>"
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    assert cells_of(raw_xlsx(sheet, strings=strings))[1, 1].value == "東北"


def test_two_readers_that_see_different_values_are_told(raw_xlsx: Callable[..., bytes]) -> None:
    data = raw_xlsx('<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row></sheetData>')
    cells = {(1, 1): Cell(1, 1, 1, "1", "number"), (1, 3): Cell(1, 3, 30, "30", "number")}
    (warning,) = compare_readers(data, [BuiltSheet(Sheet("Report", cells), (), {}, (1, 3))], date_1904=False)
    assert "1 cells (C1)" in warning.english()


def test_a_value_that_only_the_second_reader_sees_is_told(raw_xlsx: Callable[..., bytes]) -> None:
    data = raw_xlsx('<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>')
    built = BuiltSheet(Sheet("Report", {(1, 1): Cell(1, 1, 1, "1", "number")}), (), {}, (1, 1))
    (warning,) = compare_readers(data, [built], date_1904=False)
    assert "B1" in warning.english()
