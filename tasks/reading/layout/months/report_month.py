"""The month a sheet reports on, by its own words first: 基準日, 10月末現在, its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sources.month import Month
from sources.vocabulary import Role
from tasks.japanese_text import fold
from tasks.reading.grid import Cell
from tasks.reading.layout.cells.labels import Field
from tasks.reading.layout.cells.seen import Seen, Sort, as_asked_month
from tasks.reading.layout.cells.spans import Mention, mentions

_AS_OF = re.compile(
    r"\s?(?:\([^)]*\)\s?)?(?:月?末日?(?:現在|時点|締|$|\s|[()】\]/])|現在|時点|末の?実績|末の?累[計積]|末まで)"
)
_AS_OF_BEFORE = re.compile(r"\bas of\s$", re.IGNORECASE)
_REPORTS = re.compile(r"\s?(?:分|度|期|末)?の?\s?[)】\]]?\s?(?:月次|実績|進捗|活動|状況|業務|事業|報告|月報)")
_MADE_ON = re.compile(r"(?:作成|提出|記入|更新|報告|印刷|出力|締切|期限)日?\s?[::]?\s?$")
_FROM = re.compile(r"\s?(?:から|より|以降|~)")
_OF_MONTHS = frozenset({Role.REPORT_MONTH, Role.REPORT_DATE})
_AS_OF_STRENGTH = 3
_LONGEST_STATEMENT = 70
_NOTE = ("※", "*", "注", "(注")
_PACKED = re.compile(
    r"(?<!\d)(?P<year>20\d\d)[._\-]?(?P<month>0[1-9]|1[0-2])(?!\d)|(?<![A-Za-z])R0?(?P<era>\d)[._\-]?(?P<month_of_era>0[1-9]|1[0-2])(?!\d)"
)


@dataclass(frozen=True)
class Statement:
    """A month that a cell, a sheet's name or a file's name states; *cell* is None for a name.

    *strength* 3 is a labelled date or an as-of phrase, 2 a title or a column of report months, 1 a name.
    """

    month: Month
    strength: int
    cell: Cell | None = None


def statements_of_sheet(
    name: str, fields: Iterable[Field], texts: Iterable[Seen], fiscal_year: int, folder: Month | None = None
) -> tuple[Statement, ...]:
    """Return every month that the sheet states for itself, the strongest first.

    Of months that only its rows name, with figures that may be actuals, the one of the *folder* it came in is
    meant where it is among them, else the latest.
    """
    found: list[Statement] = []
    row_months: list[Statement] = []
    for field in fields:
        if not field.is_table and field.roles & {Role.REPORT_DATE, Role.REPORT_MONTH, Role.FISCAL_YEAR}:
            found += _dated(field.seen, fiscal_year)
        row_months += [
            Statement(label.heading.span.last, 2, label.seen.cell)
            for label in field.labels
            if label.hint in _OF_MONTHS and label.heading.span is not None and _may_be_actual(field)
        ]
    for seen in texts:
        found += _stated(seen, fiscal_year)
    if not found:
        found += sorted(row_months, key=lambda statement: (statement.month == folder, statement.month))[-1:]
    if (month := month_of_name(name, fiscal_year)) is not None:
        found.append(Statement(month, 1))
    return tuple(sorted(found, key=lambda statement: (-statement.strength, statement.month != folder)))


def _may_be_actual(field: Field) -> bool:
    """Return whether a row's cell may tell that its month is over: an actual figure, a mark, or words."""
    return not field.is_figure or field.figure_role in (Role.ACTUAL, None)


def month_of_name(name: str, fiscal_year: int) -> Month | None:
    """Return the one month that a sheet's or file's name states: 10月, 202110, R0310, 2021.10."""
    plain = fold(name)
    months = {mention.span.last for mention in mentions(plain, fiscal_year) if mention.span.is_month}
    for match in _PACKED.finditer(plain):
        year = int(match["year"]) if match["year"] else 2018 + int(match["era"])
        months.add(Month(year, int(match["month"] or match["month_of_era"])))
    return months.pop() if len(months) == 1 else None


def states_month(seen: Seen, fiscal_year: int) -> bool:
    """Return whether a cell is nothing but a statement of the month it speaks of (2021年10月末現在)."""
    if seen.heading.is_value_role or len(seen.text) > _LONGEST_STATEMENT:
        return False
    return any(statement.strength == _AS_OF_STRENGTH for statement in _stated(seen, fiscal_year))


def _dated(seen: Seen, fiscal_year: int) -> list[Statement]:
    """Return the month of a labelled date (報告基準日 | 令和3年10月31日)."""
    value = seen.cell.value
    if isinstance(value, date):
        return [Statement(Month(value.year, value.month), 3, seen.cell)]
    months = {mention.span.last for mention in mentions(as_asked_month(seen).label_text, fiscal_year)}
    return [Statement(months.pop(), 3, seen.cell)] if len(months) == 1 else []


def _stated(seen: Seen, fiscal_year: int) -> list[Statement]:
    """Return the months that a title or line states as the time it speaks of."""
    if len(seen.text) > _LONGEST_STATEMENT or seen.sort in (Sort.NUMBER, Sort.MARK):
        return []
    found = []
    for mention in mentions(seen.text, fiscal_year):
        strength = _strength(seen.text, mention)
        if strength >= (_AS_OF_STRENGTH if seen.text.startswith(_NOTE) else 1):
            found.append(Statement(mention.span.last, strength, seen.cell))
    return found


def _strength(text: str, mention: Mention) -> int:
    before, after = text[: mention.start], text[mention.end :]
    if _MADE_ON.search(before) or _FROM.match(after):
        return 0
    if _AS_OF.match(after) or _AS_OF_BEFORE.search(before):
        return 3
    if mention.span.day is not None or not mention.span.is_month:
        return 0
    if _REPORTS.match(after) or re.search(r"(?:報告|進捗|実績|月報)[^\d]{0,8}[(【\[]?\s?$", before):
        return 2
    return 2 if mention.span.has_year and len(text) <= mention.end - mention.start + 4 else 0
