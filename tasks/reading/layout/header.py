"""Header rows: where a table's header stands, how many rows it has, and what each column is called."""

import itertools
import re
from dataclasses import dataclass, field, replace

from sources.vocabulary import Role
from tasks.reading.layout.headings import META_ROLES, NODE_ROLES, TEXT_ROLES, TITLE_ROLES
from tasks.reading.layout.labels import Label
from tasks.reading.layout.names import Names
from tasks.reading.layout.seen import Seen, Sort
from tasks.reading.layout.view import Strip, View

MOST_HEADER_ROWS = 4
_ROWS_LOOKED_AT = 12
_FORM_LABELS = NODE_ROLES | META_ROLES | TEXT_ROLES
_NAMES_OF_TITLES = TITLE_ROLES | {Role.TARGET, Role.PLAN}
_COLUMN_MAY_HOLD_WORDS = TITLE_ROLES | {Role.KIND, Role.TARGET, Role.REPORT_MONTH, Role.UNIT}


@dataclass
class Table:
    """A header in force: the labels above each column, far to near, and what was read below it so far."""

    strip: Strip
    first_row: int
    columns: dict[int, tuple[Label, ...]]
    corner: tuple[Label, ...] = ()
    is_stack: bool = False
    second_columns: dict[int, tuple[Label, ...]] = field(default_factory=dict)
    last_row: int = 0
    rows_read: int = 0
    carried: dict[int, Label] = field(default_factory=dict)
    unit: Label | None = None
    kind_columns: frozenset[int] = frozenset()
    tree: list[tuple[int, Label]] = field(default_factory=list)

    @property
    def is_transposed(self) -> bool:
        """Return whether measures or months stand across, so that rows say what a figure is."""
        titled = [labels for labels in self.columns.values() if labels and labels[-1].title]
        return len(titled) >= 1 and len(titled) * 2 >= len(self.columns) - 1

    def role(self, column: int) -> Role | None:
        labels = self.columns.get(column, ())
        return next((label.roles[-1] for label in reversed(labels) if label.roles), None)

    def covers(self, seen: Seen) -> bool:
        return any(column in self.columns for column in range(seen.column, seen.cell.last_column + 1))


def header_rows(view: View, strip: Strip, row: int, names: Names, table: Table | None) -> int:
    """Return how many header rows begin at *row*, 0 where none does. *table* is the header in force there."""
    cells = view.anchored(row, strip)
    if _heads_form(view, strip, row, cells):
        return 0
    if not _is_header(cells, names) or (table is not None and not _breaks(cells, table, names)):
        return int(_is_stack_label(view, strip, row, cells, names))
    depth = 1
    while depth < MOST_HEADER_ROWS and row + depth <= strip.last_row:
        below = view.anchored(row + depth, strip)
        if not below or not _deepens(view, strip, row, below, names):
            break
        depth += 1
    return depth


def _heads_form(view: View, strip: Strip, row: int, cells: list[Seen]) -> bool:
    """Return whether two captions (項目 | 内容) stand over a form's labels and values rather than over a table."""
    if len(cells) != 2 or not all(is_role(seen) for seen in cells):
        return False
    below = [view.anchored(at, strip)[:1] for at in range(row + 1, min(strip.last_row, row + _ROWS_LOOKED_AT) + 1)]
    labels = [first[0] for first in below if first and first[0].column == cells[0].column]
    said = [seen for seen in labels if is_role(seen) and seen.heading.role in _FORM_LABELS]
    return len(said) >= 2 and cells[1].heading.role in TEXT_ROLES


def is_stack(view: View, strip: Strip, row: int, names: Names) -> bool:
    """Return whether *row* holds labels whose values stand in the row below, and nothing more."""
    return _is_stack_label(view, strip, row, view.anchored(row, strip), names)


def read_header(view: View, strip: Strip, row: int, depth: int, names: Names, *, stack: bool) -> Table:
    """Return the table whose header is the *depth* rows from *row*.

    Two rows that name different things for one column (具体的な取り組み over 進捗状況) head two-row records.
    """
    columns: dict[int, tuple[Label, ...]] = {}
    for column in range(strip.first_column, strip.last_column + 1):
        path = _path(view, strip, row, depth, column, names)
        if path:
            columns[column] = tuple(path)
    table = Table(strip, row + depth, columns, is_stack=stack, last_row=row + depth - 1)
    if depth == 2 and _heads_two_row_records(columns, row):
        table.columns = {column: path[:1] for column, path in columns.items() if path[0].seen.row == row}
        table.second_columns = {
            column: path[-1:] for column, path in columns.items() if path[-1].seen.row == row + 1
        }
    else:
        _take_corner(view, table)
    table.kind_columns = frozenset(
        column for column in columns if table.role(column) is Role.KIND and not _holds_roles(view, table, column)
    )
    return table


