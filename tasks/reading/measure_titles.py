"""Measures by their statements, within a section or without one: マッチング成立 is three measures' name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from sources.plan import Measure, MeasureKind, MeasureType, Plan, Scope
from sources.vocabulary import load_vocabulary
from tasks.reading.title_keys import (
    changes_meaning,
    measure_core,
    new_name,
    split_brackets,
    telling_brackets,
    title_key,
    without_numbering,
    without_verb,
)
from tasks.reading.title_match import (
    DOUBTFUL_FROM,
    LIKELY_FROM,
    LIKELY_MARGIN,
    NO_MATCH,
    Candidate,
    Grade,
    TitleMatch,
    doubtful,
    sure,
)
from tasks.reading.title_scores import GramIndex
from tasks.reading.units import UnitMatch, compare_units, families

_SHORTEST_HEAD = 3
_SHORTEST_HEAD_ALONE, _SHARE_ALONE = 5, 0.4


@dataclass(frozen=True)
class _Title:
    measure: Measure
    written: str
    key: str
    outside: str
    core: str


@dataclass(frozen=True)
class _Asked:
    """A text as it is looked for: its key whole, without numbering and brackets, and without counting tails."""

    whole: str
    bare: str
    core: str
    bracketed: str


class MeasureTitles:
    """All statements of a plan's measures, ready to be matched."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._titles = [
            self._title(measure, written)
            for measure in plan.measures
            for written in (measure.statement, *measure.aliases)
        ]
        self._ids = {measure.measure_id.casefold(): measure for measure in plan.measures}
        self._grams = GramIndex([title.key for title in self._titles])
        self._inside = lru_cache(maxsize=None)(self._measures_inside)

    @staticmethod
    def _title(measure: Measure, written: str) -> _Title:
        outside, _ = split_brackets(written)
        bare = title_key(outside) or title_key(written)
        return _Title(measure, written, title_key(written), bare, measure_core(bare))

    def _measures_inside(self, node_id: str) -> frozenset[str]:
        """Return the ids of the measures at or below a node."""
        nodes = {node_id} | {
            node.id
            for node in self._plan.nodes
            if any(above.id == node_id for above in self._plan.ancestors(node.id))
        }
        return frozenset(measure.measure_id for measure in self._plan.measures if measure.parent_id in nodes)

    def match(self, text: str, within: str | None = None) -> TitleMatch:
        """Return the measure that *text* names; *within* is the node whose section the text stands in, if known.

        Without a section, a name that other measures' titles hold too (企業プレゼン) is doubtful.
        """
        asked = _asked(text)
        if not asked.whole:
            return NO_MATCH
        if by_id := self._ids.get(text.strip().casefold()):
            return sure(Grade.EXACT, _candidate(by_id, 100.0))
        near = self._near(asked)
        if within is None:
            return self._among(asked, near, is_open=True)
        ids = self._inside(within)
        inside = [title for title in near if title.measure.measure_id in ids]
        outside = self._elsewhere(asked, inside, near)
        if outside is not None:
            return outside
        found = self._among(asked, inside, is_open=False)
        if found.grade is not Grade.NONE:
            return found
        generic = self._generic(asked, [title for title in self._titles if title.measure.measure_id in ids])
        return generic or doubtful(self._among(asked, near, is_open=True).candidates)

    def _near(self, asked: _Asked) -> list[_Title]:
        """Return the titles that share any pair of characters with the text: no other can match."""
        shared = self._grams.scores(asked.whole).keys() | self._grams.scores(asked.bare).keys()
        return [self._titles[position] for position in sorted(shared)]

    @staticmethod
    def _elsewhere(asked: _Asked, inside: Sequence[_Title], near: Sequence[_Title]) -> TitleMatch | None:
        """Return doubt where the text is another section's measure word for word, and no part of one here."""
        if any(asked.whole in title.key or asked.bare in title.key for title in inside):
            return None
        exact = [title for title in near if title.key in (asked.whole, asked.bare)]
        return doubtful(tuple(_candidate(title.measure, 100.0) for title in exact)) if exact else None

    def _among(self, asked: _Asked, titles: Sequence[_Title], *, is_open: bool) -> TitleMatch:
        """Return the match among *titles*; *is_open* tells that no section narrows them."""
        for grade, fits in _TESTS[: 4 if is_open else 5]:
            found = [title for title in titles if fits(asked, title)]
            if not found:
                continue
            if any(changes_meaning(asked.bracketed, title.key) for title in found):
                return doubtful(_candidates(found, 80.0))
            one = _one_measure(found)
            if one is None or (is_open and self._holders_elsewhere(asked, one)):
                others = self._holders_elsewhere(asked, found[0])
                return doubtful(_candidates([*found, *others], 90.0))
            return sure(grade, _candidate(one.measure, 100.0 if grade is Grade.EXACT else 95.0))
        return self._holding(asked, titles, is_open=is_open) or self._like(asked, titles)

    def _holders_elsewhere(self, asked: _Asked, one: _Title) -> list[_Title]:
        """Return other sections' measures that hold this name too, so that the section must decide."""
        return [
            title
            for title in self._titles
            if title.measure.parent_id != one.measure.parent_id
            and title.measure.scope is not Scope.PHASE
            and asked.core in title.core
        ]

    def _holding(self, asked: _Asked, titles: Sequence[_Title], *, is_open: bool) -> TitleMatch | None:
        """Return the match of a name that ends a title, or that holds one whole with nothing that changes it.

        In Japanese the head stands last: 企業プレゼン names 車を考える会・企業プレゼン in its section, while
        マルカイ東北フェア商談会 only begins a title and may be another figure of the same event.
        """
        heads = [title for title in titles if len(asked.core) >= _SHORTEST_HEAD and _ends_with(title, asked.core)]
        one = _one_measure(heads)
        if one is not None and _tail_agrees(asked, one) and (not is_open or self._is_plain_alone(asked, one)):
            return sure(Grade.LIKELY, _candidate(one.measure, 85.0))
        if heads:
            return doubtful(_candidates(heads, 85.0))
        held = [title for title in titles if len(title.core) >= _SHORTEST_HEAD and title.core in asked.bare]
        held = [title for title in held if not any(title.core != o.core and title.core in o.core for o in held)]
        one = _one_measure(held)
        if one is None:
            return doubtful(_candidates(held, 80.0)) if held else None
        if _tail_agrees(asked, one) and self._is_only_named_around(asked, one):
            return sure(Grade.LIKELY, _candidate(one.measure, 85.0))
        return doubtful(_candidates(held, 80.0))

    def _is_plain_alone(self, asked: _Asked, one: _Title) -> bool:
        """Return whether the end of a title is long enough to name it without a section, and is no one else's."""
        is_long = len(asked.core) >= max(_SHORTEST_HEAD_ALONE, _SHARE_ALONE * len(one.core))
        return is_long and not self._holders_elsewhere(asked, one)

    def _is_only_named_around(self, asked: _Asked, title: _Title) -> bool:
        """Return whether a measure's name has only its own section's title before it and nothing behind."""
        before, _, after = asked.core.partition(title.core)
        if after or changes_meaning(before, title.key):
            return False
        node = self._plan.node[title.measure.parent_id]
        around = [title_key(node.title), *(title_key(above.title) for above in self._plan.ancestors(node.id))]
        plain = before.strip("のにおける")
        return not plain or any(plain in name for name in around)

    def _like(self, asked: _Asked, titles: Sequence[_Title]) -> TitleMatch:
        allowed = {title.measure.measure_id for title in titles}
        best: dict[str, tuple[float, _Title]] = {}
        for key in {asked.whole, asked.bare}:
            for position, score in self._grams.scores(key).items():
                title = self._titles[position]
                if score > best.get(title.measure.measure_id, (0.0, title))[0]:
                    best[title.measure.measure_id] = (score, title)
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        inside = [(score, title) for score, title in ranked if title.measure.measure_id in allowed]
        if not inside or inside[0][0] < DOUBTFUL_FROM:
            return NO_MATCH
        top, first = inside[0]
        others = [score for score, title in ranked if title.measure.measure_id != first.measure.measure_id]
        candidates = tuple(_candidate(title.measure, score) for score, title in inside[:3])
        is_clear = top >= LIKELY_FROM and top - max(others, default=0.0) >= LIKELY_MARGIN
        is_same_thing = _tail_agrees(asked, first) and asked.core[-2:] in first.key and asked.core not in first.key
        if is_clear and is_same_thing and not changes_meaning(asked.whole, first.key):
            return sure(Grade.LIKELY, candidates[0], candidates[1:])
        return doubtful(candidates)

    def _generic(self, asked: _Asked, inside: Sequence[_Title]) -> TitleMatch | None:
        """Return the section's only measure of the kind that a counter alone names (開催回数, 件数, KPI)."""
        fits = _generic_words().get(asked.bare)
        if fits is None:
            return None
        found = [title for title in inside if fits(title.measure)]
        one = _one_measure(found)
        if one is None:
            return doubtful(_candidates(found, 60.0)) if found else None
        return sure(Grade.LIKELY, _candidate(one.measure, 80.0), is_generic=True)


