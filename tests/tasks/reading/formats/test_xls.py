from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
import xlwt

from tasks.reading.grid import Cell, Grid

Cells = dict[tuple[int, int], Cell]


@pytest.fixture
def saved_xls() -> Callable[[xlwt.Workbook], bytes]:
    def save(workbook: xlwt.Workbook) -> bytes:
        target = BytesIO()
        workbook.save(target)
        return target.getvalue()

    return save


def test_values_and_what_their_formats_show(
    saved_xls: Callable[[xlwt.Workbook], bytes], opened: Callable[[bytes], Grid]
) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("報告")
    sheet.write(0, 0, "実績")
    sheet.write(1, 0, 14, xlwt.easyxf(num_format_str='0"件"'))
    sheet.write(2, 0, 44480, xlwt.easyxf(num_format_str='[$-411]ggge"年"m"月"d"日"'))
    sheet.write(3, 0, True)
    sheet.write(4, 0, 123000, xlwt.easyxf(num_format_str='#,##0,"千円"'))
    grid = opened(saved_xls(workbook))
    cells = grid.sheets[0].cells
    assert (grid.format, grid.warnings) == ("xls", ())
    assert [(cell.kind, cell.shown) for cell in cells.values()] == [
        ("text", "実績"),
        ("number", "14件"),
        ("date", "令和3年10月11日"),
        ("boolean", "TRUE"),
        ("number", "123千円"),
    ]
    assert cells[3, 1].value == date(2021, 10, 11)
    assert cells[5, 1].value == 123000


def test_dates_of_the_1904_system(
    saved_xls: Callable[[xlwt.Workbook], bytes], opened: Callable[[bytes], Grid]
) -> None:
    workbook = xlwt.Workbook()
    workbook.dates_1904 = True
    workbook.add_sheet("a").write(0, 0, 43018, xlwt.easyxf(num_format_str="yyyy/m/d"))
    grid = opened(saved_xls(workbook))
    assert (grid.date_1904, grid.sheets[0].cells[1, 1].value) == (True, date(2021, 10, 11))


def test_merged_hidden_and_struck_cells(
    saved_xls: Callable[[xlwt.Workbook], bytes], opened: Callable[[bytes], Grid]
) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("報告")
    sheet.write_merge(0, 0, 0, 2, "題名")
    sheet.write(1, 0, "隠れた行")
    sheet.row(1).hidden = True
    sheet.write(2, 3, "隠れた列")
    sheet.col(3).hidden = True
    sheet.write(3, 0, "30件", xlwt.easyxf("font: struck_out on, bold on"))
    struck, plain = xlwt.easyfont("struck_out on"), xlwt.easyfont("")
    sheet.write_rich_text(4, 0, [("12件", struck), ("14件", plain)])
    workbook.add_sheet("作業").visibility = 2
    grid = opened(saved_xls(workbook))
    cells = grid.sheets[0].cells
    assert cells[1, 1].merged_range == (1, 1, 1, 3)
    assert [cells[position].hidden for position in ((1, 1), (2, 1), (3, 4))] == [False, True, True]
    assert (cells[4, 1].struck, cells[4, 1].bold) == (True, True)
    assert (cells[5, 1].value, cells[5, 1].struck_part) == ("14件", "12件")
    assert [sheet.hidden for sheet in grid.sheets] == [False, True]


def test_error_cells_stay_errors(
    saved_xls: Callable[[xlwt.Workbook], bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    workbook = xlwt.Workbook()
    workbook.add_sheet("a").row(0).set_cell_error(0, "#DIV/0!")
    assert cells_of(saved_xls(workbook))[1, 1].kind == "error"


def test_formulas_that_nobody_calculated_are_told(
    saved_xls: Callable[[xlwt.Workbook], bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("a")
    for column in range(3):
        sheet.write(0, column, column + 1)
    for row, formula in enumerate(["SUM(A1:C1)", "A1+(B1-1)*C1", "SUM(A1,C1)", "AVERAGE(A1:C1)"], 1):
        sheet.write(row, 0, xlwt.Formula(formula))
    cells = cells_of(saved_xls(workbook))
    assert [cells[row, 1].formula for row in range(2, 6)] == ["=SUM(A1:C1)", "=A1+(B1-1)*C1", "=SUM(A1,C1)", "=?"]
    assert all(cells[row, 1].formula_without_value and cells[row, 1].value is None for row in range(2, 6))
    assert not cells[1, 1].formula_without_value
