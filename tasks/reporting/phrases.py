"""Words that stay together on a line: phrases (文節) of titles, numbers with their units, words with sources."""

import re
from collections.abc import Sequence
from functools import cache

import budoux
from markupsafe import Markup, escape

# A longer phrase must be allowed to break, or a narrow column could not hold it.
LONGEST_UNBROKEN = 12
# A number with the one character of its unit, or the two of a scale and 円; dates are runs of these.
_AMOUNTS = re.compile(r"(?:[△−]?[0-9][0-9,.]*(?:[億万]円?|百万円|[%一-龥])?)+")


def phrased(title: str, room: int = 0) -> Markup:
    """Return *title* with each phrase kept on one line and breaks allowed between them.

    *room* is how many full-width characters its line holds: a title that fits needs no such care, and every piece
    costs a millisecond of layout.
    """
    if len(title) <= room:
        return escape(title)
    pieces = []
    for phrase in _parser().parse(title):
        words = escape(phrase)
        pieces.append(
            Markup('<span class="phrase">{}</span>').format(words) if len(phrase) <= LONGEST_UNBROKEN else words
        )
    return Markup("<wbr>").join(pieces)


def kept_amounts(words: str, room: int = 0) -> Markup:
    """Return *words* with no break inside a number, its unit or a date; as they are where the line has *room*."""
    if len(words) <= room:
        return escape(words)
    pieces, end = [], 0
    for found in _AMOUNTS.finditer(words):
        pieces.append(escape(words[end : found.start()]))
        pieces.append(Markup('<span class="phrase">{}</span>').format(found[0]))
        end = found.end()
    pieces.append(escape(words[end:]))
    return Markup("").join(pieces)


def cited(words: str, numbers: Sequence[int]) -> Markup:
    """Return *words* as `kept_amounts` does, with links to their sources; the first keeps to the last word."""
    if not numbers:
        return kept_amounts(words)
    last = re.search(rf"(?:{_AMOUNTS.pattern}|.{{0,2}})$", words, re.DOTALL)
    at = last.start() if last else 0
    first, *others = (Markup('<a class="source" href="#source-{0}">{0}</a>').format(number) for number in numbers)
    joint = Markup('<span class="phrase">{}{}</span>').format(words[at:], first)
    return kept_amounts(words[:at]) + joint + Markup("").join(others)


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()
