"""From a sheet's visible cells to fields: every value cell with the labels that speak of it."""

import itertools
import re
from dataclasses import dataclass, field, replace

from sources.vocabulary import Role, load_vocabulary
from tasks.japanese_text import fold, key
from tasks.reading.layout.cells.headings import META_ROLES, NODE_ROLES, TEXT_ROLES, TITLE_ROLES, VALUE_ROLES
from tasks.reading.layout.cells.labels import NO_LABELS, Field, Label, Labels, title_label
from tasks.reading.layout.cells.names import Names
from tasks.reading.layout.cells.pairs_in_cells import split_pairs
from tasks.reading.layout.cells.seen import Seen, Sort
from tasks.reading.layout.cells.view import Strip, View
from tasks.reading.layout.months.report_month import states_month
from tasks.reading.layout.tables.form_rows import read_form_row
from tasks.reading.layout.tables.ground import Ground
from tasks.reading.layout.tables.header import Table, read_header
from tasks.reading.layout.tables.header_rows import breaks, header_rows, is_stack, names_one_thing
from tasks.reading.layout.tables.sections import (
    MARKED,
    Section,
    is_month_heading,
    is_note,
    marks_month,
    says_itself,
)
from tasks.reading.layout.tables.table_rows import read_table_row
from tasks.reading.layout.tables.tiles import read_tiles

_LONGEST_HEADING = 70
_SIGNS = re.compile(
    r"^(?:報告|提出|作成|記入)(?:機関|者|団体|部署|日)?\s?[::]|^(?:担当|所属|団体名|機関名)\s?[::]|^[(\[]?単位\s?[::]"
)
_COUNTS_PARTS = re.compile(r"[(\[【]?\d{1,2}[)\]】.]|[①-⑳]|No\.?\s?\d{1,2}")
_COUNTED = re.compile(r"\d\s?(?:件|社|回|名|人|円)")


