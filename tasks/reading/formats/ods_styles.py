"""Styles of an OpenDocument sheet as far as they bear on meaning; data styles become Excel's format codes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from tasks.reading.formats.cell_style import PLAIN, Style
from tasks.reading.formats.xml_parts import local_name

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT = (f"{{{_NAMESPACE}{name}:1.0}}" for name in ("office", "table", "text"))
_STYLE, _NUMBER = (f"{{{_NAMESPACE}{name}:1.0}}" for name in ("style", "datastyle"))
_FORMAT = f"{{{_NAMESPACE}xsl-fo-compatible:1.0}}"
_DEEPEST_INHERITANCE = 20
_SCALES = {"1000": ",", "1000000": ",,", "1000000000": ",,,"}


@dataclass
class OdsStyles:
    """Styles by family and name, number format codes by name, and the names of table styles that hide a sheet."""

    elements: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    number_formats: dict[str, str] = field(default_factory=dict)
    hiding: set[str] = field(default_factory=set)
    _resolved: dict[tuple[str, str], Style] = field(default_factory=dict)

    def style(self, family: str, name: str | None) -> Style:
        """Return the style *name* of *family* ("table-cell", "text") with what it inherits."""
        key = family, name or "Default"
        if key not in self._resolved:
            self._resolved[key] = self._resolve(key)
        return self._resolved[key]

    def _resolve(self, key: tuple[str, str]) -> Style:
        number_format, struck, bold = None, None, None
        family, name = key
        for _ in range(_DEEPEST_INHERITANCE):
            element = self.elements.get((family, name))
            if element is None:
                break
            if number_format is None:
                number_format = self.number_formats.get(element.get(f"{_STYLE}data-style-name", ""))
            for properties in element.iter(f"{_STYLE}text-properties"):
                line = properties.get(f"{_STYLE}text-line-through-style") or properties.get(
                    f"{_STYLE}text-line-through-type"
                )
                struck = (line != "none") if struck is None and line else struck
                weight = properties.get(f"{_FORMAT}font-weight")
                bold = (weight not in ("normal", "400")) if bold is None and weight else bold
            name = element.get(f"{_STYLE}parent-style-name", "")
        return Style(number_format or PLAIN.number_format, bool(struck), bool(bold))


def read_ods_styles(roots: Iterable[etree._Element]) -> OdsStyles:
    """Return the styles of content.xml and styles.xml together."""
    found = OdsStyles()
    for root in roots:
        for group in root:
            if local_name(group) not in ("automatic-styles", "styles"):
                continue
            for element in group:
                name = element.get(f"{_STYLE}name", "")
                if element.tag == f"{_STYLE}style":
                    family = element.get(f"{_STYLE}family", "")
                    found.elements[family, name] = element
                    if any(
                        properties.get(f"{TABLE}display") == "false"
                        for properties in element.iter(f"{_STYLE}table-properties")
                    ):
                        found.hiding.add(name)
                elif element.tag in (
                    f"{_NUMBER}number-style",
                    f"{_NUMBER}percentage-style",
                    f"{_NUMBER}currency-style",
                ):
                    found.number_formats[name] = _number_format(element)
    return found


def _number_format(element: etree._Element) -> str:
    """Return the number format code that says what a data style says of a positive number."""
    code = ""
    for piece in element:
        name = local_name(piece)
        if name in ("text", "currency-symbol"):
            words = piece.text or ""
            code += "%" if words.strip() == "%" else '"' + words.replace('"', "") + '"' if words else ""
        elif name in ("number", "scientific-number"):
            places = piece.get(f"{_NUMBER}decimal-places", "0")
            code += "#,##0" if piece.get(f"{_NUMBER}grouping") == "true" else "0"
            code += "." + "0" * int(places) if places in set("123456789") else ""
            code += _SCALES.get(piece.get(f"{_NUMBER}display-factor", ""), "")
    return code or PLAIN.number_format
