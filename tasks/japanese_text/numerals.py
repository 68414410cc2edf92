"""Numbers written with kanji: 二十五, 1億5,000万, 1万2千."""

import re
from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3}
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
_WRITTEN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SECTION = re.compile(rf"(?P<number>{_WRITTEN})?(?P<small>[十百千]?)")
_PLACES = re.compile("[〇一二三四五六七八九]+")


def kanji_number(text: str) -> Decimal | None:
    """Return the value of a number written in kanji alone (二十五, 一億五千万, 二〇二一), or None."""
    if not text:
        return None
    if len(text) > 1 and _PLACES.fullmatch(text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    total, section, digit = 0, 0, None
    last_small, last_large = 10**4, 10**16
    for char in text:
        if char in _DIGITS and digit is None:
            digit = _DIGITS[char]
        elif char in _SMALL and _SMALL[char] < last_small and digit != 0:
            last_small = _SMALL[char]
            section += (1 if digit is None else digit) * last_small
            digit = None
        elif char in _LARGE and _LARGE[char] < last_large and (section or digit):
            last_large, last_small = _LARGE[char], 10**4
            total += (section + (digit or 0)) * last_large
            section, digit = 0, None
        else:
            return None
    return Decimal(total + section + (digit or 0))


def scaled_number(text: str) -> Decimal | None:
    """Return the value of digits with kanji scales (1億5,000万, 1.5万, 3百, 2千万), or None.

    Each scale must be smaller than the one before it, so that 3万5億 is no number. A scale without digits
    (百万) is a unit, not a number.
    """
    total, rest, last = Decimal(0), text, Decimal(10) ** 16
    while rest:
        parts = re.split("([兆億万])", rest, maxsplit=1)
        head, large = parts[0], Decimal(_LARGE[parts[1]]) if len(parts) > 1 else Decimal(1)
        section = _section(head)
        if section is None or large >= last or (total and section * large >= last):
            return None
        total, rest, last = total + section * large, parts[2] if len(parts) > 1 else "", large
    return total if text else None


def _section(text: str) -> Decimal | None:
    """Return the value of digits with 千, 百 and 十 (1千5百, 2千, 5,000), or None."""
    value, place, last = Decimal(0), 0, 10**4
    while place < len(text):
        part = _SECTION.match(text, place)
        if part is None or part["number"] is None:
            return None
        small = _SMALL[part["small"]] if part["small"] else 1
        number = Decimal(part["number"].replace(",", ""))
        if small >= last or (value and number * small >= last):
            return None
        value, place, last = value + number * small, part.end(), small
    return value if text else None
