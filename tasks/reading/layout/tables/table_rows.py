"""One row under a header: its labels (titles, unit, role, month) and its value cells."""

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace

from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import ACTUAL_ROLES, META_ROLES, NODE_ROLES, TITLE_ROLES
from tasks.reading.layout.cells.labels import (
    NO_LABELS,
    SEVERAL_FIGURES,
    SHARED_BY_ROWS,
    WITHOUT_MONTH,
    Field,
    Label,
    Labels,
    label_of,
    title_label,
)
from tasks.reading.layout.cells.names import Names, is_total
from tasks.reading.layout.cells.pairs_in_cells import split_figures, split_pair
from tasks.reading.layout.cells.seen import Seen, Sort, as_asked_month
from tasks.reading.layout.tables.ground import Ground
from tasks.reading.layout.tables.header import Table
from tasks.reading.lazy import lazy
from tasks.reading.light import light
from tasks.reading.units import find_unit

_LABEL_COLUMNS = TITLE_ROLES | META_ROLES | {Role.KIND, Role.UNIT, Role.NUMBER, Role.FUNCTION}
_MAY_BE_TITLED = frozenset({Role.TARGET, Role.PLAN})
_NAMES_BELOW = frozenset({Role.MEASURE, Role.TARGET})
_HOLDS_ROLES = frozenset({Role.MEASURE, Role.ITEM, Role.KIND, Role.STEP, Role.INITIATIVE, None})
_MEASURES = frozenset({Role.MEASURE, Role.TARGET, Role.ITEM})
_WORDS_WITH_FIGURES = frozenset({Sort.FIGURE, Sort.TEXT, Sort.PROSE})
_DEEPER_BY_COLUMN = 1000
_OTHERS = "その他"  # heads remarks in a column of its own; in a row it is a thing the plan does not know
_DITTO = re.compile(r"[〃″]+|同上|仝")
_FIGURES = frozenset({Sort.NUMBER, Sort.FIGURE, Sort.MISSING, Sort.ERROR, Sort.DATE})

Titles = dict[int, Label]


@light(frozen=True)
class _Far:
    """The labels of a row that speak of some of its cells; *labels* begins with the table's corner."""

    named: tuple[Label, ...]
    others: tuple[Label, ...]
    labels: Labels
    names_below: bool


@light(frozen=True)
class _Row:
    """One row's labels by column, its titles (carried ones too), and the titles of the tree above it."""

    number: int
    labels: tuple[tuple[int, Label], ...]
    titles: Titles
    tree: tuple[Label, ...]
    above: tuple[Label, ...]

    @lazy
    def _edges(self) -> list[int]:
        return sorted({*self.titles, *(column for column, _ in self.labels)})

    @lazy
    def _known(self) -> dict[int, _Far]:
        return {}

    def far(self, seen: Seen, table: Table) -> _Far:
        """Return what the row says of *seen*: the same for all cells with the same labels left of them."""
        place = bisect_left(self._edges, seen.column)
        found = self._known.get(place)
        if found is None:
            others = tuple(
                label
                for column, label in self.labels
                if not label.title and (column < seen.column or label.hint in _LABEL_COLUMNS)
            )
            named = (*self.tree, *_titles_for(seen, self.titles, table))
            names_below = any(label.hint in _NAMES_BELOW for label in named)
            labels = Labels((*table.corner, *named, *others))
            found = self._known[place] = _Far(named, others, labels, names_below)
        return found