@lru_cache(maxsize=1 << 14)
def _asked(text: str) -> _Asked:
    text = new_name(text) or text
    outside, _ = split_brackets(without_numbering(text))
    bare = title_key(outside) or title_key(text)
    return _Asked(title_key(text), bare, measure_core(bare), telling_brackets(text))


def _candidate(measure: Measure, score: float) -> Candidate:
    return Candidate(measure.measure_id, measure.statement, score, is_measure=True)


def _candidates(titles: Iterable[_Title], score: float) -> tuple[Candidate, ...]:
    measures = {title.measure.measure_id: title.measure for title in titles}
    return tuple(_candidate(measure, score) for measure in measures.values())


def _one_measure(titles: Sequence[_Title]) -> _Title | None:
    """Return the one measure of *titles*; a phase goal that says the same gives way to the year's own measure."""
    if len({title.measure.measure_id for title in titles}) > 1:
        titles = [title for title in titles if title.measure.scope is not Scope.PHASE]
    return titles[0] if len({title.measure.measure_id for title in titles}) == 1 else None


def _ends_with(title: _Title, core: str) -> bool:
    return title.core.endswith(core) or title.outside.endswith(core)


_TESTS: tuple[tuple[Grade, Callable[[_Asked, _Title], bool]], ...] = (
    (Grade.EXACT, lambda asked, title: asked.whole == title.key),
    (Grade.EXACT, lambda asked, title: asked.bare == title.key),
    (Grade.LIKELY, lambda asked, title: asked.bare == title.outside),
    (Grade.LIKELY, lambda asked, title: asked.core == title.core and _tail_agrees(asked, title)),
    (Grade.LIKELY, lambda asked, title: asked.core == without_verb(title.core) and _tail_agrees(asked, title)),
)


