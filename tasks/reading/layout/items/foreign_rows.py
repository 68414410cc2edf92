"""A table under a heading that does not speak of it: some of its rows are measures of other initiatives."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tasks.reading.layout.items.item import Item

_EXACT = 100.0
# Under a heading that other rows of the table contradict; below what is needed to count.
_CONTRADICTED = 0.6


def with_doubted_headings(items: Iterable[Item]) -> list[Item]:
    """Return *items*; rows that only a heading tells apart are doubtful where others' measures stand beside them.

    Below 地元企業の参入支援, a table with 企業面談, which is another initiative's, is no table of that one; its
    マッチング成立 could be anybody's.
    """
    items = list(items)
    if not any(map(_is_of_others, items)):
        return items
    tables: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for item in items:
        if item.field.is_table and item.field.above and not item.subject.own_node:
            tables[item.field.row_key[0], id(item.field.above[-1])].append(item)
    foreign = {id(item) for group in tables.values() if any(map(_is_of_others, group)) for item in group}
    return [
        replace(item, subject=replace(item.subject, node_confidence=_CONTRADICTED))
        if id(item) in foreign and item.subject.measure is not None
        else item
        for item in items
    ]


def _is_of_others(item: Item) -> bool:
    """Return whether a row names a measure of the plan word for word that its heading's section does not have."""
    return bool(item.subject.unknown) and any(
        one.is_measure and one.score >= _EXACT for one in item.subject.candidates
    )
