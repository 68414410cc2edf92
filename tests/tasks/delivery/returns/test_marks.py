"""What a return copy adds to a sender's workbook: colours, comments, the list and its links."""

import io
import re

import openpyxl
import pytest

from sources.submission import FindingKind, Severity
from tasks.reading.opening import open_grid


def load(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_doubtful_cell_is_filled_and_keeps_its_own_format_otherwise(rich_workbook, copy, find):
    before = load(rich_workbook)["実績"]["B3"]
    after = load(copy(rich_workbook, find("実績", "B3")).data)["実績"]["B3"]
    assert after.fill.fgColor.rgb == "FFFFE0B8"
    assert before.fill.fill_type is None
    assert (after.number_format, after.font.b, after.border.left.style) == ('0"件"', True, "thin")
    assert after.protection.locked is False


def test_what_must_be_corrected_and_what_is_to_be_known_differ_in_colour(plain_workbook, copy, find):
    sheet = load(
        copy(
            plain_workbook,
            find("実績", "B2", severity=Severity.ERROR),
            find("実績", "B3", severity=Severity.INFO),
            find("実績", "B2", "同じセルのもう一つの点です。", severity=Severity.INFO),
        ).data
    )["実績"]
    assert (sheet["B2"].fill.fgColor.rgb, sheet["B3"].fill.fgColor.rgb) == ("FFFFC9C4", "FFD9E8F6")


def test_the_comment_says_what_was_found_what_was_expected_and_what_to_write(rich_workbook, copy, find):
    comment = load(copy(rich_workbook, find("実績", "B2")).data)["実績"]["B2"].comment
    assert comment.author == "事務局"
    assert comment.text.splitlines() == [
        "【確認事項】「約12件」は正確な数ではありません。",
        "【確認事項】→ 数値を一つだけ、数字でご記入ください。「約」「程度」などの補足は備考にお書きください。",
        "【確認事項】『企業面談』には、4月からの累計（単位：件）をご記入ください。（L2-01）",
    ]


def test_a_comment_of_the_senders_is_kept_and_added_to(plain_workbook, copy, find):
    words = load(copy(plain_workbook, find("実績", "B2"), find("実績", "B3")).data)["実績"]["B2"].comment.text
    assert words.startswith("10月末の速報値です\n【確認事項】")


def test_every_comment_has_its_box_and_no_two_boxes_one_number(plain_workbook, copy, find, parts):
    after = parts(copy(plain_workbook, find("実績", "B2"), find("実績", "B3"), find("実績", "D9")).data)
    [drawing] = (content for name, content in after.items() if name.endswith(".vml"))
    [comments] = (content for name, content in after.items() if "comments/comment" in name)
    assert comments.count(b"<comment ") == 3
    places = re.findall(rb"Row[^>]*>(\d+)</\w+:Row>\s*<\w+:Column[^>]*>(\d+)<", drawing)
    assert sorted(places) == [(b"1", b"1"), (b"2", b"1"), (b"8", b"3")]
    numbers = re.findall(rb'<\w+:shape [^>]*id="(_x0000_s\d+)"', drawing)
    assert len(set(numbers)) == len(numbers) == 3


def test_a_thread_is_answered_within_the_thread(plain_workbook, copy, find, parts):
    data = with_thread(plain_workbook)
    after = parts(copy(data, find("実績", "B2")).data)
    thread = after["xl/threadedComments/threadedComment1.xml"].decode()
    assert thread.count("<threadedComment ") == 2
    assert 'parentId="{AAAAAAAA-0000-0000-0000-000000000001}"' in thread
    assert "【確認事項】「約12件」" in thread
    assert "事務局" in after["xl/persons/person1.xml"].decode()
    assert b"application/vnd.ms-excel.person+xml" in after["[Content_Types].xml"]
    grid = open_grid("a.xlsx", copy(data, find("実績", "B2")).data)
    assert grid.sheets[0].cells[2, 2].comment.startswith("この値で確定です\n【確認事項】")


def test_the_list_opens_first_and_leads_to_each_cell(rich_workbook, copy, find):
    book = load(copy(rich_workbook, find("実績", "B2"), find("実績", "B3", severity=Severity.ERROR)).data)
    assert book.active.title == "確認事項"
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == ["確認事項"]
    sheet = book["確認事項"]
    headings = [cell.value for cell in sheet[5]][1:]
    assert headings[:5] == ["番号", "シート", "セル", "対象月", "確認したい内容"]
    first, second = ([cell.value for cell in row][1:] for row in sheet["A6:J7"])
    assert first[:4] == ["1", "実績", "B3", "2021年10月"]
    assert second[:4] == ["2", "実績", "B2", "2021年10月"]
    assert (first[7], second[7], second[8]) == ("要訂正", "要確認", "L2-01")
    assert [sheet[at].hyperlink.location for at in ("D6", "D7")] == ["'実績'!B3", "'実績'!B2"]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.print_title_rows == "$5:$5"


def test_a_finding_without_a_cell_is_listed_and_marks_nothing(plain_workbook, copy, find, parts):
    whole_file = find("", "", "どちらの報告か分かりません。", kind=FindingKind.UNKNOWN_BODY, measure_id="")
    after = copy(plain_workbook, whole_file).data
    assert parts(after)["xl/worksheets/sheet1.xml"] == parts(plain_workbook)["xl/worksheets/sheet1.xml"].replace(
        b' tabSelected="1"', b""
    )
    assert load(after)["確認事項"]["F6"].value == "どちらの報告か分かりません。"


def test_a_covered_cell_of_a_merged_range_is_marked_where_its_content_stands(rich_workbook, copy, find):
    sheet = load(copy(rich_workbook, find("実績", "B7")).data)["実績"]
    assert sheet["A6"].comment is not None
    assert sheet["A6"].fill.fgColor.rgb == "FFFFE0B8"


def test_an_empty_cell_is_marked_in_the_format_of_its_row_or_column(copy, find):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "実績"
    sheet["A1"] = "企業面談"
    sheet.column_dimensions["D"].number_format = "0.0%"
    sheet.row_dimensions[9].number_format = "yyyy/m/d"
    written = io.BytesIO()
    book.save(written)
    after = load(copy(written.getvalue(), find("実績", "D4"), find("実績", "B9")).data)["実績"]
    assert [after[at].number_format for at in ("D4", "B9")] == ["0.0%", "yyyy/m/d"]
    assert [after[at].fill.fill_type for at in ("D4", "B9", "A1")] == ["solid", "solid", None]


def test_a_range_is_filled_where_it_holds_something_and_commented_once(plain_workbook, copy, find):
    sheet = load(copy(plain_workbook, find("実績", "A2:D9")).data)["実績"]
    filled = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fill_type]
    assert filled == ["A2", "B2", "A3", "B3"]
    assert sheet["A2"].comment is not None
    assert sheet["A3"].comment is None


