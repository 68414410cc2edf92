"""One row without a header above it: labels, and the values right of them."""

import re
from collections import Counter
from dataclasses import replace

from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import ACTUAL_ROLES, MEASURE_HINTS, META_ROLES, NODE_ROLES, TEXT_ROLES
from tasks.reading.layout.cells.labels import SEVERAL_FIGURES, Field, Label, Labels, label_of, title_label
from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.pairs_in_cells import split_figures
from tasks.reading.layout.cells.seen import Seen, Sort
from tasks.reading.units import find_unit

# A figure that counts something is told of, though nothing in its row names it.
_COUNTED = re.compile(r"[\d,.]+\s?(?:件|社|回|団体|(?:億|百万|千|万)?円)(?:\s?[(/].*)?")
_NAMING = NODE_ROLES | MEASURE_HINTS


def read_form_row(
    cells: list[Seen], row: int, names: Names, above: tuple[Label, ...]
) -> tuple[list[Field], list[Label]]:
    """Return the row's fields, and the titles it states for what follows (具体的な取り組み | X)."""
    fields: list[Field] = []
    stated: list[Label] = []
    title: Label | None = None
    roles: list[Label] = []
    has_value = False
    for at, seen in enumerate(cells):
        following = cells[at + 1] if at + 1 < len(cells) else None
        naming = roles[-1].heading.role if roles and not has_value else None
        answers = naming in META_ROLES and not seen.heading.roles
        if (
            seen.is_role
            and seen.heading.role is not Role.PARTICIPANTS
            and not answers
            and not (naming in _NAMING and names.knows(seen.text))
        ):
            roles = [*roles, Label(seen)] if not has_value else [Label(seen)]
            has_value = False
        elif naming in _NAMING and seen.sort in (Sort.TEXT, Sort.PROSE):
            title = title_label(seen, names, naming)
            stated.append(title)
            roles, has_value = [label for label in roles if label is not roles[-1]], False
        elif _is_title(seen, following, roles, has_value, names):
            counts_people = seen.heading.role is Role.PARTICIPANTS
            title = title_label(seen, names) if counts_people else label_of(seen, names)
            roles, has_value = [], False
        else:
            unit = find_unit(following.text) if following is not None and following.sort is Sort.TEXT else None
            labels = [*roles] if title is None else [title, *roles]
            if unit is not None and following is not None:
                labels.append(Label(following, hint=Role.UNIT))
            is_unit = has_value and find_unit(seen.text) is not None
            if seen.row == row and not is_unit and (labels or _COUNTED.fullmatch(seen.text)):
                others = _others(stated, title)
                one = Field(seen, Labels(labels), (*above, *others) if others else above, (row, 0), is_table=False)
                pairs = split_figures(seen, names) if title is None and one.role in ACTUAL_ROLES else []
                fields += [
                    replace(one, seen=value, labels=Labels((*labels, title_label(named, names, Role.MEASURE))))
                    for named, value in pairs
                ] or [one]
            has_value = True
    return _with_doubts(fields), stated


def _with_doubts(fields: list[Field]) -> list[Field]:
    """Return the fields; where two figures stand under the same labels, nothing tells which is the actual."""
    figures = [one for one in fields if one.seen.sort in (Sort.NUMBER, Sort.FIGURE)]
    counts = Counter(_names(one) for one in figures)
    return [
        replace(one, doubts=(SEVERAL_FIGURES,)) if counts[_names(one)] > 1 and one in figures else one
        for one in fields
    ]


def _names(field: Field) -> tuple[tuple[tuple[int, int], str], ...]:
    return tuple((label.place, label.title) for label in field.labels if label.hint is not Role.UNIT)


def _others(stated: list[Label], title: Label | None) -> list[Label]:
    return [label for label in stated if label is not title]


def _is_title(seen: Seen, following: Seen | None, roles: list[Label], has_value: bool, names: Names) -> bool:
    """Return whether a cell names what the values right of it are, rather than being a value itself."""
    if seen.sort is not Sort.TEXT or following is None:
        return False
    if roles and not has_value:
        return names.knows(seen.text) and roles[-1].heading.role not in TEXT_ROLES
    return names.knows(seen.text) or find_unit(seen.text) is None
