"""What the rows of a plan must say together: every id once, references that lead somewhere, numbering in order.

Rules of measures alone stand in `sources.plan_measure_check`.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sources.messages import Text, text
from sources.month import months_of_fiscal_year
from sources.plan import Activity, InitiativeNotes, Level, Measure, Node, PlannedDate
from sources.plan_measure_check import measure_problems
from sources.tables import Placed, plain_name

PARENT_LEVEL = {
    Level.STRATEGY: None,
    Level.ITEM: Level.STRATEGY,
    Level.ACTION_PLAN: Level.ITEM,
    Level.INITIATIVE: Level.ACTION_PLAN,
}
Value = TypeVar("Value")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})/(\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Years:
    """The fiscal year of a plan and the phase's first and last."""

    fiscal_year: int
    phase_first: int
    phase_last: int

    @property
    def fiscal_days(self) -> tuple[date, date]:
        return _days(self.fiscal_year, self.fiscal_year)

    @property
    def phase_days(self) -> tuple[date, date]:
        return _days(self.phase_first, self.phase_last)


@dataclass(frozen=True)
class Tables:
    """The rows of a plan's five CSVs."""

    nodes: Sequence[Placed[Node]]
    measures: Sequence[Placed[Measure]]
    notes: Sequence[Placed[InitiativeNotes]]
    dates: Sequence[Placed[PlannedDate]]
    activities: Sequence[Placed[Activity]]


def plan_problems(years: Years, tables: Tables) -> Iterator[Text]:
    """Yield what is wrong between the rows of a plan, table by table."""
    nodes, measures, notes = tables.nodes, tables.measures, tables.notes
    yield from _ids_twice(nodes)
    yield from _ids_twice(measures)
    yield from _ids_twice(notes)
    yield from _ids_twice(tables.activities)
    yield from _parent_problems(nodes)
    yield from _numbering_problems(nodes)
    yield from _titles_twice(nodes)
    functions = {row.row_id: row.value.functions for row in notes if row.value}
    yield from measure_problems(years.fiscal_days, years.phase_days, nodes, measures, functions)
    yield from _notes_problems(nodes, notes)
    yield from _date_problems(years, nodes, tables.dates)


def _ids_twice(table: Iterable[Placed[Value]]) -> Iterator[Text]:
    first_row: dict[str, int] = {}
    for row in table:
        if row.row_id and row.row_id in first_row:
            yield text(
                "{file}, row {row}: id '{id}' stands already in row {first}. Give each id once.",
                **row.at,
                first=first_row[row.row_id],
            )
        first_row.setdefault(row.row_id, row.row)


def _parent_problems(nodes: Sequence[Placed[Node]]) -> Iterator[Text]:
    known = {row.row_id for row in nodes}
    level = {row.row_id: row.value.level for row in nodes if row.value}
    for row in nodes:
        if row.value is None:
            continue
        parent_id, wanted = row.value.parent_id, PARENT_LEVEL[row.value.level]
        if wanted is None:
            if parent_id:
                yield text(
                    "{file}, row {row}: a strategy has no parent, but parent_id is '{parent}'. Leave it blank.",
                    **row.at,
                    parent=parent_id,
                )
        elif parent_id not in known:
            yield text(
                "{file}, row {row}: parent_id '{parent}' is not in the structure. Write the id of its {level}.",
                **row.at,
                parent=parent_id or "",
                level=wanted,
            )
        elif level.get(parent_id, wanted) is not wanted:
            yield text(
                "{file}, row {row}: parent '{parent}' is of level {found}, not {level}.",
                **row.at,
                parent=parent_id,
                found=level[parent_id],
                level=wanted,
            )


