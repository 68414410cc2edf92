"""One month under two rating profiles: whose rating would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sources.attainment import MeasureAttainment, PlanAttainment
from sources.bodies import Body
from sources.month import Month
from sources.plan import Measure, Plan
from sources.ratings import Grade, RatingProfile
from sources.submission import Reading
from tasks.attainment.attain import attain
from tasks.attainment.history import EarlierYear


@dataclass(frozen=True)
class RatingDifference:
    """One measure whose rating is not the same under two profiles, with the figures both rest on."""

    measure: Measure
    actual: Decimal | None
    attainment: Decimal | None
    pace: Decimal | None
    first: Grade
    second: Grade


def compare_profiles(
    plan: Plan,
    readings: Sequence[Reading],
    month: Month,
    first: RatingProfile,
    second: RatingProfile,
    *,
    today: date,
    bodies: Sequence[Body] = (),
    earlier_years: Sequence[EarlierYear] = (),
) -> tuple[RatingDifference, ...]:
    """Return the measures that *first* and *second* rate differently at *month*, in the plan's order.

    Two ratings differ where their marks (◎○△×－) do: each profile has words of its own for the same mark.
    Arguments are those of `attain`.
    """

    def under(profile: RatingProfile) -> PlanAttainment:
        attained, _ = attain(
            plan, readings, month, profile, today=today, bodies=bodies, earlier_years=earlier_years
        )
        return attained

    return differences(plan, under(first), under(second))


def differences(plan: Plan, first: PlanAttainment, second: PlanAttainment) -> tuple[RatingDifference, ...]:
    """Return the measures that one month's attainment rates differently under two profiles."""
    return tuple(
        RatingDifference(
            measure=plan.measure[one.measure_id],
            actual=one.actual,
            attainment=one.attainment,
            pace=one.pace,
            first=_grade(one),
            second=_grade(other),
        )
        for one, other in zip(first.measures, second.measures, strict=True)
        if one.rating is not other.rating
    )


def _grade(attained: MeasureAttainment) -> Grade:
    return Grade(rating=attained.rating, label=attained.rating_label)
