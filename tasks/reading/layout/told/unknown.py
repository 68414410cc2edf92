"""Rows that the plan does not know, or that could be two of its measures: set aside with what they say."""

import re
from collections import defaultdict
from collections.abc import Iterable

from sources.messages import text
from sources.plan import Plan
from sources.submission import Finding, FindingKind
from sources.vocabulary import Role
from tasks.japanese_text import one_line
from tasks.reading.grid import Cell
from tasks.reading.layout.cells.headings import ACTUAL_ROLES, NODE_ROLES, TEXT_ROLES
from tasks.reading.layout.cells.seen import Sort
from tasks.reading.layout.items.item import Item, Reader
from tasks.reading.title_match import Candidate

# More rows than this that the plan does not know, on a sheet where it knows nothing, are one finding.
_MANY = 10
_NO_MEASURES = frozenset({Role.STEP, Role.EVENT, Role.NUMBER})


def find_unknown(items: Iterable[Item], reader: Reader) -> list[Finding]:
    """Return one finding for each title that no measure or initiative answers to, with the values beside it.

    Totals, steps and events within an initiative are no measures and need no word.
    """
    items = list(items)
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
    found = [*by_title.values()]
    strangers = _sheets_of_strangers(items, found)
    return [
        *(_finding(group, reader) for group in found if group[0].context.name not in strangers),
        *(_stranger(groups, reader) for groups in strangers.values()),
        *_nameless(items, reader),
    ]


def _sheets_of_strangers(items: Iterable[Item], found: list[list[Item]]) -> dict[str, list[list[Item]]]:
    """Return the sheets of which nothing is in the plan though much is said: told of once, not row by row."""
    known = {
        item.context.name for item in items if item.subject.node is not None or item.subject.measure is not None
    }
    sheets: dict[str, list[list[Item]]] = defaultdict(list)
    for group in found:
        if group[0].context.name not in known:
            sheets[group[0].context.name].append(group)
    return {name: groups for name, groups in sheets.items() if len(groups) > _MANY}


def _stranger(groups: list[list[Item]], reader: Reader) -> Finding:
    first = groups[0][0]
    message = text(
        "None of the {count} rows of figures is in the plan, from '{title}' on, so none was counted. If "
        "they belong to the "
        "plan, write the names as the plan has them.",
        count=len(groups),
        title=one_line(first.subject.unknown),
    )
    cells = [item.field.cell for group in groups for item in group]
    return reader.source.finding(
        FindingKind.UNKNOWN_INITIATIVE, message, first.context.name, cells, month=first.month
    )


def _nameless(items: Iterable[Item], reader: Reader) -> list[Finding]:
    """Return one finding for each block of actual figures that name no measure at all."""
    blocks: dict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in items:
        subject = item.subject
        is_named = subject.measure is not None or subject.unknown or subject.is_total
        of_month = item.role is None and item.span is not None and item.field.is_table
        only_counts = all(label.hint is Role.UNIT for label in item.field.labels)
        says_actual = item.role in ACTUAL_ROLES or of_month or only_counts
        if says_actual and item.is_figure and not is_named and not item.is_other_year and not item.is_example:
            blocks[item.context.name, item.field.row_key[0]].append(item)
    return [_which_measure(group, reader) for group in blocks.values()]


def _which_measure(group: list[Item], reader: Reader) -> Finding:
    item = group[0]
    values = "、".join(_short(one.field.cell) for one in group[:5])
    message = text(
        "Nothing says which measure of the plan {values} belongs to, so it was not counted. Write the "
        "measure's name "
        "beside it.",
        values=values,
    )
    cells = [one.field.cell for one in group]
    return reader.source.finding(FindingKind.AMBIGUOUS_ROW, message, item.context.name, cells, month=item.month)


def _could_be_fact(item: Item) -> bool:
    label = item.subject.unknown_label
    if label is None or label.hint in _NO_MEASURES:
        return False
    if label.hint in NODE_ROLES and item.role in TEXT_ROLES and item.field.is_table:
        return item.field.seen.sort is not Sort.MISSING
    if item.role in ACTUAL_ROLES:
        return item.is_figure or re.search(r"\d", item.field.seen.text) is not None
    if not item.is_figure:
        return False
    could_be_measure = any(one.is_measure for one in item.subject.candidates)
    return (item.role is None and (could_be_measure or not item.field.is_table)) or item.role is Role.PARTICIPANTS


def _finding(group: list[Item], reader: Reader) -> Finding:
    item = group[0]
    label = item.subject.unknown_label or item.field.labels[-1]
    values = "、".join(
        dict.fromkeys(_short(one.field.cell) for one in group if one.is_figure or one.subject.is_unknown_node)
    )
    doubts = item.subject.doubtful_node if item.subject.is_unknown_node else item.subject.candidates
    candidates = [candidate for candidate in doubts if candidate.id]
    title = " ".join(item.subject.unknown.split())
    if candidates:
        named = "、".join(_named(one, reader.plan) for one in candidates[:3])
        message = (
            text(
                "'{title}' ({values}) could be {candidates}, so it was not counted. Write the name as the plan "
                "has it.",
                title=title,
                values=values,
                candidates=named,
            )
            if len(candidates) > 1
            else text(
                "'{title}' ({values}) may be {candidate}, but that is not certain, so it was not counted. "
                "Write the name as the plan has it.",
                title=title,
                values=values,
                candidate=named,
            )
        )
        kind = FindingKind.AMBIGUOUS_ROW
    else:
        message = text(
            "'{title}' ({values}) is not in the plan, so it was not counted. If it belongs to the plan, "
            "write the name "
            "as the plan has it.",
            title=title,
            values=values,
        )
        kind = FindingKind.UNKNOWN_INITIATIVE
    return reader.source.finding(kind, message, item.context.name, label.seen.cell, month=item.month)


def _named(candidate: Candidate, plan: Plan) -> str:
    """Return a candidate's title, a measure's with its initiative, since several share a name."""
    measure = plan.measure.get(candidate.id)
    return (
        f"「{candidate.title}」"
        if measure is None
        else f"「{candidate.title}」（{plan.node[measure.parent_id].title}）"
    )


def _short(cell: Cell) -> str:
    shown = " ".join(cell.shown.split())
    return shown if len(shown) <= 20 else f"{shown[:20]}…"
