"""One measure at one month, by its type; and what an ended or inapplicable measure still says."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sources.attainment import MeasureAttainment, Rating, ReportState
from sources.month import Month
from sources.plan import Measure, MeasureType
from sources.ratings import Absence
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
        return replace(_without_value(found), **_final_rating(sight, measure, measure.ended_from)), findings
    return found, findings


def _final_rating(sight: Sight, measure: Measure, ended_from: Month) -> dict[str, Any]:
    """Return the rating of an ended measure: the profile's own for what has ended, else that of its last month."""
    if Absence.ENDED in sight.profile.absent:
        grade = sight.profile.absent[Absence.ENDED]
        return {"rating": grade.rating, "rating_label": grade.label}
    final, _ = BY_TYPE[measure.type](sight, measure, ended_from.plus(-1))
    return {"rating": final.rating, "rating_label": final.rating_label}


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
