"""Number format codes of Excel (表示形式) taken apart: sections, their conditions, and their pieces.

The grammar is that of ECMA-376 part 1, 18.8.31, with the built-in codes of Japanese Excel.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

BUILT_IN_FORMATS: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "\\¥#,##0;\\¥-#,##0",
    6: "\\¥#,##0;[Red]\\¥-#,##0",
    7: "\\¥#,##0.00;\\¥-#,##0.00",
    8: "\\¥#,##0.00;[Red]\\¥-#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",  # the short date of the Japanese locale
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    # Japanese Excel's own, which other readers take for plain numbers
    27: "[$-411]ge.m.d",
    28: '[$-411]ggge"年"m"月"d"日"',
    29: '[$-411]ggge"年"m"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    34: 'yyyy"年"m"月"',
    35: 'm"月"d"日"',
    36: "[$-411]ge.m.d",
    50: "[$-411]ge.m.d",
    51: '[$-411]ggge"年"m"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: '[$-411]ggge"年"m"月"d"日"',
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: "[$-411]ge.m.d",
    58: '[$-411]ggge"年"m"月"d"日"',
}

LONGEST_FORMAT_CODE = 255  # Excel's own limit is shorter; a longer one is shown plainly

_PIECE = re.compile(
    r"""
    "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.?)
    | _(?P<space>.?)
    | \*(?P<fill>.?)
    | \[(?P<bracket>[^\]]*)\]?
    | (?P<general>General|G/標準)
    | (?P<ampm>AM/PM|A/P|午前/午後|上午/下午)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|e+|g+|aaaa?)
    | (?P<digit>[0\#?])
    | (?P<mark>[.,%/@;])
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """One piece: *kind* is literal, digit, date, elapsed, ampm, exponent, general, or the mark itself."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """One of the up to four parts between semicolons. *condition* is (operator, bound) or None."""

    pieces: tuple[Piece, ...]
    condition: tuple[str, float] | None = None
    locale: str = ""

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(piece.kind for piece in self.pieces)

    @property
    def is_date(self) -> bool:
        return bool(self.kinds & {"date", "elapsed", "ampm"})

    @property
    def is_elapsed(self) -> bool:
        return "elapsed" in self.kinds

    @property
    def shows_text(self) -> bool:
        return "@" in self.kinds

    def holds(self, number: float) -> bool:
        """Return whether *number* meets this section's condition; a section without one takes all."""
        if self.condition is None:
            return True
        operator, bound = self.condition
        return {
            "<": number < bound,
            "<=": number <= bound,
            ">": number > bound,
            ">=": number >= bound,
            "=": number == bound,
            "<>": number != bound,
        }[operator]


@dataclass(frozen=True)
class FormatCode:
    """A whole code: *numeric* sections in order, and the section for text where the code has one."""

    numeric: tuple[Section, ...]
    for_text: Section | None

    def section_for(self, number: float) -> tuple[Section, bool]:
        """Return the section that shows *number*, and whether that section says itself that it is negative."""
        sections = self.numeric
        if any(section.condition for section in sections):
            for section in sections[:-1]:
                if section.condition is not None and section.holds(number):
                    operator, bound = section.condition
                    return section, operator in ("<", "<=") and bound <= 0
            last = sections[-1]
            return last, len(sections) > 2 and number < 0 and last.condition is None
        if len(sections) == 1 or number > 0 or (number == 0 and len(sections) == 2):
            return sections[0], False
        return (sections[1], True) if number < 0 else (sections[2], False)


@lru_cache(maxsize=4096)
def parse_format_code(code: str) -> FormatCode:
    """Return *code* taken apart. Every code gives something: unknown pieces are literals."""
    if len(code) > LONGEST_FORMAT_CODE:
        code = "General"
    sections: list[Section] = []
    pieces: list[Piece] = []
    condition: tuple[str, float] | None = None
    locale = ""
    for match in _PIECE.finditer(code):
        kind, written = match.lastgroup or "other", match[match.lastgroup or "other"]
        if kind == "mark" and written == ";":
            sections.append(Section(tuple(pieces), condition, locale))
            pieces, condition, locale = [], None, ""
        elif kind in ("quoted", "escaped", "other"):
            pieces.append(Piece("literal", written))
        elif kind == "space":
            pieces.append(Piece("literal", " "))
        elif kind == "bracket":
            if found := _CONDITION.fullmatch(written.strip()):
                condition = (found[1], float(found[2]))
            elif _ELAPSED.fullmatch(written):
                pieces.append(Piece("elapsed", written.lower()))
            elif currency := _CURRENCY.fullmatch(written):
                locale = (currency[2] or "").lower() or locale
                if currency[1]:
                    pieces.append(Piece("literal", currency[1]))
        elif kind == "mark":
            pieces.append(Piece(written, written))
        elif kind != "fill":
            pieces.append(Piece(kind, written.lower() if kind == "date" else written))
    sections.append(Section(tuple(pieces), condition, locale))
    return _with_text_section(sections[:4])


def _with_text_section(sections: list[Section]) -> FormatCode:
    if len(sections) == 4:
        return FormatCode(tuple(sections[:3]), sections[3])
    if sections[-1].shows_text:
        text_section = sections[-1]
        numeric = tuple(sections[:-1]) or (Section((Piece("general", "General"),)),)
        return FormatCode(numeric, text_section)
    return FormatCode(tuple(sections), None)
