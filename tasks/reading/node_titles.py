"""Strategies, items, action plans and initiatives by their titles, with everything else known as decoys."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sources.plan import Level, Node, Plan
from sources.vocabulary import load_vocabulary
from tasks.japanese_text import fold
from tasks.reading.title_keys import (
    neutral_words,
    pieces,
    split_brackets,
    title_key,
    without_numbering,
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

# A title found whole in a longer text is still the text's subject while so much is around it.
_LONGEST_SURROUNDING = 24
_SHORTEST_CONTAINED = 6
_SHORTEST_LIKE = 4
# An initiative's own number before a title that is most like its own (4-2-1 放射光施設の支援).
_NUMBER_BEFORE = re.compile(
    r"[(\[【]?(?P<id>\d{1,2}-\d{1,2}-\d{1,2})[)\]】.:]?(?![\d\-])\s?(?P<title>\D.*)", re.DOTALL
)


@dataclass(frozen=True)
class _Title:
    node: Node | None
    key: str
    written: str


class NodeTitles:
    """All titles of a plan's nodes, ready to be matched."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._depth = {node.id: len(plan.ancestors(node.id)) for node in plan.nodes}
        self._above = {node.id: frozenset(above.id for above in plan.ancestors(node.id)) for node in plan.nodes}
        titles = [
            _Title(node, title_key(written), written)
            for node in plan.nodes
            for written in (node.title, *node.aliases)
        ]
        decoys = [
            *(activity.title for activity in plan.activities),
            *(activity.section for activity in plan.activities),
        ]
        decoys += load_vocabulary().sheets.never_titles
        known = {title.key for title in titles}
        titles += [
            _Title(None, title_key(word), word) for word in dict.fromkeys(decoys) if title_key(word) not in known
        ]
        self._titles = titles
        self._exact: dict[str, list[_Title]] = defaultdict(list)
        for title in titles:
            self._exact[title.key].append(title)
        self._grams = GramIndex([title.key for title in titles])
        self._measure_keys = frozenset(title_key(measure.statement) for measure in plan.measures)

    def match(self, text: str, level: Level | None = None) -> TitleMatch:
        """Return the node that *text* names; *level* narrows what it may name."""
        whole = title_key(text)
        if not whole:
            return NO_MATCH
        for grade, key in self._forms(text, whole):
            if found := self._exact.get(key):
                return self._of_titles(grade, found, 100.0, level)
        return self._in_pieces(text, level) or self._contained(whole, level) or self._like(text, whole, level)

    def _forms(self, text: str, whole: str) -> Iterable[tuple[Grade, str]]:
        yield Grade.EXACT, whole
        yield Grade.EXACT, title_key(without_numbering(text))
        outside, inside = split_brackets(text)
        if inside and outside:
            yield Grade.LIKELY, title_key(outside)
            yield Grade.LIKELY, title_key(without_numbering(outside))

    def _of_titles(self, grade: Grade, titles: Iterable[_Title], score: float, level: Level | None) -> TitleMatch:
        """Return the match with the one node, or with the lowest where the nodes stand in one line."""
        nodes = {title.node.id: title.node for title in titles if title.node is not None}
        if level is not None and any(node.level is level for node in nodes.values()):
            nodes = {node_id: node for node_id, node in nodes.items() if node.level is level}
        if not nodes:
            decoys = tuple(Candidate("", title.written, score) for title in titles)
            return TitleMatch(Grade.NONE, None, decoys[:3])
        ordered = sorted(nodes.values(), key=lambda node: -self._depth[node.id])
        candidates = tuple(Candidate(node.id, node.title, score) for node in ordered)
        lowest = ordered[0]
        if all(node.id in self._above[lowest.id] for node in ordered[1:]):
            return sure(grade, candidates[0], candidates[1:])
        return doubtful(candidates)

    def _in_pieces(self, text: str, level: Level | None) -> TitleMatch | None:
        """Return the match of a text naming several levels exactly (②東北ハウスの推進／東北ハウス事業の完遂)."""
        found = [
            title
            for piece in pieces(text)
            for title in self._exact.get(title_key(without_numbering(piece)), ())
            if title.node is not None
        ]
        return self._of_titles(Grade.LIKELY, found, 95.0, level) if found else None

    def _contained(self, whole: str, level: Level | None) -> TitleMatch | None:
        """Return the match of a text in which titles stand whole, with not too much around them."""
        held = [
            title
            for title in self._titles
            if title.node is not None and len(title.key) >= _SHORTEST_CONTAINED and title.key in whole
        ]
        outer = [
            title for title in held if not any(title.key != other.key and title.key in other.key for other in held)
        ]
        if not outer:
            return None
        rest = whole
        for title in outer:
            rest = rest.replace(title.key, "")
        match = self._of_titles(Grade.LIKELY, outer, 90.0, level)
        if len(rest) <= _LONGEST_SURROUNDING or rest in neutral_words():
            return match
        return doubtful(match.candidates)

    def _like(self, text: str, whole: str, level: Level | None) -> TitleMatch:
        """Return the match with the most like title; what is like a decoy or several titles is doubtful."""
        best: dict[str, tuple[float, _Title]] = {}
        outside, inside = split_brackets(text)
        number = _NUMBER_BEFORE.fullmatch(fold(text))
        keys = {whole, *((title_key(outside),) if inside and outside else ())}
        for key in {*keys, *((title_key(number["title"]),) if number is not None else ())}:
            for position, score in self._grams.scores(key).items():
                title = self._titles[position]
                name = title.node.id if title.node else title.key
                if score > best.get(name, (0.0, title))[0]:
                    best[name] = (score, title)
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        if not ranked or ranked[0][0] < DOUBTFUL_FROM:
            return NO_MATCH
        candidates = tuple(
            Candidate(
                title.node.id if title.node else "",
                title.written if title.node is None else title.node.title,
                score,
            )
            for score, title in ranked[:3]
        )
        top, first = ranked[0]
        if first.node is None:
            return TitleMatch(Grade.NONE if top >= LIKELY_FROM else Grade.DOUBTFUL, None, candidates)
        if level is not None and first.node.level is not level:
            return doubtful(candidates)
        runner_up = ranked[1][0] if len(ranked) > 1 else 0.0
        is_clear = top >= LIKELY_FROM and top - runner_up >= LIKELY_MARGIN and len(whole) >= _SHORTEST_LIKE
        numbered = number["id"] if number is not None and number["id"] in self._depth else ""
        if numbered and numbered != first.node.id:
            return doubtful(candidates)
        if numbered or (is_clear and whole not in self._measure_keys):
            return sure(Grade.LIKELY, candidates[0], candidates[1:])
        return doubtful(candidates)
