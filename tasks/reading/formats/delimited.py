"""Texts with delimiters (csv, tsv) brought into a grid: every value stays the text that it is."""

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice

from sources.messages import Text, text
from tasks.reading.formats import limits
from tasks.reading.formats.rich_text import clean
from tasks.reading.grid import Cell, Grid, Sheet
from tasks.reading.not_opened import unreadable

_DELIMITERS = (",", "\t", ";")
_ROWS_SNIFFED = 200
_CHARACTERS_SNIFFED = 200_000
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
_FULL_WIDTH_KANA = re.compile(r"[\u3040-\u30ff]")


def read_delimited(data: bytes) -> Grid:
    """Return *data* as a grid of one sheet without a name; a row counts as one, however many lines it has.

    Raises NotOpened where it is no text in an encoding used in Japan, or beyond the limits.
    """
    written = decode(data)
    delimiter = sniff_delimiter(written)
    warnings: tuple[Text, ...] = ()
    try:
        cells = _read_rows(written, delimiter, strict=True)
    except csv.Error:
        try:
            cells = _read_rows(written, delimiter, strict=False)
        except csv.Error as error:
            raise _unbalanced(error) from error
        warnings = (
            text(
                "A quotation mark in the file is not closed, or stands in the middle of a value. "
                "Check that the rows were read as they were meant."
            ),
        )
    return Grid("tsv" if delimiter == "\t" else "csv", (Sheet("", cells),), warnings=warnings)


def decode(data: bytes) -> str:
    """Return the text that *data* holds: by its mark, else UTF-8, JIS, cp932 or EUC-JP, each read strictly.

    Bytes of EUC-JP nearly always pass as cp932 too, as a row of half-width katakana; so EUC-JP is taken where
    it gives kana of full width and cp932 gives half-width ones.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _checked(_decoded(data, encoding))
    if b"\0" in data:
        return _checked(_decoded_utf16(data))
    if b"\x1b$" in data or b"\x1b(" in data:
        return _checked(_decoded(data, "iso2022_jp_ext"))
    found = _decoded(data, "utf-8")
    if found is None:
        found, other = _decoded(data, "cp932"), _decoded(data, "euc_jp")
        if other is not None and (
            found is None or (_HALF_WIDTH_KANA.search(found) and _FULL_WIDTH_KANA.search(other))
        ):
            found = other
    return _checked(found)


def sniff_delimiter(written: str) -> str:
    """Return the delimiter that splits the first rows most evenly; a comma where nothing splits them."""

    def evenness(delimiter: str) -> int:
        try:
            reader = csv.reader(StringIO(written[:_CHARACTERS_SNIFFED], newline=""), delimiter=delimiter)
            widths = Counter(len(row) for row in islice(reader, _ROWS_SNIFFED) if any(row))
        except csv.Error:
            return 0
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(_DELIMITERS, key=evenness)


def _read_rows(written: str, delimiter: str, *, strict: bool) -> dict[tuple[int, int], Cell]:
    cells: dict[tuple[int, int], Cell] = {}
    rows = csv.reader(StringIO(written, newline=""), delimiter=delimiter, strict=strict)
    for row, fields in enumerate(rows, start=1):
        for column, raw in enumerate(fields, start=1):
            if not raw.strip():
                continue
            if column > limits.MOST_COLUMNS:
                raise limits.too_many_columns("CSV")
            value = clean(raw)
            cells[row, column] = Cell(row, column, value, value, "text")
        if len(cells) > limits.MOST_CELLS:
            raise limits.too_many_cells()
    return cells


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decoded_utf16(data: bytes) -> str | None:
    """Return UTF-16 without a mark as text: its line ends and delimiters have the zero byte on one side alone."""
    for encoding, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if zeros.count(0) == data.count(0):
            written = _decoded(data, encoding)
            return written if written and ("\n" in written or "\r" in written) else None
    return None


def _checked(written: str | None) -> str:
    if written is None or _BINARY.search(written.rstrip("\x1a")):
        raise unreadable(
            text(
                "The file is neither a workbook nor a text in an encoding used in Japan. "
                "Send the report as an Excel workbook (.xlsx) or a CSV."
            )
        )
    return written.rstrip("\x1a")


def _unbalanced(error: csv.Error) -> Exception:
    return unreadable(
        text(
            "A quotation mark in the file is not closed, so that its rows can not be told apart. "
            "Save it anew as an Excel workbook (.xlsx), and send it again."
        ),
        error,
    )
