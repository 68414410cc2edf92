"""Ratings counted: roll-ups in words, the lowest rating of a month, what moved since the month before."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sources.attainment import MeasureAttainment, Rating, ReportState, RollUp
from sources.plan import Measure, Plan
from tasks.reporting.context import Context
from tasks.reporting.measure_rows import is_phase_goal, mark_of
from tasks.reporting.model.standing import Mark, Tally

BEST_FIRST = (Rating.MET, Rating.GOOD, Rating.FAIR, Rating.POOR, Rating.NONE)
_RANK = {Rating.POOR: 0, Rating.FAIR: 1, Rating.GOOD: 2, Rating.MET: 3}


def legend(context: Context) -> tuple[Mark, ...]:
    """Return the five marks with their words: the rating profile's own where it has one or two for a mark."""
    labels: dict[Rating, dict[str, None]] = {rating: {} for rating in Rating}
    for rule in context.material.profile.numeric:
        if rule.label:
            labels[rule.rating][rule.label] = None
    return tuple(
        mark_of(rating, context.brand, context.words, "・".join(labels[rating]) if len(labels[rating]) < 3 else "")
        for rating in BEST_FIRST
    )


def tally(roll_up: RollUp, context: Context) -> Tally:
    """Return a roll-up as printed; the worst case is empty where nothing is missing."""
    words = context.words
    counts = dict(roll_up.counts)
    worst = dict(roll_up.worst_case)
    marks = legend(context)
    ordered = tuple((mark, counts.get(rating, 0)) for mark, rating in zip(marks, BEST_FIRST, strict=True))
    worst_words = " ".join(
        f"{mark.symbol}{worst.get(rating, 0)}" for mark, rating in zip(marks, BEST_FIRST, strict=True)
    )
    return Tally(
        counts=ordered,
        measures=words("{count} measures", count=roll_up.total),
        coverage=words("{reported} of {expected}", reported=roll_up.reported, expected=roll_up.expected),
        overdue=str(roll_up.overdue),
        worst_case="" if counts == worst else worst_words,
    )


def tally_of(attained: Iterable[MeasureAttainment], context: Context) -> Tally:
    """Return the ratings of some measures counted, where no roll-up of the plan stands for them."""
    counted = [each for each in attained if each.state is not ReportState.NOT_APPLICABLE]
    states = Counter(each.state for each in counted)
    ratings = Counter(each.rating for each in counted)
    counts = tuple((rating, ratings[rating]) for rating in Rating)
    owed = (ReportState.REPORTED, ReportState.OVERDUE, ReportState.NOT_DUE)
    roll_up = RollUp(
        node_id="",
        counts=counts,
        expected=sum(states[state] for state in owed),
        reported=states[ReportState.REPORTED],
        overdue=states[ReportState.OVERDUE],
        worst_case=counts,
        total=len(counted),
    )
    return tally(roll_up, context)


def lowest(measures: Iterable[MeasureAttainment]) -> tuple[Rating, int] | None:
    """Return the lowest rating among *measures* and how many have it; None where none is rated."""
    counts = Counter(measure.rating for measure in measures)
    for rating in sorted(_RANK, key=_RANK.__getitem__):
        if counts[rating]:
            return rating, counts[rating]
    return None


def change(now: MeasureAttainment, before: MeasureAttainment | None) -> int:
    """Return 1 where the rating rose since last month, -1 where it fell, 0 where it stayed or was not given."""
    if before is None or now.rating not in _RANK or before.rating not in _RANK:
        return 0
    return (_RANK[now.rating] > _RANK[before.rating]) - (_RANK[now.rating] < _RANK[before.rating])


def measures_under(plan: Plan, node_id: str) -> tuple[Measure, ...]:
    """Return the fiscal year's measures at and below a node; phase goals span other years and are left out."""
    return tuple(
        measure
        for measure in plan.measures
        if not is_phase_goal(measure)
        and (
            measure.parent_id == node_id or any(above.id == node_id for above in plan.ancestors(measure.parent_id))
        )
    )


def trend(
    measures: Iterable[Measure], now: Mapping[str, MeasureAttainment], before: Mapping[str, MeasureAttainment]
) -> str:
    """Return how many measures rose and fell, as ↑2 ↓1; empty where none did."""
    changes = Counter(change(now[each.measure_id], before.get(each.measure_id)) for each in measures)
    return " ".join(f"{arrow}{changes[way]}" for arrow, way in (("↑", 1), ("↓", -1)) if changes[way])
