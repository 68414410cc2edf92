"""A small plan, and short ways to say what bodies told of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sources.attainment import MeasureAttainment
from sources.bodies import Body
from sources.month import Month
from sources.plan import (
    Accumulation,
    Comparator,
    Function,
    Level,
    Measure,
    MeasureKind,
    MeasureType,
    Node,
    Plan,
    Scope,
)
from sources.plan_files import PLANS_FOLDER
from sources.ratings import RatingProfile, load_profile
from sources.submission import (
    Basis,
    Finding,
    Milestone,
    MilestoneState,
    Observation,
    Place,
    Reading,
    State,
    StatusReport,
    StatusValue,
    Submission,
)
from tasks.attainment.attain import attain

OCTOBER = Month(2021, 10)
AFTER_THE_YEAR = date(2022, 5, 1)


@pytest.fixture
def standard() -> RatingProfile:
    return load_profile(PLANS_FOLDER / "fy2021", "standard-1")


@pytest.fixture
def a_measure() -> Callable[..., Measure]:
    """Return a measure of 12 件 a year at initiative 1-1-1, with whatever a test says otherwise."""

    def build(measure_id: str = "1-1-1-K1", **said: Any) -> Measure:
        declared: dict[str, Any] = {
            "measure_id": measure_id,
            "level": Level.INITIATIVE,
            "parent_id": "1-1-1",
            "kind": MeasureKind.KPI,
            "statement": "企業面談",
            "type": MeasureType.NUMERIC,
            "target": Decimal(12),
            "unit": "件",
            "comparator": Comparator.AT_LEAST,
            "accumulation": Accumulation.FLOW,
            "scope": Scope.FISCAL_YEAR,
            "functions": (Function.SUCCESS,),
            "new": False,
        }
        return Measure(**{**declared, **said})

    return build


@pytest.fixture
def a_plan() -> Callable[..., Plan]:
    """Return a plan of one strategy down to initiatives 1-1-1 and 1-1-2, holding the measures given."""

    def build(*measures: Measure, **said: Any) -> Plan:
        levels = [
            ("S1", Level.STRATEGY, None),
            ("1", Level.ITEM, "S1"),
            ("1-1", Level.ACTION_PLAN, "1"),
            ("1-1-1", Level.INITIATIVE, "1-1"),
            ("1-1-2", Level.INITIATIVE, "1-1"),
        ]
        declared: dict[str, Any] = {
            "plan_id": "fy2021",
            "title": "2021年度事業計画",
            "organisation": "見本経済連合会",
            "fiscal_year": 2021,
            "phase_title": "第2期",
            "phase_first_year": 2020,
            "phase_last_year": 2022,
            "time_zone": "Asia/Tokyo",
            "version": "1",
            "deadline_day": 10,
            "default_rating_profile": "standard-1",
            "nodes": tuple(
                Node(id=id_, level=level, parent_id=parent, number=id_, title=f"見出し{id_}", new=False)
                for id_, level, parent in levels
            ),
            "measures": measures,
            "notes": (),
            "dates": (),
            "activities": (),
        }
        return Plan(**{**declared, **said})

    return build


@pytest.fixture
def told() -> Callable[..., Reading]:
    """Return one submission: *totals* and *monthly* are values by month, *milestones* (state, day) by month."""

    def build(
        file: str = "2021-10/bc.xlsx",
        *,
        body: str = "bc",
        month: str = "2021-10",
        received: date = date(2021, 11, 5),
        measure: str = "1-1-1-K1",
        totals: Mapping[str, float | str] | None = None,
        monthly: Mapping[str, float | str] | None = None,
        again: Iterable[tuple[str, str, float | str]] = (),
        milestones: Mapping[str, tuple[MilestoneState, str]] | None = None,
        marks: Mapping[str, StatusValue | None] | None = None,
        initiative: str = "1-1-1",
        state: State = State.ACCEPTED,
    ) -> Reading:
        values = [("cumulative", at, value) for at, value in (totals or {}).items()]
        values += [("monthly", at, value) for at, value in (monthly or {}).items()]
        values += again
        reported = Month.parse(month)
        return Reading(
            submission=Submission(file, f"sha-{file}-{received}", body, received, reported),
            month=reported,
            observations=tuple(
                Observation(
                    body_id=body,
                    measure_id=measure,
                    month=Month.parse(at),
                    value=Decimal(str(value)),
                    unit="件",
                    basis=Basis(basis),
                    place=Place(file, "報告", f"C{row}"),
                    raw=str(value),
                    state=state,
                )
                for row, (basis, at, value) in enumerate(values, 5)
            ),
            milestones=tuple(
                Milestone(body, measure, Month.parse(at), value, on, Place(file, "報告", f"D{row}"), "", state)
                for row, (at, (value, on)) in enumerate((milestones or {}).items(), 5)
            ),
            statuses=tuple(
                StatusReport(
                    body, initiative, Month.parse(at), value, "", "", "", "", Place(file, "報告", f"E{row}"), state
                )
                for row, (at, value) in enumerate((marks or {}).items(), 5)
            ),
        )

    return build


Attained = Callable[..., tuple[MeasureAttainment, tuple[Finding, ...]]]


@pytest.fixture
def attained(a_plan: Callable[..., Plan], standard: RatingProfile) -> Attained:
    """Return one measure at a month (October, seen after the year unless said otherwise) and the findings."""

    def judge(
        measure: Measure,
        *readings: Reading,
        month: Month = OCTOBER,
        today: date = AFTER_THE_YEAR,
        bodies: Iterable[Body] = (),
        profile: RatingProfile | None = None,
    ) -> tuple[MeasureAttainment, tuple[Finding, ...]]:
        plan = a_plan(measure)
        result, findings = attain(plan, readings, month, profile or standard, today=today, bodies=tuple(bodies))
        return result.measures[0], findings

    return judge


@pytest.fixture
def plans_folder() -> Path:
    return PLANS_FOLDER
