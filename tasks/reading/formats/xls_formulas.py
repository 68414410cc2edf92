"""Formulas of an xls workbook (BIFF8), which xlrd leaves out: where they stand, and the plain ones as text.

The records and tokens are those of [MS-XLS] 2.4.127 (Formula) and 2.5.198 (Rgce).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import olefile

from tasks.reading.formats.file_kinds import OLE_MAGIC
from tasks.reading.grid import column_letters

_FORMULA, _BOUNDSHEET, _BOF, _EOF = 0x0006, 0x0085, 0x0809, 0x000A
_BIFF8 = 0x0600
_EMPTY_RESULT = b"\x03\0\0\0\0\0\xff\xff"
_OPERATORS = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/"}
_SUM = 4
_UNKNOWN = "=?"


@dataclass(frozen=True)
class XlsFormula:
    """A formula; *text* is =? where it is more than sums and plain arithmetic of cells on its own sheet."""

    text: str
    has_empty_result: bool


Formulas = dict[tuple[int, int], XlsFormula]


def read_formulas(data: bytes) -> list[Formulas]:
    """Return the formulas of each worksheet in order, by (row, column); nothing for files older than BIFF8."""
    if not data.startswith(OLE_MAGIC):
        return []
    with olefile.OleFileIO(BytesIO(data)) as container:
        if not container.exists("Workbook"):
            return []
        stream = container.openstream("Workbook").read()
    sheets: list[Formulas] = []
    for kind, body in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", body)[0] != _BIFF8:
            return []
        if kind == _BOUNDSHEET and body[5] == 0:
            sheets.append(_sheet_formulas(stream, struct.unpack_from("<I", body)[0]))
    return sheets


def were_never_calculated(sheets: list[Formulas]) -> bool:
    """Return whether all formulas of a workbook have empty results: some writers leave them uncalculated."""
    formulas = [formula for sheet in sheets for formula in sheet.values()]
    return bool(formulas) and all(formula.has_empty_result for formula in formulas)


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, body) of the records of one substream, up to its own end."""
    depth = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length
        depth += {_BOF: 1, _EOF: -1}.get(kind, 0)
        if depth <= 0:
            return


def _sheet_formulas(stream: bytes, position: int) -> Formulas:
    found: Formulas = {}
    for kind, body in _records(stream, position):
        if kind == _FORMULA and len(body) >= 22:
            row, column = struct.unpack_from("<HH", body)
            tokens = body[22 : 22 + struct.unpack_from("<H", body, 20)[0]]
            found[row + 1, column + 1] = XlsFormula(_text(tokens), body[6:14] == _EMPTY_RESULT)
    return found


def _text(tokens: bytes) -> str:
    """Return a formula's text from its tokens, which stand in reverse Polish order."""
    stack: list[str] = []
    position = 0
    try:
        while position < len(tokens):
            position = _apply(tokens, position, stack)
    except (struct.error, IndexError, ValueError):
        return _UNKNOWN
    return f"={stack[0]}" if len(stack) == 1 else _UNKNOWN


def _apply(tokens: bytes, position: int, stack: list[str]) -> int:
    """Carry out the token at *position* on *stack* and return where the next one begins."""
    token = tokens[position]
    kind = token & 0x1F | 0x20 if token >= 0x20 else token  # reference, value and array classes are alike
    if kind in _OPERATORS:
        right, left = stack.pop(), stack.pop()
        stack.append(f"{left}{_OPERATORS[kind]}{right}")
        return position + 1
    if kind == 0x15:
        stack.append(f"({stack.pop()})")
        return position + 1
    if kind == 0x1E:
        stack.append(str(struct.unpack_from("<H", tokens, position + 1)[0]))
        return position + 3
    if kind == 0x24:
        row, column = struct.unpack_from("<HH", tokens, position + 1)
        stack.append(_reference(row, column))
        return position + 5
    if kind == 0x25:
        first_row, last_row, first_column, last_column = struct.unpack_from("<4H", tokens, position + 1)
        stack.append(f"{_reference(first_row, first_column)}:{_reference(last_row, last_column)}")
        return position + 9
    if kind == 0x19 and tokens[position + 1] & 0x10:
        stack.append(f"SUM({stack.pop()})")
        return position + 4
    if kind == 0x22 and struct.unpack_from("<H", tokens, position + 2)[0] == _SUM:
        count = tokens[position + 1] & 0x7F
        arguments = [stack.pop() for _ in range(count)]
        stack.append(f"SUM({','.join(reversed(arguments))})")
        return position + 4
    raise ValueError(f"token {token:#x}")


def _reference(row: int, column: int) -> str:
    return f"{column_letters((column & 0xFF) + 1)}{row + 1}"