def _tail_agrees(asked: _Asked, title: _Title) -> bool:
    """Return whether the counter that ends a text (…回数, …社数, …額) can be the measure's own."""
    unit = next((unit for tail, unit in _COUNTER_TAILS.items() if asked.bare.endswith(tail)), "")
    if not unit or title.outside.endswith(asked.bare[-2:]):
        return True
    return compare_units(unit, title.measure.unit) is UnitMatch.SAME and title.measure.type is MeasureType.NUMERIC


_COUNTER_TAILS = {
    "回数": "回",
    "社数": "社",
    "企業数": "社",
    "団体数": "社",
    "事業所数": "社",
    "人数": "人",
    "者数": "人",
    "額": "円",
}


@cache
def _generic_words() -> dict[str, Callable[[Measure], bool]]:
    """Map the key of each word that names no measure but its counter or kind to what it can mean."""
    words: dict[str, Callable[[Measure], bool]] = {}
    for name, listed in load_vocabulary().titles.generic.items():
        fits = _of_kind(name) if name in set(MeasureKind) else _of_family(name)
        words |= {title_key(word): fits for word in listed}
    return words


def _of_kind(kind: str) -> Callable[[Measure], bool]:
    return lambda measure: measure.kind.value == kind


def _of_family(family: str) -> Callable[[Measure], bool]:
    def fits(measure: Measure) -> bool:
        if measure.type is not MeasureType.NUMERIC or measure.scope is Scope.PHASE:
            return False
        return family == "any" or families().get(measure.unit) == family

    return fits
