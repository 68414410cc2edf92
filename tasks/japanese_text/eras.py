"""Japanese eras (元号): from 令和3年 to 2021 and back."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class _Era:
    name: str
    letter: str
    first_day: date
    last_day: date = date.max

    @property
    def year_zero(self) -> int:
        return self.first_day.year - 1


_ERAS = (
    _Era("令和", "R", date(2019, 5, 1)),
    _Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    _Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    _Era("大正", "T", date(1912, 7, 30), date(1926, 12, 24)),
    _Era("明治", "M", date(1868, 1, 25), date(1912, 7, 29)),
)
_BY_WORD = {word: era for era in _ERAS for word in (era.name, era.name[0], era.letter, era.letter.lower())}
ERA_WORDS = "|".join(sorted(_BY_WORD, key=len, reverse=True))


@dataclass(frozen=True)
class EraYear:
    """A year of an era: 令和3年 is EraYear("令和", "R", 3)."""

    name: str
    letter: str
    year: int

    def __str__(self) -> str:
        return f"{self.name}{'元' if self.year == 1 else self.year}年"


def era_year_of(day: date) -> EraYear:
    """Return the era year that *day* falls in; raise ValueError before 明治."""
    for era in _ERAS:
        if day >= era.first_day:
            return EraYear(era.name, era.letter, day.year - era.year_zero)
    raise ValueError(f"{day} is before 明治")


def gregorian_year(era_word: str, year: int) -> int:
    """Return the Gregorian year of an era's *year*; *era_word* is 令和, 令 or R. KeyError for no era.

    平成33年 is 2021: templates outlive eras, so a year after an era's end still counts on.
    """
    return _BY_WORD[era_word].year_zero + year


def is_past_era_end(era_word: str, day: date) -> bool:
    """Return whether *day* is after the end of the era that it was written in."""
    return day > _BY_WORD[era_word].last_day