@dataclass
class Scan:
    """One sheet being read from top to bottom. *fields* is what comes back."""

    view: View
    names: Names
    fields: list[Field] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    free_texts: list[Seen] = field(default_factory=list)
    paragraphs_from: int = -1
    known_above: dict[tuple[int, int, int], tuple[Label, ...]] = field(default_factory=dict)

    def run(self) -> "Scan":
        for band in self.view.bands():
            for strip in self.view.strips(band, self._begins_table):
                self._read_strip(strip)
        self._without_lone_month()
        return self

    def texts(self) -> list[Seen]:
        """Return the sheet's words that are neither headers nor values: titles, notes, what a row is called."""
        taken = {id(one.seen.cell) for one in self.fields}
        taken |= {
            id(label.seen.cell)
            for table in self.tables
            for path in table.columns.values()
            for label in path
            if not label.title or self.names.knows(label.title)
        }
        figures = (one for one in self.fields if one.seen.sort in (Sort.NUMBER, Sort.FIGURE, Sort.MISSING))
        taken |= {id(label.seen.cell) for one in figures for label in one.labels}
        free = {id(seen) for seen in self.free_texts}
        return [
            seen
            for seen in self.view.cells.values()
            if (id(seen.cell) not in taken and not seen.is_content) or id(seen) in free
        ]

    def _begins_table(self, seen: Seen) -> bool:
        return seen.is_role and seen.heading.role in TITLE_ROLES | {Role.NUMBER, Role.KIND, Role.REPORT_MONTH}

    def _read_strip(self, strip: Strip) -> None:
        row = strip.first_row
        while row <= strip.last_row:
            row += self._read_row(strip, row)

    def _read_row(self, strip: Strip, row: int) -> int:
        """Read what begins at *row*; return how many rows that was."""
        ground = Ground(self.view, strip, self.names)
        cells = ground.row(row)
        if not cells or (len(cells) == 1 and is_note(cells[0])):
            self.free_texts += cells
            return 1
        table = self._table_over(strip)
        depth = header_rows(ground, row, table)
        if depth:
            stack = depth == 1 and is_stack(ground, row)
            self._close(table)
            self._push_title_above(strip, ground.row(row - 1))
            self.tables.append(read_header(ground, row, depth, stack=stack))
            return max(depth, max(seen.cell.last_row for seen in cells) - row + 1 if stack else depth)
        if table is not None and self._is_ended(table, cells, row):
            table.is_over, table = True, None
        if table is not None and self._fits(table, cells, row):
            self._take(strip, read_table_row(ground, row, table, self._above(strip)))
            return 1
        tiles, rows = read_tiles(ground, row, self._above(strip))
        if rows:
            self._take(strip, tiles)
            return rows
        if cards := self._cards(strip, row, cells):
            for card in cards:
                self._read_strip(card)
            return strip.last_row - row + 1
        across = [seen for seen in ground.across(row) if not self._is_aside(seen)]
        if not across:
            # 【令和3年度】（10月末現在） ends what 【令和2年度】 began, ■ 実績一覧（10月末） what ■ 目標一覧 did
            if cells[0].heading.fiscal_years or MARKED.match(cells[0].text):
                self._push(strip, Label(cells[0]))
            return 1
        if len(across) == 1 < len(cells) and not self.names.knows(across[0].text):
            self.free_texts += across  # the label of a date (評価時点 | 令和3年10月末), no heading
            return 1
        self._read_loose_row(strip, row, split_pairs(across, self.names))
        return 1

    def _read_loose_row(self, strip: Strip, row: int, across: list[Seen]) -> None:
        """Read a row without a header above it: a heading, what the rows below it are of, or a form's row."""
        if len(across) > 1 and _COUNTS_PARTS.fullmatch(across[0].text) and self.names.is_node(across[1].text):
            self.free_texts.append(across[0])  # (1) | 次世代放射光施設の建設支援
            across = across[1:]
        if len(across) == 1:
            self._take_heading(strip, across[0])
            return
        if not any(seen.is_role or seen.is_content for seen in across) and names_one_thing(across, self.names):
            for seen in sorted(across, key=lambda seen: not self.names.is_node(seen.text)):
                self._take_heading(strip, seen)
            return
        found, titles = read_form_row(across, row, self.names, self._above(strip))
        self._take(strip, found)
        for label in titles:
            self._push(strip, label)

    def _table_over(self, strip: Strip) -> Table | None:
        """Return the latest header whose columns overlap the strip's."""
        for table in reversed(self.tables):
            if table.strip.first_column <= strip.last_column and strip.first_column <= table.strip.last_column:
                return None if table.is_over else table
        return None

    def _close(self, table: Table | None) -> None:
        """Let a table of one record speak for what follows it, as the head of a form does.

        One that holds initiative, measure and actual is complete in itself.
        """
        if table is None or table.rows_read != 1 or table.is_complete:
            return
        for label in table.carried.values():
            if label.hint in NODE_ROLES or table.is_stack:
                self._push(table.strip, label)

    def _push_title_above(self, strip: Strip, cells: list[Seen]) -> None:
        """Let a title right above a header speak for its table, though the table before took it for its own."""
        if len(cells) == 1 and cells[0].sort is Sort.TEXT and self.names.is_node(cells[0].text):
            known = self.sections[-1].label.place if self.sections else None
            if known != (cells[0].row, cells[0].column):
                self._push(strip, title_label(cells[0], self.names))

    def _is_ended(self, table: Table, cells: list[Seen], row: int) -> bool:
        """Return whether a row that is no header holds other labels all the same, or labels before figures."""
        labels = sum(seen.is_role for seen in cells)
        if not labels or table.is_transposed or not breaks(cells, row, table, self.names):
            return False
        if any(self._is_pair(table, *pair) for pair in itertools.pairwise(cells)):
            return True
        titled = (seen for seen in cells if table.role(seen.column) in TITLE_ROLES)
        return labels * 2 >= len(cells) and not any(self.names.knows(seen.text) for seen in titled)

    def _is_pair(self, table: Table, label: Seen, figure: Seen) -> bool:
        """Return whether a role stands in a column for figures, with a figure right of it, as in a form."""
        says_role = label.is_role and label.heading.is_value_role and table.role(label.column) in VALUE_ROLES
        return says_role and figure.sort in (Sort.NUMBER, Sort.FIGURE)

    def _fits(self, table: Table, cells: list[Seen], row: int) -> bool:
        """Return whether a row is data of the header in force."""
        inside = [seen for seen in cells if table.covers(seen)]
        if not inside or (table.is_stack and table.rows_read and len(table.columns) == 1):
            return False
        first = inside[0]
        column_role = table.role(first.column)
        says = first.heading.role if first.is_role else None
        if says in TEXT_ROLES | META_ROLES and not table.is_transposed and column_role is not Role.KIND:
            return False
        if len(cells) == 1 and first.heading.is_whole and says not in VALUE_ROLES and not first.heading.span:
            return False
        if row <= table.last_row + 1:
            return True
        if len(inside) < len(cells):
            return False
        return any(self._speaks_for(table, seen) for seen in inside)

    def _speaks_for(self, table: Table, seen: Seen) -> bool:
        """Return whether a cell after a blank row is what its column under *table* would hold."""
        role = table.role(seen.column)
        if role in TITLE_ROLES:
            return self.names.knows(seen.text) or key(seen.text) in _totals()
        if role is Role.STATUS:
            return seen.sort is Sort.MARK
        labels = table.columns.get(seen.column, NO_LABELS)
        is_figure_column = labels.is_of_figures or labels.names_time
        return is_figure_column and seen.sort in (Sort.NUMBER, Sort.FIGURE, Sort.MISSING)

    def _cards(self, strip: Strip, row: int, cells: list[Seen]) -> list[Strip]:
        """Return a strip for each card, where a row of titles stands over label and value pairs."""
        if len(cells) < 2 or row >= strip.last_row:
            return []
        edges = [seen.column for seen in cells] + [strip.last_column + 1]
        cards = [
            Strip(row, strip.last_row, begin, end - 1, begin, end - 1) for begin, end in itertools.pairwise(edges)
        ]
        return cards if all(self._is_card(*pair, row) for pair in zip(cards, cells, strict=True)) else []

    def _is_card(self, card: Strip, title: Seen, row: int) -> bool:
        """Return whether a label with its value stands right below a title."""
        below = self.view.anchored(row + 1, card)
        is_title = not title.is_content and not title.is_role and not is_note(title)
        return (
            is_title
            and len(below) >= 2
            and below[0].column == title.column
            and below[0].is_role
            and not below[1].is_role
        )

    def _take_heading(self, strip: Strip, seen: Seen) -> None:
        """Take what stands alone in its row: a paragraph, a figure that nothing names, or a heading."""
        if seen.sort in (Sort.NUMBER, Sort.FIGURE):
            self.fields.append(Field(seen, NO_LABELS, self._above(strip), (seen.row, 0), is_table=False))
            return
        self.free_texts.append(seen)
        if seen.sort is Sort.PROSE and seen.row == self.paragraphs_from + 1:
            self.fields.append(Field(seen, NO_LABELS, self._above(strip), (seen.row, 0), is_table=False))
            self.paragraphs_from = seen.cell.last_row
            return
        if not seen.is_content and self.names.is_node(seen.text):
            self.paragraphs_from = seen.cell.last_row
        if seen.is_content or len(seen.text) > _LONGEST_HEADING:
            return
        self._push(strip, Label(seen) if seen.is_role else title_label(seen, self.names))

    def _is_aside(self, seen: Seen) -> bool:
        """Return whether a cell dates, signs or annotates the sheet (10月末現在, 報告機関：…, ※…)."""
        if is_note(seen):
            self.free_texts.append(seen)
            return True
        if seen.is_content and seen.sort not in (Sort.PROSE, Sort.DATE):
            return False
        if "。" in seen.text or _COUNTED.search(seen.text):
            return False
        signs = _SIGNS.match(seen.text) is not None
        if not signs and self.names.knows(seen.text):
            return False
        if signs or states_month(seen, self.names.plan.fiscal_year):
            self.free_texts.append(seen)
            return not (
                seen.heading.roles and seen.heading.is_whole and seen.heading.role in META_ROLES and not signs
            )
        return False

    def _push(self, strip: Strip, label: Label) -> None:
        self.sections.append(Section(label.seen.row, strip.reach_from, strip.reach_to, label))

    def _above(self, strip: Strip) -> tuple[Label, ...]:
        """Return the titles that speak of a strip: one and the same tuple while none is added."""
        place = len(self.sections), strip.first_column, strip.last_column
        if place not in self.known_above:
            self.known_above[place] = tuple(
                section.label for section in self.sections if section.reaches(strip) and section.label.title
            )
        return self.known_above[place]

    def _take(self, strip: Strip, fields: list[Field]) -> None:
        """Keep fields; a heading that names a role or time (前年度実績, 計画) holds until the next heading.

        Titles of the plan between do not end it: they divide what it speaks of.
        """
        for section in reversed(self.sections):
            if not section.reaches(strip):
                continue
            if heading := section.heads_all:
                fields = [one if says_itself(one, heading[0]) else one.under(heading) for one in fields]
            if not self.names.knows(section.label.title):
                break
        self.fields += fields

    def _without_lone_month(self) -> None:
        """Forget a month that is the sheet's only heading of its kind: it dates the sheet, not a section."""
        dating = [one.label for one in self.sections if is_month_heading(one.label) or marks_month(one.label)]
        if len({label.heading.span for label in dating}) == 1:
            headings = {label.place for label in dating}
            self.fields = [
                replace(one, labels=Labels(label for label in one.labels if label.place not in headings))
                for one in self.fields
            ]


def _totals() -> frozenset[str]:
    return frozenset(key(fold(word)) for word in load_vocabulary().sheets.totals)
