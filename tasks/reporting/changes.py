"""What was printed in an earlier edition and is not so any more (訂正): pure comparison of attainments."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sources.attainment import MeasureAttainment, PlanAttainment
from sources.month import Month
from sources.plan import Plan, Scope
from sources.submission import Place, Reading, Submission


class Cause(StrEnum):
    """Why a figure is another one now."""

    REVISED = "revised"
    REPORTED_LATE = "reported_late"
    READ_ANEW = "read_anew"
    SET_ASIDE = "set_aside"
    NOW_COUNTED = "now_counted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Change:
    """One measure and month whose value differs, with the submissions that the old and the new one came in."""

    old: MeasureAttainment
    new: MeasureAttainment
    cause: Cause
    old_submission: Submission | None
    new_submission: Submission | None


@dataclass(frozen=True)
class EarlierEdition:
    """An edition that stood before: its month and number, and what the plan's months came to by what was known."""

    month: Month
    number: int
    attained: tuple[PlanAttainment, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Changes:
    """The editions compared with, newest last, and every figure that is another one now."""

    since: tuple[tuple[Month, int], ...]
    changes: tuple[Change, ...]


def changes_since(
    editions: Iterable[EarlierEdition], plan: Plan, now: Iterable[PlanAttainment], readings: Iterable[Reading]
) -> Changes:
    """Return what differs from earlier *editions*, in the order of months and of the plan.

    Each edition is compared in the months that it is given; *now* and *readings* are today's. Phase goals are left
    out, since they add up what stands here already.
    """
    today = {attained.month: attained for attained in now}
    submissions = _submissions(readings)
    told = tuple(editions)
    found = [
        change
        for edition in told
        for then in edition.attained
        if then.month in today
        for change in _changes(then, today[then.month], plan, _submissions(edition.readings), submissions)
    ]
    found.sort(key=lambda change: change.new.month)
    return Changes(tuple((edition.month, edition.number) for edition in told), tuple(found))


def _changes(
    then: PlanAttainment,
    now: PlanAttainment,
    plan: Plan,
    old_submissions: Mapping[str, Submission],
    new_submissions: Mapping[str, Submission],
) -> Iterator[Change]:
    before = {measure.measure_id: measure for measure in then.measures}
    for new in now.measures:
        old = before.get(new.measure_id)
        if old is None or plan.measure[new.measure_id].scope is Scope.PHASE or _told(old) == _told(new):
            continue
        old_one, new_one = _submission_of(old, old_submissions), _submission_of(new, new_submissions)
        yield Change(old, new, _cause(old, new, old_one, new_one), old_one, new_one)


def _told(measure: MeasureAttainment) -> tuple[object, ...]:
    """Return what a report prints as a measure's value."""
    marks = tuple((mark.body_id, mark.value, mark.mark) for mark in measure.marks)
    return measure.actual, measure.milestone, measure.milestone_on, marks


def is_told(measure: MeasureAttainment) -> bool:
    return measure.actual is not None or measure.milestone is not None or bool(measure.marks)


def _cause(
    old: MeasureAttainment, new: MeasureAttainment, old_one: Submission | None, new_one: Submission | None
) -> Cause:
    if not is_told(new):
        return Cause.SET_ASIDE if new.set_aside else Cause.WITHDRAWN
    if not is_told(old):
        return Cause.NOW_COUNTED if old.set_aside else Cause.REPORTED_LATE
    return Cause.READ_ANEW if old_one == new_one else Cause.REVISED


def _submissions(readings: Iterable[Reading]) -> Mapping[str, Submission]:
    return {reading.submission.file: reading.submission for reading in readings}


def _submission_of(measure: MeasureAttainment, known: Mapping[str, Submission]) -> Submission | None:
    """Return the newest submission that a value rests on; where it has none, the one that was set aside."""
    places: tuple[Place, ...] = (*measure.places, *(mark.place for mark in measure.marks)) or measure.set_aside
    came = [known[place.source_file] for place in places if place.source_file in known]
    return max(came, key=lambda submission: (submission.received, submission.file), default=None)
