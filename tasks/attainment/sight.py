"""What every measure is judged by, and a measure of which nothing is known yet."""

from dataclasses import dataclass
from datetime import date

from sources.attainment import MeasureAttainment, Rating, ReportState
from sources.bodies import Body
from sources.month import Month
from sources.plan import Measure, Plan
from sources.ratings import RatingProfile
from sources.submission import Finding
from tasks.attainment.due import owing_bodies, report_state
from tasks.attainment.told import EverythingTold

Found = tuple[MeasureAttainment, tuple[Finding, ...]]


@dataclass(frozen=True)
class Sight:
    """The plan, what was told, who reports, the rating profile, and the day it is now in the plan's time zone.

    *before* is the plan of the year before with what was told under it, None where there is none.
    """

    plan: Plan
    told: EverythingTold
    bodies: tuple[Body, ...]
    profile: RatingProfile
    today: date
    before: "Sight | None" = None

    def owing(self, measure: Measure) -> tuple[Body, ...]:
        return owing_bodies(self.plan, measure, self.bodies)

    def state(self, measure: Measure, month: Month, *, is_reported: bool) -> ReportState:
        owing = self.owing(measure)
        return report_state(self.plan, measure, month, self.today, is_reported=is_reported, owing=owing)


def unknown(measure: Measure, month: Month, state: ReportState) -> MeasureAttainment:
    """Return the measure at *month* with all that is computed left open."""
    return MeasureAttainment(
        measure_id=measure.measure_id,
        month=month,
        state=state,
        actual=None,
        target=measure.target,
        unit=measure.unit,
        attainment=None,
        attainment_from_baseline=None,
        expected=None,
        pace=None,
        rating=Rating.NONE,
        last_known=None,
        last_known_month=None,
    )
