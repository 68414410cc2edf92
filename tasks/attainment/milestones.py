"""A milestone at one month: where it stands by what bodies told of it and by its due date."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sources.attainment import ReportState
from sources.month import Month, months_of_fiscal_year
from sources.plan import Measure
from sources.ratings import MilestoneStanding
from sources.submission import Finding, Milestone, MilestoneState, Place, State
from tasks.attainment import doubts
from tasks.attainment.expected import Span
from tasks.attainment.sight import Found, Sight, unknown
from tasks.attainment.told import Word


@dataclass(frozen=True)
class MilestoneTold:
    """What one month's reports tell of a milestone; *value* is None where they contradict each other.

    *outvoted* are the places of bodies that the plan's authority contradicts.
    """

    month: Month
    value: MilestoneState | None
    on: str
    places: tuple[Place, ...]
    bodies: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    outvoted: tuple[Place, ...] = ()


def milestone_attainment(sight: Sight, measure: Measure, month: Month) -> Found:
    """Return a milestone at *month*.

    One that was achieved stays achieved, and nobody has to report it again; anything else speaks of its own
    month only. `milestone` and `milestone_on` are the last that is known, of `last_known_month`.
    """
    words = sight.told.milestones.get(measure.measure_id, ())
    known = latest_milestone(measure, words, month)
    now = known if known is not None and known.month == month else None
    told_now = now.places if now else ()
    quarantined = tuple(
        word.said.place for word in words if word.said.month == month and word.said.state is State.QUARANTINED
    )
    state = sight.state(measure, month, is_reported=now is not None and now.value is not None)
    blank = unknown(measure, month, state)
    if known is None or known.value is None:
        return replace(blank, set_aside=(*told_now, *quarantined)), known.findings if now and known else ()
    outvoted = now.outvoted if now else ()
    is_achieved = known.value is MilestoneState.ACHIEVED
    if is_achieved and state in (ReportState.NOT_DUE, ReportState.OVERDUE):
        state = ReportState.NOTHING_TO_REPORT
    found = replace(
        blank,
        state=state,
        milestone=known.value,
        milestone_on=known.on,
        last_known_month=known.month,
        set_aside=(*outvoted, *quarantined),
    )
    if now is None and not is_achieved:
        return found, ()
    findings = known.findings
    before = latest_milestone(measure, words, month.plus(-1))
    if before is not None and before.value is MilestoneState.ACHIEVED and not is_achieved:
        taken_back = doubts.milestone_taken_back(measure, known.bodies[0], month, before.month, known.places[0])
        findings = (*findings, taken_back)
    due = measure.due or Span(sight.plan, measure).last.last_day
    grade = sight.profile.grade_of_milestone(milestone_standing(known, due, month))
    places_and_bodies = replace(found, places=known.places, bodies=known.bodies)
    return replace(places_and_bodies, rating=grade.rating, rating_label=grade.label), findings


def contradicting_milestones(sight: Sight, measure: Measure, month: Month) -> tuple[tuple[Month, Place], ...]:
    """Return the places of the fiscal year's accepted milestones up to *month* that count nowhere."""
    words = sight.told.milestones.get(measure.measure_id, ())
    found = (latest_milestone(measure, words, each) for each in months_of_fiscal_year(month.fiscal_year))
    told = dict.fromkeys(each for each in found if each and each.month <= month)
    return tuple(
        (each.month, place) for each in told for place in (each.places if each.value is None else each.outvoted)
    )


def latest_milestone(measure: Measure, words: Sequence[Word[Milestone]], month: Month) -> MilestoneTold | None:
    """Return what the latest month up to *month* with an accepted report tells, None where there is none."""
    accepted = [word for word in words if word.said.state is State.ACCEPTED and word.said.month <= month]
    if not accepted:
        return None
    latest = max(word.said.month for word in accepted)
    return _of_one_month(measure, [word for word in accepted if word.said.month == latest], latest)


def _of_one_month(measure: Measure, words: Sequence[Word[Milestone]], month: Month) -> MilestoneTold:
    """Return what a month's reports say together.

    Not achieved in one place and a day for it in another say the same; achieved and not achieved do not.
    """
    standing = [word for word in words if not _is_corrected(word, words)]
    values = {word.said.value for word in standing}
    day = _agreed_day({word.said.on for word in standing if word.said.on})
    places = tuple(word.said.place for word in standing)
    bodies = tuple(sorted({word.said.body_id for word in standing}))
    if day is None or (MilestoneState.ACHIEVED in values and len(values) > 1):
        if measure.authority in bodies and len(bodies) > 1:
            return _by_the_authority(measure, standing, month)
        finding = doubts.milestone_differs(measure, bodies[0], month, places)
        return MilestoneTold(month, None, "", places, bodies, (finding,))
    value = MilestoneState.SCHEDULED if MilestoneState.SCHEDULED in values else next(iter(values))
    return MilestoneTold(month, value, day, places, bodies)


def _by_the_authority(measure: Measure, words: Sequence[Word[Milestone]], month: Month) -> MilestoneTold:
    """Return what the body whose word goes says, with a note of what the others say."""
    own = [word for word in words if word.said.body_id == measure.authority]
    told = _of_one_month(measure, own, month)
    in_words = [(word.said.body_id, word.said.raw or word.said.on or "－", word.said.place) for word in words]
    note = doubts.authority_counts(measure, month, in_words, {})
    outvoted = tuple(word.said.place for word in words if word.said.body_id != measure.authority)
    return replace(told, findings=(*told.findings, note), outvoted=outvoted)


def _is_corrected(word: Word[Milestone], words: Sequence[Word[Milestone]]) -> bool:
    return any(other.said.body_id == word.said.body_id and other.is_later_than(word) for other in words)


def _agreed_day(days: set[str]) -> str | None:
    """Return the most exact of days that agree (2021-10, 2021-10-05), "" for none, None for a contradiction."""
    longest = max(days, key=len, default="")
    return longest if all(longest.startswith(day) for day in days) else None


def milestone_standing(told: MilestoneTold, due: date, month: Month) -> MilestoneStanding:
    """Return where the milestone stands at *month*'s end against its due day.

    A schedule whose day has passed without the milestone being reported as achieved is no schedule any more.
    """
    if told.value is MilestoneState.ACHIEVED:
        return MilestoneStanding.ACHIEVED
    if due <= month.last_day:
        return MilestoneStanding.OVERDUE
    scheduled = _last_possible_day(told.on) if told.value is MilestoneState.SCHEDULED else None
    if scheduled is not None and scheduled > month.last_day:
        return MilestoneStanding.SCHEDULED_IN_TIME if scheduled <= due else MilestoneStanding.SCHEDULED_LATE
    return MilestoneStanding.DUE_SOON if due <= month.plus(1).last_day else MilestoneStanding.OPEN


def _last_possible_day(on: str) -> date | None:
    """Return the day of YYYY-MM-DD, or the last day of YYYY-MM; None where nothing is written."""
    if not on:
        return None
    year, number, *day = (int(part) for part in on.split("-"))
    return date(year, number, day[0] if day else monthrange(year, number)[1])
