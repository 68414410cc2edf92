"""How like two titles are: shared pairs of characters, rare ones weighing more, as a share of either text."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from tasks.reading.title_keys import grams

# A text that lies wholly within a title counts a little less than a title that lies wholly within the text:
# short texts lie in titles by chance. Measured on matching-cases.csv: 0.92 keeps every false pair below 75.
_TEXT_IN_TITLE = 0.92
# A sentence that uses a title's words is not its title: a text this many times a title's weight holds it in full.
_LONGEST_HOLDER = 1.6


class GramIndex:
    """Scores of one text against all titles at once, by an index from each pair of characters to its titles."""

    def __init__(self, keys: Sequence[str]) -> None:
        found_in: Counter[str] = Counter(pair for key in keys for pair, _ in grams(key))
        self._count = len(keys)
        self._weight = {pair: math.log((1 + self._count) / (1 + n)) + 1 for pair, n in found_in.items()}
        self._unseen = math.log(1 + self._count) + 1
        self._titles: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._total = [0.0] * len(keys)
        for position, key in enumerate(keys):
            for pair, n in grams(key):
                self._titles[pair].append((position, n))
                self._total[position] += self._weight[pair] * n
        self.scores = lru_cache(maxsize=1 << 14)(self._scores)

    def _scores(self, key: str) -> dict[int, float]:
        """Return the score (0 to 100) of every title, by its position, that shares a pair with *key*."""
        shared: dict[int, float] = defaultdict(float)
        text_total = 0.0
        for pair, n in grams(key):
            weight = self._weight.get(pair, self._unseen)
            text_total += weight * n
            for position, m in self._titles.get(pair, ()):
                shared[position] += weight * min(n, m)
        return {
            position: 100 * max(_TEXT_IN_TITLE * common / text_total, self._held(common, position, text_total))
            for position, common in shared.items()
        }

    def _held(self, common: float, position: int, text_total: float) -> float:
        """Return how much of a title the text holds; in a text far longer than the title that says less."""
        total = self._total[position]
        return common / total * min(1.0, _LONGEST_HOLDER * total / text_total)
