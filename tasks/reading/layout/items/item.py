"""A field with what it speaks of and the sheet it stands on: what all readers of meaning start from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sources.month import Month
from sources.plan import Plan
from sources.vocabulary import Role
from tasks.japanese_text import one_line
from tasks.reading.layout.cells.labels import Field, Label
from tasks.reading.layout.cells.spans import Span
from tasks.reading.layout.findings import Source
from tasks.reading.layout.months.periods import span_of
from tasks.reading.layout.sheets.context import SheetContext
from tasks.reading.layout.subjects.subject import Subject
from tasks.reading.lazy import lazy
from tasks.reading.light import light

# Below this, what was read is set aside for a person to look at.
CONFIDENCE_NEEDED = 0.7
_TELLING_HINTS = frozenset({Role.UNIT, Role.KIND, Role.NUMBER, Role.REPORTER})


@dataclass(frozen=True)
class Reader:
    """What one file is read against."""

    source: Source
    plan: Plan

    @property
    def fiscal_year(self) -> int:
        return self.plan.fiscal_year


@light(frozen=True)
class Item:
    """One value cell with its meaning so far; *adds_up* tells of a total that sums up the months before it."""

    field: Field
    subject: Subject
    context: SheetContext
    fiscal_year: int
    adds_up: bool = False

    @lazy
    def span(self) -> Span | None:
        return span_of(self.field)

    @lazy
    def month(self) -> Month | None:
        """Return the month its own labels name, else the sheet's.

        A half or quarter that has the sheet's month in it is told of as far as that; 4～10月 ends in October.
        """
        month = self.context.month
        if self.span is None:
            return month
        if month is not None and self.span.is_part_of_year and self.span.first <= month <= self.span.last:
            return month
        return self.span.last

    @property
    def is_of_month_to_come(self) -> bool:
        """Return whether it stands under a month after the report's, where a dash or blank needs no word."""
        return self.context.month is not None and self.month is not None and self.month > self.context.month

    @lazy
    def role(self) -> Role | None:
        return self.field.role

    @lazy
    def is_other_year(self) -> bool:
        """Return whether a label gives it to another fiscal year (2020年度実績)."""
        if any(self.fiscal_year not in named for named in self.field.labels.years):
            return True
        return self.span is not None and self.span.last.fiscal_year != self.fiscal_year

    @lazy
    def is_example(self) -> bool:
        return any(label.is_example for label in self.field.labels[:3])

    @lazy
    def unknown_part(self) -> str:
        """Return the row's own title that the plan does not know, where its column names the measure, else "".

        県内 | 17 under 企業面談 is a part of the measure, or something else about it, and not its actual.
        """
        passed, measures = self.subject.passed, self.field.titles
        is_own = passed is not None and passed.seen.row == self.field.cell.row
        return (
            passed.title if is_own and measures[-1].seen.row < self.field.cell.row and passed is not None else ""
        )

    @property
    def raw(self) -> str:
        """Return the text as displayed in the whole cell, or its formula where nothing is displayed."""
        cell = self.context.sheet.cells.get((self.field.cell.row, self.field.cell.column), self.field.cell)
        return cell.shown or cell.formula

    @lazy
    def is_figure(self) -> bool:
        return self.field.is_figure

    @lazy
    def record(self) -> tuple[object, ...]:
        """Return what the fields of one measure's row, column or card have in common."""
        titles = [label for label in self.field.titles if label.is_exact or not label.heading.counts]
        if titles:
            places: tuple[object, ...] = tuple(label.place for label in titles)
        else:
            places = ("above", self.field.above[-1].place if self.field.above else (0, 0))
        measure = self.subject.measure.measure_id if self.subject.measure else self.subject.unknown
        return (self.context.name, measure, places)

    def evidence(self, reader: Reader) -> tuple[str, ...]:
        """Return the cells that made this cell what it is, each as "role sheet!cell text"."""
        said = [self._said(label, reader) for label in (*self.field.above, *self.field.labels)]
        dating = self.field.dated_by
        if dating is not None:
            said.append(
                f"month {reader.source.named(self.context.name, dating.seen.cell)} {one_line(dating.seen.text)}"
            )
        elif self.month is not None:
            cell = self.context.month_cell
            named = reader.source.named(self.context.name, cell) if cell is not None else "file"
            words = one_line(cell.shown) if cell is not None else reader.source.file
            said.append(f"month {named} {words}")
        return tuple(dict.fromkeys(said))

    def _said(self, label: Label, reader: Reader) -> str:
        if label.title:
            role = label.hint.value if label.hint else "title"
        else:
            hint = label.hint.value if label.hint in _TELLING_HINTS and label.hint is not None else ""
            role = next((found.value for found in label.roles), "") or hint
            role = role or ("month" if label.heading.span else "label")
        return f"{role} {reader.source.named(self.context.name, label.seen.cell)} {one_line(label.seen.text)}"


def by_record(items: Iterable[Item]) -> list[list[Item]]:
    """Return the items that belong to one record together, in the order of their first cells."""
    records: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in items:
        records[item.record].append(item)
    return list(records.values())
