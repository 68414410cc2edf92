"""A whole plan at one month: every measure's attainment, the month before, and the roll-ups."""

from collections.abc import Sequence
from datetime import date

from sources.attainment import MeasureAttainment, PlanAttainment
from sources.bodies import Body
from sources.errors import WrongUse
from sources.messages import text
from sources.month import Month
from sources.plan import Plan
from sources.ratings import RatingProfile
from sources.submission import Finding, Place, Reading
from tasks.attainment.contradictions import without_contradictions
from tasks.attainment.history import EarlierYear
from tasks.attainment.measures import measure_attainment
from tasks.attainment.milestones import contradicting_milestones
from tasks.attainment.numbers import contradicting_places
from tasks.attainment.rollup import roll_ups
from tasks.attainment.sight import Sight
from tasks.attainment.told import everything_told


def attain(
    plan: Plan,
    readings: Sequence[Reading],
    month: Month,
    profile: RatingProfile,
    *,
    today: date,
    bodies: Sequence[Body] = (),
    earlier_years: Sequence[EarlierYear] = (),
) -> tuple[PlanAttainment, tuple[Finding, ...]]:
    """Return the plan at *month* and the findings that only show when readings are put beside each other.

    *readings* are the current ones of all months up to *month*, in any order: what a later revision replaced is
    not among them. *today* is the day in the plan's time zone (`expected.today_in`); it decides what is
    overdue and which months are completed. *earlier_years* are the plans that this one follows, the latest
    first, with what was reported under them (`history.earlier_years`): phase goals add them up.
    Raises WrongUse for a month outside the plan's fiscal year.
    """
    if month.fiscal_year != plan.fiscal_year:
        raise WrongUse(
            text(
                "{month} is not a month of fiscal year {year}. Choose a month of the plan, or another plan.",
                month=month,
                year=plan.fiscal_year,
            )
        )
    year_before: Sight | None = None
    for year in reversed(earlier_years):
        march = Month.in_fiscal_year(year.plan.fiscal_year, 3)
        told = without_contradictions(year.plan, everything_told(year.readings, march))
        year_before = Sight(year.plan, told, tuple(bodies), profile, today, year_before)
    told = without_contradictions(plan, everything_told(readings, month))
    sight = Sight(plan, told, tuple(bodies), profile, today, year_before)
    measures, findings = _all_measures(sight, month)
    before = month.plus(-1)
    previous = _all_measures(sight, before)[0] if before.fiscal_year == plan.fiscal_year else ()
    return (
        PlanAttainment(
            plan_id=plan.plan_id,
            month=month,
            profile_id=profile.profile_id,
            profile_title=profile.title,
            profile_source=profile.source,
            measures=measures,
            previous=previous,
            roll_ups=roll_ups(plan, measures),
            doubtful=_doubtful(sight, month),
        ),
        findings,
    )


def _doubtful(sight: Sight, month: Month) -> tuple[tuple[str, Month, Place], ...]:
    found = (
        (measure.measure_id, at, place)
        for measure in sight.plan.measures
        for contradicting in (contradicting_places, contradicting_milestones)
        for at, place in contradicting(sight, measure, month)
    )
    return tuple(dict.fromkeys(found))


def _all_measures(sight: Sight, month: Month) -> tuple[tuple[MeasureAttainment, ...], tuple[Finding, ...]]:
    found = [measure_attainment(sight, measure, month) for measure in sight.plan.measures]
    return (
        tuple(attainment for attainment, _ in found),
        tuple(finding for _, findings in found for finding in findings),
    )
