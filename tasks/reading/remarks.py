"""What stands beside a number: side figures, shares, days, a month, and words that put it in doubt."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sources.month import Month
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold
from tasks.reading.cell_words import missing_reason
from tasks.reading.dates import DateSpan, Precision, parse_date
from tasks.reading.figures import Figure, NoFigure
from tasks.reading.pairs import figure_or_none, lower_line
from tasks.reading.units import canonical_unit, units_by_spelling
from tasks.reading.value_types import Doubt, NumberContext, Quantity, Refusal

_ITEM_BREAKS = re.compile(r"[、;\n]|(?<!\d),|,(?!\d)")
_LABEL_AFTER_BLANK = re.compile(r"(?<=[^\d\s/~\-:]) +(?=[^\d\s/~\-:])")
_TWO_LINES_OF_DIGITS = re.compile(r"\d[^\n]*\n[^\n]*\d")
_DAY = re.compile(r"(?<!\d)(?:\d{4}[/年])?(?:1[0-2]|0?[1-9])(?:/|月)\d{1,2}(?!\d)日?")
_MONTH_BEFORE = re.compile(
    r"(?:\d{1,2}月(?:から|~|より))?(?P<month>1[0-2]|[1-9])月末?(?:現在|時点|まで|(?<=末)|(?=累計|通算))(?:の|で)?\s*[::]?\s*(?=\D{0,4}\d)"
    r"|[4４]月(?:から|より|以降)の?(?=累計|通算)"
)
_NOT_YET = ("counting", "undecided", "adjusting")


@dataclass
class Found:
    """What remarks and side figures have added so far."""

    sides: dict[str, Decimal] = field(default_factory=dict)
    parts: list[tuple[str, Decimal]] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    as_of: Month | None = None
    unit: str = ""


def split_items(main: str) -> list[str]:
    """Return the parts of a text that list several things; a break inside one number and unit is no list."""
    if "\n" in main and not _TWO_LINES_OF_DIGITS.search(main):
        main = main.replace("\n", "")
    items = [item.strip() for part in _ITEM_BREAKS.split(main) for item in _at_labels(part)]
    return [item for item in items if item] or [main]


def _at_labels(text: str) -> list[str]:
    """Split 今月2件 累計12件 at the blank, where both sides hold a figure."""
    for blank in _LABEL_AFTER_BLANK.finditer(text):
        left, right = text[: blank.start()], text[blank.end() :]
        if re.search(r"\d", left) and re.search(r"\d", right):
            return [left, *_at_labels(right)]
    return [text]


def take_side(figure: Figure, quantity: Quantity, found: Found, *, in_brackets: bool = False) -> bool:
    """Take a labelled figure beside the main one into *found*; return whether its label says what it is.

    In brackets an unknown label names a part of the whole (新規2社); in a list it may be one more (12件、別件3件).
    """
    if figure.unit == "%" and quantity.unit != "%":
        found.sides["percent"] = figure.value
    elif figure.role in ("cumulative", "monthly", "of"):
        found.sides.setdefault(figure.role, figure.value)
    elif figure.role == "part" or (
        in_brackets and figure.role == "unknown" and figure.unit in ("", quantity.unit)
    ):
        found.parts.append((figure.label, figure.value))
        if any(word in figure.label for word in load_vocabulary().quantities.tails.planned):
            found.doubts.append(Doubt.PLANNED)
    elif figure.role == "besides" or _counts_otherwise(figure, quantity):
        found.doubts.append(Doubt.LABELLED)
    elif figure.role in ("other_time", "relative", "gross", "rate") or (in_brackets and figure.role == "unknown"):
        found.notes.append(figure.label)
    elif figure.role in ("planned", "corrected"):
        found.doubts.append(Doubt.PLANNED if figure.role == "planned" else Doubt.CORRECTED)
    else:
        return False
    return True


def _counts_otherwise(figure: Figure, quantity: Quantity) -> bool:
    """Return whether a side figure counts the same things otherwise (延べ20件、実15件): which counts is unsaid."""
    return figure.role == "gross" and figure.unit in ("", quantity.unit) and figure.value != quantity.value


def take_remark(remark: str, quantity: Quantity, context: NumberContext, found: Found) -> None:
    """Take what a bracket beside the number says into *found*."""
    inner = remark.strip()
    words = load_vocabulary().quantities
    if not inner:
        return
    if canonical_unit(inner) in (unit.name for unit in units_by_spelling().values()) and not quantity.unit:
        found.unit = canonical_unit(inner)
        return
    if any(word in inner for word in words.labels.corrected if len(word) > 1):
        found.doubts.append(Doubt.CORRECTED)
    elif _speaks_of_plan(inner):
        found.doubts.append(Doubt.PLANNED)
    elif any((word := fold(item)) and missing_reason(word) in _NOT_YET for item in split_items(inner)):
        found.doubts.append(Doubt.PROVISIONAL)
    items = split_items(inner)
    found.dates.extend(_days_in(items, context))
    spans = [parse_date(item, context.fiscal_year) for item in items]
    days = [span for span in spans if isinstance(span, DateSpan)]
    if len(days) == len(items):
        if len(days) == 1 and (days[0].precision is not Precision.DAY or re.search("現在|時点", inner)):
            found.as_of = Month.of(days[0].last)
        found.notes.append(inner)
        return
    for item in items:
        figure = figure_or_none(item)
        if figure is None or item.startswith(("+", "↑", "前")):
            found.notes.append(item)
        elif not take_side(figure, quantity, found, in_brackets=True):
            _take_bare(figure, quantity, context, found)


def _days_in(items: Iterable[str], context: NumberContext) -> list[date]:
    """Return the days that a remark names, but for those it calls planned (次回11/17予定)."""
    planned = load_vocabulary().quantities.tails.planned
    days = [
        parse_date(day[0], context.fiscal_year)
        for item in items
        if not any(word in item for word in planned)
        for day in _DAY.finditer(item)
    ]
    return [span.first for span in days if isinstance(span, DateSpan) and span.precision is Precision.DAY]


def take_month_before(main: str, context: NumberContext, found: Found) -> str:
    """Return *main* without a month's end before its number (10月末現在12件), which goes to *found*."""
    before = _MONTH_BEFORE.match(main)
    if before is None:
        return main
    if context.fiscal_year is not None and before["month"]:
        found.as_of = Month.in_fiscal_year(context.fiscal_year, int(before["month"]))
    return main[before.end() :]


