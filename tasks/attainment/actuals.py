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

    One fact told by several bodies counts once; where they differ the word of the plan's authority goes, and
    without one none of them counts. Parts of a whole count only
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
            of_authority = [total for total in known if total.body_id == measure.authority]
            if not of_authority:
                differ = doubts.bodies_differ(measure, month, sides, reporters.names)
                return Actual(findings=(*findings, differ), set_aside=(*told_places, *set_aside))
            in_words = [(body, doubts.number(value), place) for body, value, place in sides]
            findings = (*findings, doubts.authority_counts(measure, month, in_words, reporters.names))
            set_aside = (*_places_but_of(measure.authority, known), *set_aside)
            known, told_places = of_authority, of_authority[0].places
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


def _places_but_of(body_id: str, totals: Sequence[BodyTotal]) -> tuple[Place, ...]:
    return tuple(place for total in totals if total.body_id != body_id for place in total.places)


def _combined(combine: Combine, totals: Sequence[BodyTotal]) -> Decimal:
    values = [total.value for total in totals if total.value is not None]
    if combine is Combine.SUM:
        return sum(values, Decimal(0))
    return max(values) if combine is Combine.MAX else values[0]
