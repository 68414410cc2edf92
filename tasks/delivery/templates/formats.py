"""How a template's cells look: given ones plain, asked ones yellow and unlocked, closed ones grey."""

from typing import Any

from tasks.delivery.templates.columns import Column, Look

_FONT = {"font_name": "游ゴシック", "font_size": 10}
_YELLOW, _GREY, _PALE_BLUE, _NAVY, _OCHRE = "#FFF8DC", "#EDEDED", "#E4EBF3", "#1F3A5F", "#8A6D00"
_LINE = {"border": 1, "border_color": "#BFBFBF"}
_CELL = {**_LINE, "valign": "top"}
# General for counts: under #,##0 a mistyped 2.5 would show as 3, and under #,##0.# a 20 as "20.".
_NUMBERS = {"円": "#,##0"}
_OF_LOOK: dict[Look, dict[str, Any]] = {
    Look.TITLE: {"text_wrap": True, "font_size": 9, "font_color": "#595959"},
    Look.WORDS: {"text_wrap": True},
    Look.SHORT: {"align": "center"},
    Look.NUMBER: {"align": "right"},
    Look.DAY: {"num_format": "yyyy/m/d", "align": "center"},
}


class CellFormats:
    """The workbook's formats, each made once, when it is first asked for."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    @property
    def title(self) -> Any:
        return self._format(bold=True, font_size=14)

    @property
    def label(self) -> Any:
        return self._format(bold=True, font_color=_NAVY)

    @property
    def fact(self) -> Any:
        return self._format()

    @property
    def note(self) -> Any:
        return self._format(font_size=9, font_color="#404040")

    @property
    def section(self) -> Any:
        """Return the look of an initiative's row; its title runs on over the blank cells beside it."""
        return self._format(**_LINE, valign="top", bold=True, bg_color=_PALE_BLUE)

    def heading(self, *, is_asked: bool) -> Any:
        colours = {"bg_color": _OCHRE if is_asked else _NAVY, "font_color": "#FFFFFF"}
        return self._format(**_LINE, **colours, bold=True, align="center", valign="vcenter", text_wrap=True)

    def given(self, column: Column, unit: str) -> Any:
        return self._format(**_CELL, **_look(column, unit))

    def asked(self, column: Column, unit: str) -> Any:
        return self._format(**_CELL, **_look(column, unit), bg_color=_YELLOW, locked=False)

    def closed(self) -> Any:
        return self._format(**_CELL, bg_color=_GREY)

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **properties})
        return self._made[key]


def _look(column: Column, unit: str) -> dict[str, Any]:
    look = _OF_LOOK[column.look]
    return {**look, "num_format": _NUMBERS.get(unit, "General")} if column.look is Look.NUMBER else look
