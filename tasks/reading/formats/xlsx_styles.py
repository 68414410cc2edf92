"""Cell styles of an xlsx file, as far as they bear on meaning: number format, strike-through, bold, indent."""

from lxml import etree

from sources.messages import text
from tasks.reading.formats.cell_style import Style
from tasks.reading.formats.format_code import BUILT_IN_FORMATS
from tasks.reading.formats.xlsx_strings import is_on
from tasks.reading.formats.xml_parts import local_name, parse_tree
from tasks.reading.not_opened import too_large

MOST_STYLES = 65_490  # Excel's own limit


def read_styles(data: bytes | None) -> list[Style]:
    """Return the styles that cells name by index (cellXfs), in order."""
    if data is None:
        return []
    formats: dict[int, str] = {}
    fonts: list[tuple[bool, bool]] = []
    styles: list[Style] = []
    for group in parse_tree(data, "styles.xml"):
        name = local_name(group)
        if name == "numFmts":
            formats |= {number(item, "numFmtId"): item.get("formatCode", "General") for item in group}
        elif name == "fonts":
            fonts = [_font(item) for item in group]
        elif name == "cellXfs":
            if len(group) > MOST_STYLES:
                raise too_large(
                    text(
                        "The file has more than {most} cell styles. "
                        "Copy the report into a new workbook, and send that.",
                        most=f"{MOST_STYLES:,}",
                    )
                )
            styles = [_style(item, formats, fonts) for item in group]
    return styles


def number(element: etree._Element, name: str, default: int = 0) -> int:
    """Return an attribute as a whole number, or *default* where it is missing or none."""
    written = element.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else default


def _font(element: etree._Element) -> tuple[bool, bool]:
    """Return (struck, bold)."""
    marks = {local_name(mark): is_on(mark) for mark in element}
    return marks.get("strike", False), marks.get("b", False)


def _style(element: etree._Element, formats: dict[int, str], fonts: list[tuple[bool, bool]]) -> Style:
    format_id, font_id = number(element, "numFmtId"), number(element, "fontId")
    struck, bold = fonts[font_id] if font_id < len(fonts) else (False, False)
    indent = next((number(child, "indent") for child in element if local_name(child) == "alignment"), 0)
    number_format = formats.get(format_id) or BUILT_IN_FORMATS.get(format_id, "General")
    return Style(number_format, struck, bold, indent)
