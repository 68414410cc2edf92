"""Titles that break between phrases (文節) rather than within them."""

from functools import cache

import budoux
from markupsafe import Markup, escape

# A longer phrase must be allowed to break, or a narrow column could not hold it.
LONGEST_UNBROKEN = 12


def phrased(title: str) -> Markup:
    """Return *title* with each phrase kept on one line and breaks allowed between them."""
    pieces = []
    for phrase in _parser().parse(title):
        words = escape(phrase)
        pieces.append(
            Markup('<span class="phrase">{}</span>').format(words) if len(phrase) <= LONGEST_UNBROKEN else words
        )
    return Markup("<wbr>").join(pieces)


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()
