"""Where a header begins, and how many rows it has."""

import itertools
import re

from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import META_ROLES, NODE_ROLES, TEXT_ROLES, TITLE_ROLES, VALUE_ROLES
from tasks.reading.layout.cells.labels import NO_LABELS
from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.seen import Seen, Sort, time_numbers
from tasks.reading.layout.tables.ground import Ground
from tasks.reading.layout.tables.header import Table

_MOST_ROWS = 4
_ROWS_LOOKED_AT = 12
_MANY_MONTHS = 6
_FEWEST_FIGURES = 2
_NAMES_BELOW = frozenset({Role.MEASURE, Role.TARGET})
_FIGURE_COLUMNS = VALUE_ROLES - {Role.TARGET, Role.PLAN}
_FIGURES = frozenset({Sort.NUMBER, Sort.FIGURE, Sort.MISSING, Sort.ERROR})
_FORM_LABELS = NODE_ROLES | META_ROLES | TEXT_ROLES
_NAMES_OF_TITLES = TITLE_ROLES | {Role.TARGET, Role.PLAN}
_COLUMN_MAY_HOLD_WORDS = TITLE_ROLES | {Role.KIND, Role.TARGET, Role.REPORT_MONTH, Role.UNIT}
_HOLDS_ANY_WORDS = TEXT_ROLES | {Role.KIND}
_HOLDS_DATES = frozenset({Role.REPORT_MONTH, Role.REPORT_DATE, Role.PLANNED_DATE, Role.ACTUAL_DATE})
_ACTUAL_HEADERS = frozenset({Role.ACTUAL, Role.CUMULATIVE, Role.MONTHLY, Role.CURRENT})
_OF_SHEET = re.compile(r"^[(\[]?単位|^[※*注]|現在|時点")


def header_rows(ground: Ground, row: int, table: Table | None) -> int:
    """Return how many header rows begin at *row*, 0 where none does. *table* is the header in force there."""
    cells = ground.row(row)
    if _heads_form(ground, row, cells):
        return 0
    if _heads_figures(ground, row, cells) and (table is None or row > table.last_row + 1):
        return 1
    is_header = (table is None or breaks(cells, row, table, ground.names)) and (
        _is_header(cells, ground.names) or _heads_roles(ground, row, cells) or _heads_measures(ground, row, cells)
    )
    if not is_header:
        return int(is_stack(ground, row))
    depth = 1
    while depth < _MOST_ROWS and row + depth <= ground.strip.last_row:
        below = ground.row(row + depth)
        if not below or not _deepens(ground, below):
            break
        depth += 1
    return depth


def _heads_figures(ground: Ground, row: int, cells: list[Seen]) -> bool:
    """Return whether a title and one role beside it (進捗一覧 | 10月末累計実績) stand over names and figures."""
    if len(cells) != 2 or cells[0].is_content or cells[0].is_role or cells[0].heading.roles:
        return False
    first, role = cells
    if not (role.is_role and role.heading.role in _ACTUAL_HEADERS) or row == ground.strip.last_row:
        return False
    below = [ground.row(at) for at in range(row + 1, ground.strip.last_row + 1)]
    with_figures = [found for found in below if len(found) == 2 and found[1].column == role.column]
    return (
        all(found[0].column == first.column and not found[0].is_role for found in below if found)
        and len(with_figures) >= _FEWEST_FIGURES
        and all(found[1].sort in _FIGURES for found in with_figures)
    )


def _heads_roles(ground: Ground, row: int, cells: list[Seen]) -> bool:
    """Return whether a row of a label and titles (月 | 企業面談) stands over a row of figures' roles."""
    if len(cells) < _FEWEST_FIGURES or not cells[0].is_role or any(seen.is_content for seen in cells[1:]):
        return False
    below = ground.row(row + 1) if row < ground.strip.last_row else []
    if len(below) < _FEWEST_FIGURES:
        return False
    says_below = all(seen.is_role and seen.heading.is_value_role for seen in below)
    names_it = all(ground.names.knows(seen.text) for seen in cells[1:])
    return says_below and names_it and below[0].column == cells[1].column


def _heads_measures(ground: Ground, row: int, cells: list[Seen]) -> bool:
    """Return whether 取り組み or 月 and measures right of it stand over rows with a figure for each of these."""
    if len(cells) < _FEWEST_FIGURES or row == ground.strip.last_row or not cells[0].is_role:
        return False
    first, *others = cells
    heads_rows = first.heading.role in (Role.INITIATIVE, Role.REPORT_MONTH)
    names = ground.names
    if not heads_rows or any(
        seen.sort is not Sort.TEXT or seen.is_role or not names.knows(seen.text) or names.is_node(seen.text)
        for seen in others
    ):
        return False
    below = {seen.column: seen for seen in ground.row(row + 1)}
    return first.column in below and all(
        seen.column in below and below[seen.column].sort in _FIGURES for seen in others
    )


