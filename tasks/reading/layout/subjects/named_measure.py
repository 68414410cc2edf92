"""The measure that one title names: with words of its role, its target or its initiative around it."""

import re

from sources.plan import Measure, MeasureKind
from tasks.reading.layout.cells.headings import read_heading
from tasks.reading.layout.cells.labels import Label
from tasks.reading.layout.cells.names import Names
from tasks.reading.title_keys import split_brackets
from tasks.reading.title_match import Grade, TitleMatch
from tasks.reading.value_types import Quantity
from tasks.reading.values import UnitMatch, compare_units, parse_quantity

_TARGET_BEHIND = re.compile(
    r"(?P<title>.*?\D)[\s:(]*(?:年間?|計|目標|各|累計)?\s?(?P<figure>\d[\d,.]*\s?(?:億|百万|千万|万|千)?(?P<unit>件|社|回|円|名|人|団体))(?:以上)?\s?[)]?",
    re.DOTALL,
)


def measure_in(
    label: Label, within: str | None, names: Names, kind: MeasureKind | None = None
) -> tuple[Measure | None, TitleMatch]:
    """Return the measure that a title names within a section, or in the whole plan without one.

    Words of a role behind the name (企業面談 実績) are set aside where the whole text names nothing.
    """
    texts = names_in(label.title, label.seen.fiscal_year)
    match = names.measure(texts[0], within)
    for text in texts[1:]:
        if not match.is_sure:
            match = names.measure(text, within)
    if not match.is_sure:
        match = _without_target(label.title, within, names) or _in_bracketed_section(label.title, names) or match
    measure = names.found_measure(match)
    if measure is None and match.grade is Grade.DOUBTFUL and kind is not None:
        of_kind = [
            candidate
            for candidate in match.candidates
            if candidate.is_measure
            and candidate.score >= 90
            and names.plan.measure[candidate.id].kind is kind
            and is_at_or_below(candidate.id, within, names)
        ]
        if len(of_kind) == 1 and within is not None:
            return names.plan.measure[of_kind[0].id], TitleMatch(Grade.LIKELY, of_kind[0], match.candidates)
    return measure, match


def names_in(text: str, fiscal_year: int) -> list[str]:
    """Return *text*, and what is left of it without the words of a figure's role behind (企業面談の月別実績).

    Other words behind make another thing of it: 企業プレゼン参加者.
    """
    heading = read_heading(text, fiscal_year)
    bare = re.sub(r"(?:の?(?:月別|月次|月間|年間|四半期別|推移))+$", "", heading.rest).rstrip("の")
    return [text, bare] if bare and heading.is_value_role else [text]


def _without_target(title: str, within: str | None, names: Names) -> TitleMatch | None:
    """Return the match of a title without the target that ends it (企業面談30件), if that is the plan's own."""
    found = _TARGET_BEHIND.fullmatch(title)
    if found is None:
        return None
    match = names.measure(found["title"], within)
    measure = names.found_measure(match)
    if measure is None or measure.target is None:
        return None
    aimed = parse_quantity(found["figure"])
    fits = isinstance(aimed, Quantity) and aimed.value == measure.target
    return match if fits and compare_units(found["unit"], measure.unit) is not UnitMatch.IMPOSSIBLE else None


def _in_bracketed_section(title: str, names: Names) -> TitleMatch | None:
    """Return the match of a title that brings its initiative in brackets (企業プレゼン（地元企業の参入支援）)."""
    outside, inside = split_brackets(title)
    nodes = {match.target.id for piece in inside if (match := names.node(piece)).target is not None}
    if len(nodes) != 1 or not outside:
        return None
    match = names.measure(outside, nodes.pop())
    return match if match.is_sure and not match.is_generic else None


def is_at_or_below(measure_id: str, node_id: str | None, names: Names) -> bool:
    parent = names.plan.measure[measure_id].parent_id
    return (
        node_id is None or parent == node_id or any(above.id == node_id for above in names.plan.ancestors(parent))
    )
