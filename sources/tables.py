"""Rows of a CSV that an operator keeps in Excel, each knowing its file and row, with every doubt collected.

A file saved again from Excel comes back in UTF-8 with BOM or in cp932, with CRLF and trailing empty columns;
all of these read alike. Rows count as Excel counts them, the header being row 1.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from sources.messages import Text, text

Value = TypeVar("Value")


@dataclass(frozen=True)
class Row:
    """One row of a table: its *cells* by column, trimmed, "" where blank."""

    file: str
    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Placed(Generic[Value]):
    """What one row was read as, with its place; *value* is None where a cell of the row could not be read.

    *row_id* is the row's first column, known even then, so that one bad cell gives one problem and not many.
    """

    file: str
    row: int
    row_id: str
    value: Value | None

    @property
    def at(self) -> dict[str, object]:
        """Return the places {file}, {row} and {id} of a sentence about this row."""
        return {"file": self.file, "row": self.row, "id": self.row_id}


def decode_table(data: bytes) -> str | None:
    """Return the text of a CSV's bytes (UTF-8 with or without BOM, else cp932), or None where it is neither."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_table(
    path: Path, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[tuple[Row, ...], tuple[Text, ...]]:
    """Return the rows of a CSV file that has exactly the columns asked for, and what is wrong with its shape.

    *required* columns must be there, *optional* ones may; any other column is a problem. Rows that are wholly
    blank are passed over, as Excel leaves them behind.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return (), (text("{file} is missing. Put it into the plan's folder.", file=path.name),)
    rows, problems = rows_of(path.name, data, required, optional)
    return rows, (*problems, *_lost_letters(data, rows))


def _lost_letters(data: bytes, rows: Sequence[Row]) -> Iterator[Text]:
    """Yield each cell with a question mark in a file in Shift_JIS: Excel writes one for a letter it has not."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        for row in rows:
            for column, cell in row.cells.items():
                if "?" in cell:
                    yield text(
                        "{file}, row {row}, column '{column}': '{value}' may have lost a letter that Shift_JIS has"
                        " not. Put it right, and save as CSV UTF-8.",
                        file=row.file,
                        row=row.number,
                        column=column,
                        value=cell,
                    )


def rows_of(
    file: str, data: bytes, required: Sequence[str], optional: Sequence[str] | None = ()
) -> tuple[tuple[Row, ...], tuple[Text, ...]]:
    """Return the same as `read_table` for bytes already read; *file* is the name to say in messages.

    With *optional* None any other column may stand there too, as in a list that people annotate.
    """
    decoded = decode_table(data)
    if decoded is None:
        return (), (text("{file} is neither UTF-8 nor Shift_JIS. Save it from Excel as CSV UTF-8.", file=file),)
    try:
        lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(decoded), strict=True)]
    except csv.Error as error:
        return (), (text("{file} is not a readable CSV: {problem}.", file=file, problem=error),)
    if not lines:
        return (), (text("{file} is empty. Its first row must name the columns.", file=file),)
    header, body = _without_trailing_blanks(lines[0]), lines[1:]
    problems = tuple(_header_problems(file, header, required, optional))
    if problems:
        return (), problems
    return _rows(file, header, body)


def plain_name(name: str) -> str:
    """Return a name as it is compared with others: width, case and blanks apart."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _rows(
    file: str, header: Sequence[str], lines: Iterable[Sequence[str]]
) -> tuple[tuple[Row, ...], tuple[Text, ...]]:
    rows, problems = [], []
    for number, line in enumerate(lines, start=2):
        if not any(line):
            continue
        if any(line[len(header) :]):
            problems.append(
                text(
                    "{file}, row {row}: '{value}' stands beyond the last column. Check for a comma too many.",
                    file=file,
                    row=number,
                    value=next(cell for cell in line[len(header) :] if cell),
                )
            )
        padded = [*line, *[""] * (len(header) - len(line))]
        rows.append(Row(file, number, dict(zip(header, padded, strict=False))))
    return tuple(rows), tuple(problems)


def _header_problems(
    file: str, header: Sequence[str], required: Sequence[str], optional: Sequence[str] | None
) -> Iterator[Text]:
    known = (*required, *(optional or ()))
    for column in header:
        if optional is not None and column not in known:
            yield text(
                "{file}, row 1: column '{column}' is not known. Known columns: {known}.",
                file=file,
                column=column,
                known=", ".join(known),
            )
        elif column and header.count(column) > 1:
            yield text("{file}, row 1: column '{column}' stands there twice.", file=file, column=column)
    for column in required:
        if column not in header:
            yield text("{file}, row 1: column '{column}' is missing. Add it.", file=file, column=column)


def _without_trailing_blanks(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept
