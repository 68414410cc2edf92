from collections.abc import Callable
from datetime import date, time

import pytest

from sources.submission import FindingKind
from tasks.reading.grid import Cell, Grid
from tasks.reading.opening import NotOpened

Cells = dict[tuple[int, int], Cell]
_NAMES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)


@pytest.fixture
def ods(zipped: Callable[[dict[str, str | bytes]], bytes]) -> Callable[..., bytes]:
    """Return a function from the inside of a spreadsheet element (and automatic styles) to an ods file."""

    def build(inside: str, styles: str = "", **more: str) -> bytes:
        content = (
            f'<office:document-content{_NAMES} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:'
            f'xmlns:calcext:1.0"><office:automatic-styles>{styles}</office:automatic-styles><office:body>'
            f"<office:spreadsheet>{inside}</office:spreadsheet></office:body></office:document-content>"
        )
        parts: dict[str, str | bytes] = {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
        }
        return zipped(parts | more)

    return build


def _table(rows: str, attributes: str = "") -> str:
    return f'<table:table table:name="報告"{attributes}>{rows}</table:table>'


def _row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def _cell(attributes: str = "", *paragraphs: str) -> str:
    inside = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def test_values_and_what_the_file_says_is_shown(
    ods: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    rows = _row(
        _cell('office:value-type="string"', "上段", "下<text:s text:c='2'/>段"),
        _cell('office:value-type="float" office:value="14"', "14件"),
        _cell('office:value-type="percentage" office:value="0.583"', "58.3%"),
        _cell('office:value-type="date" office:date-value="2021-10-11"', "令和3年10月11日"),
        _cell('office:value-type="time" office:time-value="PT09H30M00S"', "9:30"),
        _cell('office:value-type="boolean" office:boolean-value="true"', "TRUE"),
        _cell('office:value-type="string" calcext:value-type="error"', "#DIV/0!"),
    )
    cells = list(cells_of(ods(_table(rows))).values())
    assert [cell.kind for cell in cells] == ["text", "number", "number", "date", "date", "boolean", "error"]
    assert [cell.value for cell in cells[:6]] == ["上段\n下  段", 14, 0.583, date(2021, 10, 11), time(9, 30), True]
    assert [cell.shown for cell in cells[1:4]] == ["14件", "58.3%", "令和3年10月11日"]


def test_a_unit_in_the_data_style_becomes_a_number_format(
    ods: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    styles = (
        '<number:number-style style:name="N1"><number:number number:grouping="true" '
        'number:display-factor="1000"/><number:text>千円</number:text></number:number-style>'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    )
    rows = _row(_cell('table:style-name="ce1" office:value-type="float" office:value="123000"', "123千円"))
    assert cells_of(ods(_table(rows), styles))[1, 1].number_format == '#,##0,"千円"'


def test_repetitions_are_written_out_and_empty_ones_only_counted(
    ods: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    rows = (
        _row(_cell('table:number-columns-repeated="2" office:value-type="float" office:value="3"', "3"))
        + _row(_cell('table:number-columns-repeated="16384"'), attributes=' table:number-rows-repeated="1000"')
        + _row(_cell(), _cell('office:value-type="string"', "終"), attributes=' table:number-rows-repeated="2"')
    )
    assert list(cells_of(ods(_table(rows)))) == [(1, 1), (1, 2), (1002, 2), (1003, 2)]


def test_merged_hidden_struck_and_commented_cells(
    ods: Callable[..., bytes], opened: Callable[[bytes], Grid]
) -> None:
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    text = 'office:value-type="string"'
    note = "<office:annotation><text:p>正しくは13件</text:p></office:annotation><text:p>11</text:p>"
    rows = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        + _row(
            _cell(f'table:number-columns-spanned="2" table:number-rows-spanned="1" {text}', "題名"),
            "<table:covered-table-cell/>",
        )
        + _row(_cell(text, "見える"), _cell(text, "隠れた列"))
        + _row(_cell(text, "隠れた行"), attributes=' table:visibility="filter"')
        + _row(_cell(text, '<text:span text:style-name="T1">12件</text:span>14件'))
        + _row(f'<table:table-cell office:value-type="float" office:value="11">{note}</table:table-cell>')
    )
    grid = opened(ods(_table(rows) + _table("", ' table:style-name="ta2"'), styles))
    cells = grid.sheets[0].cells
    assert cells[1, 1].merged_range == (1, 1, 1, 2)
    assert [position for position, cell in cells.items() if cell.hidden] == [(2, 2), (3, 1)]
    assert (cells[4, 1].value, cells[4, 1].struck_part) == ("14件", "12件")
    assert (cells[5, 1].value, cells[5, 1].comment) == (11, "正しくは13件")
    assert [sheet.hidden for sheet in grid.sheets] == [False, True]


def test_a_formula_is_written_as_excel_writes_it(
    ods: Callable[..., bytes], cells_of: Callable[[bytes], Cells]
) -> None:
    rows = _row(
        _cell('table:formula="of:=SUM([.B1:.C1])" office:value-type="float" office:value="5"', "5"),
        _cell('table:formula="of:=[.C1]*2"'),
    )
    cells = cells_of(ods(_table(rows)))
    assert (cells[1, 1].formula, cells[1, 1].formula_without_value) == ("=SUM(B1:C1)", False)
    assert (cells[1, 2].formula, cells[1, 2].formula_without_value) == ("=C1*2", True)


def test_an_encrypted_one_is_a_matter_of_the_password(
    ods: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    data = ods("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"})
    assert refusal(data).kind is FindingKind.PASSWORD


def test_a_small_file_can_not_unfold_into_millions_of_cells(
    ods: Callable[..., bytes], refusal: Callable[[bytes], NotOpened]
) -> None:
    cell = _cell('table:number-columns-repeated="90" office:value-type="float" office:value="1"', "1")
    data = ods(_table(_row(cell, attributes=' table:number-rows-repeated="1000000"')))
    assert refusal(data).kind is FindingKind.FILE_TOO_LARGE
