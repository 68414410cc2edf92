"""A running total beside last month's of its own row (前回): whether it leapt or fell."""

import re

from sources.submission import FindingKind
from sources.vocabulary import Role
from tasks.japanese_text import one_line
from tasks.reading.layout.facts.figures import Problem, quantity_in
from tasks.reading.layout.facts.records import Read, Record
from tasks.reading.layout.items.item import Item
from tasks.reading.leaps import fall_message, is_leap, leap_message
from tasks.reading.units import UnitMatch, compare_units

# 前月 alone may be that month's figure; these say the total up to then.
_SO_FAR = re.compile(r"前回|末|累計|現在|まで|時点")


def since_previous(read: Read, record: Record) -> list[Problem]:
    """Return what is odd about a running total beside the one before it that its row states."""
    found = [item for item in record.items if item.role is Role.PREVIOUS and item.is_figure and _is_so_far(item)]
    if len(found) != 1 or len({other.item.field.seen.column for other in record.reads}) != 1:
        return []
    last = quantity_in(found[0].field, found[0].context.units)
    if last is None or last.doubts or compare_units(last.unit, read.measure.unit) is UnitMatch.IMPOSSIBLE:
        return []
    value, unit, before = read.quantity.value, read.measure.unit, _heading(found[0])
    if is_leap(value, last.value, read.measure.target):
        return [Problem(FindingKind.IMPLAUSIBLE_JUMP, leap_message(read.raw, value, last.value, unit, before))]
    if value < last.value:
        fell = fall_message(value, last.value, unit, before)
        return [Problem(FindingKind.DECREASE_FROM_PREVIOUS, fell, is_info=True)]
    return []


def _is_so_far(item: Item) -> bool:
    return any(Role.PREVIOUS in label.roles and _SO_FAR.search(label.seen.text) for label in item.field.labels)


def _heading(item: Item) -> str:
    return next(one_line(label.seen.text) for label in item.field.labels if Role.PREVIOUS in label.roles)