def read_table_row(ground: Ground, row: int, table: Table, above: tuple[Label, ...]) -> list[Field]:
    """Return the fields of *row*; the table remembers the titles that later rows may leave blank."""
    paths = table.paths_of(row)
    labels: list[tuple[int, Label]] = []
    values: list[Seen] = []
    cells = [seen for seen in ground.across(row) if seen.row >= table.first_row]
    if _states_units(cells):
        units = {seen.column: Label(seen, hint=Role.UNIT) for seen in cells[1:]}
        table.columns = {
            at: Labels((units[at], *path)) if at in units else path for at, path in table.columns.items()
        }
        table.last_row = max(table.last_row, row)
        return []
    for seen in cells:
        if _names_column(seen, labels, table, ground.names):
            paths = _with_measure(seen, table, ground.names)
            continue
        if seen.column in table.title_columns and _is_initiative(seen, table, ground.names):
            label: Label | None = title_label(seen, ground.names, Role.INITIATIVE)
        elif len(cells) == 1 and table.role(seen.column) is Role.NUMBER and seen.sort is Sort.TEXT:
            label = title_label(seen, ground.names)  # a section's title that begins in the column of row numbers
        else:
            label = _as_label(seen, paths.get(seen.column, NO_LABELS), bool(values), ground.names)
        if label is None:
            values.append(seen)
        else:
            is_kind = seen.column in table.kind_columns
            labels.append((seen.column, replace(label, is_kind=True) if is_kind else label))
    own = {column: label for column, label in labels if label.title and not _DITTO.fullmatch(label.title)}
    is_second = bool(table.second_columns) and paths is table.second_columns
    blank = {column for column in table.carried if is_second or not _is_filled(column, cells, labels)}
    blank = {column for column in blank if not _is_numbered_otherwise(table.carried[column], labels, ground.names)}
    titles = _with_carried(own, table.carried, blank, has_row_role=_has_row_role(labels))
    tree = _tree_above(table, own, ground.names, has_figures=any(seen.sort in _FIGURES for seen in values))
    with_unit = _with_unit(table, labels, is_carried=not _measures(own))
    this = _Row(row, tuple(with_unit), titles, tuple(tree), above)
    fields = [
        one
        for seen in values
        if seen.row == row
        for one in _fields(seen, paths.get(seen.column, NO_LABELS), this, table, ground.names)
    ]
    if _lacks_month(table, labels):
        fields = [replace(one, doubts=(WITHOUT_MONTH,)) for one in fields]
    fields = _with_twins_doubted(fields, paths)
    if own and any(one.cell.last_row > row for one in fields):
        fields = [_shared_by_rows(one, ground, table) for one in fields]
    _remember(table, own, row)
    return fields


def _states_units(cells: list[Seen]) -> bool:
    """Return whether a row gives the units of its columns (単位 | 件 | 社 | 百万円)."""
    says_unit = len(cells) > 1 and cells[0].is_role and cells[0].heading.role is Role.UNIT
    return says_unit and all(find_unit(seen.text) is not None for seen in cells[1:])


def _is_initiative(seen: Seen, table: Table, names: Names) -> bool:
    """Return whether a cell of a column that holds initiatives under other words (区分) names one."""
    if table.role(seen.column) is Role.KIND:
        says_other = seen.heading.is_value_role or seen.heading.kind is not None or is_total(seen.text)
        return seen.sort is Sort.TEXT and not says_other
    return names.is_exact_node(seen.text)


def _names_column(seen: Seen, labels: list[tuple[int, Label]], table: Table, names: Names) -> bool:
    """Return whether a row of names (KPI | 企業面談 | 企業プレゼン) says what the rows below it are of."""
    names_row = any(role in _NAMES_BELOW for _, label in labels for role in label.roles)
    return names_row and table.is_transposed and seen.sort is Sort.TEXT and names.knows(seen.text)


def _with_measure(seen: Seen, table: Table, names: Names) -> dict[int, Labels]:
    """Return the table's paths with *seen* for its column's measure."""
    kept = [
        label
        for label in table.columns.get(seen.column, NO_LABELS)
        if not label.title or names.is_node(label.title)
    ]
    table.columns = {**table.columns, seen.column: Labels((*kept, title_label(seen, names, Role.MEASURE)))}
    return table.columns


def _remember(table: Table, own: Titles, row: int) -> None:
    """Keep the row's titles for those below it; a new title forgets those right of it."""
    for column in [column for column in table.carried if own and column >= min(own)]:
        del table.carried[column]
    table.carried.update(own)
    table.last_row = max(table.last_row, row)
    table.rows_read += 1


