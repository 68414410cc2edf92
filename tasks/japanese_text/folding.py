"""Folding: the forms in which texts that a person would call the same become equal."""

import re
import unicodedata
from functools import lru_cache

# NFKC would turn ①3件 into 13件, 10² into 102 and 2½ into 21/2; these are carried through untouched.
_PROTECTED = (
    "⓪" + "".join(map(chr, [*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)])) + "²³¹½¼¾⅓⅔"
)
_HIDE = {ord(char): 0xE000 + index for index, char in enumerate(_PROTECTED)}
_SHOW = {0xE000 + index: char for index, char in enumerate(_PROTECTED)}

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−─━﹣－"), "-")
_TILDES = dict.fromkeys(map(ord, "~〜～∼˜⁓"), "~")
# Byte-order marks, zero-width characters and variation selectors carry no reading.
_UNSEEN = dict.fromkeys(
    [0xFEFF, *range(0x200B, 0x2010), 0x2060, 0x00AD, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
_TABLE = _SHOW | _DASHES | _TILDES | _UNSEEN

# A long-vowel mark after anything but kana was typed for a dash or minus (ー3, 3ー5件).
_LONG_MARK_AS_DASH = re.compile(r"(?<![ぁ-ゖァ-ヺー])ー+")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANKS_AT_BREAK = re.compile(r" ?\n ?")
_NOT_IN_KEY = re.compile(r"[\s\-~「」『』【】〔〕〈〉《》\[\](){}<>・、,。.．:;/\\|!?\"'“”‘’`´※*☆★■□◆◇●▪•_…‥＋+=]")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return *text* in one width, with dashes and tildes unified and runs of blanks made one; breaks stay.

    NFKC, but for circled numbers, superscripts and fractions, whose values NFKC would glue to their neighbours.
    """
    if text.isascii() and text.isalnum():
        return text
    hidden = text.translate(_HIDE).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    plain = unicodedata.normalize("NFKC", hidden).translate(_TABLE)
    plain = _LONG_MARK_AS_DASH.sub(lambda found: "-" * len(found[0]), plain)
    return _BLANKS_AT_BREAK.sub("\n", _BLANKS.sub(" ", plain)).strip()


@lru_cache(maxsize=1 << 16)
def key(text: str) -> str:
    """Return *text* for comparison: folded, lower case, without blanks, brackets and punctuation."""
    return _NOT_IN_KEY.sub("", fold(text)).casefold()


def one_line(text: str) -> str:
    """Return *text* on one line as a sentence quotes it: breaks and runs of blanks become one blank."""
    return " ".join(text.split())


_HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]+")
_FULL_WIDTH_ASCII = {
    code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
}


def display_text(text: str) -> str:
    """Return *text* as reports print it: half-width katakana made full, full-width letters and digits made half.

    Punctuation, marks and line breaks stay as the body wrote them.
    """
    full_kana = _HALF_WIDTH_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return full_kana.translate(_FULL_WIDTH_ASCII)
