"""Workbooks built byte by byte, so that a test can show the one oddity it is about."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from tasks.reading.grid import Cell, Grid
from tasks.reading.opening import NotOpened, open_grid

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def _relations(entries: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'


def pack(parts: dict[str, str | bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Return the parts as a zip file."""
    target = BytesIO()
    with ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.fixture
def zipped() -> Callable[[dict[str, str | bytes]], bytes]:
    return pack


@pytest.fixture
def raw_xlsx() -> Callable[..., bytes]:
    """Return a function from the inside of a worksheet element (and other parts) to an xlsx file."""

    def build(
        sheet: str = "",
        *,
        strings: str = "",
        styles: str = "",
        workbook: str = "",
        sheet_relations: str = "",
        extra: dict[str, str | bytes] | None = None,
        whole_sheet: str | bytes | None = None,
    ) -> bytes:
        parts: dict[str, str | bytes] = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations(
                f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            ),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}'
            '<sheets><sheet name="Report" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
                f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
                f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/>'
            ),
            "xl/worksheets/sheet1.xml": whole_sheet or f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        }
        if sheet_relations:
            parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relations(sheet_relations)
        return pack(parts | (extra or {}))

    return build


@pytest.fixture
def saved() -> Callable[[Workbook], bytes]:
    """Return a function from an openpyxl workbook to the file that openpyxl saves of it."""

    def save(workbook: Workbook) -> bytes:
        target = BytesIO()
        workbook.save(target)
        return target.getvalue()

    return save


@pytest.fixture
def cells_of() -> Callable[[bytes], dict[tuple[int, int], Cell]]:
    """Return a function from a file to the cells of its first sheet."""
    return lambda data: open_grid("report", data).sheets[0].cells


@pytest.fixture
def opened() -> Callable[[bytes], Grid]:
    return lambda data: open_grid("report", data)


@pytest.fixture
def refusal() -> Callable[[bytes], NotOpened]:
    """Return a function from a file that must not open to its refusal."""

    def refuse(data: bytes) -> NotOpened:
        with pytest.raises(NotOpened) as caught:
            open_grid("report", data)
        return caught.value

    return refuse
