"""Style sheets as the renderer applies them, parsed once a process: all reports of a brand bear the same."""

import re
from functools import cache, lru_cache
from xml.etree import ElementTree

from weasyprint import CSS
from weasyprint.html import UA

_OF_NOTES = re.compile(r"^::(?:footnote|note)-[a-z]+ .*$", re.MULTILINE)
_OF_MARKERS = re.compile(r"^::marker ", re.MULTILINE)
_HAS_NOTES = re.compile(r"footnote|note-|note\(|list-item|::marker")


def taken_out(root: ElementTree.Element) -> tuple[CSS, ...]:
    """Return the style sheets that stand in a page's head, parsed; they are taken out of it."""
    head = root.find("head")
    if head is None:
        return ()
    elements = [one for one in head.findall("style") if not one.attrib]
    for element in elements:
        head.remove(element)
    return tuple(_parsed("".join(element.itertext())) for element in elements)


def forget() -> None:
    """Parse anew what comes next: the renderer tells only once what it does not like in a sheet."""
    _parsed.cache_clear()


def has_notes(html: str) -> bool:
    """Return whether a page might have footnotes, or list markers elsewhere than in lists."""
    return _HAS_NOTES.search(html) is not None


@cache
def without_notes() -> CSS:
    """Return the renderer's own style sheet for pages without footnotes.

    It would have six styles worked out for each element of a page, for what only footnotes and list items show.
    """
    return CSS(string=_OF_MARKERS.sub("li::marker, summary::marker ", _OF_NOTES.sub("", UA)))


@lru_cache(maxsize=8)
def _parsed(styles: str) -> CSS:
    return CSS(string=styles)
