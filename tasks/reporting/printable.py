"""Words that the report's font can print: controls dropped, what it lacks replaced by 〓 and counted.

A page with a missing glyph shows an empty box and is not archival, so the replacement is made before layout
and the report lists what was replaced.
"""

import dataclasses
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Set
from typing import Any, TypeVar

GETA = "〓"  # what Japanese printers set where a type is missing
# Composition of kana and their voicing marks, which Mac file names keep apart; a full NFC would also exchange
# compatibility ideographs, and so people's names.
_MARKED = re.compile(r".[\u0300-\u036f\u3099\u309a]+", re.DOTALL)
# The layout engine lets a full-width tilde begin a line, but not the wave dash that looks the same.
_LOOK_ALIKES = str.maketrans({"\uff5e": "\u301c"})
_DROPPED = {"Cc", "Cf"}
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = {"Zs", "Zl", "Zp"}

Value = TypeVar("Value")


class AnyCharacter(Set[str]):
    """The characters of a page whose reader brings the fonts: all of them."""

    def __contains__(self, character: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return (chr(code) for code in range(sys.maxunicode + 1))

    def __len__(self) -> int:
        return sys.maxunicode + 1


def printable(words: str, available: Set[str]) -> tuple[str, Counter[str]]:
    """Return *words* as they can be printed with the *available* characters, and what had to be replaced."""
    composed = _MARKED.sub(lambda found: unicodedata.normalize("NFC", found[0]), words).translate(_LOOK_ALIKES)
    if all(character in available for character in composed) and composed.isprintable():
        return composed, Counter()
    missing: Counter[str] = Counter()
    kept = []
    for character in composed:
        category = unicodedata.category(character)
        if character in "\t\n\r\x0b\x0c\x85" or (category in _SPACES and character != "\u3000"):
            kept.append(" ")
        elif (
            category in _DROPPED or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
        ):
            continue
        elif character in available:
            kept.append(character)
        else:
            kept.append(GETA)
            missing[character] += 1
    return "".join(kept), missing


def make_printable(report: Value, available: Set[str]) -> tuple[Value, tuple[str, ...]]:
    """Return *report* with every text in it printable, and the replaced characters as "U+1F600 × 2"."""
    missing: Counter[str] = Counter()

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            words, lacking = printable(value, available)
            missing.update(lacking)
            return words
        if isinstance(value, tuple):
            return tuple(clean(part) for part in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {field.name: clean(getattr(value, field.name)) for field in dataclasses.fields(value)}
            return dataclasses.replace(value, **fields)
        return value

    cleaned: Value = clean(report)
    return cleaned, tuple(f"U+{ord(character):04X} × {count}" for character, count in sorted(missing.items()))
