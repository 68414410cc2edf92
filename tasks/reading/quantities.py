"""A whole cell's text read as a quantity: pairs, ranges, side figures in brackets, remarks; else why not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sources.month import Month
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import exact_decimal, fold, key
from tasks.reading.cell_words import whole_cell
from tasks.reading.dates import DateSpan, Precision, parse_date
from tasks.reading.figures import Figure, NoFigure, read_figure
from tasks.reading.settle import settle
from tasks.reading.units import canonical_unit, units_by_spelling
from tasks.reading.value_types import (
    Doubt,
    NumberContext,
    Parsed,
    Quantity,
    Range,
    Refusal,
    Refused,
    Several,
    Span,
    Words,
)

_CIRCLED = re.compile("[①-⑳㉑-㉟]")
_FOOTNOTE = re.compile(r"\s*(?:※\d*|\*\d*|\(?(?:注|※)\s*\d*\)?)$")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_TWO_LINES_OF_DIGITS = re.compile(r"\d[^\n]*\n[^\n]*\d")
_ITEM_BREAKS = re.compile(r"[、;\n]|(?<!\d),|,(?!\d)")
_LABEL_AFTER_BLANK = re.compile(r"(?<=[^\d\s/~\-:]) +(?=[^\d\s/~\-:])")
_RANGE = re.compile(r"(?P<low>.*\d\D*?)(?:~|から|-)(?P<high>\s*\d.*)")
_OUT_OF = re.compile(r"(?P<of>.*\d\D*?)(?:中|のうち)(?P<value>\s*\d.*)")
_MONTH_AND_DAY = re.compile(r"(?:\d{1,4}[/.])?\d{1,2}/\d{1,2}")


@dataclass
class _Findings:
    """What remarks and side figures have added so far."""

    sides: dict[str, Decimal] = field(default_factory=dict)
    parts: list[tuple[str, Decimal]] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    as_of: Month | None = None
    unit: str = ""


def parse_text(raw: str, context: NumberContext) -> Parsed:
    """Return what the text of a cell says in a column of numbers."""
    try:
        return _parse(raw, context)
    except NoFigure as refused:
        return Refused(refused.reason)


def _parse(raw: str, context: NumberContext) -> Parsed:
    if listed := _circled_list(raw, context):
        return listed
    text = fold(raw)
    if (whole := whole_cell(text)) is not None:
        return whole
    if re.search(r"\d、\d{3}(?!\d)", text):
        return Refused(Refusal.AMBIGUOUS_COMMA)
    footnote = _FOOTNOTE.search(text)
    body = text[: footnote.start()] if footnote and footnote.start() else text
    if re.fullmatch(r"\(\s*\d[\d,.]*\s*\)", body):
        return _bracketed(body, context)
    found = _Findings(notes=[footnote[0].strip()] if footnote and footnote.start() else [])
    remarks = _BRACKETS.findall(body)
    main = _BRACKETS.sub("", body).strip()
    if not main:
        return Words(raw.strip())
    if _TWO_LINES_OF_DIGITS.search(main) and not _labelled_lines(main):
        return Refused(Refusal.TWO_VALUES)
    quantity = _main(main, context, found)
    if isinstance(quantity, Quantity):
        for remark in remarks:
            _take_remark(remark, quantity, context, found)
        return settle(_with_findings(quantity, found), context)
    return quantity


def _circled_list(raw: str, context: NumberContext) -> Several | None:
    """Return the figures of ①3件②2件, told apart before any folding glues the marks to the numbers."""
    parts = _CIRCLED.split(raw)
    if len(parts) < 3 or not all(part.strip() for part in parts[1:]):
        return None
    values = [parse_text(part, context) for part in parts[1:]]
    quantities = tuple(value for value in values if isinstance(value, Quantity))
    return Several(quantities) if len(quantities) == len(values) else None


def _bracketed(body: str, context: NumberContext) -> Parsed:
    """A number alone in brackets is negative in accounts; elsewhere it may be a part, a repeat or last month's."""
    if not context.is_accounting:
        return Refused(Refusal.BRACKETED)
    figure = read_figure(body.strip("()"))
    return (
        settle(_quantity(replace(figure, value=-figure.value)), context) if figure else Refused(Refusal.BRACKETED)
    )


def _labelled_lines(main: str) -> bool:
    """Return whether every line with a figure but the first says what its figure is (累計12件)."""
    return all(
        (figure := _figure_or_none(line)) is not None and figure.role not in ("", "unknown")
        for line in main.split("\n")[1:]
        if re.search(r"\d", line)
    )


