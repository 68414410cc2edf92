"""A sample workbook as bytes that are the same on every machine and every day."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MADE = datetime(2021, 4, 1, 9, 0)
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Styles:
    """The looks an office workbook has: a title, heads, bordered cells."""

    title: Format
    head: Format
    cell: Format
    plain: Format
    day: Format
    percent: Format
    thousands: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> "Styles":
        font = {"font_name": "游ゴシック", "font_size": 10}
        boxed = {**font, "border": 1, "text_wrap": True, "valign": "vcenter"}
        return cls(
            title=book.add_format({**font, "bold": True, "font_size": 14}),
            head=book.add_format({**boxed, "bold": True, "bg_color": "#DDEBF7", "align": "center"}),
            cell=book.add_format(boxed),
            plain=book.add_format(font),
            day=book.add_format({**boxed, "num_format": "yyyy/m/d"}),
            percent=book.add_format({**boxed, "num_format": "0%"}),
            thousands=book.add_format({**boxed, "num_format": "#,##0"}),
        )


def workbook_bytes(build: Callable[[xlsxwriter.Workbook, Styles], None]) -> bytes:
    """Return the workbook that *build* fills, its times fixed and its parts stored unpacked.

    Packed parts would differ between builds of zlib.
    """
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties({"created": MADE, "author": "見本"})
    build(book, Styles.of(book))
    book.close()
    with zipfile.ZipFile(written) as parts:
        return zip_of({name: parts.read(name) for name in parts.namelist()})


def zip_of(parts: dict[str, bytes]) -> bytes:
    """Return a zip file of *parts* in their order, unpacked and without times of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system = 0  # the same on every system that writes it
            archive.writestr(entry, data)
    return out.getvalue()


def merged(sheet: Worksheet, cells: str, value: object, style: Format) -> None:
    """Write *value* into a merged range, or into the one cell that *cells* names."""
    if ":" in cells and len(set(cells.split(":"))) == 2:
        sheet.merge_range(cells, value, style)
    else:
        sheet.write(cells.partition(":")[0], value, style)


def typed(written: str) -> int | str:
    """Return a number where *written* is plain digits, else the words: １６ typed in full width stays words."""
    return int(written) if written.isascii() and written.isdigit() else written
