"""A reading checked against what the same body reported before: falls are told, leaps are set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sources.messages import Text
from sources.plan import Plan
from sources.submission import Basis, Finding, FindingKind, Observation, Reading, Severity, State
from tasks.japanese_text import month_text
from tasks.reading.leaps import fall_message, is_leap, leap_message


def validate(reading: Reading, earlier: Sequence[Observation], plan: Plan) -> Reading:
    """Return *reading* with findings for running totals that fell, and with implausible leaps quarantined.

    *earlier* are the same body's observations of other months; those of the month itself, or later, do not count.
    A reading's own earlier months come before these: the newer file corrects the older.
    """
    sound: list[Observation] = []
    leaps: dict[int, Finding] = {}
    falls: list[Finding] = []
    told = {(one.kind, one.place) for one in reading.findings}
    for one in sorted(reading.observations, key=lambda one: one.month):
        last = _last_before(one, (*sound, *earlier))
        if one.state is State.ACCEPTED and last is not None:
            measure = plan.measure.get(one.measure_id)
            before = month_text(last.month)
            if is_leap(one.value, last.value, measure.target if measure is not None else None):
                message = leap_message(one.raw, one.value, last.value, one.unit, before)
                leaps[id(one)] = _finding(one, FindingKind.IMPLAUSIBLE_JUMP, message)
            elif one.value < last.value and (FindingKind.DECREASE_FROM_PREVIOUS, one.place) not in told:
                message = fall_message(one.value, last.value, one.unit, before)
                falls.append(_finding(one, FindingKind.DECREASE_FROM_PREVIOUS, message))
        if one.state is State.ACCEPTED and id(one) not in leaps:
            sound.append(one)
    if not (leaps or falls):
        return reading
    observations = (
        replace(one, state=State.QUARANTINED, confidence=min(one.confidence, 0.5)) if id(one) in leaps else one
        for one in reading.observations
    )
    findings = (*reading.findings, *leaps.values(), *falls)
    return replace(reading, observations=tuple(observations), findings=findings)


def _last_before(one: Observation, earlier: Iterable[Observation]) -> Observation | None:
    """Return the newest accepted running total of the same measure before the observation's month."""
    if one.basis is not Basis.CUMULATIVE:
        return None
    before = [
        other
        for other in earlier
        if other.measure_id == one.measure_id
        and other.body_id == one.body_id
        and other.basis is Basis.CUMULATIVE
        and other.state is State.ACCEPTED
        and other.month < one.month
        and other.month.fiscal_year == one.month.fiscal_year
    ]
    return max(before, key=lambda other: other.month, default=None)


def _finding(one: Observation, kind: FindingKind, message: Text) -> Finding:
    return Finding(kind, Severity.WARNING, one.body_id, one.place, message, one.month, one.measure_id)
