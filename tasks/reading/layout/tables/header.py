"""A header in force: what each column is called, and what was read below it so far."""

from dataclasses import dataclass, field, replace

from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import ACTUAL_ROLES, NODE_ROLES, TEXT_ROLES, TITLE_ROLES
from tasks.reading.layout.cells.labels import NO_LABELS, Label, Labels, label_of
from tasks.reading.layout.cells.seen import Seen, time_numbers
from tasks.reading.layout.cells.spans import Span
from tasks.reading.layout.cells.view import Strip, View
from tasks.reading.layout.tables.ground import Ground

_LEAVES = TITLE_ROLES | TEXT_ROLES | {Role.KIND, Role.REPORTER, Role.CONTACT}


@dataclass
class Table:
    """A header in force: the labels above each column, far to near, and what was read below it so far.

    *corner* are labels for the whole table. *second_columns* are those of the second row of two-row records.
    *carried* are the titles a blank cell takes over, *unit* the unit so taken, *tree* the titles of rows above by
    their indentation, *months* those that its rows named so far. *title_columns* hold initiatives' titles though
    their header asks for words (取り組み内容) or kinds (区分). *is_stack* tells of labels with one value each
    below them, as in a form, *is_over* that a row of other labels ended it.
    """

    strip: Strip
    first_row: int
    columns: dict[int, Labels]
    corner: Labels = NO_LABELS
    is_stack: bool = False
    second_columns: dict[int, Labels] = field(default_factory=dict)
    kind_columns: frozenset[int] = frozenset()
    title_columns: frozenset[int] = frozenset()
    last_row: int = 0
    rows_read: int = 0
    carried: dict[int, Label] = field(default_factory=dict)
    unit: Label | None = None
    tree: list[tuple[int, Label]] = field(default_factory=list)
    is_over: bool = False
    months: list[Span] = field(default_factory=list)

    @property
    def is_transposed(self) -> bool:
        """Return whether measures or months stand across, so that rows say what a figure is."""
        titled = [labels for labels in self.columns.values() if _ends_in_title(labels)]
        return len(titled) >= 1 and len(titled) * 2 >= len(self.columns) - 1

    @property
    def is_complete(self) -> bool:
        """Return whether its columns name initiative, measure and actual."""
        roles = {self.role(column) for column in self.columns}
        return bool(roles & NODE_ROLES) and Role.MEASURE in roles and bool(roles & ACTUAL_ROLES)

    def role(self, column: int) -> Role | None:
        return self.columns.get(column, NO_LABELS).last_role

    def covers(self, seen: Seen) -> bool:
        if seen.column in self.columns:
            return True
        return any(column in self.columns for column in range(seen.column + 1, seen.cell.last_column + 1))

    def paths_of(self, row: int) -> dict[int, Labels]:
        """Return the labels above each column for *row*: of two-row records, those of its half."""
        return self.second_columns if self.second_columns and (row - self.first_row) % 2 else self.columns


def _ends_in_title(labels: Labels) -> bool:
    """Return whether a column's nearest label is a title, units (件) apart."""
    nearest = next((label for label in reversed(labels) if label.title or not label.heading.units), None)
    return nearest is not None and bool(nearest.title)


def read_header(ground: Ground, row: int, depth: int, *, stack: bool) -> Table:
    """Return the table whose header is the *depth* rows from *row*.

    Two rows that name different things for one column (具体的な取り組み over 進捗状況) head two-row records.
    """
    columns: dict[int, Labels] = {}
    for column in range(ground.strip.first_column, ground.strip.last_column + 1):
        if path := _path(ground, range(row, row + depth), column):
            columns[column] = path
    table = Table(ground.strip, row + depth, columns, is_stack=stack, last_row=row + depth - 1)
    if depth == 2 and (_heads_two_row_records(columns, row) or _is_merged_alike(ground, columns, row)):
        table.columns = {column: Labels(path[:1]) for column, path in columns.items() if path[0].seen.row == row}
        table.second_columns = {
            column: Labels(path[-1:]) for column, path in columns.items() if path[-1].seen.row > row
        }
    else:
        _take_corner(ground.view, table)
    table.kind_columns = frozenset(
        column
        for column in columns
        if table.role(column) is Role.KIND and not _holds_roles(ground.view, table, column)
    )
    table.title_columns = _title_columns(ground, table)
    return table


