"""From a cell to a value: the one door to quantities, dates, statuses and milestones."""

from datetime import date, datetime, time
from decimal import Decimal

from tasks.japanese_text import exact_decimal
from tasks.reading.dates import DateDoubt, DateSpan, DateWarning, NoDate, ParsedDate, Precision, parse_date
from tasks.reading.grid import StoredValue
from tasks.reading.milestones import MilestoneReading, parse_milestone
from tasks.reading.number_format import format_unit, is_date_format
from tasks.reading.quantities import parse_text
from tasks.reading.settle import settle
from tasks.reading.statuses import Legend, StatusReading, parse_legend, parse_status
from tasks.reading.units import UnitMatch, compare_units, find_unit, find_units
from tasks.reading.value_types import (
    Doubt,
    Missing,
    NumberContext,
    Parsed,
    Quantity,
    Range,
    Refusal,
    Refused,
    Several,
    Span,
    Unit,
    Words,
)

__all__ = [
    "DateDoubt",
    "DateSpan",
    "DateWarning",
    "Doubt",
    "Legend",
    "MilestoneReading",
    "Missing",
    "NoDate",
    "NumberContext",
    "Parsed",
    "ParsedDate",
    "Precision",
    "Quantity",
    "Range",
    "Refusal",
    "Refused",
    "Several",
    "Span",
    "StatusReading",
    "Unit",
    "UnitMatch",
    "Words",
    "compare_units",
    "find_unit",
    "find_units",
    "parse_date",
    "parse_legend",
    "parse_milestone",
    "parse_quantity",
    "parse_status",
]

_NO_CONTEXT = NumberContext()


def parse_quantity(
    shown: str,
    stored: StoredValue = None,
    number_format: str = "General",
    context: NumberContext = _NO_CONTEXT,
) -> Parsed:
    """Return what a cell says in a column of numbers, in base units (yen, counts); never a guess.

    *shown* is the text as displayed; *stored* the stored value where it is not text. A stored number is taken
    exactly, with the unit, scale and words of its number format (14 under 0"件" is 14件, 0.6 under 0% is 60%).
    """
    if isinstance(stored, bool | time):
        return Refused(Refusal.NOT_A_NUMBER_CELL)
    if isinstance(stored, date | datetime):
        return Refused(Refusal.DATE)
    if isinstance(stored, int | float):
        if is_date_format(number_format):
            return Refused(Refusal.DATE)
        return _stored_number(exact_decimal(stored), shown, number_format, context)
    return parse_text(stored if isinstance(stored, str) and not shown else shown, context)


def _stored_number(number: Decimal, shown: str, number_format: str, context: NumberContext) -> Parsed:
    """Return a stored number as the text that its format makes of it, at full precision."""
    form = format_unit(number_format)
    if number > 0 and shown.strip().startswith(("△", "▲", "-", "(")):
        return Refused(Refusal.SIGN)
    unit = find_unit(form.unit) if form.unit else context.unit_near
    if form.scale > 1 and (unit is None or unit.scale == 1):
        return Refused(Refusal.HIDDEN_SCALE)
    displayed = number / form.scale
    whole = displayed == displayed.to_integral_value()
    if whole and number >= 0 and not (form.unit or form.prefix):
        return settle(Quantity(displayed.quantize(Decimal(1))), context)  # as its text would come to
    written = f"{displayed.quantize(Decimal(1)) if whole else displayed.normalize():f}"
    return parse_text(f"{form.prefix}{written}{form.unit}", context)
