"""One plan row's cells as typed values; what can not be read is collected, naming file, row and column.

Excel rewrites what looks like a date when it opens a CSV: the id 4-2 comes back as 4月2日, 4-2-1 as 2004/2/1,
the day 2022-03-31 as 2022/3/31. Each of these says one thing only, so each is read as what it was.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from sources.messages import Text, text
from sources.month import Month
from sources.plan import Trajectory, TrajectoryKind
from sources.tables import Row

Choice = TypeVar("Choice", bound=StrEnum)

_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-/]|年)(\d{1,2})(?:月|[-/]1)?", re.ASCII)
_EXCEL_MONTH = re.compile(r"([A-Z][a-z]{2})-(\d{2})", re.ASCII)
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR = re.compile(r"(19|20)\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_EXCEL_ID_OF_TWO = re.compile(r"(\d{1,2})月(\d{1,2})日", re.ASCII)
_EXCEL_ID_OF_THREE = re.compile(r"20(\d{2})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)


class Cells:
    """A row being read: each method returns one column's value, or a blank one after noting a problem."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[Text] = []

    @property
    def is_sound(self) -> bool:
        return not self.problems

    def words(self, column: str) -> str:
        """Return a cell's text, "" where blank, with line breaks as spaces."""
        return " ".join(self.row.cells.get(column, "").split())

    def required(self, column: str) -> str:
        found = self.words(column)
        if not found:
            self._note(text("{file}, row {row}, column '{column}' is blank. Fill it in.", **self._at(column)))
        return found

    def node_id(self, column: str) -> str:
        return restored_id(self.words(column))

    def required_id(self, column: str) -> str:
        return restored_id(self.required(column))

    def required_when(self, column: str) -> str:
        """Return when something is planned, in the plan's own words; a day as 4/21, whatever Excel made of it."""
        return restored_when(self.required(column))

    def list_of_words(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.words(column).split(";") if part.strip())

    def mark(self, column: str, word: str) -> bool:
        """Return whether the cell holds *word*; anything but that or a blank is a problem."""
        found = self.words(column)
        if found not in ("", word):
            self._note(
                text(
                    "{file}, row {row}, column '{column}': '{value}' is not known."
                    " Write {known}, or leave it blank.",
                    **self._at(column),
                    known=word,
                )
            )
        return found == word

    def choice(self, column: str, kind: type[Choice]) -> Choice | None:
        """Return one of *kind*'s words, or None where the cell is blank."""
        found = self.words(column)
        return self._choice(column, found, kind) if found else None

    def required_choice(self, column: str, kind: type[Choice]) -> Choice | None:
        self.required(column)
        return self.choice(column, kind)

    def choices(self, column: str, kind: type[Choice]) -> tuple[Choice, ...]:
        chosen = (self._choice(column, word, kind) for word in self.list_of_words(column))
        return tuple(word for word in chosen if word is not None)

    def number(self, column: str) -> Decimal | None:
        found = self.words(column)
        if not found:
            return None
        number = parse_number(found)
        if number is None:
            self._note(
                text(
                    "{file}, row {row}, column '{column}': '{value}' is not a number."
                    " Write digits only, such as 300000000.",
                    **self._at(column),
                )
            )
        return number

    def required_number(self, column: str) -> Decimal | None:
        self.required(column)
        return self.number(column)

    def required_year(self, column: str) -> int | None:
        """Return a fiscal year written as four digits."""
        found = self.required(column)
        if found and not _YEAR.fullmatch(found):
            self._note(
                text(
                    "{file}, row {row}, column '{column}': '{value}' is not a fiscal year such as 2020.",
                    **self._at(column),
                )
            )
            return None
        return int(found) if found else None

    def day(self, column: str) -> date | None:
        found = self.words(column)
        if not found:
            return None
        day = parse_day(found)
        if day is None:
            self._note(
                text(
                    "{file}, row {row}, column '{column}': '{value}' is not a day such as 2022-03-31.",
                    **self._at(column),
                )
            )
        return day

    def required_day(self, column: str) -> date | None:
        self.required(column)
        return self.day(column)

    def month(self, column: str) -> Month | None:
        found = self.words(column)
        if not found:
            return None
        month = parse_month(found)
        if month is None:
            self._note(
                text(
                    "{file}, row {row}, column '{column}': '{value}' is not a month such as 2021-10.",
                    **self._at(column),
                )
            )
        return month

    def trajectory(self, column: str) -> Trajectory:
        """Return what `linear`, `half_year`, or `schedule: 2021-04-21=1; 2021-11-17=2` says; blank is linear."""
        found = self.words(column)
        if not found:
            return Trajectory()
        trajectory = parse_trajectory(found)
        if trajectory is None:
            self._note(
                text(
                    "{file}, row {row}, column '{column}': '{value}' is not a trajectory."
                    " Write linear, half_year, or schedule: 2021-04-21=1; 2021-11-17=2.",
                    **self._at(column),
                )
            )
            return Trajectory()
        return trajectory

    def _choice(self, column: str, word: str, kind: type[Choice]) -> Choice | None:
        try:
            return kind(word)
        except ValueError:
            self._note(
                text(
                    "{file}, row {row}, column '{column}': '{value}' is not known. Write one of {known}.",
                    **{**self._at(column), "value": word},
                    known=", ".join(kind),
                )
            )
            return None

    def _at(self, column: str) -> dict[str, str]:
        return {
            "file": self.row.file,
            "row": str(self.row.number),
            "column": column,
            "value": self.words(column),
        }

    def _note(self, problem: Text) -> None:
        self.problems.append(problem)


def restored_id(written: str) -> str:
    """Return a node's id as the plan writes it, also where Excel has turned it into a day (4月2日, 2004/2/1)."""
    if match := _EXCEL_ID_OF_TWO.fullmatch(written) or _EXCEL_ID_OF_THREE.fullmatch(written):
        return "-".join(str(int(part)) for part in match.groups())
    return written


def restored_when(written: str) -> str:
    """Return a day as the plan writes it, 4/21, where Excel made it 4月21日 or 2021/4/21; other words stay."""
    if match := _EXCEL_ID_OF_TWO.fullmatch(written):
        return f"{int(match[1])}/{int(match[2])}"
    day = parse_day(written)
    return f"{day.month}/{day.day}" if day else written


def parse_number(written: str) -> Decimal | None:
    """Return the exact number, or None; thousands may be parted by commas, powers of ten (3E+08) are refused."""
    plain = unicodedata.normalize("NFKC", written)
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


def parse_day(written: str) -> date | None:
    match = _DAY.fullmatch(written)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_month(written: str) -> Month | None:
    """Return the month of 2021-10, 2021/10/1, 2021年10月, or Excel's own Oct-21."""
    try:
        if match := _MONTH.fullmatch(written):
            return Month(int(match[1]), int(match[2]))
        if (match := _EXCEL_MONTH.fullmatch(written)) and match[1] in _ENGLISH_MONTHS:
            return Month(2000 + int(match[2]), _ENGLISH_MONTHS.index(match[1]) + 1)
    except ValueError:
        return None
    return None


def parse_trajectory(written: str) -> Trajectory | None:
    name, _, rest = written.partition(":")
    if name.strip() not in list(TrajectoryKind):
        return None
    steps = []
    for part in rest.split(";"):
        if not part.strip():
            continue
        day_text, _, value_text = part.partition("=")
        day, value = parse_day(day_text.strip()), parse_number(value_text.strip())
        if day is None or value is None:
            return None
        steps.append((day, value))
    return Trajectory(kind=TrajectoryKind(name.strip()), steps=tuple(steps))
