"""The actual value of a measure at a month, from what one or several bodies told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sources.month import Month
from sources.plan import Combine, Measure
from sources.submission import Finding, Place
from tasks.attainment import doubts
from tasks.attainment.told import BodyTold
from tasks.attainment.totals import CUMULATIVE, SUM, BodyTotal, body_total


@dataclass(frozen=True)
class Actual:
    """A measure's actual value (実績) at one month; *value* is None where no accepted value reaches it.

    *bodies* are those whose numbers it rests on, *set_aside* the places of values for this month that are
    quarantined or contradict one another.
    """

    value: Decimal | None = None
    basis: str = ""
    places: tuple[Place, ...] = ()
    bodies: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Reporters:
    """Who owes a measure's report, and the bodies' names for sentences."""

    owing: tuple[str, ...]
    names: Mapping[str, str]


def actual_at(
    measure: Measure, told: Sequence[BodyTold], month: Month, start: Month, reporters: Reporters
) -> Actual:
    """Return the measure's actual at *month*, counted from *start*, over all bodies that told of it.

    One fact told by several bodies counts once, and not at all where they differ. Parts of a whole count only
    when every owing body has told its part: a sum without one of them would be a wrong number.
    """
    totals = [body_total(measure, each, month, start) for each in told]
    known = [total for total in totals if total.value is not None]
    findings = tuple(finding for total in totals for finding in total.findings)
    set_aside = tuple(place for total in totals for place in total.set_aside)
    told_places = tuple(place for total in known for place in total.places)
    if not known:
        return Actual(findings=findings, set_aside=set_aside)
    if measure.combine is Combine.SINGLE:
        if len({total.value for total in known}) > 1:
            sides = [(each.body_id, each.value, each.places[0]) for each in known if each.value is not None]
            differ = doubts.bodies_differ(measure, month, sides, reporters.names)
            return Actual(findings=(*findings, differ), set_aside=(*told_places, *set_aside))
    elif {*reporters.owing, *(each.body_id for each in told)} != {total.body_id for total in known}:
        return Actual(findings=findings, set_aside=set_aside)
    return Actual(
        value=_combined(measure.combine, known),
        basis=CUMULATIVE if all(total.basis == CUMULATIVE for total in known) else SUM,
        places=told_places,
        bodies=tuple(total.body_id for total in known),
        findings=findings,
        set_aside=set_aside,
    )


def _combined(combine: Combine, totals: Sequence[BodyTotal]) -> Decimal:
    values = [total.value for total in totals if total.value is not None]
    if combine is Combine.SUM:
        return sum(values, Decimal(0))
    return max(values) if combine is Combine.MAX else values[0]