def _numbering_problems(nodes: Sequence[Placed[Node]]) -> Iterator[Text]:
    """Yield each node whose id, or the number printed beside it, is not the next one of its kind.

    Strategies are S1, S2 ...; items count through the whole plan; the lower levels count below their parent.
    """
    count: Counter[str] = Counter()
    for row in nodes:
        node = row.value
        if node is None:  # its cells are reported already; its number still counts
            count[_series_of_id(row.row_id)] += 1
            continue
        series = _series(node)
        count[series] += 1
        expected = f"{series}{count[series]}"
        if node.id != expected:
            yield text(
                "{file}, row {row}: id '{id}' is out of order; '{expected}' comes next here.",
                **row.at,
                expected=expected,
            )
            count[series] = _last_number(node.id) or count[series]
        elif node.number and _last_number(node.number) != count[series]:
            yield text(
                "{file}, row {row}: number '{number}' does not fit the id '{id}'.",
                **row.at,
                number=node.number,
            )


def _series(node: Node) -> str:
    if node.level is Level.STRATEGY:
        return "S"
    return "" if node.level is Level.ITEM else f"{node.parent_id}-"


def _series_of_id(row_id: str) -> str:
    return row_id.rstrip("0123456789")


def _last_number(written: str) -> int | None:
    """Return the number that *written* ends with: 2 of 戦略2, S2, ② and 4-2."""
    plain = unicodedata.normalize("NFKC", written)
    digits = plain[len(plain.rstrip("0123456789")) :]
    return int(digits) if digits else None


def _titles_twice(nodes: Sequence[Placed[Node]]) -> Iterator[Text]:
    """Yield titles and aliases that two nodes of one level share: no report could be told apart by them."""
    owner: dict[tuple[Level, str], str] = {}
    for row in nodes:
        if row.value is None:
            continue
        for name in (row.value.title, *row.value.aliases):
            other = owner.setdefault((row.value.level, plain_name(name)), row.row_id)
            if other != row.row_id:
                yield text(
                    "{file}, row {row}: '{name}' names '{other}' too. Two of one level need two names.",
                    **row.at,
                    name=name,
                    other=other,
                )


def _notes_problems(nodes: Sequence[Placed[Node]], notes: Sequence[Placed[InitiativeNotes]]) -> Iterator[Text]:
    yield from _not_an_initiative(nodes, notes)
    noted = {row.row_id for row in notes}
    for row in nodes:
        if row.value and row.value.level is Level.INITIATIVE and row.row_id not in noted:
            yield text(
                "{file}, row {row}: initiative '{id}' has no row in initiatives.csv. Add one.",
                **row.at,
            )


def _date_problems(
    years: Years, nodes: Sequence[Placed[Node]], dates: Sequence[Placed[PlannedDate]]
) -> Iterator[Text]:
    yield from _not_an_initiative(nodes, dates)
    first, last = years.fiscal_days
    for row in dates:
        if row.value and not first <= row.value.starts <= row.value.ends <= last:
            yield text(
                "{file}, row {row}: {starts} to {ends} is not a span within {first} to {last}.",
                **row.at,
                starts=row.value.starts,
                ends=row.value.ends,
                first=first,
                last=last,
            )
        elif (
            row.value
            and (said := _MONTH_AND_DAY.fullmatch(row.value.when))
            and (row.value.starts.month, row.value.starts.day) != (int(said[1]), int(said[2]))
        ):
            yield text(
                "{file}, row {row}: when says {when}, but it starts on {starts}.",
                **row.at,
                when=row.value.when,
                starts=row.value.starts,
            )


def _not_an_initiative(nodes: Sequence[Placed[Node]], rows: Iterable[Placed[Value]]) -> Iterator[Text]:
    levels = defaultdict(lambda: Level.STRATEGY, {row.row_id: row.value.level for row in nodes if row.value})
    unread = {row.row_id for row in nodes if row.value is None}
    for row in rows:
        if row.row_id and row.row_id not in unread and levels[row.row_id] is not Level.INITIATIVE:
            yield text(
                "{file}, row {row}: '{id}' is not an initiative of the structure.",
                **row.at,
            )


def _days(first_year: int, last_year: int) -> tuple[date, date]:
    return months_of_fiscal_year(first_year)[0].first_day, months_of_fiscal_year(last_year)[-1].last_day
