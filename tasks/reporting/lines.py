"""How many lines words take in a column of a known width, and where those lines are best broken."""

import unicodedata
from collections.abc import Sequence
from math import ceil

from markupsafe import Markup, escape

from tasks.reporting.phrases import phrases_of

NARROW = 0.57  # the mean width of our font's Latin letters and figures, as a share of a full-width character
SMALLER = 0.9  # a small word and the gap behind it, as a share of its width in full size
BREAK_WASTE = 1.0  # what a line may leave empty at its end, in full-width characters


def width_of(words: str) -> float:
    """Return about how wide *words* are, in full-width characters of their own size."""
    return sum(1 if unicodedata.east_asian_width(character) in "WFA" else NARROW for character in words)


def line_count(words: str, room: float) -> int:
    """Return how many lines *words* take at the most where a line holds *room* full-width characters."""
    width = width_of(words)
    return 1 if width <= room else ceil(width / (room - BREAK_WASTE))


def lined(words: str, room: float, before: str = "") -> Markup:
    """Return *words* broken between phrases into as few lines as they need, and of like length.

    A line holds *room* full-width characters; *before* stands on the first line in smaller letters. A break costs
    the renderer nothing; the boxes that keep phrases together where widths are unknown cost a millisecond each.
    """
    used = width_of(before) * SMALLER
    if width_of(words) + used <= room:
        return escape(words)
    phrases = phrases_of(words)
    lines = _filled(phrases, room, used)
    widest = used + max(width_of(phrase) for phrase in phrases)
    for narrower in range(int(room), ceil(max(widest, room / 2)) - 1, -1):
        closer = _filled(phrases, narrower, used)
        if len(closer) > len(lines):
            break
        lines = closer
    return Markup("<br>").join(lines)


def _filled(phrases: Sequence[str], room: float, used: float) -> Sequence[str]:
    """Return lines filled one after the other; a phrase longer than a line is left to the renderer."""
    lines, left = [""], room - used
    for phrase in phrases:
        wide = width_of(phrase)
        if lines[-1] and wide > left:
            lines.append("")
            left = room
        lines[-1] += phrase
        left -= wide
        while left < 0:
            left += room - 1
    return lines
