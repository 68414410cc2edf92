"""A whole cell's text read as a quantity, with what is said beside it; else why it is none."""

import re
from collections.abc import Iterable
from dataclasses import replace

from tasks.japanese_text import fold
from tasks.reading.cell_words import whole_cell
from tasks.reading.dates import DateSpan, Precision, parse_date
from tasks.reading.figures import NoFigure, read_figure
from tasks.reading.pairs import figure_or_none, quantity_of, read_pair, read_range
from tasks.reading.remarks import Found, split_items, take_month_before, take_remark, take_side, with_found
from tasks.reading.settle import settle
from tasks.reading.value_types import NumberContext, Parsed, Quantity, Refusal, Refused, Several, Words

_CIRCLED = re.compile("[①-⑳㉑-㉟]")
_FOOTNOTE = re.compile(r"\s*(?:\*\d*|\(?注\s*\d*\)?|\(?※\s*\d*\)?|※(?P<remark>.+))$", re.DOTALL)
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_TWO_LINES_OF_DIGITS = re.compile(r"\d[^\n]*\n[^\n]*\d")
_MONTH_AND_DAY = re.compile(r"(?:\d{1,4}[/.])?\d{1,2}/\d{1,2}")


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
    spoken = [footnote["remark"]] if footnote and footnote.start() and footnote["remark"] else []
    if re.fullmatch(r"\(\s*\d[\d,.]*\s*\)", body):
        return _bracketed(body, context)
    found = Found(notes=[footnote[0].strip()] if footnote and footnote.start() and not spoken else [])
    remarks = [*_BRACKETS.findall(body), *spoken]
    main = take_month_before(_BRACKETS.sub("", body).strip(), context, found)
    if not main:
        return Words(raw.strip())
    if _TWO_LINES_OF_DIGITS.search(main) and not _labelled_lines(main):
        return Refused(Refusal.TWO_VALUES)
    quantity = _main(main, context, found)
    if isinstance(quantity, Quantity):
        for remark in remarks:
            take_remark(remark, quantity, context, found)
        return settle(with_found(quantity, found), context)
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
        settle(quantity_of(replace(figure, value=-figure.value)), context)
        if figure
        else Refused(Refusal.BRACKETED)
    )


def _labelled_lines(main: str) -> bool:
    """Return whether every line with a figure but the first says what its figure is (累計12件)."""
    return all(
        (figure := figure_or_none(line)) is not None and (figure.unit == "%" or figure.role not in ("", "unknown"))
        for line in main.split("\n")[1:]
        if re.search(r"\d", line)
    )


def _main(main: str, context: NumberContext, found: Found) -> Parsed:
    """Return the figure, pair or range outside of brackets; side figures beside it go to *found*."""
    first, *others = split_items(main)
    one_line = re.sub(r"\s*\n\s*", "", first)
    if (range_or_pair := read_range(one_line, context) or read_pair(one_line, context)) is not None:
        if others and not isinstance(range_or_pair, Quantity):
            return Refused(Refusal.TWO_VALUES)
        quantity: Parsed = range_or_pair
    else:
        if _looks_like_date(one_line, context):
            return Refused(Refusal.DATE)
        figure = read_figure(one_line)
        if figure is None:
            return Words(main)
        quantity = quantity_of(figure)
    if isinstance(quantity, Quantity):
        return _with_sides(quantity, others, found)
    return quantity


def _with_sides(quantity: Quantity, others: Iterable[str], found: Found) -> Parsed:
    several = [quantity]
    for other in others:
        figure = read_figure(other)
        if figure is None:
            return Words(other)
        if not take_side(figure, quantity, found):
            several.append(quantity_of(figure))
    return Several(tuple(several)) if len(several) > 1 else quantity


def _looks_like_date(text: str, context: NumberContext) -> bool:
    if not (_MONTH_AND_DAY.search(text) or re.search(r"\d\s*[年月日]|\d{4}[-.]\d", text)):
        return False
    span = parse_date(text, context.fiscal_year)
    return isinstance(span, DateSpan) and span.precision in (Precision.DAY, Precision.MONTH, Precision.THIRD)
