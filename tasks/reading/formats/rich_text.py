"""Texts of cells, whatever their format: their runs, what is struck through in them, and their cleaning."""

import re
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HALF = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one font; *is_struck* is None where the run takes the cell's own font."""

    text: str
    is_struck: bool | None


RichText = tuple[Run, ...]


def split_struck(text: str | RichText, cell_is_struck: bool) -> tuple[str, str, bool]:
    """Return (what is not struck, what is, whether all is struck). Wholly struck text stays in the first place."""
    if isinstance(text, str):
        return text, "", cell_is_struck and bool(text)
    standing, struck = "", ""
    for run in text:
        if cell_is_struck if run.is_struck is None else run.is_struck:
            struck += run.text
        else:
            standing += run.text
    if struck.strip() and not standing.strip():
        return whole_text(text), "", True
    return standing, struck, False


def whole_text(text: str | RichText) -> str:
    return text if isinstance(text, str) else "".join(run.text for run in text)


def clean(text: str) -> str:
    """Return *text* with line ends as \\n, and without control characters and halves of characters."""
    if text.isprintable():
        return text
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _HALF.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
