"""One figure read for a measure: its value, and why it must not count where it must not."""

import re
from dataclasses import dataclass
from decimal import Decimal

from sources.messages import Text, text
from sources.month import Month
from sources.plan import Measure
from sources.submission import FindingKind
from sources.vocabulary import Role
from tasks.japanese_text import fold, format_number, one_line
from tasks.reading.grid import Cell, Sheet
from tasks.reading.layout.cells.labels import Field
from tasks.reading.light import light
from tasks.reading.units import find_unit, is_counter
from tasks.reading.value_messages import explain
from tasks.reading.value_types import (
    Doubt,
    Missing,
    NumberContext,
    Parsed,
    Quantity,
    Refusal,
    Refused,
    Unit,
    Words,
)
from tasks.reading.values import UnitMatch, compare_units, parse_quantity

_SUM = re.compile(r"=\s*SUM\(\s*\$?([A-Z]{1,3})\$?(\d+)\s*:\s*\$?([A-Z]{1,3})\$?(\d+)\s*\)", re.IGNORECASE)
_PROSE_FIGURE = re.compile(r"\d[\d,.]*")
_NOT_DONE = re.compile(
    r"予定|見込|計画|目標|約|およそ|程度|以上|未満|前年|昨年|前月|前回|うち|内訳|ない|なかった|検討|希望|候補|残り|あと"
)


@dataclass(frozen=True)
class Problem:
    """Why a figure does not count, or what to look at though it does (*is_info*).

    *is_shared* tells that all cells of a row or column with it are told of in one finding.
    """

    kind: FindingKind
    message: Text
    is_info: bool = False
    is_shared: bool = False


@light(frozen=True)
class Figure:
    """What a cell gave: a *quantity* where there is one, and the *problem* with it where there is one."""

    quantity: Quantity | None
    problem: Problem | None = None
    is_blank: bool = False
    confidence: float = 1.0
    summed: tuple[Cell, ...] = ()


def read_figure(
    field: Field,
    measure: Measure,
    sheet: Sheet,
    units_far: tuple[Unit, ...],
    fiscal_year: int,
    *,
    month: Month | None,
) -> Figure:
    """Return the figure of *field* for *measure* and *month*, in the measure's unit or refused with its reason."""
    cell = field.cell
    if cell.formula_without_value:
        return _evaluated(cell, sheet)
    if cell.kind == "error":
        return Figure(None, Problem(FindingKind.ERROR_CELL, explain(Refused(Refusal.FORMULA_ERROR), cell.shown)))
    context = NumberContext(
        expected_unit=measure.unit,
        unit_near=unit_beside(field),
        units_far=units_far,
        header=_header(field),
        measure_words=" ".join((measure.statement, *(label.title for label in field.titles))),
        target=measure.target,
        fiscal_year=fiscal_year,
        month=month,
    )
    stored = None if isinstance(cell.value, str) else cell.value
    parsed = parse_quantity(cell.shown, stored, cell.number_format, context)
    return _judged(parsed, field, measure)


def unit_beside(field: Field) -> Unit | None:
    """Return the unit that the row's unit cell, the column's header or the title states for this figure."""
    for label in reversed(field.labels):
        if label.hint is Role.UNIT and (unit := find_unit(label.seen.text)) is not None:
            return unit
    for label in reversed(field.labels):
        if len(label.heading.units) == 1:
            return label.heading.units[0]
    return None


def quantity_in(field: Field, units_far: tuple[Unit, ...] = ()) -> Quantity | None:
    """Return the number that a cell holds, whatever its measure, in the unit stated beside it; None for others."""
    cell = field.cell
    context = NumberContext(unit_near=unit_beside(field), units_far=units_far)
    stored = None if isinstance(cell.value, str) else cell.value
    parsed = parse_quantity(cell.shown, stored, cell.number_format, context)
    return parsed if isinstance(parsed, Quantity) else None


def _header(field: Field) -> str:
    """Return the words of the nearest label that says what the figures are."""
    for label in reversed(field.labels):
        if label.heading.is_pair or label.heading.is_value_role:
            return label.seen.text
    return field.labels[-1].seen.text if field.labels else ""


def _judged(parsed: Parsed, field: Field, measure: Measure) -> Figure:
    raw = field.cell.shown
    if isinstance(parsed, Quantity):
        return _judged_quantity(parsed, measure, raw)
    if isinstance(parsed, Missing) and parsed.reason == "blank":
        return Figure(None, is_blank=True)
    if isinstance(parsed, Words) and (quantity := _only_figure_of_prose(raw, measure)) is not None:
        return Figure(quantity, confidence=_FIGURE_OF_PROSE)
    is_error = isinstance(parsed, Refused) and parsed.reason is Refusal.FORMULA_ERROR
    kind = FindingKind.ERROR_CELL if is_error else FindingKind.NOT_A_NUMBER
    return Figure(None, Problem(kind, explain(parsed, raw)))


