"""Rows that the plan does not know, or that could be two of its measures: set aside with what they say."""

from collections import defaultdict
from collections.abc import Iterable

from sources.messages import text
from sources.submission import Finding, FindingKind
from sources.vocabulary import Role
from tasks.reading.grid import Cell
from tasks.reading.layout.headings import ACTUAL_ROLES, TEXT_ROLES
from tasks.reading.layout.item import Item, Reader
from tasks.reading.layout.seen import Sort

_NO_MEASURES = frozenset({Role.STEP, Role.EVENT, Role.NUMBER})


def find_unknown(items: Iterable[Item], reader: Reader) -> list[Finding]:
    """Return one finding for each title that no measure or initiative answers to, with the values beside it.

    Totals, steps and events within an initiative are no measures and need no word.
    """
    by_title: dict[tuple[str, tuple[int, int]], list[Item]] = defaultdict(list)
    for item in items:
        label = item.subject.unknown_label
        if label is None or not item.subject.unknown or item.subject.is_total or item.is_example:
            continue
        if item.subject.is_unknown_node:
            counts = item.role in ACTUAL_ROLES | TEXT_ROLES and item.field.seen.sort is not Sort.MISSING
        else:
            counts = _could_be_fact(item)
        if counts and not item.is_other_year:
            by_title[item.context.name, label.place].append(item)
    return [_finding(group, reader) for group in by_title.values()]


def _could_be_fact(item: Item) -> bool:
    label = item.subject.unknown_label
    if label is None or label.hint in _NO_MEASURES or not item.is_figure:
        return False
    if item.role in ACTUAL_ROLES:
        return True
    return item.role is None and not item.field.is_table or item.role is Role.PARTICIPANTS


def _finding(group: list[Item], reader: Reader) -> Finding:
    item = group[0]
    label = item.subject.unknown_label
    assert label is not None
    values = "、".join(dict.fromkeys(_short(one.field.cell) for one in group if one.is_figure or one.subject.is_unknown_node))
    candidates = [candidate for candidate in (*item.subject.candidates, *item.subject.doubtful_node) if candidate.id]
    title = " ".join(item.subject.unknown.split())
    if candidates:
        message = text(
            "'{title}' ({values}) could be {candidates}, so it was not counted. Write the name as the plan has it.",
            title=title, values=values, candidates="、".join(f"「{one.title}」" for one in candidates[:3]),
        )  # fmt: skip
        kind = FindingKind.AMBIGUOUS_ROW
    else:
        message = text(
            "'{title}' ({values}) is not in the plan, so it was not counted. If it belongs to the plan, write the name "
            "as the plan has it.", title=title, values=values,
        )  # fmt: skip
        kind = FindingKind.UNKNOWN_INITIATIVE
    return reader.source.finding(kind, message, item.context.name, label.seen.cell, month=item.month)


def _short(cell: Cell) -> str:
    shown = " ".join(cell.shown.split())
    return shown if len(shown) <= 20 else f"{shown[:20]}…"