def _as_label(seen: Seen, path: Labels, has_value_before: bool, names: Names) -> Label | None:
    """Return *seen* as a label of its row, or None where it is a value."""
    role = path.last_role
    if role in (Role.REPORT_MONTH, Role.REPORT_DATE):
        return Label(as_asked_month(seen), hint=role)
    if role is Role.NUMBER and names.is_measure_id(seen.text):
        return title_label(seen, names, Role.MEASURE)
    if role in _LABEL_COLUMNS:
        says_role = role in _HOLDS_ROLES and seen.is_role and not names.knows(seen.text) and seen.text != _OTHERS
        if says_role or role not in TITLE_ROLES or seen.sort is Sort.MISSING:
            return Label(seen, hint=role)
        return title_label(seen, names, role)
    if role in _MAY_BE_TITLED and seen.sort in (Sort.TEXT, Sort.PROSE) and names.knows(seen.text):
        return title_label(seen, names, Role.MEASURE)
    if role is not None or (seen.is_content and not (seen.sort is Sort.MARK and seen.is_role)):
        return None
    if not path and find_unit(seen.text) is not None:
        return Label(seen, hint=Role.UNIT)
    if has_value_before:
        return None
    if path.names_time:
        return Label(seen) if seen.is_role and not names.knows(seen.text) else None
    return label_of(seen, names)


def _is_filled(column: int, cells: list[Seen], labels: list[tuple[int, Label]]) -> bool:
    """Return whether the row says something of its own in *column*; 〃 does not."""
    ditto = {at for at, label in labels if _DITTO.fullmatch(label.seen.text)}
    return any(seen.column == column for seen in cells) and column not in ditto


def _is_numbered_otherwise(above: Label, labels: list[tuple[int, Label]], names: Names) -> bool:
    """Return whether a row bears another number of the plan's kind (4-2-3) than the initiative it stands below."""
    numbers = [label.seen.text for _, label in labels if label.hint is Role.NUMBER]
    node = names.found_node(names.node(above.title)) if numbers else None
    if node is None:
        return False
    beside = node.id.rpartition("-")[0] + "-"
    return any(number.startswith(beside) and number != node.id for number in numbers)


def _has_row_role(labels: list[tuple[int, Label]]) -> bool:
    return any(not label.title and (label.heading.is_value_role or label.heading.span) for _, label in labels)


def _measures(titles: Titles) -> list[Label]:
    return [label for label in titles.values() if label.hint not in NODE_ROLES]


def _with_carried(own: Titles, carried: Titles, blank: set[int], *, has_row_role: bool) -> Titles:
    """Return the row's titles by column: its own, and those a blank takes over from the row above.

    A node holds for all rows below it until the next. A measure holds on only where the row says what else it
    is of it (計画, 実績); else a row without a name, such as a subtotal, would become the measure above.
    """
    titles = dict(own)
    for column, label in carried.items():
        if column not in blank or any(at < column for at in own):
            continue
        if label.hint in NODE_ROLES or (has_row_role and not _measures(own)):
            titles[column] = label
    return dict(sorted(titles.items(), key=lambda title: (title[1].hint not in NODE_ROLES, title[0])))


def _tree_above(table: Table, own: Titles, names: Names, *, has_figures: bool) -> list[Label]:
    """Return the titles of the rows above that this row stands under, by the indentation of its own."""
    if len(own) != 1:
        return [label for _, label in table.tree] if not own else []
    label = next(iter(own.values()))
    depth = _indentation(label.seen)
    is_node = names.is_node(label.title)
    if not is_node and (has_figures or names.knows(label.title)):
        table.tree = [entry for entry in table.tree if entry[0] <= depth]
        return [above for _, above in table.tree]
    table.tree = [
        entry
        for entry in table.tree
        if entry[0] < depth or (entry[0] == depth and is_node and names.is_above(entry[1].title, label.title))
    ]
    above = [entry for _, entry in table.tree]
    table.tree.append((depth, Label(label.seen, label.title, Role.INITIATIVE)))
    return above


def _indentation(seen: Seen) -> int:
    shown = seen.cell.shown
    return _DEEPER_BY_COLUMN * seen.column + 2 * seen.cell.indent + len(shown) - len(shown.lstrip())


def _with_unit(table: Table, labels: list[tuple[int, Label]], *, is_carried: bool) -> list[tuple[int, Label]]:
    """Return the row's labels with the unit of the rows above where the row goes on about their measure."""
    unit = next(((column, label) for column, label in labels if label.hint is Role.UNIT), None)
    if unit is not None:
        table.unit = unit[1]
        return labels
    if is_carried and table.unit is not None:
        return [*labels, (table.unit.seen.column, table.unit)]
    table.unit = None
    return labels


