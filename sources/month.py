"""A month (対象月) and the Japanese fiscal year around it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

FISCAL_YEAR_STARTS_IN = 4


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month, printed as 2021-10."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"month {self.number} is not 1 to 12")

    @classmethod
    def parse(cls, written: str) -> Self:
        """Return the month that *written* names as YYYY-MM; raise ValueError for anything else."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", written, re.ASCII)
        if not match:
            raise ValueError(f"{written!r} is not a month such as 2021-10")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def in_fiscal_year(cls, fiscal_year: int, number: int) -> Self:
        """Return the month *number* (1 to 12) as it falls in *fiscal_year*: January of FY2021 is 2022-01."""
        return cls(fiscal_year + (number < FISCAL_YEAR_STARTS_IN), number)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def plus(self, months: int) -> "Month":
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def fiscal_year(self) -> int:
        return self.year - (self.number < FISCAL_YEAR_STARTS_IN)

    @property
    def completed_in_year(self) -> int:
        """Return how many months of the fiscal year are over at this month's end: 1 for April, 12 for March."""
        return (self.number - FISCAL_YEAR_STARTS_IN) % 12 + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.plus(1).first_day - timedelta(days=1)


def months_of_fiscal_year(fiscal_year: int) -> tuple[Month, ...]:
    """Return April to March of *fiscal_year*."""
    april = Month(fiscal_year, FISCAL_YEAR_STARTS_IN)
    return tuple(april.plus(n) for n in range(12))
