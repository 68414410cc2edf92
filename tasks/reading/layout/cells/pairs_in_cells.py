"""A label and its value written into one cell: 実績：17件, 具体的な取り組み：東北ハウス事業の完遂."""

import re
from dataclasses import replace

from tasks.reading.layout.cells.headings import read_heading
from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.seen import Seen

_PAIR = re.compile(r"[■□●○◆◇・*]?\s?(?P<label>[^::。\n]{1,40}?)\s?[::]\s?(?P<value>[^\s::].*)", re.DOTALL)
_PARTS = re.compile(r"[、\n;]|(?<=[件社回円人名])[,\s]")
_FIGURE_BEHIND = re.compile(
    r"[・■□●○*\-\s]*(?P<title>\D{2,40}?)[\s::]*(?:[がはで]\s?)?"
    r"(?P<value>(?:累計|通算|計)?\s?\d[\d,.]*\s?(?:件|社|回|名|人|(?:億|百万|万|千)?円)(?:\s?\([^()]*\))?)"
)
_LONGEST_VALUE = 400


def split_pairs(cells: list[Seen], names: Names) -> list[Seen]:
    """Return *cells*, each that holds a label and its value as two cells of the same place."""
    found: list[Seen] = []
    for seen in cells:
        found += split_pair(seen, names, is_alone=len(cells) == 1) or [seen]
    return found


def split_figures(seen: Seen, names: Names) -> list[tuple[Seen, Seen]]:
    """Return the measures and figures that one cell names in turn (マッチング成立2件、企業プレゼン14件).

    Every part must be a title of the plan with one counted figure behind it.
    """
    if seen.cell.kind != "text" or len(seen.text) > _LONGEST_VALUE:
        return []
    parts = [_FIGURE_BEHIND.fullmatch(part.strip()) for part in _PARTS.split(seen.text) if part.strip()]
    found = [match for match in parts if match is not None and names.knows(match["title"])]
    if not found or len(found) < len(parts):
        return []
    return [
        (
            replace(seen, cell=replace(seen.cell, value=match["title"], shown=match["title"], comment="")),
            replace(seen, cell=replace(seen.cell, value=match["value"], shown=match["value"])),
        )
        for match in found
    ]


def split_pair(seen: Seen, names: Names, *, is_alone: bool = False) -> list[Seen]:
    """Return the label and value that one cell holds, or nothing where it holds no such pair.

    A measure's title with a figure behind it is a title with its target, but in a row of its own it is a pair
    (・企業面談：17件).
    """
    if seen.cell.kind != "text" or len(seen.text) > _LONGEST_VALUE:
        return []
    match = _PAIR.fullmatch(seen.text)
    if match is None:
        return []
    label, value = match["label"], match["value"]
    if not (read_heading(label, seen.fiscal_year).is_whole or names.knows(label)):
        return []
    is_title = names.knows(seen.text) and not read_heading(label, seen.fiscal_year).roles
    if is_title and not (is_alone and value[0].isdigit()):
        return []
    return [
        replace(seen, cell=replace(seen.cell, value=label, shown=label, comment="")),
        replace(seen, cell=replace(seen.cell, value=value, shown=value)),
    ]
