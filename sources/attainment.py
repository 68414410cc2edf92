"""What is computed of a plan for one month: each measure's state, and the roll-ups above it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sources.month import Month
from sources.submission import MilestoneState, Place, StatusReport


class ReportState(StrEnum):
    """Why a measure has, or has not, a value in a month. Never folded into one another."""

    REPORTED = "reported"
    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    NOTHING_TO_REPORT = "nothing_to_report"
    NOT_APPLICABLE = "not_applicable"
    ENDED = "ended"


class Rating(StrEnum):
    """A rating as printed; NONE means not rated: no target, not due, or no report."""

    MET = "◎"
    GOOD = "○"
    FAIR = "△"
    POOR = "×"
    NONE = "－"


@dataclass(frozen=True)
class Outlook:
    """An estimate for a small count: what remains per month, and the chance of reaching the target.

    *remaining_per_month* is in the measure's unit; *chance*, *low* and *high* are shares of 1.
    """

    remaining_per_month: Decimal
    months_left: int
    chance: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class MeasureAttainment:
    """One measure at one month.

    *actual* is in *unit*, None where no accepted value speaks of this month. *attainment* and *pace* are
    ratios with four places. *last_known* is the newest accepted value up to this month, with its month.
    *series* holds the fiscal year's months with the actual known for each. *basis* says how the actual came
    about: "cumulative" from a running total, "sum" of monthly values, "" where there is none.
    *marks* are the status reports that a qualitative measure's rating rests on. *rating_label* is the
    profile's own word for the rating (順調, S). *set_aside* are the places of values told for this month that
    do not count: quarantined, or contradicting one another. *phase_years* are a phase goal's fiscal years up
    to this month with the total known for each, None where the ledger does not hold the year.
    """

    measure_id: str
    month: Month
    state: ReportState
    actual: Decimal | None
    target: Decimal | None
    unit: str
    attainment: Decimal | None
    attainment_from_baseline: Decimal | None
    expected: Decimal | None
    pace: Decimal | None
    rating: Rating
    last_known: Decimal | None
    last_known_month: Month | None
    basis: str = ""
    places: tuple[Place, ...] = ()
    bodies: tuple[str, ...] = ()
    milestone: MilestoneState | None = None
    milestone_on: str = ""
    marks: tuple[StatusReport, ...] = ()
    series: tuple[tuple[Month, Decimal | None], ...] = ()
    outlook: Outlook | None = None
    rating_label: str = ""
    set_aside: tuple[Place, ...] = ()
    phase_years: tuple[tuple[int, Decimal | None], ...] = ()


WHOLE_PLAN = "plan"


@dataclass(frozen=True)
class RollUp:
    """Ratings counted over the fiscal year's measures at and below one node.

    *node_id* is a node's id, a function's name (課題把握) or `WHOLE_PLAN`. Phase goals span other years and
    are not counted. *total* measures are counted, so *counts* and *worst_case* add up to it; measures that
    are not applicable stand outside. *expected* measures should have a report for the month: *reported* have
    one, *overdue* have none in time, *not_due* may still come. *worst_case* rates what is missing as ×.
    """

    node_id: str
    counts: tuple[tuple[Rating, int], ...]
    expected: int
    reported: int
    overdue: int
    worst_case: tuple[tuple[Rating, int], ...]
    total: int = 0
    not_due: int = 0
    nothing_to_report: int = 0
    ended: int = 0
    not_applicable: int = 0


@dataclass(frozen=True)
class PlanAttainment:
    """A whole plan at one month under one rating profile, with the month before for comparison.

    *doubtful* are measure, month and place of accepted values of the fiscal year so far that contradict one
    another: each was read without doubt, but together they can not be true, and they count nowhere.
    """

    plan_id: str
    month: Month
    profile_id: str
    profile_title: str
    profile_source: str
    measures: tuple[MeasureAttainment, ...]
    previous: tuple[MeasureAttainment, ...]
    roll_ups: tuple[RollUp, ...]
    doubtful: tuple[tuple[str, Month, Place], ...] = ()