def _figure_or_none(text: str) -> Figure | None:
    try:
        return read_figure(text)
    except NoFigure:
        return None


def _main(main: str, context: NumberContext, found: _Findings) -> Parsed:
    """Return the figure, pair or range outside of brackets; side figures beside it go to *found*."""
    first, *others = _items(main)
    one_line = re.sub(r"\s*\n\s*", "", first)
    if (range_or_pair := _range(one_line, context) or _pair(one_line, context)) is not None:
        if others and not isinstance(range_or_pair, Quantity):
            return Refused(Refusal.TWO_VALUES)
        quantity: Parsed = range_or_pair
    else:
        if _looks_like_date(one_line, context):
            return Refused(Refusal.DATE)
        figure = read_figure(one_line)
        if figure is None:
            return Words(main)
        quantity = _quantity(figure)
    if isinstance(quantity, Quantity):
        return _with_sides(quantity, others, found)
    return quantity


def _items(main: str) -> list[str]:
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


def _with_sides(quantity: Quantity, others: Iterable[str], found: _Findings) -> Parsed:
    several = [quantity]
    for other in others:
        figure = read_figure(other)
        if figure is None:
            return Words(other)
        if not _take_side(figure, quantity, found):
            several.append(_quantity(figure))
    return Several(tuple(several)) if len(several) > 1 else quantity


def _take_side(figure: Figure, quantity: Quantity, found: _Findings) -> bool:
    """Take a labelled figure beside the main one into *found*; return whether its label says what it is."""
    if figure.unit == "%" and quantity.unit != "%":
        found.sides["percent"] = figure.value
    elif figure.role in ("cumulative", "monthly", "of"):
        found.sides.setdefault(figure.role, figure.value)
    elif figure.role == "part" or (figure.role == "unknown" and figure.unit in ("", quantity.unit)):
        found.parts.append((figure.label, figure.value))
        if any(word in figure.label for word in load_vocabulary().quantities.tails.planned):
            found.doubts.append(Doubt.PLANNED)
    elif figure.role in ("other_time", "relative", "gross", "rate", "unknown"):
        found.notes.append(figure.label)
    elif figure.role in ("planned", "corrected"):
        found.doubts.append(Doubt.PLANNED if figure.role == "planned" else Doubt.CORRECTED)
    else:
        return False
    return True


def _quantity(figure: Figure) -> Quantity:
    """Return a figure as a quantity; a label that makes it another thing than an actual becomes a doubt."""
    doubts = list(figure.doubts)
    if figure.role in ("of", "planned"):
        doubts.append(Doubt.PLANNED)
    elif figure.role == "corrected":
        doubts.append(Doubt.CORRECTED)
    elif figure.role in ("part", "other_time", "rate"):
        doubts.append(Doubt.LABELLED)
    says = {"cumulative": Span.CUMULATIVE, "monthly": Span.MONTHLY}.get(figure.role, Span.UNSAID)
    return Quantity(
        value=exact_decimal(figure.value),
        unit=figure.unit,
        unit_in_cell=bool(figure.unit) or figure.scaled_here,
        says=says,
        bound=figure.bound,
        per=figure.per,
        gross=figure.gross,
        label=figure.label if figure.role in ("unknown", "relative", "other_time", "part", "rate") else "",
        doubts=tuple(doubts),
    )


def _range(text: str, context: NumberContext) -> Range | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    low, high = _figure_or_none(match["low"]), _figure_or_none(match["high"])
    if low is None or high is None or low.role in ("cumulative", "monthly", "of"):
        return None
    unit = high.unit or low.unit or (context.unit_near.name if context.unit_near else "")
    if "~" not in text and not unit:
        return None
    scale = 1 if high.unit or low.unit or context.unit_near is None else context.unit_near.scale
    return Range(low.value * scale, high.value * scale, unit, low.label)


