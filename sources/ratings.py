"""Rating profiles (評価基準): named, versioned rules that turn attainment and pace into ◎○△×.

One TOML a profile in a plan's `ratings/` folder. The rules are read from top to bottom and the first that fits
gives the rating, so a profile's file reads as its publisher wrote it. A profile keeps its publisher's own words
(順調, S, On Track) as labels; which of our marks each becomes is said in its file. Where the publisher says
nothing of milestones, or of goals without numbers, the file says so with a reason, and these are not rated.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from sources.attainment import Rating
from sources.errors import InputRefused
from sources.messages import text
from sources.plan import Comparator, Declared, MeasureType, Scope
from sources.submission import StatusValue

Case = TypeVar("Case", bound=StrEnum)


class Ratio(StrEnum):
    """What a numeric rule judges.

    The first four are turned so that more is always better, whatever the comparator; `pace` starts from the
    baseline where a balance has one, `attainment_to_date` never does, and holds a target that is met before
    anything was expected against the whole target. `share_of_expected` is actual ÷ expected as it stands, for
    publishers who name each direction's bounds themselves.
    """

    ATTAINMENT = "attainment"
    ATTAINMENT_FROM_BASELINE = "attainment_from_baseline"
    PACE = "pace"
    ATTAINMENT_TO_DATE = "attainment_to_date"
    SHARE_OF_EXPECTED = "share_of_expected"


class MilestoneStanding(StrEnum):
    """Where a milestone stands against its due date."""

    ACHIEVED = "achieved"
    SCHEDULED_IN_TIME = "scheduled_in_time"
    SCHEDULED_LATE = "scheduled_late"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    OPEN = "open"


class Trend(StrEnum):
    """How a value stands against the one at the end of the last fiscal year."""

    RISEN = "risen"
    SAME = "same"
    FALLEN = "fallen"


class Absence(StrEnum):
    """Why there is nothing to judge; some publishers have a word, or even a grade, for it."""

    NO_TARGET = "no_target"
    NO_VALUE = "no_value"
    NO_VALUE_AT_END = "no_value_at_end"
    ENDED = "ended"


class Grade(Declared):
    """One rating as printed and counted, with the profile's own word for it (順調, S)."""

    rating: Rating
    label: str = ""


NOT_RATED = Grade(rating=Rating.NONE)


@dataclass(frozen=True)
class NumericCase:
    """What is known of a numeric measure when it is judged.

    *is_last_year* says that the month lies in the last fiscal year of the measure's span; *trend* is None where
    no value of last year's end is known, or the measure begins anew each year.
    """

    ratios: Mapping[Ratio, Fraction | None]
    is_met: bool
    comparator: Comparator | None = None
    scope: Scope = Scope.FISCAL_YEAR
    is_last_year: bool = True
    trend: Trend | None = None


class NumericRule(Grade):
    """One line of a profile: the rating where every condition that the line names holds."""

    ratio: Ratio | None = None
    met: bool | None = None
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None
    comparators: tuple[Comparator, ...] = ()
    scope: Scope | None = None
    last_year: bool | None = None
    trend: Trend | None = None

    @model_validator(mode="after")
    def _bounds_need_a_ratio(self) -> Self:
        bounded = any(bound is not None for bound in (self.at_least, self.above, self.at_most, self.below))
        if bounded and self.ratio is None:
            raise ValueError(f"a bound needs a ratio: {', '.join(Ratio)}")
        if self.ratio is not None and not bounded:
            raise ValueError("a ratio needs a bound: at_least, above, at_most or below")
        return self

    def fits(self, case: NumericCase) -> bool:
        """Return whether this line gives the rating; ratios are judged as they are, not as they are printed."""
        return (
            self.met in (None, case.is_met)
            and (not self.comparators or case.comparator in self.comparators)
            and self.scope in (None, case.scope)
            and self.last_year in (None, case.is_last_year)
            and self.trend in (None, case.trend)
            and (self.ratio is None or self._holds(case.ratios.get(self.ratio)))
        )

    def _holds(self, value: Fraction | None) -> bool:
        return (
            value is not None
            and (self.at_least is None or value >= Fraction(self.at_least))
            and (self.above is None or value > Fraction(self.above))
            and (self.at_most is None or value <= Fraction(self.at_most))
            and (self.below is None or value < Fraction(self.below))
        )