def is_stack(ground: Ground, row: int) -> bool:
    """Return whether each label of *row* has its value right below it, and the row below holds nothing else."""
    cells = ground.row(row)
    if not cells or row + 1 > ground.strip.last_row:
        return False
    if any(seen.is_content and not seen.is_role for seen in cells) or _names_its_right(cells, ground.names):
        return False
    below = ground.row(max(seen.cell.last_row for seen in cells) + 1)
    return len(below) == len(cells) and all(
        _heads_value(label, value, ground.names) for label, value in zip(cells, below, strict=True)
    )


def _heads_value(label: Seen, value: Seen, names: Names) -> bool:
    """Return whether *value* stands below *label* as its answer."""
    if (label.is_content and not label.is_role) or value.is_role:
        return False
    if not label.column <= value.column <= label.cell.last_column:
        return False
    if label.heading.is_value_role and value.sort is Sort.TEXT and names.knows(value.text):
        return False
    says_role = bool(label.heading.roles) and not label.heading.rest
    return says_role or (names.knows(label.text) and value.sort in (Sort.NUMBER, Sort.FIGURE, Sort.MISSING))


def _heads_form(ground: Ground, row: int, cells: list[Seen]) -> bool:
    """Return whether two captions (項目 | 内容) stand over a form's labels and values, not over a table."""
    if len(cells) != 2 or not all(seen.is_role for seen in cells):
        return False
    last = min(ground.strip.last_row, row + _ROWS_LOOKED_AT)
    below = [ground.row(at)[:1] for at in range(row + 1, last + 1)]
    labels = [first[0] for first in below if first and first[0].column == cells[0].column]
    said = [seen for seen in labels if seen.is_role and seen.heading.role in _FORM_LABELS]
    return len(said) >= 2 and cells[1].heading.role in TEXT_ROLES


def _is_header(cells: list[Seen], names: Names) -> bool:
    """Return whether a row only says what stands below it: roles, months, titles and nothing to read."""
    times = time_numbers(cells)
    if len(times) >= _MANY_MONTHS:
        return True
    if any(seen.sort is Sort.NUMBER and seen.column not in times for seen in cells):
        return False
    cells = [seen for seen in cells if not _speaks_of_sheet(seen)]
    if len(cells) < 2 or any(
        seen.is_content and not _can_head(seen) and seen.column not in times for seen in cells
    ):
        return False
    exact = [names.is_exact(seen.text) for seen in cells]  # 輸出成約件数（累計） says no role
    roles = [
        (seen.is_role or bool(seen.heading.roles) or seen.column in times) and not is_title
        for seen, is_title in zip(cells, exact, strict=True)
    ]
    titles = [not role and names.knows(seen.text) for role, seen in zip(roles, cells, strict=True)]
    if sum(roles) < 2 and sum(titles) < 2:
        return False
    if not any(roles) and names_one_thing(cells, names):
        return False
    return (sum(roles) + sum(titles)) * 2 >= len(cells) and not _are_pairs(roles, cells)


def names_one_thing(cells: list[Seen], names: Names) -> bool:
    """Return whether a row names an initiative and a measure beside it: what the rows below it are of."""
    nodes = [names.is_node(seen.text) for seen in cells]
    return len(cells) == 2 and sum(nodes) == 1 and all(names.knows(seen.text) for seen in cells)


def _can_head(seen: Seen) -> bool:
    """Return whether content may stand in a header all the same: 開始, 完了 and the like."""
    return seen.is_role or (seen.sort is Sort.MARK and len(seen.text) > 1)


def _speaks_of_sheet(seen: Seen) -> bool:
    """Return whether a cell beside a header is a note, a unit's corner or the day of the whole sheet."""
    if seen.text.startswith(("※", "*")):
        return True
    dates_sheet = seen.heading.span is None or seen.heading.span.has_year
    return bool(_OF_SHEET.search(seen.text)) and dates_sheet and not seen.heading.roles


def _are_pairs(roles: list[bool], cells: list[Seen]) -> bool:
    """Return whether labels and their contents alternate: 報告機関 | X | 取り組み | Y."""
    answers = [
        role and not _is_answer(*pair) for role, pair in zip(roles[1:], itertools.pairwise(cells), strict=True)
    ]
    if len(cells) % 2 or not all(roles[0::2]) or any(answers[0::2]):
        return False
    return all(seen.heading.role not in _ACTUAL_HEADERS for seen in cells[0::2])


