"""The one Japanese font of the reports: where its files are, which characters it has, its style sheet.

No generic family stands behind it, so that the pages do not depend on what a host has installed; a character
that the font lacks must therefore be replaced before the page is laid out (see `printable`).
"""

from functools import cache
from pathlib import Path

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
from fontTools.ttLib import TTFont

FAMILY = "Report Sans"
FONT_FILES: tuple[tuple[int, Path], ...] = (
    (400, Path(str(noto_cjk_sans_jp_regular.FONT_PATH))),
    (700, Path(str(noto_cjk_sans_jp_bold.FONT_PATH))),
)


@cache
def glyphs() -> frozenset[str]:
    """Return every character that both weights can print."""
    sets = []
    for _, path in FONT_FILES:
        with TTFont(path, lazy=True) as font:
            sets.append(frozenset(chr(code) for code in font.getBestCmap()))
    return frozenset.intersection(*sets)


def font_face_css() -> str:
    """Return the @font-face rules that name the two files."""
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url("{path.resolve().as_uri()}") }}'
        for weight, path in FONT_FILES
    )
