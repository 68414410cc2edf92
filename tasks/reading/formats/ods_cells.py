"""Cells of an OpenDocument sheet: the value as stored, and the text that the file itself says is shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from lxml import etree

from tasks.reading.formats.cell_style import Style
from tasks.reading.formats.ods_styles import OFFICE, TABLE, TEXT, OdsStyles
from tasks.reading.formats.rich_text import RichText, Run, clean, split_struck
from tasks.reading.formats.stored_numbers import parse_stored_number
from tasks.reading.formats.xml_parts import local_name
from tasks.reading.grid import StoredValue
from tasks.reading.number_format import plain_number

_DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S", re.ASCII)
_REFERENCE = re.compile(r"\[([^\]]*)\]")
_MOST_SPACES = 1_000


@dataclass(frozen=True, slots=True)
class OdsContent:
    """What stands in a cell; one content may stand in many cells that the file stores as repetitions."""

    value: StoredValue
    kind: str
    shown: str
    style: Style
    formula: str
    struck: bool
    struck_part: str
    comment: str


def read_content(cell: etree._Element, style: Style, styles: OdsStyles) -> OdsContent | None:
    """Return what stands in a cell, or None where nothing does."""
    kind = cell.get(f"{OFFICE}value-type", "")
    formula = _formula(cell.get(f"{TABLE}formula", ""))
    comment = "\n".join(
        "".join(run.text for run in _runs(paragraph, styles, None))
        for note in cell.iterchildren(f"{OFFICE}annotation")
        for paragraph in note.iterchildren(f"{TEXT}p")
    ).strip()
    runs = _paragraphs(cell, styles)
    standing, struck_part, struck = split_struck(runs, style.struck)
    standing = clean(standing)
    is_error = any(
        key.rpartition("}")[2] == "value-type" and value == "error" for key, value in map(_as_text, cell.items())
    )
    if kind in ("", "string") and not is_error:
        if not (standing.strip() or struck_part or formula or comment):
            return None
        value: StoredValue = standing if standing.strip() or (formula and kind) else None
        return OdsContent(
            value, "text" if standing.strip() else "blank", standing, style, formula, struck, struck_part, comment
        )
    if is_error:
        return OdsContent(standing, "error", standing, style, formula, False, "", comment)
    value, told = _scalar(cell, kind)
    shown = standing.strip() or (plain_number(value) if isinstance(value, int | float) else str(value))
    return OdsContent(value, told, shown, style, formula, struck, "", comment)


def _scalar(cell: etree._Element, kind: str) -> tuple[StoredValue, str]:
    """Return (value, kind) of a number, date, time or boolean."""
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true", "boolean"
    if kind == "date":
        written = cell.get(f"{OFFICE}date-value", "")
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            return written, "error"
        day: date | datetime = moment if "T" in written else moment.date()
        return day, "date"
    if kind == "time":
        written = cell.get(f"{OFFICE}time-value", "")
        match = _DURATION.fullmatch(written)
        if match and not match[1] and int(match[2]) < 24 and int(match[3]) < 60 and int(match[4]) < 60:
            return time(int(match[2]), int(match[3]), int(match[4])), "date"
        return written, "text"
    written = cell.get(f"{OFFICE}value", "")
    number = parse_stored_number(written)
    return (written, "error") if number is None else (number, "number")


def _paragraphs(cell: etree._Element, styles: OdsStyles) -> RichText:
    runs: list[Run] = []
    for paragraph in cell.iterchildren(f"{TEXT}p"):
        if runs:
            runs.append(Run("\n", None))
        runs.extend(_runs(paragraph, styles, None))
    return tuple(runs)


def _runs(element: etree._Element, styles: OdsStyles, is_struck: bool | None) -> Iterator[Run]:
    """Yield a paragraph's runs; spaces, tabs and line breaks are elements of their own, ruby is left out."""
    if element.text:
        yield Run(element.text, is_struck)
    for child in element:
        name = local_name(child)
        if name == "s":
            yield Run(" " * min(int(child.get(f"{TEXT}c") or 1), _MOST_SPACES), is_struck)
        elif name in ("tab", "line-break"):
            yield Run("\t" if name == "tab" else "\n", is_struck)
        elif name == "span":
            style = styles.style("text", child.get(f"{TEXT}style-name"))
            yield from _runs(child, styles, style.struck or is_struck)
        elif name not in ("annotation", "ruby-text"):
            yield from _runs(child, styles, is_struck)
        if child.tail:
            yield Run(child.tail, is_struck)


def _formula(written: str) -> str:
    """Return a formula as Excel writes it: of:=SUM([.E5:.E10]) becomes =SUM(E5:E10)."""
    _, _, formula = written.partition("=")
    return (
        "=" + _REFERENCE.sub(lambda match: match[1].replace(".", "", 1).replace(":.", ":"), formula)
        if formula
        else ""
    )


def _as_text(item: tuple[str | bytes, str | bytes]) -> tuple[str, str]:
    return str(item[0]), str(item[1])