def _holds_roles(view: View, table: Table, column: int) -> bool:
    """Return whether a column 区分 tells figures apart (計画, 実績) rather than measures (目標, KPI, 活動)."""
    rows = range(table.first_row, table.strip.last_row + 1)
    below = (seen for row in rows if (seen := view.cells.get((row, column))) is not None)
    return any(
        is_role(seen) and seen.heading.is_value_role and seen.heading.role is not Role.TARGET for seen in below
    )


_LEAVES = TITLE_ROLES | TEXT_ROLES | {Role.KIND, Role.REPORTER, Role.CONTACT}


def _heads_two_row_records(columns: dict[int, tuple[Label, ...]], row: int) -> bool:
    both = [path for path in columns.values() if len(path) == 2 and path[0].seen.row == row]
    if not both:
        return False
    apart = 0
    for upper, lower in both:
        above, below = upper.heading.role, lower.heading.role
        spans_more = sum(path[0].seen is upper.seen for path in both) > 1
        if spans_more or above is None or below is None or (above in TITLE_ROLES and below in TITLE_ROLES):
            continue
        apart += above in _LEAVES or below in TEXT_ROLES
    return apart * 2 > len(both)


def label_of(seen: Seen, names: Names, hint: Role | None = None) -> Label:
    """Return *seen* as a label: a title where it names something, else what its words say."""
    heading = seen.heading
    if heading.is_whole and not (hint in _NAMES_OF_TITLES and names.knows(seen.text)):
        return Label(seen, hint=hint)
    if not heading.rest and not heading.is_whole and not names.knows(seen.text):
        return Label(seen, hint=hint)
    return title_label(seen, names, hint)


def title_label(seen: Seen, names: Names, hint: Role | None = None) -> Label:
    return Label(seen, title=seen.text, hint=hint, is_exact=names.is_exact(seen.text))


def is_role(seen: Seen) -> bool:
    """Return whether a cell's words are those of a header and nothing else."""
    is_date = seen.sort is Sort.DATE and seen.month_of_date is None
    return (
        seen.heading.is_whole and not is_date and (bool(seen.means) or seen.sort not in (Sort.NUMBER, Sort.PROSE))
    )


def _is_header(cells: list[Seen], names: Names) -> bool:
    if len(cells) >= 2 and _are_month_numbers(cells):
        return True
    cells = [seen for seen in cells if not _speaks_of_sheet(seen)]
    if len(cells) < 2:
        return False
    if any(
        seen.is_content and not (is_role(seen) or (seen.sort is Sort.MARK and len(seen.text) > 1))
        for seen in cells
    ):
        return False
    roles = [is_role(seen) or bool(seen.heading.roles) for seen in cells]
    titles = [not role and names.knows(seen.text) for role, seen in zip(roles, cells, strict=True)]
    if sum(roles) < 2 and sum(titles) < 2:
        return False
    if (sum(roles) + sum(titles)) * 2 < len(cells):
        return False
    return not _are_pairs(roles, cells)


_OF_SHEET = re.compile(r"^[(\[]?単位|^[※*注]|現在|時点")


def _speaks_of_sheet(seen: Seen) -> bool:
    """Return whether a cell beside a header is a note, a unit's corner or the day of the whole sheet."""
    return (bool(_OF_SHEET.search(seen.text)) and not seen.heading.roles) or seen.text.startswith(("※", "*"))


def _are_pairs(roles: list[bool], cells: list[Seen]) -> bool:
    """Return whether labels and their contents alternate: 報告機関 | X | 取り組み | Y."""
    contents = [
        role and not _is_answer(label, seen)
        for label, role, seen in zip(cells, roles[1:], cells[1:], strict=False)
    ]
    if len(cells) % 2 or not all(roles[0::2]) or any(contents[0::2]):
        return False
    return all(
        seen.heading.role in _NAMES_OF_TITLES or seen.heading.role not in _VALUE_HEADERS for seen in cells[0::2]
    )


def _is_answer(label: Seen, seen: Seen) -> bool:
    """Return whether a month answers the label before it (報告年月 | 2021年10月) rather than heading a column."""
    return label.heading.role in META_ROLES and not seen.heading.roles


_VALUE_HEADERS = frozenset({Role.ACTUAL, Role.CUMULATIVE, Role.MONTHLY, Role.CURRENT})


def _are_month_numbers(cells: list[Seen]) -> bool:
    """Return whether a row counts April to March in bare numbers."""
    numbers = [int(seen.text) for seen in cells if seen.text.isdigit() and len(seen.text) <= 2]
    wanted = [*range(4, 13), 1, 2, 3]
    return len(numbers) >= 6 and numbers == wanted[: len(numbers)]


_HOLDS_ANY_WORDS = TEXT_ROLES | {Role.KIND}
_HOLDS_DATES = frozenset({Role.REPORT_MONTH, Role.REPORT_DATE, Role.PLANNED_DATE, Role.ACTUAL_DATE})


