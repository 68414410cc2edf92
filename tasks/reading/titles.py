"""From a written title to the plan: which strategy, initiative or measure a text names, and how surely.

Exact keys first, then the plan's titles found whole in the text, then likeness by shared pairs of characters.
Uniqueness is never forced: where two could be meant the match is doubtful and says which.
"""

from functools import lru_cache

from sources.plan import Level, Plan
from tasks.reading.measure_titles import MeasureTitles
from tasks.reading.node_titles import NodeTitles
from tasks.reading.title_keys import without_footnote
from tasks.reading.title_match import Candidate, Grade, TitleMatch

__all__ = ["Candidate", "Grade", "TitleIndex", "TitleMatch"]


class TitleIndex:
    """A plan's titles, computed once and asked for every text cell; answers are remembered."""

    def __init__(self, plan: Plan) -> None:
        self._nodes = NodeTitles(plan)
        self._measures = MeasureTitles(plan)
        self.match_node = lru_cache(maxsize=1 << 14)(self._match_node)
        self.match_measure = lru_cache(maxsize=1 << 14)(self._match_measure)

    def match(self, text: str, within: str | None = None) -> TitleMatch:
        """Return what *text* names, node or measure, by the surer of the two; *within* narrows measures to a node.

        Where both are equally sure, the measure counts if a section was given, since a row in it was asked for.
        """
        node, measure = self.match_node(text), self.match_measure(text, within)
        first, second = (measure, node) if within is not None else (node, measure)
        return first if (first.grade.rank, -first.score) <= (second.grade.rank, -second.score) else second

    def _match_node(self, text: str, level: Level | None = None) -> TitleMatch:
        """Return the strategy, item, action plan or initiative that *text* names, at *level* if it is known."""
        return self._nodes.match(without_footnote(text), level)

    def _match_measure(self, text: str, within: str | None = None) -> TitleMatch:
        """Return the measure that *text* names among those at or below the node *within*, or in the whole plan."""
        return self._measures.match(without_footnote(text), within)
