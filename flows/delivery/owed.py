"""What a body still owes for a month, judged by its own submissions."""

from collections.abc import Iterator, Sequence

from flows.house import House
from sources.attainment import MeasureAttainment, ReportState
from sources.bodies import Body
from sources.messages import Language
from sources.month import Month
from sources.plan import Combine, Scope
from sources.ratings import load_profile
from sources.submission import Finding, Place, Reading
from tasks.attainment.attain import attain
from tasks.delivery.reminder import Owed

STATES_OWED = (ReportState.NOT_DUE, ReportState.OVERDUE)


def owed_by(house: House, body: Body, month: Month, readings: Sequence[Reading]) -> tuple[Owed, ...]:
    """Return the measures that *body* has not reported for *month*, in the plan's order.

    What it owes is judged by its own submissions alone. A fact that any of several bodies may tell is not missing
    once one of them has told it.
    """
    own = [reading for reading in readings if reading.submission.body_id == body.body_id]
    of_all = {one.measure_id: one.state for one in _attained(house, readings, month, house.bodies)}
    findings = [finding for reading in own if reading.month == month for finding in reading.findings]
    owed = []
    for one in _attained(house, own, month, (body,)):
        measure = house.plan.measure[one.measure_id]
        told_by_others = of_all[one.measure_id] is ReportState.REPORTED and measure.combine is not Combine.SUM
        is_duty = bool({measure.measure_id, measure.parent_id} & set(body.reports))
        if is_duty and measure.scope is not Scope.PHASE and one.state in STATES_OWED and not told_by_others:
            why = tuple(_set_aside(one, findings, house.settings.report_language))
            owed.append(Owed(measure, one.last_known_month, why))
    return tuple(owed)


def _attained(
    house: House, readings: Sequence[Reading], month: Month, bodies: tuple[Body, ...]
) -> tuple[MeasureAttainment, ...]:
    # Without the years before: only phase goals add these up, and nobody owes a phase goal.
    profile = load_profile(house.settings.plans / house.plan.plan_id, house.plan.default_rating_profile)
    attained, _ = attain(house.plan, readings, month, profile, today=month.last_day, bodies=bodies)
    return attained.measures


def _set_aside(one: MeasureAttainment, findings: Sequence[Finding], language: Language) -> Iterator[str]:
    """Yield why values that came do not count, each with its place."""
    for place in one.set_aside:
        said = [finding for finding in findings if finding.place == place and finding.measure_id == one.measure_id]
        if said:
            yield f"{_place(place)}: {said[0].message.in_language(language)}"


def _place(place: Place) -> str:
    return " ".join(part for part in (place.source_file, place.sheet, place.cell) if part)
