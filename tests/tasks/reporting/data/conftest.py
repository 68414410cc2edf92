"""A month's material with every kind of value in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sources.attainment import MeasureAttainment, Outlook, PlanAttainment, Rating, ReportState, RollUp
from sources.bodies import Body
from sources.messages import text
from sources.month import Month
from sources.plan_files import PLANS_FOLDER, load_plan
from sources.ratings import load_profile
from sources.submission import (
    Basis,
    Finding,
    FindingKind,
    Milestone,
    MilestoneState,
    Observation,
    Place,
    Reading,
    Severity,
    State,
    StatusReport,
    StatusValue,
    Submission,
)
from tasks.reporting.material import Material, Stamp

OCTOBER = Month(2021, 10)
FILE = "2021-10/bc.xlsx"


@pytest.fixture
def an_observation() -> Callable[..., Observation]:
    def build(cell: str = "C5", value: str = "17", **said: Any) -> Observation:
        declared: dict[str, Any] = {
            "body_id": "bc",
            "measure_id": "4-2-1-K1",
            "month": OCTOBER,
            "value": Decimal(value),
            "unit": "件",
            "basis": Basis.CUMULATIVE,
            "place": Place(FILE, "進捗一覧", cell),
            "raw": "17件",
        }
        return Observation(**{**declared, **said})

    return build


@pytest.fixture
def a_status() -> Callable[..., StatusReport]:
    def build(narrative: str = "面談を続けた。", **said: Any) -> StatusReport:
        declared: dict[str, Any] = {
            "body_id": "bc",
            "initiative_id": "4-2-1",
            "month": OCTOBER,
            "value": StatusValue.ON_TRACK,
            "mark": "○",
            "narrative": narrative,
            "issues": "",
            "next_steps": "",
            "place": Place(FILE, "進捗一覧", "I6"),
        }
        return StatusReport(**{**declared, **said})

    return build


@pytest.fixture
def a_finding() -> Callable[..., Finding]:
    def build(cell: str = "G21", **said: Any) -> Finding:
        declared: dict[str, Any] = {
            "kind": FindingKind.NOT_A_NUMBER,
            "severity": Severity.WARNING,
            "body_id": "bc",
            "place": Place(FILE, "進捗一覧", cell),
            "message": text(
                "There is no rating profile '{profile}'. Profiles of this plan: {known}.", profile="x", known="y"
            ),
        }
        return Finding(**{**declared, **said})

    return build


@pytest.fixture
def a_reading(an_observation, a_status, a_finding) -> Callable[..., Reading]:
    def build(**said: Any) -> Reading:
        declared: dict[str, Any] = {
            "submission": Submission(FILE, "a" * 64, "bc", date(2021, 11, 5), OCTOBER),
            "month": OCTOBER,
            "observations": (
                an_observation(),
                an_observation("C9", "300000000", state=State.QUARANTINED, measure_id="5-2-1-G1", unit="円"),
                an_observation("C10", "2.50"),
            ),
            "milestones": (
                Milestone(
                    "bc",
                    "4-3-1-K1",
                    OCTOBER,
                    MilestoneState.ACHIEVED,
                    "2021-10-05",
                    Place(FILE, "進捗一覧", "G11"),
                    "10/5開始",
                ),
            ),
            "statuses": (a_status(),),
            "findings": (a_finding(),),
        }
        return Reading(**{**declared, **said})

    return build


@pytest.fixture
def an_attainment() -> PlanAttainment:
    """Return one measure met, one behind with an outlook, and one without a report."""

    def measure(measure_id: str, state: ReportState, rating: Rating, **said: Any) -> MeasureAttainment:
        blank: dict[str, Any] = dict.fromkeys(
            [
                "actual",
                "attainment",
                "attainment_from_baseline",
                "expected",
                "pace",
                "last_known",
                "last_known_month",
            ]
        )
        fixed = {"measure_id": measure_id, "month": OCTOBER, "state": state, "rating": rating, "unit": "件"}
        return MeasureAttainment(**{**blank, **fixed, **said})

    measures = (
        measure(
            "4-2-1-K1",
            ReportState.REPORTED,
            Rating.GOOD,
            actual=Decimal(17),
            target=Decimal(30),
            attainment=Decimal("0.5667"),
            expected=Decimal("17.5"),
            pace=Decimal("0.9714"),
            last_known=Decimal(17),
            last_known_month=OCTOBER,
            bodies=("bc",),
        ),
        measure(
            "4-2-2-G1",
            ReportState.REPORTED,
            Rating.FAIR,
            actual=Decimal(0),
            target=Decimal(4),
            attainment=Decimal("0.0000"),
            expected=Decimal("2.3333"),
            pace=Decimal("0.0000"),
            last_known=Decimal(0),
            last_known_month=OCTOBER,
            outlook=Outlook(Decimal("0.80"), 5, Decimal("0.0964"), Decimal("0.0100"), Decimal("0.3000")),
        ),
        measure("6-1-1-G1", ReportState.OVERDUE, Rating.NONE, target=Decimal(2), last_known=Decimal(1),
                last_known_month=Month(2021, 9)),
    )  # fmt: skip
    counts = tuple((rating, 1 if rating in (Rating.GOOD, Rating.FAIR, Rating.NONE) else 0) for rating in Rating)
    worst = tuple((rating, 1 if rating in (Rating.GOOD, Rating.FAIR, Rating.POOR) else 0) for rating in Rating)
    whole = RollUp("plan", counts, expected=3, reported=2, overdue=1, worst_case=worst, total=3)
    return PlanAttainment("fy2021", OCTOBER, "standard-1", "標準評価基準", "出典", measures, (), (whole,))


@pytest.fixture
def a_material(a_reading, an_attainment) -> Callable[..., Material]:
    def build(*readings: Reading, **said: Any) -> Material:
        declared: dict[str, Any] = {
            "plan": load_plan(PLANS_FOLDER / "fy2021"),
            "bodies": (Body(body_id="bc", name="東経連ビジネスセンター"),),
            "attainment": an_attainment,
            "readings": readings or (a_reading(),),
            "findings": (),
            "stamp": Stamp(1, datetime(2021, 11, 15, 9, tzinfo=UTC)),
            "profile": load_profile(PLANS_FOLDER / "fy2021", "standard-1"),
        }
        return Material(**{**declared, **said})

    return build
