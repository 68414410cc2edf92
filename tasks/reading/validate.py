"""A reading checked against what the same body reported before: falls are told, leaps are set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from sources.messages import Text, text
from sources.plan import Plan
from sources.submission import Basis, Finding, FindingKind, Observation, Reading, Severity, State
from tasks.japanese_text import format_number, month_text

# A slip of a digit or of 千円 for 万円 is a factor of about ten; small counts may well grow tenfold.
_LEAP = Decimal(8)
_SMALL = Decimal(5)


def validate(reading: Reading, earlier: Sequence[Observation], plan: Plan) -> Reading:
    """Return *reading* with findings for running totals that fell, and with implausible leaps quarantined.

    *earlier* are the same body's observations of other months; those of the month itself, or later, do not count.
    """
    observations: list[Observation] = []
    findings: list[Finding] = []
    for one in reading.observations:
        last = _last_before(one, earlier)
        if one.state is not State.ACCEPTED or last is None:
            observations.append(one)
        elif _is_leap(one, last, plan):
            observations.append(replace(one, state=State.QUARANTINED, confidence=min(one.confidence, 0.5)))
            findings.append(_finding(one, FindingKind.IMPLAUSIBLE_JUMP, _leap_message(one, last)))
        else:
            observations.append(one)
            if one.basis is Basis.CUMULATIVE and one.value < last.value:
                findings.append(_finding(one, FindingKind.DECREASE_FROM_PREVIOUS, _fall_message(one, last)))
    if not findings:
        return reading
    return replace(reading, observations=tuple(observations), findings=(*reading.findings, *findings))


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


def _is_leap(one: Observation, last: Observation, plan: Plan) -> bool:
    """Return whether a value is about ten times the last one or more, or about a tenth of it or less.

    What stays within the measure's target is growth and no slip, and so is what began at a handful.
    """
    if one.value <= 0 or last.value <= 0:
        return False
    larger, smaller = max(one.value, last.value), min(one.value, last.value)
    measure = plan.measure.get(one.measure_id)
    target = measure.target if measure is not None else None
    if larger < smaller * _LEAP or larger - smaller <= _SMALL:
        return False
    grows_within_target = one.value > last.value and target is not None and one.value <= target
    return not (grows_within_target and smaller <= _SMALL)


def _leap_message(one: Observation, last: Observation) -> Text:
    return text(
        "'{raw}' is {value}{unit}, but {month} said {last}{unit}. It was set aside. Check the digits and "
        "the unit.",
        raw=" ".join(one.raw.split()),
        value=format_number(one.value),
        unit=one.unit,
        month=month_text(last.month),
        last=format_number(last.value),
    )


def _fall_message(one: Observation, last: Observation) -> Text:
    return text(
        "The total since April fell from {last}{unit} ({month}) to {value}{unit}. It was counted. If it is a "
        "correction, say why in the remarks.",
        value=format_number(one.value),
        unit=one.unit,
        month=month_text(last.month),
        last=format_number(last.value),
    )


def _finding(one: Observation, kind: FindingKind, message: Text) -> Finding:
    return Finding(kind, Severity.WARNING, one.body_id, one.place, message, one.month, one.measure_id)
