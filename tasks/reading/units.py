"""Units: found in headers, corners and unit cells, and compared with what a measure counts in."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from itertools import takewhile

from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold
from tasks.reading.value_types import Unit


class UnitMatch(StrEnum):
    """How a unit that was found stands to the one expected."""

    SAME = "same"
    OTHER_COUNTER = "other_counter"
    IMPOSSIBLE = "impossible"


@cache
def families() -> dict[str, str]:
    """Map every known unit in its printed form to its family."""
    return {fold(unit): family.family for family in load_vocabulary().units.families for unit in family.units}


@cache
def units_by_spelling() -> dict[str, Unit]:
    """Map every way a unit is written, scales included, to the unit it means."""
    units = load_vocabulary().units
    found = {unit: Unit(unit) for unit in families()}
    found |= {fold(other): Unit(fold(printed)) for other, printed in units.spellings.items()}
    found |= {fold(word): Unit("円", scale) for word, scale in units.scales.items()}
    found |= {fold(word): Unit(fold(name), scale) for word, (name, scale) in units.count_scales.items()}
    return found


@cache
def _spellings_in_headers() -> dict[str, Unit]:
    loose = {fold(unit) for unit in load_vocabulary().units.loose.units}
    return {word: unit for word, unit in units_by_spelling().items() if word not in loose}


def canonical_unit(written: str) -> str:
    """Return a unit in its printed form ("か所" is 箇所, "パーセント" %), or as folded where it is unknown."""
    folded = fold(written)
    known = units_by_spelling().get(folded)
    return known.name if known is not None and known.scale == 1 else folded


_STATED = re.compile(r"単位\s*[::]?\s*(?P<units>[^()\[\]。※]+)")
_BRACKETED = re.compile(r"[(\[](?P<units>[^()\[\]]+)[)\]]")
_SEPARATORS = re.compile(r"[・、,/;\s]+")


@lru_cache(maxsize=1 << 14)
def find_units(text: str) -> tuple[Unit, ...]:
    """Return the units that a header, corner or unit cell states, in order: 金額（百万円）, 単位：件・社, 社.

    Only a whole text, a bracket or what follows 単位 is a unit; 社 inside a word is not.
    """
    folded = fold(text)
    if not folded:
        return ()
    known = _spellings_in_headers()
    if whole := units_by_spelling().get(folded):
        return (whole,) if folded in known else ()
    if stated := _STATED.search(folded):
        words = [word for word in _SEPARATORS.split(stated["units"]) if word]
        return tuple(known[word] for word in takewhile(known.__contains__, words))
    for bracketed in _BRACKETED.finditer(folded):
        words = [word for word in _SEPARATORS.split(bracketed["units"]) if word]
        if words and all(word in known for word in words):
            return tuple(known[word] for word in words)
    return ()


def find_unit(text: str) -> Unit | None:
    """Return the one unit that *text* states, or None where it states none or several."""
    found = find_units(text)
    return found[0] if len(found) == 1 else None


def compare_units(found: str, expected: str) -> UnitMatch:
    """Return whether *found* is the *expected* unit, another counter word for it, or can not be.

    A unit that is not said is taken for the expected one. 件 for 社 is another counter; 円 or % for 件 can not be.
    """
    this, that = canonical_unit(found), canonical_unit(expected)
    if not this or not that or this == that:
        return UnitMatch.SAME
    family, other = families().get(this), families().get(that)
    if family is None or other is None:
        return UnitMatch.IMPOSSIBLE
    if family == other == "person":
        return UnitMatch.SAME
    if family == other:
        return UnitMatch.OTHER_COUNTER if is_counter(this) else UnitMatch.IMPOSSIBLE
    pairs = load_vocabulary().units.relations.interchangeable
    return (
        UnitMatch.OTHER_COUNTER if (family, other) in pairs or (other, family) in pairs else UnitMatch.IMPOSSIBLE
    )


def is_counter(unit: str) -> bool:
    """Return whether *unit* counts whole things, so that 2.5 or −1 of it can not be."""
    return families().get(canonical_unit(unit)) in ("case", "organisation", "person", "occasion", "place")
