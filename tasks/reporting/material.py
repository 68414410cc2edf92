"""What a report is made from, and the questions that its parts ask of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sources.attainment import MeasureAttainment, PlanAttainment, RollUp
from sources.bodies import Body, body_by_id
from sources.month import Month
from sources.plan import Measure, Plan
from sources.ratings import RatingProfile
from sources.submission import (
    Finding,
    Milestone,
    Observation,
    Place,
    Reading,
    Remark,
    State,
    StatusReport,
)
from tasks.reporting.changes import Changes


@dataclass(frozen=True)
class Stamp:
    """Which edition a report belongs to; *created* is aware of its zone. A draft has not been approved.

    With *as_of* it is no edition: the month was worked out again as it was known at that day's end.
    """

    number: int
    created: datetime
    draft: bool = False
    as_of: date | None = None


@dataclass(frozen=True)
class Material:
    """All that a month's reports are made from.

    *readings* are those of the fiscal year up to the month, *findings* those that attainment added, *earlier* the
    plan's attainment in earlier months of the year, oldest first, *changes* what differs from earlier editions.
    """

    plan: Plan
    bodies: tuple[Body, ...]
    attainment: PlanAttainment
    readings: tuple[Reading, ...]
    findings: tuple[Finding, ...]
    stamp: Stamp
    profile: RatingProfile
    earlier: tuple[PlanAttainment, ...] = ()
    changes: Changes | None = None

    @property
    def month(self) -> Month:
        return self.attainment.month

    @cached_property
    def now(self) -> Mapping[str, MeasureAttainment]:
        return {measure.measure_id: measure for measure in self.attainment.measures}

    @cached_property
    def before(self) -> Mapping[str, MeasureAttainment]:
        return {measure.measure_id: measure for measure in self.attainment.previous}

    @cached_property
    def roll_up(self) -> Mapping[str, RollUp]:
        return {roll_up.node_id: roll_up for roll_up in self.attainment.roll_ups}

    @cached_property
    def _reading_of(self) -> Mapping[str, Reading]:
        return {reading.submission.file: reading for reading in self.readings}

    def reading_of(self, place: Place) -> Reading | None:
        return self._reading_of.get(place.source_file)

    @property
    def this_month(self) -> tuple[Reading, ...]:
        """Return the readings of what came for this month, whatever month the file itself names."""
        return tuple(
            reading
            for reading in self.readings
            if reading.month in (self.month, None) or reading.submission.folder_month == self.month
        )

    def body(self, body_id: str) -> Body:
        """Return the body of that id, which must be one of the plan's bodies."""
        return next(body for body in self.bodies if body.body_id == body_id)

    def body_name(self, body_id: str) -> str:
        body = body_by_id(self.bodies, body_id)
        return body.name if body else body_id

    def _values(self) -> Iterator[Observation | Milestone]:
        for reading in self.readings:
            yield from reading.observations
            yield from reading.milestones

    def values_of(self, measure_id: str, month: Month, state: State) -> tuple[Observation | Milestone, ...]:
        """Return what was read for one measure and month in that state, in the readings' order."""
        return tuple(
            value
            for value in self._values()
            if (value.measure_id, value.month, value.state) == (measure_id, month, state)
        )

    def values_at(self, measure_id: str, places: Collection[Place]) -> tuple[Observation | Milestone, ...]:
        """Return what was read for one measure and this month at those places, whatever its state."""
        return tuple(value for value in self._values() if value.measure_id == measure_id and value.place in places)

    def statuses_of(self, initiative_id: str) -> tuple[StatusReport, ...]:
        return tuple(
            status
            for reading in self.readings
            for status in reading.statuses
            if (status.initiative_id, status.month) == (initiative_id, self.month)
        )

    def remarks_of(self, measure_ids: Iterable[str]) -> tuple[Remark, ...]:
        wanted = set(measure_ids)
        return tuple(
            remark
            for reading in self.readings
            for remark in reading.remarks
            if remark.measure_id in wanted and remark.month == self.month
        )

    def all_findings(self) -> tuple[Finding, ...]:
        """Return the findings that concern this month: of its submissions, and of the attainment."""
        read = (finding for reading in self.this_month for finding in reading.findings)
        return tuple(dict.fromkeys((*read, *self.findings)))

    def findings_of_measure(self, measure_id: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.all_findings() if finding.measure_id == measure_id)

    def strategies_of_body(self, body_id: str) -> frozenset[str]:
        """Return the strategies that a body reports on; what it reports is ids of nodes or measures."""
        body = body_by_id(self.bodies, body_id)
        found = set()
        for duty in body.reports if body else ():
            node_id = self.plan.measure[duty].parent_id if duty in self.plan.measure else duty
            if node_id in self.plan.node:
                found.add(self.plan.strategy_of(node_id).id)
        return frozenset(found)

    def strategies_of_finding(self, finding: Finding) -> frozenset[str]:
        """Return the strategies that a finding belongs to; empty where only the board report can show it."""
        measure = self.plan.measure.get(finding.measure_id)
        if measure:
            return frozenset({self.plan.strategy_of(measure.parent_id).id})
        return self.strategies_of_body(finding.body_id)

    def owed_by(self, body: Body) -> tuple[Measure, ...]:
        """Return the measures that a body reports, in the plan's order."""
        duties = set(body.reports)
        return tuple(
            measure
            for measure in self.plan.measures
            if measure.measure_id in duties
            or measure.parent_id in duties
            or any(above.id in duties for above in self.plan.ancestors(measure.parent_id))
        )