def _judged_quantity(quantity: Quantity, measure: Measure, raw: str) -> Figure:
    shown = one_line(raw)
    match = compare_units(quantity.unit, measure.unit)
    if match is UnitMatch.IMPOSSIBLE:
        message = text(
            "'{raw}' is in {unit}, but this measure counts in {expected}. Check the row and the unit.",
            raw=shown,
            unit=quantity.unit,
            expected=measure.unit,
        )
        return Figure(quantity, Problem(FindingKind.UNIT_MISMATCH, message))
    if quantity.doubts:
        kind = _KIND_OF_DOUBT.get(quantity.doubts[0], FindingKind.NOT_A_NUMBER)
        return Figure(quantity, Problem(kind, explain(quantity, raw)))
    if quantity.value < 0 or _is_far_over(quantity.value, measure):
        message = text(
            "'{raw}' can hardly be right for this measure (target {target}). It was set aside. Check the digits "
            "and the unit.",
            raw=shown,
            target=f"{format_number(measure.target)}{measure.unit}" if measure.target is not None else "－",
        )
        return Figure(quantity, Problem(FindingKind.IMPLAUSIBLE_JUMP, message))
    if measure.target is not None and _is_odd_pair(quantity, measure.target):
        message = text(
            "'{raw}' does not fit the target of {target}. Write the actual alone.",
            raw=shown,
            target=f"{format_number(measure.target)}{measure.unit}",
        )
        return Figure(quantity, Problem(FindingKind.AMBIGUOUS_ROW, message))
    if match is UnitMatch.OTHER_COUNTER:
        message = text(
            "'{raw}' was read as {expected}, the unit of this measure. Write {expected} next time.",
            raw=shown,
            expected=measure.unit,
        )
        return Figure(quantity, Problem(FindingKind.UNIT_MISMATCH, message, is_info=True))
    return Figure(quantity)


def _is_far_over(value: Decimal, measure: Measure) -> bool:
    """Return whether a count is a hundred times its target or more: a slip of unit, or another thing's figure."""
    if measure.target is None or not is_counter(measure.unit):
        return False
    return value >= _FAR_OVER * max(measure.target, Decimal(1))


def _is_odd_pair(quantity: Quantity, target: Decimal) -> bool:
    """Return whether 12/30 may be written the other way round, or be no pair of actual and target at all."""
    if quantity.of is None or quantity.of == target:
        return False
    return quantity.value == target or not (quantity.unit_in_cell or quantity.unit)


_FAR_OVER = 100
_FIGURE_OF_PROSE = 0.85
_KIND_OF_DOUBT = {
    Doubt.SCALE_UNSTATED: FindingKind.UNIT_MISMATCH,
    Doubt.NOT_WHOLE: FindingKind.UNIT_MISMATCH,
    Doubt.NEGATIVE_COUNT: FindingKind.IMPLAUSIBLE_JUMP,
    Doubt.OTHER_MONTH: FindingKind.MONTH_MISMATCH,
}


def _only_figure_of_prose(shown: str, measure: Measure) -> Quantity | None:
    """Return the one figure of a sentence that counts in the measure's unit, where no word says otherwise."""
    plain = fold(shown)
    if _NOT_DONE.search(plain) or not measure.unit:
        return None
    counted = re.findall(rf"(?<![第\d])(\d[\d,]*(?:\.\d+)?)\s?({re.escape(measure.unit)})(?![ごと目])", plain)
    others = [
        number
        for number in _PROSE_FIGURE.finditer(plain)
        if not re.match(r"\s?[月日年/:時分]", plain[number.end() :])
        and not re.search(r"第\s?$", plain[: number.start()])
    ]
    if len(counted) != 1 or len(others) != 1:
        return None
    parsed = parse_quantity("".join(counted[0]), context=NumberContext(expected_unit=measure.unit))
    return parsed if isinstance(parsed, Quantity) and parsed.is_exact else None


def _evaluated(cell: Cell, sheet: Sheet) -> Figure:
    """Return the sum of a plain SUM over cells of the same sheet that hold numbers, with a finding either way."""
    asks = text(
        "The formula {formula} has no stored value. Open the file in Excel, save it and send it again.",
        formula=cell.formula,
    )
    match = _SUM.fullmatch(cell.formula.strip())
    if match is None:
        return Figure(None, Problem(FindingKind.FORMULA_WITHOUT_VALUE, asks))
    columns = sorted((_column(match[1]), _column(match[3])))
    rows = sorted((int(match[2]), int(match[4])))
    if (columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1) > 200:
        return Figure(None, Problem(FindingKind.FORMULA_WITHOUT_VALUE, asks))
    added = [
        found
        for row in range(rows[0], rows[1] + 1)
        for column in range(columns[0], columns[1] + 1)
        if (found := sheet.cells.get((row, column))) is not None and (found.shown.strip() or found.formula)
    ]
    if not added or any(
        one.kind != "number"
        or isinstance(one.value, bool)
        or not isinstance(one.value, int | float)
        or one.hidden
        or one.struck
        for one in added
    ):
        return Figure(None, Problem(FindingKind.FORMULA_WITHOUT_VALUE, asks))
    total = sum((Decimal(str(one.value)) for one in added), Decimal(0))
    noted = text(
        "The formula {formula} has no stored value; the sum of its cells, {value}, was taken. Save the file in "
        "Excel before sending it.",
        formula=cell.formula,
        value=f"{total.normalize():f}",
    )
    return Figure(
        Quantity(total), Problem(FindingKind.FORMULA_WITHOUT_VALUE, noted, is_info=True), summed=tuple(added)
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
