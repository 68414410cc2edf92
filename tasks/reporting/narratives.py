"""What bodies wrote, as they wrote it: statuses and remarks, put into paragraphs that a page can break."""

import re
from collections.abc import Iterable

from sources.month import Month
from sources.plan import MeasureType
from sources.submission import State, StatusReport
from tasks.japanese_text import display_text
from tasks.reporting.context import Context
from tasks.reporting.measure_rows import own_word
from tasks.reporting.model.initiatives import RemarkEntry, StatusEntry
from tasks.reporting.model.standing import Note
from tasks.reporting.wording import STATUS_TONES

# Laying out one paragraph costs time by the square of its length, so a long one is broken where it may be.
LONGEST_PARAGRAPH = 1200
_SENTENCE_END = re.compile(r"(?<=[。．！？!?])")
BRIEF = 64
# Where a body keeps a column or row for each month, its words come under that month's name.
_MONTH_HEADING = re.compile(r"(?P<year>\d{4})(?:年|[-/.])(?P<month>\d{1,2})月?(?:分|度)?[：:]\s*(?=\S)")


def paragraphs(written: str) -> tuple[str, ...]:
    """Return the paragraphs of a text: its own lines, overlong ones broken after a sentence or anywhere."""
    broken: list[str] = []
    for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", display_text(written)):
        broken.extend(_shortened(line.strip()))
    return tuple(paragraph for paragraph in broken if paragraph)


def brief(written: str, longest: int = BRIEF) -> str:
    """Return the first sentence of a text, cut with … where it is too long for a line."""
    first = next(iter(paragraphs(written)), "")
    sentence = _SENTENCE_END.split(first, maxsplit=1)[0]
    return sentence if len(sentence) <= longest else sentence[: longest - 1] + "…"


def without_own_month(paragraph: str, month: Month) -> str:
    """Return *paragraph* without a heading that only repeats the report's own month (2021年10月：…)."""
    heading = _MONTH_HEADING.match(paragraph)
    if heading is None or int(heading["month"]) != month.number or int(heading["year"]) != month.year:
        return paragraph
    return paragraph[heading.end() :]


def statuses(initiative_id: str, context: Context, body_id: str = "") -> tuple[StatusEntry, ...]:
    """Return what each body, or only *body_id*, says of an initiative this month, in the submissions' order."""
    return tuple(
        _status(status, context)
        for status in context.material.statuses_of(initiative_id)
        if body_id in ("", status.body_id)
    )


def remarks(initiative_id: str, context: Context, body_id: str = "") -> tuple[RemarkEntry, ...]:
    """Return what bodies, or only *body_id*, wrote in the value cells of measures without a number."""
    plan, material = context.plan, context.material
    wanted = [
        measure.measure_id
        for measure in plan.measures_of(initiative_id)
        if measure.type is not MeasureType.NUMERIC
    ]
    return tuple(
        RemarkEntry(
            body=material.body_name(remark.body_id),
            statement=plan.measure[remark.measure_id].statement,
            paragraphs=paragraphs(remark.words),
            sources=context.sources.cite([remark.place]),
        )
        for remark in material.remarks_of(wanted)
        if body_id in ("", remark.body_id)
    )


def _status(status: StatusReport, context: Context) -> StatusEntry:
    words = context.words
    tone = STATUS_TONES[status.value]
    symbol = context.brand.mark(tone).symbol
    word = own_word(status, words)
    set_aside = status.state is State.QUARANTINED
    return StatusEntry(
        body=context.material.body_name(status.body_id),
        tone=tone.name.lower(),
        symbol=symbol,
        word=word,
        as_written=status.mark if status.value and status.mark not in ("", word, symbol) else "",
        narrative=tuple(without_own_month(paragraph, context.month) for paragraph in paragraphs(status.narrative)),
        issues=paragraphs(status.issues),
        next_steps=paragraphs(status.next_steps),
        notes=(Note("quarantined", words("Set aside, not counted")),) if set_aside else (),
        sources=context.sources.cite([status.place]),
    )


def _shortened(paragraph: str) -> Iterable[str]:
    if len(paragraph) <= LONGEST_PARAGRAPH:
        yield paragraph
        return
    piece = ""
    for sentence in _SENTENCE_END.split(paragraph):
        if piece and len(piece) + len(sentence) > LONGEST_PARAGRAPH:
            yield piece
            piece = ""
        piece += sentence
        while len(piece) > LONGEST_PARAGRAPH:
            yield piece[:LONGEST_PARAGRAPH]
            piece = piece[LONGEST_PARAGRAPH:]
    yield piece
