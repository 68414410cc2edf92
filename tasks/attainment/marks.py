"""A qualitative measure at one month: rated by the bodies' own marks, which are shown as theirs."""

from collections.abc import Sequence
from dataclasses import replace

from sources.month import Month
from sources.plan import Measure
from sources.submission import State, StatusReport
from tasks.attainment.rating import qualitative_grade
from tasks.attainment.sight import Found, Sight, unknown
from tasks.attainment.told import Word, place_key


def qualitative_attainment(sight: Sight, measure: Measure, month: Month) -> Found:
    """Return a qualitative measure at *month*: reported where its initiative, or it itself, was reported."""
    words = sight.told.statuses.get(measure.parent_id, ())
    accepted = [word for word in words if word.said.state is State.ACCEPTED]
    marks = _standing(accepted, month)
    remarks = [remark for remark in sight.told.remarks.get(measure.measure_id, ()) if remark.month == month]
    told_months = [word.said.month for word in accepted if word.said.month <= month]
    grade = qualitative_grade(sight.profile, marks)
    found = replace(
        unknown(measure, month, sight.state(measure, month, is_reported=bool(marks or remarks))),
        rating=grade.rating,
        rating_label=grade.label,
        last_known_month=max(told_months, default=None),
        places=(*(mark.place for mark in marks), *(remark.place for remark in remarks)),
        bodies=tuple(sorted({*(mark.body_id for mark in marks), *(remark.body_id for remark in remarks)})),
        marks=marks,
        set_aside=tuple(
            word.said.place for word in words if word.said.month == month and word.said.state is State.QUARANTINED
        ),
    )
    return found, ()


def _standing(words: Sequence[Word[StatusReport]], month: Month) -> tuple[StatusReport, ...]:
    """Return the status reports of *month* that no later report of the same body replaces, by body."""
    of_month = [word for word in words if word.said.month == month]
    standing = [
        word.said
        for word in of_month
        if not any(other.said.body_id == word.said.body_id and other.is_later_than(word) for other in of_month)
    ]
    return tuple(sorted(standing, key=lambda status: (status.body_id, place_key(status.place))))