@pytest.mark.parametrize("words", ["=cmd|'/c calc'!A1", "@SUM(A1)", "_x0041_のまま", "a\x00\x01b", "<b>&amp;"])
def test_words_from_a_submission_stay_words(plain_workbook, copy, find, words):
    grid = open_grid("a.xlsx", copy(plain_workbook, find("実績", "B2", words)).data)
    shown = re.sub("[\x00\x01]", "", words)
    cell = grid.sheets[1].cells[6, 6]
    assert (cell.shown, cell.formula) == (shown, "")
    assert f"【確認事項】{shown}" in grid.sheets[0].cells[2, 2].comment


def test_a_copy_that_comes_back_gets_one_new_list_and_only_what_still_holds(plain_workbook, copy, find, parts):
    first = copy(plain_workbook, find("実績", "B2"), find("実績", "B3")).data
    second = copy(first, find("実績", "A2", "値がありません。")).data
    book = load(second)
    assert book.sheetnames == ["実績", "確認事項"]
    assert book["実績"]["B2"].comment.text == "10月末の速報値です"
    assert book["実績"]["B3"].comment is None
    assert book["実績"]["A2"].comment.text.startswith("【確認事項】値がありません。")
    assert [book["確認事項"][at].value for at in ("D6", "D7")] == ["A2", None]
    [drawing] = (content for name, content in parts(second).items() if name.endswith(".vml"))
    assert len(re.findall(rb"<\w+:ClientData", drawing)) == 2
    assert parts(second)["xl/workbook.xml"].count(b"_ayumi_return_list") == 1


def test_a_sheet_of_the_senders_own_named_like_the_list_keeps_its_name(copy, find):
    book = openpyxl.Workbook()
    book.active.title = "確認事項"
    book.active["A1"] = "社内の確認事項"
    written = io.BytesIO()
    book.save(written)
    after = load(copy(written.getvalue(), find("確認事項", "A1")).data)
    assert after.sheetnames == ["確認事項", "確認事項 (2)"]
    assert after["確認事項"]["A1"].value == "社内の確認事項"
    assert after.active.title == "確認事項 (2)"


def test_the_properties_list_the_new_sheet(rich_workbook, copy, find, parts):
    app = parts(copy(rich_workbook, find("実績", "B2")).data)["docProps/app.xml"].decode()
    assert "<vt:lpstr>図表</vt:lpstr><vt:lpstr>確認事項</vt:lpstr>" in app
    assert "<vt:i4>3</vt:i4>" in app


def test_equal_inputs_give_equal_bytes(rich_workbook, copy, find):
    findings = find("実績", "B2"), find("図表", "A1", severity=Severity.INFO)
    assert copy(rich_workbook, *findings) == copy(rich_workbook, *findings)


def with_thread(data: bytes) -> bytes:
    """Put a thread at B2 beside its note, as newer Excel stores it."""
    import zipfile

    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                content = content.replace(
                    b"</Relationships>",
                    b'<Relationship Id="thread" Type="http://schemas.microsoft.com/office/2017/10/relationships/'
                    b'threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>',
                )
            new.writestr(name, content)
        new.writestr(
            "xl/threadedComments/threadedComment1.xml",
            f'<ThreadedComments xmlns="{threads}"><threadedComment ref="B2" dT="2021-11-02T01:02:03.00" '
            'personId="{BBBBBBBB-0000-0000-0000-000000000001}" id="{AAAAAAAA-0000-0000-0000-000000000001}">'
            "<text>この値で確定です</text></threadedComment></ThreadedComments>",
        )
    return written.getvalue()
