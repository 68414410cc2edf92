"""Rating profiles (評価基準): named, versioned rules that turn attainment and pace into ◎○△×.

One TOML a profile in a plan's `ratings/` folder. The rules are read from top to bottom and the first that fits
gives the rating, so a profile's file reads as its publisher wrote it.
"""

import tomllib
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from sources.attainment import Rating
from sources.errors import InputRefused
from sources.messages import text
from sources.plan import Declared
from sources.submission import StatusValue


class Ratio(StrEnum):
    """What a numeric rule judges; the comparator is already seen to, so that more is always better."""

    ATTAINMENT = "attainment"
    ATTAINMENT_FROM_BASELINE = "attainment_from_baseline"
    PACE = "pace"


class MilestoneStanding(StrEnum):
    """Where a milestone stands against its due date."""

    ACHIEVED = "achieved"
    SCHEDULED_IN_TIME = "scheduled_in_time"
    SCHEDULED_LATE = "scheduled_late"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    OPEN = "open"


class Grade(Declared):
    """One rating as printed and counted, with the profile's own word for it (順調, S)."""

    rating: Rating
    label: str = ""


class NumericRule(Grade):
    """One line of a profile: the rating where the target is met, or where a ratio lies within the bounds."""

    ratio: Ratio | None = None
    met: bool | None = None
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None

    @model_validator(mode="after")
    def _bounds_need_a_ratio(self) -> Self:
        bounded = any(bound is not None for bound in (self.at_least, self.above, self.at_most, self.below))
        if bounded and self.ratio is None:
            raise ValueError("a bound needs a ratio: attainment, attainment_from_baseline or pace")
        if self.ratio is not None and not bounded:
            raise ValueError("a ratio needs a bound: at_least, above, at_most or below")
        return self

    def fits(self, value: Fraction | None, is_met: bool) -> bool:
        """Return whether this line gives the rating, *value* being the exact ratio that it judges."""
        if self.met is not None and self.met is not is_met:
            return False
        if self.ratio is None:
            return True
        if value is None:
            return False
        return (
            (self.at_least is None or value >= Fraction(self.at_least))
            and (self.above is None or value > Fraction(self.above))
            and (self.at_most is None or value <= Fraction(self.at_most))
            and (self.below is None or value < Fraction(self.below))
        )


class RatingProfile(Declared):
    """One named set of rules; *source* says where it was published."""

    profile_id: str
    version: str = Field(min_length=1)
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    numeric: tuple[NumericRule, ...] = Field(min_length=1)
    milestone: dict[MilestoneStanding, Grade]
    qualitative: dict[StatusValue, Grade]

    @model_validator(mode="after")
    def _every_case_is_named(self) -> Self:
        unnamed = [f"milestone.{standing}" for standing in MilestoneStanding if standing not in self.milestone]
        unnamed += [f"qualitative.{value}" for value in StatusValue if value not in self.qualitative]
        if unnamed:
            raise ValueError(f"no rating for {', '.join(unnamed)}")
        return self


def ratings_folder(plan_folder: Path) -> Path:
    return plan_folder / "ratings"


def load_profile(plan_folder: Path, profile_id: str) -> RatingProfile:
    """Return a plan's profile *profile_id*; raise InputRefused naming file and key, or the profiles there are."""
    known = {path.stem: path for path in sorted(ratings_folder(plan_folder).glob("*.toml"))}
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