class RatingProfile(Declared):
    """One named set of rules.

    *source* says where it was published, *published* the rule in its publisher's terms, line by line, *applied*
    how Ayumi applies it to a month, and *unrated* why a type of measure is not rated by it.
    """

    profile_id: str
    version: str = Field(min_length=1)
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    published: tuple[str, ...] = ()
    applied: str = ""
    numeric: tuple[NumericRule, ...] = Field(min_length=1)
    milestone: dict[MilestoneStanding, Grade] = Field(default={})
    qualitative: dict[StatusValue, Grade] = Field(default={})
    unrated: dict[MeasureType, str] = Field(default={})
    absent: dict[Absence, Grade] = Field(default={})

    @model_validator(mode="after")
    def _every_case_is_named(self) -> Self:
        unnamed = _unnamed("milestone", MilestoneStanding, self.milestone, self.unrated)
        unnamed += _unnamed("qualitative", StatusValue, self.qualitative, self.unrated)
        if unnamed:
            raise ValueError(f"no rating for {', '.join(unnamed)}")
        if not all(self.unrated.values()) or MeasureType.NUMERIC in self.unrated:
            raise ValueError("unrated names milestone or qualitative, each with its reason")
        return self

    def grade_of_numbers(self, case: NumericCase) -> Grade:
        """Return the grade of the first line that fits; not rated where none does."""
        return next((rule for rule in self.numeric if rule.fits(case)), NOT_RATED)

    def grade_of_milestone(self, standing: MilestoneStanding) -> Grade:
        return self.milestone.get(standing, NOT_RATED)

    def grade_of_mark(self, mark: StatusValue) -> Grade:
        return self.qualitative.get(mark, NOT_RATED)

    def grade_of_absence(self, absence: Absence) -> Grade:
        """Return what the profile says where there is nothing to judge; mostly that it is not rated."""
        return self.absent.get(absence, NOT_RATED)


def _unnamed(
    table: str, cases: type[Case], named: Mapping[Case, Grade], unrated: Mapping[MeasureType, str]
) -> list[str]:
    """Return the cases without a grade; a table may be left out whole where the profile says why."""
    if not named and MeasureType(table) in unrated:
        return []
    return [f"{table}.{case}" for case in cases if case not in named]


def profile_files(plan_folder: Path) -> Mapping[str, Path]:
    """Return the files of all profiles that a plan can be rated by, its own and those of the plans it follows.

    A plan's own file wins over an earlier plan's of the same name.
    """
    known: dict[str, Path] = {}
    seen: set[Path] = set()
    folder: Path | None = plan_folder
    while folder is not None and folder not in seen:
        seen.add(folder)
        known = {**{path.stem: path for path in (folder / "ratings").glob("*.toml")}, **known}
        folder = _followed(folder)
    return dict(sorted(known.items()))


def load_profile(plan_folder: Path, profile_id: str) -> RatingProfile:
    """Return a plan's profile *profile_id*; raise InputRefused naming file and key, or the profiles there are."""
    known = profile_files(plan_folder)
    if profile_id not in known:
        raise InputRefused(
            text(
                "There is no rating profile '{profile}'. Profiles of this plan: {known}.",
                profile=profile_id,
                known=", ".join(known) or "-",
            )
        )
    path = known[profile_id]
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        return RatingProfile(profile_id=path.stem, **declared)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputRefused(text("{file}: {problem}", file=path.name, problem=error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "-"
        raise InputRefused(
            text("{file}, key '{key}': {problem}", file=path.name, key=where, problem=first["msg"])
        ) from None


def _followed(plan_folder: Path) -> Path | None:
    """Return the folder of the plan that this one follows, None where there is none to be found."""
    try:
        declared = tomllib.loads((plan_folder / "plan.toml").read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None  # what is wrong with plan.toml is said where the plan is loaded
    follows = str(declared.get("follows", ""))
    return plan_folder.parent / follows if follows else None