def _breaks(cells: list[Seen], table: Table, names: Names) -> bool:
    """Return whether a row can not be data under the header in force: two labels that its columns would not hold."""
    strange = 0
    for seen in cells:
        role = table.role(seen.column)
        if not is_role(seen) and not seen.heading.roles:
            continue
        if names.knows(seen.text) and role in TITLE_ROLES:
            continue
        if role in _COLUMN_MAY_HOLD_WORDS and seen.heading.is_value_role:
            continue
        if role in _HOLDS_ANY_WORDS or (role in _HOLDS_DATES and not seen.heading.roles):
            continue
        strange += 1
    return strange >= 2


def _deepens(view: View, strip: Strip, row: int, below: list[Seen], names: Names) -> bool:
    """Return whether the row *below* a header row is part of the header."""
    if any(seen.is_content and not is_role(seen) for seen in below):
        return False
    roles = [seen for seen in below if is_role(seen) or seen.heading.roles]
    if not roles or (
        len(roles) * 2 < len(below) and not all(is_role(seen) or names.knows(seen.text) for seen in below)
    ):
        return False
    strange = 0
    for seen in roles:
        above = view.at(seen.row - 1, seen.column)
        role = above.heading.role if above is not None else None
        may_hold = role in _COLUMN_MAY_HOLD_WORDS and (seen.heading.kind is not None or seen.heading.is_value_role)
        if role is Role.REPORT_MONTH and seen.heading.span is not None:
            may_hold = True
        strange += not may_hold
    return strange * 2 >= len(roles)


def _is_stack_label(view: View, strip: Strip, row: int, cells: list[Seen], names: Names) -> bool:
    """Return whether each label of *row* has its value right below it, and the row below holds nothing else."""
    if not cells or row + 1 > strip.last_row or _names_its_right(cells, names):
        return False
    below = view.anchored(max(seen.cell.last_row for seen in cells) + 1, strip)
    if len(below) != len(cells):
        return False
    for label, value in zip(cells, below, strict=True):
        if label.is_content and not is_role(label):
            return False
        if not (label.column <= value.column <= label.cell.last_column):
            return False
        if is_role(value):
            return False
        named = names.knows(label.text) and value.sort in (Sort.NUMBER, Sort.FIGURE, Sort.MISSING)
        if not (label.heading.roles and not label.heading.rest) and not named:
            return False
    return True


def _as_month(seen: Seen, row: list[Seen]) -> Seen:
    return replace(seen, means=f"{seen.text}月") if seen.text.isdigit() and _are_month_numbers(row) else seen


def _names_its_right(cells: list[Seen], names: Names) -> bool:
    """Return whether a label's title stands beside it (具体的な取り組み | X), not below."""
    return any(
        is_role(label) and label.heading.role in _NAMES_OF_TITLES and names.knows(seen.text)
        for label, seen in itertools.pairwise(cells)
    )


def _path(view: View, strip: Strip, row: int, depth: int, column: int, names: Names) -> list[Label]:
    path: list[Label] = []
    for level in range(depth):
        seen = view.at(row + level, column)
        if seen is not None and not strip.first_column <= seen.column <= strip.last_column:
            seen = None
        if seen is None and level < depth - 1:
            seen = _group_left(view, strip, row, depth, level, column)
        if seen is None or any(label.seen is seen for label in path):
            continue
        path.append(label_of(_as_month(seen, view.anchored(seen.row, strip)), names))
    return path


def _group_left(view: View, strip: Strip, row: int, depth: int, level: int, column: int) -> Seen | None:
    """Return the unmerged group header that reaches over *column*: 4月 in its first of three columns."""
    if view.at(row + level + 1, column) is None:
        return None
    for left in range(column - 1, strip.first_column - 1, -1):
        seen = view.at(row + level, left)
        if seen is not None:
            under = view.at(row + level + 1, left)
            reaches = seen.cell.merged_range is None and under is not None and under is not seen
            return (
                seen
                if reaches and (seen.heading.span or seen.heading.is_value_role or not is_role(seen))
                else None
            )
        if view.at(row + level + 1, left) is None:
            return None
    return None


def _take_corner(view: View, table: Table) -> None:
    """Move a measure or unit in the header's first column, above row labels, to the whole table."""
    if not table.columns:
        return
    first = min(table.columns)
    below = view.at(table.first_row, first)
    if below is None or (below.is_content and not is_role(below)):
        return
    labels = table.columns[first]
    others = [labels[-1] for column, labels in table.columns.items() if column != first and labels]
    named = [label for label in labels if label.title or "単位" in label.seen.text]
    if named and others and not any(label.title for label in others) and labels[-1].heading.role not in NODE_ROLES:
        if all(label.heading.span or label.heading.is_value_role or label.heading.roles for label in others):
            table.corner = tuple(named)
            table.columns[first] = tuple(label for label in labels if label not in named)
