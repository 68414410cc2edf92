"""One measure at one month, by its type; and what an ended or inapplicable measure still says."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sources.attainment import MeasureAttainment, Rating, ReportState
from sources.month import Month
from sources.plan import Measure, MeasureType
from tasks.attainment.marks import qualitative_attainment
from tasks.attainment.milestones import milestone_attainment
from tasks.attainment.numbers import numeric_attainment
from tasks.attainment.sight import Found, Sight

BY_TYPE: Mapping[MeasureType, Callable[[Sight, Measure, Month], Found]] = {
    MeasureType.NUMERIC: numeric_attainment,
    MeasureType.MILESTONE: milestone_attainment,
    MeasureType.QUALITATIVE: qualitative_attainment,
}


def measure_attainment(sight: Sight, measure: Measure, month: Month) -> Found:
    """Return one measure at *month*, with the findings that show when its values are put beside each other.

    A measure that has ended keeps the rating of its last month; one that does not apply has none.
    """
    judge = BY_TYPE[measure.type]
    found, findings = judge(sight, measure, month)
    if found.state is ReportState.NOT_APPLICABLE:
        return _without_value(found), findings
    if found.state is ReportState.ENDED and measure.ended_from is not None:
        final, _ = judge(sight, measure, measure.ended_from.plus(-1))
        return replace(_without_value(found), rating=final.rating, rating_label=final.rating_label), findings
    return found, findings


def _without_value(found: MeasureAttainment) -> MeasureAttainment:
    """Return the measure without what was told for the month: it says nothing any more."""
    return replace(
        found,
        actual=None,
        attainment=None,
        attainment_from_baseline=None,
        expected=None,
        pace=None,
        rating=Rating.NONE,
        rating_label="",
        basis="",
        places=(),
        bodies=(),
        marks=(),
        outlook=None,
    )
