"""A finished page as the tree that the renderer lays out, read by the fast parser where it is well-formed.

The renderer's own parser of HTML is written in Python and takes a twentieth of a report's time; the XML parser
takes a fiftieth of that. What is not well-formed is left to the renderer.
"""

import re
from typing import Any
from xml.etree import ElementTree

import cssselect2
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.urls import URLFetcher

from tasks.reporting.parsed_styles import has_notes, taken_out, without_notes

_VOID = re.compile(r"<(br|col|img|meta|wbr)\b([^<>]*?)/?>")
_NAMELESS_SVG = re.compile(r"<svg\b(?! xmlns=)")
_DOCTYPE = re.compile(r"\A\s*<!DOCTYPE html>\s*", re.IGNORECASE)


class PageTree(HTML):  # type: ignore[misc] # the renderer ships no types
    """The document that the renderer makes of an HTML text, without its parsers of HTML and of known styles."""

    def __init__(self, root: ElementTree.Element, fetcher: URLFetcher, *, with_notes: bool) -> None:
        self._styles = taken_out(root)
        self._with_notes = with_notes
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def render(self, *args: Any, **options: Any) -> Document:
        """Lay out the page under its own styles, which come after the *stylesheets* given."""
        given = options.pop("stylesheets", None) or ()
        return super().render(*args, stylesheets=[*given, *self._styles], **options)

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return super()._ua_stylesheets(forms) if self._with_notes else [without_notes()]


def page_tree(html: str, fetcher: URLFetcher) -> HTML:
    """Return *html* ready to be laid out."""
    root = well_formed(html)
    if root is None:
        return HTML(string=html, base_url=None, url_fetcher=fetcher)
    return PageTree(root, fetcher, with_notes=has_notes(html))


def well_formed(html: str) -> ElementTree.Element | None:
    """Return the root of an HTML text that is XML but for its empty elements; None for any other.

    Declarations do not pass, since they could define entities, nor pictures without the name of their language.
    """
    text = _VOID.sub(r"<\1\2/>", _DOCTYPE.sub("", html, count=1))
    if "<!" in text or _NAMELESS_SVG.search(text):
        return None
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no declaration passes, so nothing is expanded
    except ElementTree.ParseError:
        return None
    return root if root.tag == "html" else None
