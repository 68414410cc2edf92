"""Workbooks that others wrote: each gives cells or says why not. They lie beside the repository, where they do."""

from pathlib import Path

import pytest

from sources.submission import FindingKind
from tasks.reading.grid import Cell, Sheet
from tasks.reading.opening import NotOpened, open_grid

SHARED = Path(__file__).resolve().parents[4].parent / "shared"
WORKBOOKS = sorted(path for path in (SHARED / "workbooks").glob("*.*") if path.suffix != ".md")
SUBMISSIONS = sorted(path for path in (SHARED / "submissions").glob("2021-*/*"))
PROTECTED = {"calamine_pass_protected", "msoffcrypto_rc4_password", "msoffcrypto_xor_password"}
PASSWORDS = {
    "calamine_pass_protected.xlsx": "123",
    "msoffcrypto_rc4_password.xls": "Password1234_",
    "msoffcrypto_xor_password.xls": "123456789012345",
}
SHOWN_CASES = [path for path in WORKBOOKS if path.name.startswith("mygreen_cell_format")]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
def test_each_gives_cells_or_says_why_not(path: Path) -> None:
    try:
        grid = open_grid(path.name, path.read_bytes())
    except NotOpened as refusal:
        assert path.stem in PROTECTED
        assert refusal.kind is FindingKind.PASSWORD
    else:
        assert path.stem not in PROTECTED
        assert grid.format == path.suffix[1:]


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: path.name)
def test_submissions_open_without_a_doubt(path: Path) -> None:
    grid = open_grid(path.name, path.read_bytes())
    assert any(sheet.cells for sheet in grid.sheets)
    assert grid.warnings == ()


@pytest.mark.parametrize(
    "path", [path for path in WORKBOOKS if path.name in PASSWORDS], ids=lambda path: path.name
)
def test_protected_ones_open_with_their_password(path: Path) -> None:
    assert open_grid(path.name, path.read_bytes(), PASSWORDS[path.name]).sheets


@pytest.mark.parametrize("path", SHOWN_CASES, ids=lambda path: path.name)
def test_numbers_show_as_excel_showed_them(path: Path) -> None:
    """Each of these workbooks says beside a formatted cell what Excel showed for it (テスト結果)."""
    differing = [
        (cell.number_format, cell.shown, told.shown)
        for sheet in open_grid(path.name, path.read_bytes()).sheets
        for cell, told in _cases(sheet)
        if cell.shown != told.shown.strip() and not _falls_back(cell)
    ]
    assert differing == []


def _cases(sheet: Sheet) -> list[tuple[Cell, Cell]]:
    heads = [cell for cell in sheet if cell.value == "テストケース"]
    return [
        (cell, told)
        for head in heads
        for cell in sheet
        if cell.column == head.column
        and cell.row > head.row
        and (told := sheet.at(cell.row, cell.column + 1)) is not None
    ]


def _falls_back(cell: Cell) -> bool:
    """Return whether a format is shown plainly on purpose: fractions, and numbers in kanji."""
    return "DBNum" in cell.number_format or "?/" in cell.number_format or "/10" in cell.number_format