def _fields(seen: Seen, path: Labels, row: _Row, table: Table, names: Names) -> list[Field]:
    """Return the field of a value cell, or one for each measure that a cell of actuals names with its figure."""
    one = _field(seen, path, row, table, names)
    if seen.cell.kind == "text" and seen.sort in _WORDS_WITH_FIGURES:
        says_actual = one.role in ACTUAL_ROLES and not _measures(dict(enumerate(one.titles)))
        if says_actual and (pairs := split_figures(seen, names)):
            return [
                replace(one, seen=value, labels=Labels((*one.labels, title_label(title, names, Role.MEASURE))))
                for title, value in pairs
            ]
    return [one]


def _field(seen: Seen, path: Labels, row: _Row, table: Table, names: Names) -> Field:
    """Return the field of one value cell, its labels from far to near."""
    far = row.far(seen, table)
    if far.names_below:
        path = path.without_counting_titles
    labels = Labels.joined(far.labels, path)
    pair = split_pair(seen, names) if path.is_of_figures else []
    if pair and names.knows(pair[0].text):
        named, seen = [*far.named, title_label(pair[0], names, Role.MEASURE)], pair[1]
        labels = Labels((*table.corner, *named, *far.others, *path))
    return Field(seen, labels, row.above, (table.first_row, row.number), is_table=True, has_heading=bool(path))


def _lacks_month(table: Table, labels: list[tuple[int, Label]]) -> bool:
    """Return whether the row names no month where the rows above it each named their own."""
    months = [label.heading.span for _, label in labels if label.hint is Role.REPORT_MONTH and label.heading.span]
    table.months += [span for span in months if span not in table.months]
    return not months and len(table.months) > 1 and not any(label.says_total for _, label in labels)


def _with_twins_doubted(fields: list[Field], paths: dict[int, Labels]) -> list[Field]:
    """Return *fields*; of figures under one heading merged over their columns nothing tells which is the actual.

    That holds where no second heading stands below it that tells them apart.
    """
    under: dict[tuple[tuple[int, int], ...], set[int]] = defaultdict(set)
    for one in fields:
        path = paths.get(one.seen.column, NO_LABELS)
        if one.is_figure and path and path[-1].seen.cell.last_column > path[-1].seen.column:
            under[path.places].add(one.seen.column)
    twins = {column for columns in under.values() if len(columns) > 1 for column in columns}
    return [replace(one, doubts=(SEVERAL_FIGURES,)) if one.seen.column in twins else one for one in fields]


def _shared_by_rows(one: Field, ground: Ground, table: Table) -> Field:
    """Return a field whose cell is merged down beside another row's measure with that doubt."""
    below = [seen for at in range(one.cell.row + 1, one.cell.last_row + 1) for seen in ground.row(at)]
    named = [
        seen
        for seen in below
        if seen.column < one.cell.column and table.role(seen.column) in _MEASURES | {None} and not seen.is_content
    ]
    return replace(one, doubts=(SHARED_BY_ROWS,)) if any(not seen.is_role for seen in named) else one


def _titles_for(seen: Seen, titles: Titles, table: Table) -> list[Label]:
    """Return the titles that speak of a value: all nodes, and of measures named in turn the nearest to its left.

    Where figures stand between two measures' columns (目標|実績|KPI|実績), each figure belongs to the measure
    before it; where they stand behind both, both are handed on and the doubt is kept.
    """
    titles = {at: label for at, label in titles.items() if at < seen.column} or titles
    measures = [column for column, label in titles.items() if label.hint not in NODE_ROLES]
    if len(measures) > 1:
        figures = [column for column, path in table.columns.items() if path.is_of_figures]
        in_turn = all(
            any(left < figure < right for figure in figures) for left, right in itertools.pairwise(measures)
        )
        before = [column for column in measures if column < seen.column]
        if in_turn and before:
            return [label for column, label in titles.items() if column not in measures or column == before[-1]]
    return list(titles.values())
