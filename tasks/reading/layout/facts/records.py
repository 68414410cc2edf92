"""The actual figures of one measure's record: which of its cells they are, and what each gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.messages import text
from sources.month import Month
from sources.plan import Measure
from sources.submission import Basis, FindingKind
from sources.vocabulary import Role
from tasks.japanese_text import one_line
from tasks.reading.layout.cells.headings import ACTUAL_ROLES
from tasks.reading.layout.cells.seen import Sort
from tasks.reading.layout.facts.figures import Figure, Problem, read_figure
from tasks.reading.layout.items.item import Item
from tasks.reading.light import light
from tasks.reading.units import families
from tasks.reading.value_types import Quantity

_FEW = 2


@light(frozen=True)
class Read:
    """One actual figure: its item and measure, the month it speaks of, and the quantity its cell gave."""

    item: Item
    measure: Measure
    month: Month
    figure: Figure
    quantity: Quantity

    @property
    def raw(self) -> str:
        return one_line(self.item.raw)

    @property
    def is_sound(self) -> bool:
        """Return whether nothing about the figure itself speaks against it."""
        return self.figure.problem is None or self.figure.problem.is_info

    @property
    def says_cumulative(self) -> bool:
        return self.item.field.basis is Basis.CUMULATIVE


@dataclass(frozen=True)
class Record:
    """All items of one measure's row, column or card; *reads* are its actual figures."""

    items: tuple[Item, ...]
    measure: Measure
    reads: tuple[Read, ...]

    def totals(self) -> set[Decimal]:
        """Return the running totals that stand in the record under no month of their own."""
        return {
            read.quantity.value
            for read in self.reads
            if (read.says_cumulative or read.item.adds_up) and read.item.span is None
        }


def read_record(
    items: Sequence[Item], measure: Measure, fiscal_year: int
) -> tuple[Record, list[tuple[Item, Problem]]]:
    """Return the record that *items* make for *measure*, and what is wrong with cells that gave no figure."""
    reads: list[Read] = []
    problems: list[tuple[Item, Problem]] = []
    for item in items:
        if not _is_actual(item, items):
            continue
        month = item.month
        far = item.context.units
        figure = read_figure(item.field, measure, item.context.sheet, far, fiscal_year, month=month)
        if figure.quantity is None:
            if figure.problem is not None and not item.is_of_month_to_come:
                problems.append((item, figure.problem))
        elif month is None:
            problems.append((item, _without_month(item)))
        else:
            reads.append(Read(item, measure, month, figure, figure.quantity))
    return Record(tuple(items), measure, tuple(reads)), problems


def _is_actual(item: Item, record: Sequence[Item]) -> bool:
    """Return whether an item is an actual: said so, or said nothing where nothing beside it says more."""
    if item.is_other_year or item.is_example or item.unknown_part:
        return False
    if not item.field.has_heading and (not says_actual_in_row(item) or any(other.span for other in record)):
        return False
    if item.role in ACTUAL_ROLES or item.adds_up:
        return True
    if item.role is Role.STATUS and item.field.seen.sort is Sort.FIGURE:
        return not any(other.role in ACTUAL_ROLES for other in record)
    if item.role is not None or item.field.seen.sort in (Sort.DATE, Sort.MARK):
        return False
    if item.span is not None and not _is_dated_from_afar(item):
        return not (item.field.is_table and item.field.seen.sort in (Sort.PROSE, Sort.TEXT))
    if item.field.is_table and (
        item.field.seen.sort in (Sort.PROSE, Sort.TEXT)
        or not (_is_below_measure(item) or _is_only_count(item, record))
    ):
        return False
    return not any(other.role in ACTUAL_ROLES for other in record if other is not item)


def says_actual_in_row(item: Item) -> bool:
    """Return whether the row itself calls its figure an actual (実績 | 17), whatever heads the column."""
    row = item.field.cell.row
    return any(label.seen.row == row and ACTUAL_ROLES.intersection(label.roles) for label in item.field.labels)


def _is_dated_from_afar(item: Item) -> bool:
    """Return whether only a heading above the table names the month: it dates the figure, but heads no column."""
    dating, cell = item.field.dated_by, item.field.cell
    if dating is None or not item.field.is_table or dating.seen.row == cell.row:
        return False
    heads = dating.seen.column <= cell.column <= dating.seen.cell.last_column
    return not heads and len(item.context.view.in_row(dating.seen.row)) <= _FEW


def _is_below_measure(item: Item) -> bool:
    """Return whether the column's own header names the measure (measures across, months or bodies down)."""
    nearest = item.field.labels[-1] if item.field.labels else None
    return nearest is not None and bool(nearest.title) and nearest.seen.row < item.field.cell.row


def _is_only_count(item: Item, record: Sequence[Item]) -> bool:
    """Return whether its column's header only counts (件数, 回数), in the measure's unit, and no other does."""
    measure = item.subject.measure
    counting = [other for other in record if other.role is None and other.is_figure and _counts(other)]
    fits = measure is not None and _counts(item) in ("any", families().get(measure.unit))
    return fits and counting == [item]


def _counts(item: Item) -> str:
    nearest = item.field.labels[-1] if item.field.labels else None
    return nearest.heading.counts if nearest is not None and not nearest.title else ""


def _without_month(item: Item) -> Problem:
    message = text(
        "Nothing tells which month '{raw}' is of, so it was not counted. Write the month as 2021年10月末現在.",
        raw=one_line(item.raw),
    )
    return Problem(FindingKind.MONTH_MISMATCH, message)
