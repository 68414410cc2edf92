"""Files made to hurt: each ends as a finding, within the limits, and without being believed."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from openpyxl import Workbook

from sources.submission import FindingKind
from tasks.reading.formats import limits
from tasks.reading.grid import Grid
from tasks.reading.opening import NotOpened

TOO_LARGE = FindingKind.FILE_TOO_LARGE
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_part_may_define_entities(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened], part: str, encoding: str
) -> None:
    body = (ENTITIES + f'<worksheet xmlns="{MAIN}">&c;</worksheet>').encode(encoding)
    assert "document type definition" in str(refusal(raw_xlsx("<sheetData/>", extra={part: body})))


def test_an_encoding_that_could_hide_a_definition_is_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    body = f'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE w+AD4<worksheet xmlns="{MAIN}"/>'
    assert refusal(raw_xlsx(whole_sheet=body)).kind is FindingKind.UNREADABLE_FILE


def test_a_part_that_unpacks_out_of_proportion_is_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    assert refusal(raw_xlsx("<sheetData/>", extra={"xl/media/a.bin": b"\0" * (2 << 20)})).kind is TOO_LARGE


def test_parts_that_unpack_to_too_much_together_are_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    slice_of_zeros = b"\0" * limits.RATIO_COUNTS_FROM
    count = limits.LARGEST_UNPACKED // len(slice_of_zeros) + 1
    parts = {f"xl/media/{number}.bin": slice_of_zeros for number in range(count)}
    assert refusal(raw_xlsx("<sheetData/>", extra=parts)).kind is TOO_LARGE


def test_a_size_that_lies_is_damage_not_memory(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    whole = bytearray(raw_xlsx("<sheetData/>" + " " * 100_000))
    with ZipFile(BytesIO(whole)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    true_size, lie = info.file_size.to_bytes(4, "little"), (50).to_bytes(4, "little")
    assert "damaged" in str(refusal(bytes(whole.replace(true_size, lie))))


def test_too_many_parts_are_refused(
    zipped: Callable[[dict[str, str | bytes]], bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    assert refusal(zipped({f"{number}": "" for number in range(limits.MOST_ENTRIES + 1)})).kind is TOO_LARGE


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "xl\\..\\..\\evil.xml", "xl/WORKBOOK.xml"])
def test_names_that_lead_out_or_stand_twice_are_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened], name: str
) -> None:
    assert refusal(raw_xlsx("<sheetData/>", extra={name: "x"})).kind is FindingKind.UNREADABLE_FILE


def test_a_zip_with_a_password_is_a_matter_of_the_password(refusal: Callable[[bytes], NotOpened]) -> None:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("report.xlsx"), "x")
    data = target.getvalue()
    data = data.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0").replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"
    )
    assert refusal(data).kind is FindingKind.PASSWORD


def test_a_file_that_is_too_large_is_not_looked_into(refusal: Callable[[bytes], NotOpened]) -> None:
    assert refusal(b"PK\x03\x04" + bytes(limits.LARGEST_FILE)).kind is TOO_LARGE


def test_content_in_the_farthest_column_is_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    sheet = '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert refusal(raw_xlsx(sheet)).kind is TOO_LARGE


def test_content_in_the_last_row_is_read_and_costs_nothing(
    raw_xlsx: Callable[..., bytes], opened: Callable[[bytes], Grid]
) -> None:
    sheet = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="ALL1048576"><v>2</v></c></row></sheetData>'
    )
    assert [cell.value for cell in opened(raw_xlsx(sheet)).sheets[0]] == [1, 2]


def test_a_blank_text_in_the_last_row_costs_nothing(
    raw_xlsx: Callable[..., bytes], opened: Callable[[bytes], Grid]
) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="ALL1048576" t="str"><v> </v></c></row></sheetData>'
    )
    assert len(opened(raw_xlsx(sheet)).sheets[0].cells) == 1


@pytest.mark.parametrize("reference", ["A1048577", "A9999999"])
def test_rows_that_no_sheet_has_are_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened], reference: str
) -> None:
    sheet = f'<sheetData><row><c r="{reference}"><v>1</v></c></row></sheetData>'
    assert refusal(raw_xlsx(sheet)).kind is TOO_LARGE


def test_formatted_empty_cells_count(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_CELLS", 1000)
    row = "<row>" + "<c s='1'/>" * 77 + "</row>"
    assert "formatted empty ones included" in str(refusal(raw_xlsx(f"<sheetData>{row * 13}</sheetData>")))


def test_a_merged_range_over_the_whole_sheet_is_cut_to_its_cells(
    raw_xlsx: Callable[..., bytes], opened: Callable[[bytes], Grid]
) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="D1"/></row><row r="6"><c r="A6"/></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert opened(raw_xlsx(sheet)).sheets[0].merged == ((1, 1, 6, 4),)


def test_too_many_merged_ranges_are_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    merged = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, limits.MOST_MERGED_RANGES + 2))
    sheet = f"<sheetData/><mergeCells>{merged}</mergeCells>"
    assert refusal(raw_xlsx(sheet)).kind is TOO_LARGE


def test_merged_ranges_that_cover_too_much_together_are_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    merged = "".join(f'<mergeCell ref="A{row}:ALL9000"/>' for row in range(1, 200))
    sheet = (
        '<sheetData><row r="9000"><c r="A9000"/><c r="ALL9000"/></row></sheetData>'
        f"<mergeCells>{merged}</mergeCells>"
    )
    assert refusal(raw_xlsx(sheet)).kind is TOO_LARGE


def test_a_hyperlink_over_the_whole_sheet_makes_no_cells(
    raw_xlsx: Callable[..., bytes], opened: Callable[[bytes], Grid]
) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
    )
    assert len(opened(raw_xlsx(sheet)).sheets[0].cells) == 1


def test_deep_nesting_is_refused(raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]) -> None:
    sheet = "<sheetData>" + "<a>" * 5000 + "</a>" * 5000 + "</sheetData>"
    assert refusal(raw_xlsx(sheet)).kind is FindingKind.UNREADABLE_FILE


def test_too_many_styles_are_refused(
    raw_xlsx: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    styles = "<cellXfs>" + "".join(f'<xf numFmtId="{number}"/>' for number in range(70_000)) + "</cellXfs>"
    assert refusal(raw_xlsx("<sheetData/>", styles=styles)).kind is TOO_LARGE


def test_too_many_sheets_are_refused(
    saved: Callable[[Workbook], bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    workbook = Workbook()
    for number in range(limits.MOST_SHEETS):
        workbook.create_sheet(f"{number}")
    assert refusal(saved(workbook)).kind is TOO_LARGE
