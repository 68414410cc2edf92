"""Files that can not carry marks: a workbook of ours with the list, and what the file shows."""

import io

import openpyxl
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from sources.submission import FindingKind, Severity
from tasks.reading.opening import open_grid
from tasks.reading.template_ids import without_own_marks

LINES = (
    "具体的な取り組み,指標,実績値（累計）,単位",
    "次世代放射光施設の建設支援,企業面談,約12件,件",
    "地元企業の参入支援,企業プレゼン,007,件",
)
CSV = "\n".join(LINES).encode("cp932")


def load(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_csv_comes_back_as_a_workbook_with_its_values_and_the_doubtful_cell_marked(copy, find):
    sheets = open_grid("a.csv", CSV).sheets
    after = copy(CSV, find("", "R2C3"), name="2021-10/phosic_202110.csv", sheets=sheets)
    assert after.name == "phosic_202110_csv_確認事項.xlsx"
    book = load(after.data)
    assert book.sheetnames == ["確認事項", "読み取った内容"]
    assert book.active.title == "確認事項"
    assert book["確認事項"]["D6"].hyperlink.location == "'読み取った内容'!C2"
    sheet = book["読み取った内容"]
    assert [[cell.value for cell in row] for row in sheet["A1:D3"]] == [
        ["具体的な取り組み", "指標", "実績値（累計）", "単位"],
        ["次世代放射光施設の建設支援", "企業面談", "約12件", "件"],
        ["地元企業の参入支援", "企業プレゼン", "007", "件"],
    ]
    assert sheet["C2"].fill.fgColor.rgb == "FFFFE0B8"
    assert "【確認事項】「約12件」" in sheet["C2"].comment.text
    assert [cell.coordinate for row in sheet["A1:D3"] for cell in row if cell.comment] == ["C2"]


def test_an_xls_comes_back_with_all_its_visible_sheets(copy, find):
    book = xlwt.Workbook()
    for name in ("実績", "作業用"):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, f"{name}の値")
        sheet.write(1, 1, 12)
    book.get_sheet(1).visibility = 1
    written = io.BytesIO()
    book.save(written)
    grid = open_grid("a.xls", written.getvalue())
    after = copy(written.getvalue(), find("実績", "B2"), name="報告.xls", sheets=grid.sheets)
    assert after.name == "報告_xls_確認事項.xlsx"
    assert load(after.data).sheetnames == ["確認事項", "実績"]
    assert load(after.data)["実績"]["B2"].value == 12


def test_nothing_that_was_sent_becomes_a_formula_or_a_link(copy, find):
    data = "指標,実績\n=cmd|'/c calc'!A1,+1+1\nhttp://example.jp/,@x\n".encode()
    after = copy(data, find("", "R2C1", "=1+1"), name="a.csv", sheets=open_grid("a.csv", data).sheets).data
    for sheet in load(after):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None or not cell.hyperlink.target


def test_a_protected_workbook_is_listed_without_being_opened(copy, find, plain_workbook):
    locked = find("", "", "パスワードがかかっています。", kind=FindingKind.PASSWORD, severity=Severity.ERROR)
    after = copy(plain_workbook, locked, name="報告.xlsx")
    assert after.name == "報告_xlsx_確認事項.xlsx"
    assert load(after.data).sheetnames == ["確認事項"]
    assert load(after.data)["確認事項"]["I6"].value == "要訂正"


def test_what_a_password_protects_is_not_shown_though_it_could_be_read(copy, find, plain_workbook):
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(plain_workbook)).encrypt("ひみつ", locked)
    grid = open_grid("a.xlsx", locked.getvalue(), "ひみつ")
    after = copy(locked.getvalue(), find("実績", "B2"), name="報告.xlsx", sheets=grid.sheets)
    assert load(after.data).sheetnames == ["確認事項"]
    assert load(after.data)["確認事項"]["D6"].value == "B2"


def test_sheets_whose_names_excel_refuses_get_names_that_it_takes(copy, find):
    class Sheet:
        hidden = False

        def __init__(self, name: str) -> None:
            self.name = name

        def __iter__(self):
            return iter(())

    names = ["a/b:c*", "a_b_c_", "確認事項", "x" * 40, "'", ""]
    after = copy(b"", find("a/b:c*", "B2"), name="a.ods", sheets=tuple(map(Sheet, names)))
    assert load(after.data).sheetnames == [
        "確認事項",
        "a_b_c_",
        "a_b_c_ (2)",
        "確認事項 (2)",
        "x" * 31,
        "_",
        "読み取った内容",
    ]
    assert load(after.data)["確認事項"]["D6"].hyperlink.location == "'a_b_c_'!B2"


def test_what_comes_back_is_read_like_the_file_it_was_made_from(copy, find):
    before = open_grid("a.csv", CSV)
    after = without_own_marks(open_grid("a.xlsx", copy(CSV, find("", "R2C3"), sheets=before.sheets).data))
    [sent], [returned] = before.sheets, after.sheets
    assert {at: cell.shown for at, cell in returned.cells.items()} == {
        at: cell.shown for at, cell in sent.cells.items()
    }
    assert all(not cell.comment for cell in after.sheets[0])


def test_equal_inputs_give_equal_bytes(copy, find):
    sheets = open_grid("a.csv", CSV).sheets
    assert copy(CSV, find("", "R2C3"), sheets=sheets) == copy(CSV, find("", "R2C3"), sheets=sheets)
