"""What a cell's content can turn out to be: a quantity, a range, several figures, missing, words, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sources.month import Month
from tasks.reading.light import light


class Doubt(StrEnum):
    """Why a number that was read must not count as it stands."""

    APPROXIMATE = "approximate"
    BOUND = "bound"
    FREQUENCY = "frequency"
    RELATIVE = "relative"
    PLANNED = "planned"
    CORRECTED = "corrected"
    PROVISIONAL = "provisional"
    OTHER_MONTH = "other_month"
    LABELLED = "labelled"
    NOT_WHOLE = "not_whole"
    NEGATIVE_COUNT = "negative_count"
    SCALE_UNSTATED = "scale_unstated"


class Refusal(StrEnum):
    """Why a content that looks like a number was not read. A person must say what is meant."""

    AMBIGUOUS_COMMA = "ambiguous_comma"
    BAD_GROUPING = "bad_grouping"
    BRACKETED = "bracketed"
    DATE = "date_in_number_column"
    DITTO = "ditto"
    FOREIGN_CURRENCY = "foreign_currency"
    FORMULA_ERROR = "formula_error"
    HIDDEN_SCALE = "hidden_scale"
    LEADING_ZERO = "leading_zero"
    NOT_A_NUMBER_CELL = "not_a_number_cell"
    ONE_OR_DASH = "one_or_dash"
    ORDINAL = "ordinal"
    PERCENT_SCALE = "percent_scale"
    PLACEHOLDER = "template_placeholder"
    RATIO_OR_DATE = "ratio_or_date"
    SIGN = "sign"
    TWO_VALUES = "two_values"
    ZERO_OR_MISSING = "zero_or_missing"


class Span(StrEnum):
    """What span the main figure itself says it covers."""

    UNSAID = ""
    CUMULATIVE = "cumulative"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class Unit:
    """A unit in its printed form; *scale* is how many of it one written number counts (百万円: 円, 1000000)."""

    name: str
    scale: Decimal = Decimal(1)


@light(frozen=True)
class NumberContext:
    """What stands around a value cell and bears on how its number is read.

    *unit_near* comes from the column's header, the row's unit cell or its label and holds for this cell;
    *units_far* from a corner note (単位：百万円) and holds only where it can. *expected_unit* and *target* (in
    base units) are the measure's own; they guard, they never lend a number its scale. *header* is the column's
    header or the form's label as written ("開催回数（実績 / 計画）"); *measure_words* the measure's title.
    *month* is the month the value is for: later days, or another month's end beside the number, become doubts.
    """

    expected_unit: str = ""
    unit_near: Unit | None = None
    units_far: Sequence[Unit] = ()
    header: str = ""
    measure_words: str = ""
    target: Decimal | None = None
    fiscal_year: int | None = None
    month: Month | None = None
    is_accounting: bool = False


@light(frozen=True)
class Quantity:
    """One number in base units (yen, counts), with all that was said about it.

    *unit* is "" where neither cell nor header says one. *of* is the denominator of 12/30件; *cumulative* and
    *monthly* are side figures (4件（累計12件）); *says* what the main figure says of itself (累計12件).
    *parts* are (label, number) of うち…; *percent* a share given beside; *as_of* the month a remark names.
    *label* is a word before the number that is not one of the known ones.
    """

    value: Decimal
    unit: str = ""
    unit_in_cell: bool = False
    says: Span = Span.UNSAID
    of: Decimal | None = None
    cumulative: Decimal | None = None
    monthly: Decimal | None = None
    percent: Decimal | None = None
    parts: tuple[tuple[str, Decimal], ...] = ()
    dates: tuple[date, ...] = ()
    as_of: Month | None = None
    bound: str = ""
    per: str = ""
    gross: str = ""
    label: str = ""
    note: str = ""
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Return whether the number may count as it stands; otherwise *doubts* says why not."""
        return not self.doubts


@dataclass(frozen=True)
class Range:
    """A span of numbers in base units (3～5件): never one value."""

    low: Decimal
    high: Decimal
    unit: str = ""
    label: str = ""


@dataclass(frozen=True)
class Several:
    """Several figures in one cell (①3件②2件) of which nothing says which is meant."""

    values: tuple[Quantity, ...]


@light(frozen=True)
class Missing:
    """No value yet, and why: blank, dash, undecided, adjusting, counting, na, see_elsewhere. Never a zero."""

    reason: str


@dataclass(frozen=True)
class Words:
    """Text that is no number. *reason* is vague, per_each, or "" for plain words."""

    words: str
    reason: str = ""


@dataclass(frozen=True)
class Refused:
    """Looks like a number, but two readings are possible: nothing is guessed."""

    reason: Refusal


Parsed = Quantity | Range | Several | Missing | Words | Refused
