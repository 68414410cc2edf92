"""Two figures that are one statement: 12/30件, 30件中12件, 3～5件, and what a header says of a pair."""

import re
from dataclasses import replace

from sources.vocabulary import load_vocabulary
from tasks.japanese_text import exact_decimal, fold, key
from tasks.reading.figures import Figure, NoFigure, read_figure
from tasks.reading.value_types import Doubt, NumberContext, Quantity, Range, Refusal, Refused, Span

_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_RANGE = re.compile(r"(?P<low>.*\d\D*?)(?:~|から|-)(?P<high>\s*\d.*)")
_OUT_OF = re.compile(r"(?P<of>.*\d\D*?)(?:中|のうち)(?P<value>\s*\d.*)")


def figure_or_none(text: str) -> Figure | None:
    try:
        return read_figure(text)
    except NoFigure:
        return None


def quantity_of(figure: Figure) -> Quantity:
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


def read_range(text: str, context: NumberContext) -> Range | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    low, high = figure_or_none(match["low"]), figure_or_none(match["high"])
    if low is None or high is None or low.unit == "月" or {low.role, high.role} & {"cumulative", "monthly", "of"}:
        return None
    unit = high.unit or low.unit or (context.unit_near.name if context.unit_near else "")
    if "~" not in text and not unit:
        return None
    scale = 1 if high.unit or low.unit or context.unit_near is None else context.unit_near.scale
    return Range(low.value * scale, high.value * scale, unit, low.label)


def read_pair(text: str, context: NumberContext) -> Quantity | Refused | None:
    """Return 12/30件 and 30件中12件 as a number of another; a bare 4/21 may be a day."""
    if out_of := _OUT_OF.fullmatch(text):
        value, of = figure_or_none(out_of["value"]), figure_or_none(out_of["of"])
        return replace(quantity_of(value), of=of.value) if value and of else None
    left, slash, right = text.partition("/")
    if not slash or "/" in right or not re.match(r"\s*\D*\d", right):
        return None
    first, second = figure_or_none(left), figure_or_none(right)
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
    base = quantity_of(replace(first, unit=unit, doubts=(*first.doubts, *second.doubts)))
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
