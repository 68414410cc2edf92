"""How something stands, in a line or two: its mark, ratings counted, headlines, remarks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A rating as printed: *name* picks its colours, *symbol* and *word* say it without colour."""

    name: str
    symbol: str
    word: str


@dataclass(frozen=True)
class Tally:
    """Ratings counted over some measures, with how many reported and the worst case if the rest were ×."""

    counts: tuple[tuple[Mark, int], ...]
    measures: str
    coverage: str
    overdue: str
    worst_case: str


@dataclass(frozen=True)
class Headline:
    """One line of a summary. *before* is last month's mark where the line tells of a change."""

    label: str
    words: str
    anchor: str
    mark: Mark | None = None
    before: Mark | None = None
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Summary:
    """Up to a handful of headlines; *more* says how many were left out, *empty* stands where there are none."""

    title: str
    headlines: tuple[Headline, ...]
    more: str
    empty: str


@dataclass(frozen=True)
class Note:
    """A short remark on a measure or initiative; *tone* is plain, estimate, missing or quarantined."""

    tone: str
    words: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class HeatCell:
    """One item in one month: the lowest rating among its measures and how many have it.

    *mark* is None where none is rated; *passed* tells such a month from one that is still to come.
    """

    month: str
    mark: Mark | None
    count: str
    passed: bool


@dataclass(frozen=True)
class ItemLine:
    """An item's line on the page of decision."""

    item_id: str
    number: str
    title: str
    new: bool
    tally: Tally
    trend: str
    heat: tuple[HeatCell, ...]


@dataclass(frozen=True)
class OverdueLine:
    """Bodies that owe something past its day: *what* they owe, and their names."""

    what: str
    names: str


@dataclass(frozen=True)
class FunctionLine:
    name: str
    tally: Tally
