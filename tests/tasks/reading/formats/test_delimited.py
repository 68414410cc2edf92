from collections.abc import Callable

import pytest

from tasks.reading.grid import Cell, Grid, address
from tasks.reading.opening import NotOpened

Cells = dict[tuple[int, int], Cell]
REPORT = "取り組み,実績,単位\n東北ハウスの開催,３,回\nＭＦＢへの加入～①,14,社\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-le", "utf-16-be", "iso2022_jp"]
)
def test_every_encoding_used_in_japan_gives_the_same_cells(
    cells_of: Callable[[bytes], Cells], encoding: str
) -> None:
    written = REPORT.replace("～①", "") if encoding in ("euc_jp", "iso2022_jp") else REPORT
    cells = cells_of(written.encode(encoding))
    assert cells[2, 1].value == "東北ハウスの開催"
    assert cells[3, 2].value == "14"


def test_half_width_katakana_in_cp932_is_not_taken_for_euc(cells_of: Callable[[bytes], Cells]) -> None:
    cells = cells_of("ｼﾝﾁｮｸ,ｼﾞｯｾｷ\nｶｲｻｲ,3\n".encode("cp932"))
    assert [cell.value for cell in cells.values()] == ["ｼﾝﾁｮｸ", "ｼﾞｯｾｷ", "ｶｲｻｲ", "3"]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "csv"), ("\t", "tsv"), (";", "csv")])
def test_the_delimiter_is_found(opened: Callable[[bytes], Grid], delimiter: str, name: str) -> None:
    grid = opened(REPORT.replace(",", delimiter).encode())
    assert (grid.format, grid.sheets[0].cells[3, 3].value) == (name, "社")


def test_a_delimiter_in_prose_does_not_split_the_table(cells_of: Callable[[bytes], Cells]) -> None:
    cells = cells_of("取り組み,実績\n説明会; 県内3会場,14\nMFB; 加入促進,3\n".encode())
    assert cells[2, 1].value == "説明会; 県内3会場"


def test_values_stay_the_texts_that_they_are(cells_of: Callable[[bytes], Cells]) -> None:
    cells = cells_of(b"code,value\n007,1e3\n")
    assert [(cell.kind, cell.value) for cell in cells.values()][2:] == [("text", "007"), ("text", "1e3")]


def test_a_row_with_line_breaks_in_a_value_is_one_row(opened: Callable[[bytes], Grid]) -> None:
    grid = opened('件名,概要\r\n"東北,ハウス","1行目\r\n2行目 ""引用"""\r\n次,終\r\n'.encode())
    cells = grid.sheets[0].cells
    assert cells[2, 1].value == "東北,ハウス"
    assert cells[2, 2].value == '1行目\n2行目 "引用"'
    assert address(grid, 3, 2) == "R3C2"
    assert cells[3, 2].value == "終"


def test_blank_values_are_no_cells(cells_of: Callable[[bytes], Cells]) -> None:
    assert list(cells_of("a,,　,b\n\n,,,c\n".encode())) == [(1, 1), (1, 4), (3, 4)]


def test_a_quotation_mark_that_is_not_closed_is_told(opened: Callable[[bytes], Grid]) -> None:
    grid = opened('件名,実績\n"東北ハウス,3\nMFB,14\n'.encode())
    assert "quotation mark" in grid.warnings[0].english()


@pytest.mark.parametrize("data", [b"a,b\n\x00,1\n" * 20, bytes(range(256)), b"\x81\xff,1\n"])
def test_what_is_no_text_is_refused(refusal: Callable[[bytes], NotOpened], data: bytes) -> None:
    assert "neither a workbook nor a text" in str(refusal(data))
