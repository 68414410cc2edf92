"""The data companion data.xlsx."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from sources.submission import Place, Submission
from tasks.reporting.data_tables import CELL_LIMIT
from tasks.reporting.data_workbook import data_workbook
from tasks.reporting.material import Stamp

SHEETS = ["概要", "達成状況", "実績値", "到達目標", "進捗報告", "所見", "出典"]


def opened(written: bytes):
    return openpyxl.load_workbook(io.BytesIO(written))


def table_of(sheet) -> list[dict]:
    """Return a sheet's rows as Excel's own filter range delimits them."""
    head, *body = sheet[sheet.auto_filter.ref]
    return [{h.value: cell.value for h, cell in zip(head, row, strict=True)} for row in body]


def test_companion_has_the_seven_sheets_in_japanese(a_material):
    assert opened(data_workbook(a_material())).sheetnames == SHEETS


def test_companion_speaks_english_where_asked(a_material):
    book = opened(data_workbook(a_material(), "en"))
    assert book.sheetnames[0] == "Overview"
    assert "Attainment" in table_of(book["Attainment by measure"])[0]


def test_same_values_give_the_same_bytes_whatever_the_day_and_edition(a_material):
    first = data_workbook(a_material())
    later = data_workbook(a_material(stamp=Stamp(7, datetime(2026, 11, 24, tzinfo=UTC))))
    assert first == later


def test_order_of_readings_does_not_change_the_bytes(a_material, a_reading, an_observation):
    other = a_reading(
        submission=Submission("2021-10/a.csv", "b" * 64, "bc", date(2021, 11, 5)),
        observations=(an_observation(place=Place("2021-10/a.csv", "", "R2C5")),),
        statuses=(),
    )
    readings = [a_reading(), other]
    assert data_workbook(a_material(*readings)) == data_workbook(a_material(*reversed(readings)))


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_prints_on_landscape_a4_with_headings_kept_and_filtered(a_material, sheet):
    shown = opened(data_workbook(a_material()))[sheet]
    head_row = int(shown.auto_filter.ref.split(":")[0].lstrip("A"))
    assert (shown.page_setup.orientation, shown.page_setup.paperSize) == ("landscape", 9)
    assert (shown.sheet_properties.pageSetUpPr.fitToPage, shown.page_setup.fitToHeight) == (True, 0)
    assert shown.freeze_panes == f"A{head_row + 1}"
    assert shown.print_title_rows == f"${head_row}:${head_row}"


def test_numbers_are_numbers_and_shares_show_as_percent(a_material):
    sheet = opened(data_workbook(a_material()))["達成状況"]
    rows = table_of(sheet)
    assert [row["実績"] for row in rows] == [17, 0, None]
    assert [row["達成率"] for row in rows] == [0.5667, 0, None]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet[f"{heads['達成率']}2"].number_format.startswith("0.0%")
    assert [row["評価"] for row in rows] == ["○", "△", "－"]
    assert [row["報告の状態"] for row in rows] == ["報告あり", "報告あり", "期限超過"]


def test_whole_number_shows_without_a_decimal_point_and_a_fraction_with_it(a_material):
    sheet = opened(data_workbook(a_material()))["実績値"]
    by_cell = {row[-1].value: row[4] for row in sheet.iter_rows(min_row=2)}
    assert (by_cell["C9"].value, by_cell["C9"].number_format) == (300000000, "#,##0;△#,##0;0")
    assert (by_cell["C10"].value, by_cell["C10"].number_format) == (2.5, "#,##0.0###;△#,##0.0###;0")


def test_every_value_leads_back_to_file_sheet_and_cell(a_material):
    first = table_of(opened(data_workbook(a_material()))["実績値"])[0]
    assert (first["提出機関"], first["原文"], first["採否"]) == ("東経連ビジネスセンター", "17件", "採用")
    assert (first["ファイル"], first["シート"], first["セル"]) == ("2021-10/bc.xlsx", "進捗一覧", "C5")


def test_no_text_becomes_a_formula_or_a_link(a_material, a_reading, a_status):
    hostile = [
        "=1+1",
        "{=SUM(A1)}",
        "http://example.jp/",
        "mailto:x@example.jp",
        "internal:A1",
        "<b>太字</b>",
        "12",
    ]
    statuses = tuple(a_status(words, issues=words) for words in hostile)
    written = data_workbook(a_material(a_reading(statuses=statuses)))
    cells = [cell for row in opened(written)["進捗報告"].iter_rows(min_row=2) for cell in row if cell.value]
    assert set(hostile) <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        xml = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml


def test_text_longer_than_a_cell_is_cut_with_a_mark(a_material, a_reading, a_status):
    long = "長" * 40_000
    row = table_of(opened(data_workbook(a_material(a_reading(statuses=(a_status(long),)))))["進捗報告"])[0]
    assert row["進捗"] == "長" * CELL_LIMIT + "…"


def test_month_without_any_submission_still_gives_all_sheets(a_material):
    book = opened(data_workbook(a_material(readings=())))
    assert book.sheetnames == SHEETS
    assert table_of(book["実績値"]) == []


def test_overview_counts_ratings_and_names_plan_month_and_profile(a_material):
    sheet = opened(data_workbook(a_material()))["概要"]
    notes = {row[0].value: row[1].value for row in sheet.iter_rows(max_row=5)}
    assert (notes["対象月"], notes["評価基準"]) == ("2021年10月", "標準評価基準 (standard-1)")
    whole = table_of(sheet)[0]
    assert (whole["区分"], whole["○"], whole["対象の指標数"], whole["期限超過"]) == ("計画全体", 1, 3, 1)
    assert whole["未報告を×としたときの×"] == 1


def test_phase_year_that_is_not_known_says_so(a_material, an_attainment):
    goal = replace(an_attainment.measures[0], measure_id="5-P1", phase_years=((2020, None), (2021, Decimal(88))))
    attainment = replace(an_attainment, measures=(goal,))
    row = table_of(opened(data_workbook(a_material(attainment=attainment)))["達成状況"])[0]
    assert row["年度別の値"] == "2020: 不明、2021: 88"