def _pair(text: str, context: NumberContext) -> Quantity | Refused | None:
    """Return 12/30件 and 30件中12件 as a number of another; a bare 4/21 may be a day."""
    if out_of := _OUT_OF.fullmatch(text):
        value, of = _figure_or_none(out_of["value"]), _figure_or_none(out_of["of"])
        return replace(_quantity(value), of=of.value) if value and of else None
    left, slash, right = text.partition("/")
    if not slash or "/" in right or not re.match(r"\s*\D*\d", right):
        return None
    first, second = _figure_or_none(left), _figure_or_none(right)
    if first is None or second is None:
        return None
    order = pair_order(context.header)
    unit = first.unit or second.unit
    is_labelled = second.role == "of" or first.role == "of"
    if not (unit or order or is_labelled) and _can_be_day(text) and second.value != context.target:
        return Refused(Refusal.RATIO_OR_DATE)
    if first.role == "of" or order == "of_first":
        first, second = second, first
    elif (
        context.target is not None and first.value == context.target != second.value and not (order or is_labelled)
    ):
        return Refused(Refusal.TWO_VALUES)
    base = _quantity(replace(first, unit=unit, doubts=(*first.doubts, *second.doubts)))
    return replace(base, of=second.value, label=base.label if first.role == "unknown" else "")


def _can_be_day(text: str) -> bool:
    day = re.fullmatch(r"\s*(\d{1,2})\s*/\s*(\d{1,2})\s*", text)
    return day is not None and 1 <= int(day[1]) <= 12 and 1 <= int(day[2]) <= 31


def pair_order(header: str) -> str:
    """Return "actual_first" or "of_first" where a header names both figures of a pair (実績 / 計画), else ""."""
    words = load_vocabulary().quantities.header_pairs
    folded = fold(header)
    for pair in [*_BRACKETS.findall(folded), folded]:
        left, slash, right = pair.partition("/")
        first, second = key(left), key(right)
        if not slash or not first or not second:
            continue
        actual, of = [*map(key, words.actual)], [*map(key, words.of)]
        if first.endswith(tuple(actual)) and second.startswith(tuple(of)):
            return "actual_first"
        if first.endswith(tuple(of)) and second.startswith(tuple(actual)):
            return "of_first"
    return ""


def _looks_like_date(text: str, context: NumberContext) -> bool:
    if not (_MONTH_AND_DAY.search(text) or re.search(r"\d\s*[年月日]|\d{4}[-.]\d", text)):
        return False
    span = parse_date(text, context.fiscal_year)
    return isinstance(span, DateSpan) and span.precision in (Precision.DAY, Precision.MONTH, Precision.THIRD)


def _take_remark(remark: str, quantity: Quantity, context: NumberContext, found: _Findings) -> None:
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
    items = _items(inner)
    spans = [parse_date(item, context.fiscal_year) for item in items]
    days = [span for span in spans if isinstance(span, DateSpan)]
    if len(days) == len(items):
        found.dates.extend(span.first for span in days if span.precision is Precision.DAY)
        if len(days) == 1 and (days[0].precision is not Precision.DAY or re.search("現在|時点", inner)):
            found.as_of = Month.of(days[0].last)
        found.notes.append(inner)
        return
    for item in items:
        figure = _figure_or_none(item)
        if figure is None:
            found.notes.append(item)
        elif not _take_side(figure, quantity, found):
            _take_bare(figure, quantity, context, found)


def _take_bare(figure: Figure, quantity: Quantity, context: NumberContext, found: _Findings) -> None:
    """Take a figure in brackets that says nothing of itself: the header may, else it is a second value."""
    if side := lower_line(context.header):
        found.sides[side] = figure.value
    elif figure.unit and figure.unit != quantity.unit and figure.unit != canonical_unit(context.expected_unit):
        found.notes.append(f"{figure.value}{figure.unit}")
    else:
        raise NoFigure(Refusal.TWO_VALUES)


def lower_line(header: str) -> str:
    """Return what a header says of a cell's bracketed or second figure: cumulative, of, or ""."""
    words = load_vocabulary().quantities
    folded = fold(header)
    if folded and any(fold(word) in folded for word in words.header_pairs.lower_line):
        return (
            "cumulative"
            if "累計" in folded
            else "of"
            if any(word in folded for word in words.header_pairs.of)
            else ""
        )
    inside = _BRACKETS.search(folded)
    if inside is None:
        return ""
    before = _BRACKETS.sub("", folded).strip()
    if any(before.endswith(word) for word in words.labels.monthly) and inside[1] in words.labels.cumulative:
        return "cumulative"
    return ""


def _speaks_of_plan(remark: str) -> bool:
    words = load_vocabulary().quantities
    return any(word in remark for word in words.tails.planned) and not (
        any(word in remark for word in words.notes.speaks_of_later) or re.match(r"(?:目標|計画)[::]?\s*\d", remark)
    )


def _with_findings(quantity: Quantity, found: _Findings) -> Quantity:
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
