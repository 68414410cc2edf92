"""The last step of reading a quantity: the unit and scale lent by header or sheet, and the measure's guards."""

from dataclasses import replace
from decimal import Decimal

from tasks.japanese_text import exact_decimal, key
from tasks.reading.units import UnitMatch, canonical_unit, compare_units, is_counter
from tasks.reading.value_types import Doubt, NumberContext, Parsed, Quantity, Refusal, Refused, Unit

# A money value this far under its target, with no unit beside it, was most likely meant in thousands or millions.
_FAR_BELOW_TARGET = Decimal("0.001")


def settle(quantity: Quantity, context: NumberContext) -> Parsed:
    """Return *quantity* in base units with its doubts, or Refused where its scale can not be known."""
    unit = _lent_unit(quantity, context)
    settled = quantity
    if unit is not None:
        settled = replace(_times(quantity, unit.scale), unit=unit.name)
    elif (
        not quantity.unit
        and quantity.unit_in_cell
        and compare_units("円", context.expected_unit) is UnitMatch.SAME
    ):
        settled = replace(quantity, unit="円" if context.expected_unit else "")
    if settled.unit == "%" and not quantity.unit_in_cell and 0 < abs(settled.value) <= 1:
        return Refused(Refusal.PERCENT_SCALE)
    value, doubts = exact_decimal(settled.value), _doubts(settled, context)
    if not doubts and value.as_tuple() == settled.value.as_tuple():
        return settled
    return replace(settled, value=value, doubts=tuple(dict.fromkeys((*settled.doubts, *doubts))))


def _lent_unit(quantity: Quantity, context: NumberContext) -> Unit | None:
    """Return the unit of header, row or sheet for a number without its own; a sheet's only where it can be."""
    if quantity.unit:
        return None
    if context.unit_near is not None:
        return Unit(context.unit_near.name) if quantity.unit_in_cell else context.unit_near
    if quantity.unit_in_cell:
        return None
    return next(
        (
            unit
            for unit in context.units_far
            if not context.expected_unit
            or compare_units(unit.name, context.expected_unit) is not UnitMatch.IMPOSSIBLE
        ),
        None,
    )


def _times(quantity: Quantity, scale: Decimal) -> Quantity:
    if scale == 1:
        return quantity
    return replace(
        quantity,
        value=quantity.value * scale,
        of=None if quantity.of is None else quantity.of * scale,
        cumulative=None if quantity.cumulative is None else quantity.cumulative * scale,
        monthly=None if quantity.monthly is None else quantity.monthly * scale,
        parts=tuple((label, number * scale) for label, number in quantity.parts),
    )


def _doubts(quantity: Quantity, context: NumberContext) -> list[Doubt]:
    doubts = []
    if is_counter(quantity.unit or context.expected_unit):
        if quantity.value != quantity.value.to_integral_value():
            doubts.append(Doubt.NOT_WHOLE)
        if quantity.value < 0 and context.expected_unit:
            doubts.append(Doubt.NEGATIVE_COUNT)
    if quantity.label and not _names_measure(quantity.label, context):
        doubts.append(Doubt.LABELLED)
    doubts += _doubts_of_time(quantity, context)
    if _is_scale_unstated(quantity, context):
        doubts.append(Doubt.SCALE_UNSTATED)
    return doubts


def _doubts_of_time(quantity: Quantity, context: NumberContext) -> list[Doubt]:
    """Return doubts about a number beside which a later day or another month's end is named."""
    if context.month is None:
        return []
    doubts = [Doubt.PLANNED] if any(day > context.month.last_day for day in quantity.dates) else []
    if quantity.as_of is not None and quantity.as_of != context.month:
        doubts.append(Doubt.OTHER_MONTH)
    return doubts


def _names_measure(label: str, context: NumberContext) -> bool:
    """Return whether a word before the number only repeats the measure's own title (マッチング成立：4件)."""
    return bool(key(label)) and key(label) in key(context.measure_words)


def _is_scale_unstated(quantity: Quantity, context: NumberContext) -> bool:
    if canonical_unit(context.expected_unit) != "円" or context.target is None or quantity.value == 0:
        return False
    if quantity.unit_in_cell and not (context.unit_near is not None and context.unit_near.scale > 1):
        return False
    return abs(quantity.value) < context.target * _FAR_BELOW_TARGET