def _path(ground: Ground, rows: range, column: int) -> Labels:
    """Return the labels above a column, each once: those in it, merged over it, or reaching over it unmerged."""
    path: list[Label] = []
    for row in rows:
        seen = ground.at(row, column)
        if seen is None and row != rows[-1]:
            seen = _group_left(ground, row, column)
        if seen is not None and all(label.place != (seen.row, seen.column) for label in path):
            path.append(label_of(_as_time(seen, ground.row(seen.row)), ground.names))
    return Labels(path)


def _as_time(seen: Seen, row: list[Seen]) -> Seen:
    """Return *seen* as the month or year that its number stands for in a header (4, 202110, 2021)."""
    return replace(seen, means=time_numbers(row).get(seen.column, "")) if seen.digits.isdigit() else seen


def _group_left(ground: Ground, row: int, column: int) -> Seen | None:
    """Return the unmerged group header that reaches over *column*: 4月 in its first of three columns."""
    view = ground.view
    for left in range(column, ground.strip.first_column - 1, -1):
        under, seen = view.at(row + 1, left), view.at(row, left)
        if under is None:
            return None
        if seen is not None:
            groups = seen.heading.span is not None or seen.heading.is_value_role or not seen.is_role
            return seen if groups and seen.cell.merged_range is None and under is not seen else None
    return None


def _heads_two_row_records(columns: dict[int, Labels], row: int) -> bool:
    both = [path for path in columns.values() if len(path) == 2 and path[0].seen.row == row]
    apart = 0
    for upper, lower in both:
        above, below = upper.heading.role, lower.heading.role
        spans_more = sum(path[0].place == upper.place for path in both) > 1
        if spans_more or above is None or below is None or (above in TITLE_ROLES and below in TITLE_ROLES):
            continue
        apart += above in _LEAVES or below in TEXT_ROLES
    return bool(both) and apart * 2 > len(both)


def _is_merged_alike(ground: Ground, columns: dict[int, Labels], row: int) -> bool:
    """Return whether the first record's title is merged over the same columns as its heading (取り組み)."""
    first = ground.row(row + 2)
    heads = {path[0].seen for path in columns.values() if path[0].heading.role in NODE_ROLES and len(path) == 2}
    return any(
        seen.column == head.column and seen.cell.last_column == head.cell.last_column > head.column
        for head in heads
        for seen in first
        if head.row == row and seen.cell.last_row == seen.row
    )


def _take_corner(view: View, table: Table) -> None:
    """Move a measure or unit in the header's first column, above row labels, to the whole table."""
    first = min(table.columns, default=0)
    below = view.at(table.first_row, first)
    if below is None or (below.is_content and not below.is_role):
        return
    labels = table.columns[first]
    others = [path[-1] for column, path in table.columns.items() if column != first]
    named = [label for label in labels if label.title or "単位" in label.seen.text]
    if not named or not others or labels[-1].heading.role in NODE_ROLES:
        return
    if all(not label.title and (label.heading.span or label.heading.roles) for label in others):
        table.corner = Labels(named)
        table.columns[first] = Labels(label for label in labels if label not in named)


def _title_columns(ground: Ground, table: Table) -> frozenset[int]:
    """Return the columns for words or kinds in which most cells are titles of the plan, where none is for them."""
    if any(table.role(column) in NODE_ROLES for column in table.columns):
        return frozenset()
    found = set()
    for column in table.columns:
        if table.role(column) in (Role.NARRATIVE, Role.KIND):
            rows = range(table.first_row, table.strip.last_row + 1)
            below = [seen for row in rows if (seen := ground.view.cells.get((row, column))) is not None]
            titles = sum(ground.names.is_exact_node(seen.text) for seen in below)
            if titles and titles * 2 >= len(below):
                found.add(column)
    return frozenset(found)


def _holds_roles(view: View, table: Table, column: int) -> bool:
    """Return whether a column 区分 tells figures apart (計画, 実績) rather than measures (目標, KPI, 活動)."""
    rows = range(table.first_row, table.strip.last_row + 1)
    below = (seen for row in rows if (seen := view.cells.get((row, column))) is not None)
    return any(
        seen.is_role and seen.heading.is_value_role and seen.heading.role is not Role.TARGET for seen in below
    )
