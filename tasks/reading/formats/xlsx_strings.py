"""Texts of an xlsx file: shared strings and inline ones, with their runs told apart by strike-through."""

import re

from lxml import etree

from tasks.reading.formats.rich_text import RichText, Run, clean
from tasks.reading.formats.xml_parts import iterate, local_name

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_shared_strings(data: bytes | None) -> list[str | RichText]:
    """Return the shared strings in order: a plain str, or runs where fonts differ within the text."""
    if data is None:
        return []
    strings: list[str | RichText] = []
    for item in iterate(data, "sharedStrings.xml", ("si",)):
        strings.append(read_string(item))
        item.clear()
    return strings


def read_string(item: etree._Element) -> str | RichText:
    """Return the text of an si or is element; furigana (rPh) is no part of it."""
    if len(item) == 1 and local_name(item[0]) == "t":
        return unescape(item[0].text or "")
    runs: list[Run] = []
    for child in item:
        name = local_name(child)
        if name == "t":
            runs.append(Run(unescape(child.text or ""), None))
        elif name == "r":
            runs.append(_read_run(child))
    if all(run.is_struck is None for run in runs):
        return "".join(run.text for run in runs)
    return tuple(runs)


def unescape(text: str) -> str:
    """Return *text* with _xHHHH_ written out (Excel stores control characters so), and cleaned as `clean` does."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return clean(text)


def _read_run(element: etree._Element) -> Run:
    words, is_struck = "", None
    for child in element:
        name = local_name(child)
        if name == "t":
            words += unescape(child.text or "")
        elif name == "rPr":
            is_struck = any(local_name(mark) == "strike" and is_on(mark) for mark in child)
    return Run(words, is_struck)


def is_on(mark: etree._Element) -> bool:
    """Return whether an on/off element such as <b/> or <strike val="0"/> is on."""
    return mark.get("val", "1") not in ("0", "false", "off")