def _take_bare(figure: Figure, quantity: Quantity, context: NumberContext, found: Found) -> None:
    """Take a figure in brackets that says nothing of itself: the header may, else it is a second value."""
    if side := lower_line(context.header):
        found.sides[side] = figure.value
    elif figure.unit and figure.unit != quantity.unit and figure.unit != canonical_unit(context.expected_unit):
        found.notes.append(f"{figure.value}{figure.unit}")
    else:
        raise NoFigure(Refusal.TWO_VALUES)


def _speaks_of_plan(remark: str) -> bool:
    words = load_vocabulary().quantities
    return any(word in remark for word in words.tails.planned) and not (
        any(word in remark for word in words.notes.speaks_of_later) or re.match(r"(?:目標|計画)[::]?\s*\d", remark)
    )


def with_found(quantity: Quantity, found: Found) -> Quantity:
    return replace(
        quantity,
        unit=quantity.unit or found.unit,
        unit_in_cell=quantity.unit_in_cell or bool(found.unit),
        of=quantity.of if quantity.of is not None else found.sides.get("of"),
        cumulative=found.sides.get("cumulative"),
        monthly=found.sides.get("monthly"),
        percent=found.sides.get("percent"),
        parts=tuple(found.parts),
        dates=tuple(found.dates),
        as_of=found.as_of,
        note="、".join(found.notes),
        doubts=tuple(dict.fromkeys((*quantity.doubts, *found.doubts))),
    )
