"""The plan's titles as the layout asks for them: whether a text names anything, and what."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sources.plan import Level, Measure, Node, Plan
from sources.vocabulary import Role, load_vocabulary
from tasks.japanese_text import fold, key
from tasks.reading.layout.cells.headings import is_role_word
from tasks.reading.lazy import lazy
from tasks.reading.title_match import Grade, TitleMatch
from tasks.reading.titles import TitleIndex

# A doubtful name still tells that a cell holds a title; below this it is just a text that shares characters.
_TITLE_LIKE = 80.0
_LONGEST_TITLE = 120
_BRACKETED = re.compile(r"[(\[【<][^()\[\]【】<>]*[)\]】>]")
_LETTER = re.compile(r"[^\W\d_]")
_LEVEL_OF_ROLE = {
    Role.STRATEGY: Level.STRATEGY,
    Role.ITEM: Level.ITEM,
    Role.ACTION_PLAN: Level.ACTION_PLAN,
    Role.INITIATIVE: Level.INITIATIVE,
}


@dataclass(frozen=True)
class Names:
    """A plan and the index of its titles."""

    plan: Plan
    index: TitleIndex

    @lazy
    def _titles(self) -> frozenset[str]:
        nodes = [title for node in self.plan.nodes for title in (node.title, *node.aliases)]
        measures = [title for measure in self.plan.measures for title in (measure.statement, *measure.aliases)]
        return frozenset(map(key, (*nodes, *measures)))

    def node(self, text: str, hint: Role | None = None) -> TitleMatch:
        """Return the node that *text* names; *hint* is the role of the column it stands in."""
        return self.index.match_node(text, _LEVEL_OF_ROLE.get(hint) if hint is not None else None)

    def measure(self, text: str, within: str | None) -> TitleMatch:
        return self.index.match_measure(text, within)

    def knows(self, text: str) -> bool:
        """Return whether *text* names a node or measure of the plan, or several of one name.

        A word that headers have for a role (累計) is no title, though titles have it in them.
        """
        can_name = len(text) <= _LONGEST_TITLE and _LETTER.search(text) is not None and not is_role_word(text)
        return can_name and _knows(self.index, fold(text))

    def is_exact(self, text: str) -> bool:
        """Return whether *text* is a title of the plan word for word."""
        return key(text) in self._titles

    def is_exact_node(self, text: str) -> bool:
        """Return whether *text* is a node's title word for word, numbering apart."""
        match = self.index.match_node(text)
        return match.is_sure and match.grade is Grade.EXACT

    def is_measure_id(self, text: str) -> bool:
        """Return whether *text* is the id of a measure (4-2-1-K1), as our own forms and exports have it."""
        return text.strip().upper() in self.plan.measure

    def is_node(self, text: str) -> bool:
        return self.index.match_node(text).is_sure

    def is_above(self, upper: str, lower: str) -> bool:
        """Return whether the node that *upper* names stands above the one that *lower* names."""
        above, below = self.index.match_node(upper).target, self.index.match_node(lower).target
        return (
            above is not None
            and below is not None
            and any(node.id == above.id for node in self.plan.ancestors(below.id))
        )

    def found_node(self, match: TitleMatch) -> Node | None:
        return self.plan.node.get(match.target.id) if match.target is not None else None

    def found_measure(self, match: TitleMatch) -> Measure | None:
        return self.plan.measure.get(match.target.id) if match.target is not None else None


@lru_cache(maxsize=1 << 15)
def _knows(index: TitleIndex, text: str) -> bool:
    if index.match_node(text).is_sure:
        return True
    match = index.match_measure(text, None)
    return match.is_sure or (match.grade is Grade.DOUBTFUL and match.score >= _TITLE_LIKE)


@lru_cache(maxsize=1 << 14)
def is_total(text: str) -> bool:
    """Return whether a title only says that its row or column adds up others (合計, 小計, 計)."""
    plain = key(_BRACKETED.sub("", fold(text)) or text)
    return plain in _totals() or any(plain.endswith(word) for word in _totals() if len(word) > 1)


@lru_cache(maxsize=1)
def _totals() -> frozenset[str]:
    return frozenset(key(word) for word in load_vocabulary().sheets.totals)


def is_reference(text: str) -> bool:
    """Return whether a title calls itself a reference figure (参考)."""
    return any(key(word) and key(text).startswith(key(word)) for word in load_vocabulary().sheets.references)


@lru_cache(maxsize=1 << 14)
def is_example_row(text: str) -> bool:
    """Return whether a label calls its row, or a heading what stands below it, an example."""
    plain = fold(text)
    if plain.strip("()【】[]:<>《》■◆●▼〔〕 ") in ("例", "記入例", "記載例", "入力例", "記入見本", "見本", "例示"):
        return True
    return plain.startswith(
        ("例)", "(例)", "例:", "【例】", "【記入例", "<記入例", "(記入例", "記入例)", "記入例:", "【記載例")
    )