def _is_answer(label: Seen, seen: Seen) -> bool:
    """Return whether a month answers the label before it (報告年月 | 2021年10月) rather than heading a column."""
    return label.heading.role in META_ROLES and not seen.heading.roles


def _names_its_right(cells: list[Seen], names: Names) -> bool:
    """Return whether a label's title stands beside it (具体的な取り組み | X), not below."""
    return any(
        label.is_role and label.heading.role in _NAMES_OF_TITLES and names.knows(seen.text)
        for label, seen in itertools.pairwise(cells)
    )


def breaks(cells: list[Seen], row: int, table: Table, names: Names) -> bool:
    """Return whether a row can not be data under the header in force: labels that its columns would not hold.

    Right below the table's rows it takes two of them, after a blank row one.
    """
    first, *others = cells
    says_names = table.is_transposed and first.is_role and first.heading.role in _NAMES_BELOW
    if says_names and all(names.knows(seen.text) for seen in others):
        return False  # a row of names (KPI | 企業面談 | 企業プレゼン) for the figures below it
    strange = sum(_is_strange(seen, table, names) for seen in cells)
    return strange >= (2 if row == table.last_row + 1 else 1)


def _is_strange(seen: Seen, table: Table, names: Names) -> bool:
    """Return whether a cell is a label that its column would not hold, or a title where figures belong."""
    role = table.role(seen.column)
    if seen.sort is Sort.TEXT and _holds_figures(table, seen.column, names) and names.knows(seen.text):
        return True
    if not seen.is_role and not seen.heading.roles:
        return False
    if (names.knows(seen.text) and role in TITLE_ROLES) or role in _HOLDS_ANY_WORDS:
        return False
    if role in _COLUMN_MAY_HOLD_WORDS and seen.heading.is_value_role:
        return False
    return not (role in _HOLDS_DATES and not seen.heading.roles)


def _holds_figures(table: Table, column: int, names: Names) -> bool:
    """Return whether a column is for figures: by its role, or as a measure's own where measures stand across."""
    role = table.role(column)
    if role is not None or not table.is_transposed:
        return role in _FIGURE_COLUMNS
    return any(not names.is_node(label.title) for label in table.columns.get(column, NO_LABELS).titles)


def _deepens(ground: Ground, below: list[Seen]) -> bool:
    """Return whether the row *below* a header row is part of the header."""
    times = time_numbers(below)
    if _are_measures_of(ground, below):
        return True
    if any(seen.is_content and not seen.is_role and seen.column not in times for seen in below):
        return False
    roles = [seen for seen in below if seen.is_role or seen.heading.roles or seen.column in times]
    all_said = all(seen.is_role or seen.column in times or ground.names.knows(seen.text) for seen in below)
    if not roles or (len(roles) * 2 < len(below) and not all_said):
        return False
    strange = sum(not _may_be_data(seen, ground.view.at(seen.row - 1, seen.column)) for seen in roles)
    return strange * 2 >= len(roles)


def _are_measures_of(ground: Ground, below: list[Seen]) -> bool:
    """Return whether a row names measures, each below the initiative's title that stands over it."""
    above = [ground.at(seen.row - 1, seen.column) or _title_left(ground, seen) for seen in below]
    if len(below) < _FEWEST_FIGURES or any(seen is None or not ground.names.is_node(seen.text) for seen in above):
        return False
    return all(
        seen.sort is Sort.TEXT and ground.names.knows(seen.text) and not ground.names.is_node(seen.text)
        for seen in below
    )


def _title_left(ground: Ground, seen: Seen) -> Seen | None:
    """Return the title that reaches over *seen* from the left without being merged over it."""
    left = (ground.at(seen.row - 1, at) for at in range(seen.column - 1, ground.strip.first_column - 1, -1))
    return next((found for found in left if found is not None), None)


def _may_be_data(seen: Seen, above: Seen | None) -> bool:
    """Return whether a label could be a first row's content under the header cell *above* (区分 over 計画)."""
    if above is not None and above.cell.last_column - above.column > seen.cell.last_column - seen.column:
        return False  # what is merged over several columns groups their headings
    role = above.heading.role if above is not None else None
    if role is Role.REPORT_MONTH and seen.heading.span is not None:
        return True
    return role in _COLUMN_MAY_HOLD_WORDS and (seen.heading.kind is not None or seen.heading.is_value_role)
