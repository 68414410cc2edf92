"""Words that stay together on a line: phrases (文節) of titles, numbers with their units, words with sources."""

import re
from collections.abc import Sequence
from functools import cache

import budoux
from markupsafe import Markup, escape

# A longer phrase must be allowed to break, or a narrow column could not hold it.
LONGEST_UNBROKEN = 12
LONGEST_AMOUNT = 24
# A number with the one character of its unit, or the two of a scale and 円; dates are runs of these.
# Nothing is given back once matched, so that endless figures take no endless time.
_AMOUNT = r"(?:[△−]?+[0-9][0-9,.]*+(?:[億万]円?+|百万円|[%一-龥])?+)++"
# A word before it, an actual value with its target, a value with the month in brackets behind it.
_AMOUNTS = re.compile(rf"(?:[一-龥]{{2,3}} )?(?:{_AMOUNT}／(?:目標)?)?{_AMOUNT}(?:（{_AMOUNT}）)?")
_LAST = re.compile(rf"(?:{_AMOUNTS.pattern}|.{{0,2}})\Z", re.DOTALL)


def phrases_of(words: str) -> Sequence[str]:
    """Return *words* cut into phrases, between which a line may break."""
    return _parser().parse(words)


def phrased(title: str, room: int = 0) -> Markup:
    """Return *title* with each phrase kept on one line and breaks allowed between them.

    *room* is how many full-width characters its line holds: a title that fits needs no such care, and every piece
    costs a millisecond of layout.
    """
    if len(title) <= room:
        return escape(title)
    pieces = []
    for phrase in phrases_of(title):
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
        pieces.append(_together(found[0]))
        end = found.end()
    pieces.append(escape(words[end:]))
    return Markup("").join(pieces)


def _together(amount: str) -> Markup:
    if len(amount) > LONGEST_AMOUNT:
        return escape(amount)
    return Markup('<span class="phrase">{}</span>').format(amount)


def source_links(numbers: Sequence[int]) -> Markup:
    """Return the small numbers that lead to the list of sources, told apart by commas."""
    links = (Markup('<a class="source" href="#source-{0}">{0}</a>').format(number) for number in numbers)
    return Markup('<span class="source comma">,</span><wbr>').join(links)


def cited(words: str, numbers: Sequence[int]) -> Markup:
    """Return *words* as `kept_amounts` does, with links to their sources; the first keeps to the last word."""
    if not numbers:
        return kept_amounts(words)
    last = _LAST.search(words, max(len(words) - LONGEST_UNBROKEN, 0))
    at = last.start() if last else len(words)
    first, comma, others = source_links(numbers).partition("</a>")
    joint = Markup('<span class="phrase">{}{}{}</span>').format(words[at:], first, comma)
    return kept_amounts(words[:at]) + joint + others


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()
