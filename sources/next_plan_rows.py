"""One row of a plan's table as next year's: each function changes its cells and yields what is left to fill in.

*at* are the places {file}, {row} and {id} of a sentence about the row.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sources.messages import Text, text
from sources.month import months_of_fiscal_year
from sources.plan import Plan, Scope
from sources.plan_cells import parse_day, parse_trajectory

_DAY_IN_WORDS = re.compile(r"\d{1,2}/\d{1,2}|\d{1,2}月")
Row = dict[str, str]
At = Mapping[str, object]


@dataclass(frozen=True)
class Years:
    """Last year's plan, and the years of the one that follows it."""

    before: Plan

    @property
    def fiscal_year(self) -> int:
        return self.before.fiscal_year + 1

    @property
    def begins_a_phase(self) -> bool:
        return self.fiscal_year > self.before.phase_last_year

    @property
    def phase(self) -> tuple[int, int]:
        """Return the first and the last year of its phase; a new phase is as long as the one before."""
        first, last = self.before.phase_first_year, self.before.phase_last_year
        return (last + 1, last + 1 + last - first) if self.begins_a_phase else (first, last)

    def still_stands(self, scope: str) -> bool:
        """Return whether what was planned for a *scope* goes on: for a phase that is not over yet."""
        return scope == Scope.PHASE and not self.begins_a_phase

    def moved(self, day: date, scope: str) -> date | None:
        """Return the end of the new scope for the end of the old one; None for any other day."""
        old = self.before.phase_last_year if scope == Scope.PHASE else self.before.fiscal_year
        new = self.phase[1] if scope == Scope.PHASE else self.fiscal_year
        return _last_day(new) if day == _last_day(old) else None


Carry = Callable[[Row, Years, At], Iterator[Text]]


def as_it_is(_row: Row, _years: Years, _at: At) -> Iterator[Text]:
    """Carry a row over unchanged."""
    return iter(())


def structure_row(row: Row, _years: Years, _at: At) -> Iterator[Text]:
    row["new"] = ""
    return iter(())


def measure_row(row: Row, years: Years, at: At) -> Iterator[Text]:
    """Empty the target, dated steps, baseline and single due day; the comparator stays and asks for the target."""
    row["new"] = ""
    if str(years.before.fiscal_year) in row["statement"] or _DAY_IN_WORDS.search(row["statement"]):
        yield text(
            "{file}, row {row}, {id}: '{value}' names a year or day. If you reword it, say renamed in"
            " crosswalk.csv.",
            **at,
            value=row["statement"],
        )
    if row.get("ended_from"):
        yield text(
            "{file}, row {row}, {id}: ended from {month}; it stays ended. Clear ended_from if it begins anew.",
            **at,
            month=row["ended_from"],
        )
    if years.still_stands(row["scope"]):
        return
    if row["target"]:
        yield text(
            "{file}, row {row}, {id}: fill in the target (last year {value} {unit}), or clear the comparator too.",
            **at,
            value=row["target"],
            unit=row["unit"],
        )
        row["target"] = ""
    trajectory = parse_trajectory(row.get("trajectory", ""))
    if trajectory is not None and trajectory.steps:
        yield text(
            "{file}, row {row}, {id}: fill in the trajectory's steps (last year {value}).",
            **at,
            value=row["trajectory"],
        )
        row["trajectory"] = f"{trajectory.kind}:"
    if row.get("baseline"):
        yield text(
            "{file}, row {row}, {id}: fill in the baseline (last year {value}), or leave it blank.",
            **at,
            value=row["baseline"],
        )
        row["baseline"] = ""
    if row.get("due"):
        yield from _due(row, years, at)


def _due(row: Row, years: Years, at: At) -> Iterator[Text]:
    """Move a due day that was the end of the year or phase; a day of its own is for somebody to say anew."""
    day = parse_day(row["due"])
    moved = None if day is None else years.moved(day, row["scope"])
    if moved is None:
        yield text("{file}, row {row}, {id}: fill in the due day (last year {value}).", **at, value=row["due"])
    row["due"] = "" if moved is None else moved.isoformat()


def notes_row(row: Row, _years: Years, at: At) -> Iterator[Text]:
    """Make the direction for next year this year's work; where none was given, somebody has to say it."""
    if not row["next_year"]:
        yield text(
            "{file}, row {row}, {id}: fill in this_year (last year: {value}).", **at, value=row["this_year"]
        )
    row["this_year"], row["next_year"] = row["next_year"], ""


def date_row(row: Row, years: Years, at: At) -> Iterator[Text]:
    """Move a half or a whole year by one; empty a day or a span of its own."""
    starts, ends = parse_day(row["starts"]), parse_day(row["ends"])
    if starts and ends and (starts, ends) in _halves_and_whole(years.before.fiscal_year):
        row["starts"] = starts.replace(year=starts.year + 1).isoformat()
        row["ends"] = ends.replace(year=ends.year + 1).isoformat()
        return
    yield text(
        "{file}, row {row}, {id}: fill in when, starts and ends of {what} (last year {value}), or delete the row.",
        **at,
        what=row["what"],
        value=row["when"],
    )
    row["when"] = row["starts"] = row["ends"] = ""


def activity_row(row: Row, _years: Years, at: At) -> Iterator[Text]:
    yield text("{file}, row {row}, {id}: fill in this_year (last year: {value}).", **at, value=row["this_year"])
    row["this_year"] = ""


CARRIED: Mapping[str, Carry] = {
    "structure.csv": structure_row,
    "measures.csv": measure_row,
    "initiatives.csv": notes_row,
    "dates.csv": date_row,
    "activities.csv": activity_row,
    "earlier_totals.csv": as_it_is,
}


def _halves_and_whole(fiscal_year: int) -> tuple[tuple[date, date], ...]:
    months = months_of_fiscal_year(fiscal_year)
    first, september, october, last = (
        months[0].first_day,
        months[5].last_day,
        months[6].first_day,
        months[-1].last_day,
    )
    return (first, september), (october, last), (first, last)


def _last_day(fiscal_year: int) -> date:
    return months_of_fiscal_year(fiscal_year)[-1].last_day
