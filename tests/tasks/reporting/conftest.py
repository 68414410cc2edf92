"""A month of the real 2021 plan with invented figures, as attainment would hand it to the reports."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdfium2
import pytest

from benchmarks.chromium import Chromium, chromium
from sources.attainment import (
    WHOLE_PLAN,
    MeasureAttainment,
    Outlook,
    PlanAttainment,
    Rating,
    ReportState,
    RollUp,
)
from sources.bodies import BODIES_FOLDER, load_bodies
from sources.messages import text
from sources.month import Month
from sources.plan import Measure, MeasureKind, MeasureType, Plan
from sources.plan_files import load_plan, plan_folder
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
    Remark,
    Severity,
    State,
    StatusReport,
    StatusValue,
    Submission,
)
from tasks.reporting.material import Material, Stamp
from tasks.reporting.pdf import render_pdf
from tasks.reporting.render_job import Attached, RenderJob
from tasks.reporting.rendered import render_job
from tasks.reporting.reports import write_month

SEPTEMBER, OCTOBER = Month(2021, 9), Month(2021, 10)
BC_FILE = "2021-10/東経連BC_進捗報告_2021年10月.xlsx"
BC_FILE_BEFORE = "2021-09/東経連BC_進捗報告_2021年9月.xlsx"
CREATED = datetime(2021, 11, 8, 0, 0, tzinfo=UTC)

# Running totals by measure: September, October; None where the month has no value that counts.
FIGURES: dict[str, tuple[str | None, str | None]] = {
    "4-1-1-A1": ("0", "1"),
    "4-2-1-G1": ("38", "41"),
    "4-2-1-K1": ("14", "17"),
    "4-2-2-G1": ("1", "2"),
    "4-2-2-K1": ("8", "11"),
    "5-1-1-G1": ("0", "1"),
    "5-1-1-K1": ("4", "6"),
    "5-1-1-A1": ("1", "1"),
    "5-1-1-A2": ("0", "1"),
    "5-1-2-G1": ("0", "0"),
    "5-1-2-K1": ("1", "2"),
    "5-2-1-G1": ("95000000", None),
    "5-2-1-K1": ("2", "3"),
    "6-1-1-G1": ("1", None),
    "6-1-1-K1": ("3", "4"),
    "6-1-2-G1": ("1", "2"),
    "6-1-2-K1": ("9", "12"),
    "6-2-1-G1": ("1", "2"),
    "6-2-1-K1": ("2", None),
    "8-1-1-K1": ("1", "2"),
    "8-1-1-K2": ("6", "7"),
    "1-2-1-A1": (None, "1"),
}
EARLIER_SHARES = ("0.1", "0.25", "0.45", "0.65", "0.85")  # April to August, as shares of September's total
MARKS = {
    "4-1-1": ("ilc", StatusValue.SLIGHTLY_BEHIND, "やや遅れ"),
    "4-2-1": ("bc", StatusValue.ON_TRACK, "○"),
    "4-2-2": ("bc", StatusValue.AHEAD, "◎"),
    "4-3-1": ("bc", StatusValue.ON_TRACK, "○"),
    "5-1-1": ("bc", StatusValue.SLIGHTLY_BEHIND, "△"),
    "5-1-2": ("bc", StatusValue.BEHIND, "×"),
    "5-2-1": ("bc", StatusValue.SLIGHTLY_BEHIND, "△"),
    "6-1-1": ("bc", StatusValue.AHEAD, "◎"),
    "6-2-1": ("kasseiken", StatusValue.ON_TRACK, "○"),
    "2-2-1": ("kasseiken", StatusValue.AHEAD, "◎"),
    "3-1-1": ("dual", StatusValue.ON_TRACK, "順調"),
    "3-1-3": ("dual", StatusValue.NOT_STARTED, "未着手"),
    "1-1-1": ("bosai", StatusValue.ON_TRACK, "順調"),
    "9-2-1": ("bosai", StatusValue.SLIGHTLY_BEHIND, "やや遅れ"),
    "7-1-1": ("kanko", StatusValue.ON_TRACK, "計画どおり"),
}
NARRATIVES = {
    "4-2-1": "加入を検討する企業との面談を続け、説明会を2回開いた。共同利用のルールは、年明けに論点を整理する。",
    "4-2-2": "登録企業向けの個別提案会を10月に開き、3社が次の商談に進んだ。",
    "5-1-1": (
        "要素技術の企業一覧を作っているが、訪問を控えているため企業の発掘が遅れている。\n\n"
        "・11月に「東北地域の車を考える会」を開く。\n・オンラインでの面談に切り替える。"
    ),
    "7-1-1": "セミナーに<b>延べ86名</b>が参加した。観光 & 農業。=SUM(A1:A3) {{ 7*7 }}",
}
ISSUES = {"5-1-1": "企業を訪問できる時期が見通せない。", "5-1-2": "受注の減少が続いている。"}
NEXT_STEPS = {"5-1-1": "候補企業を10社に絞り、年内に打診する。", "4-2-1": "1月に論点を整理する。"}


@dataclass
class MonthFactory:
    """Makes the material of a month; tests change what they are about before they call `material`."""

    plan: Plan
    month: Month = OCTOBER
    figures: dict[str, tuple[str | None, str | None]] = field(default_factory=lambda: dict(FIGURES))
    narratives: dict[str, str] = field(default_factory=lambda: dict(NARRATIVES))
    overdue: set[str] = field(default_factory=lambda: {"2-1-1-A1"})
    set_aside: dict[str, str] = field(default_factory=lambda: {"5-2-1-G1": "950百万円"})
    findings: list[Finding] = field(default_factory=list)
    stamp: Stamp = field(default_factory=lambda: Stamp(1, CREATED))

    def material(self) -> Material:
        now = tuple(self._attained(measure, 1) for measure in self.plan.measures)
        before = tuple(self._attained(measure, 0) for measure in self.plan.measures)
        return Material(
            plan=self.plan,
            bodies=load_bodies(BODIES_FOLDER),
            attainment=PlanAttainment(
                plan_id=self.plan.plan_id,
                month=self.month,
                profile_id="standard-1",
                profile_title="標準評価基準 第1版",
                profile_source="",
                measures=now,
                previous=before,
                roll_ups=tuple(self._roll_ups(now)),
            ),
            readings=tuple(self._readings()),
            findings=tuple(self.findings),
            stamp=self.stamp,
            profile=load_profile(plan_folder(self.plan.plan_id), "standard-1"),
        )

    def place(self, measure_or_initiative: str, month: Month = OCTOBER) -> Place:
        row = 6 + sorted({*self.figures, *MARKS}).index(measure_or_initiative)
        return Place(BC_FILE if month == OCTOBER else BC_FILE_BEFORE, "進捗一覧", f"G{row}")

    def _attained(self, measure: Measure, index: int) -> MeasureAttainment:
        month = self.month.plus(index - 1)
        base = MeasureAttainment(
            measure_id=measure.measure_id, month=month, state=ReportState.NOT_DUE, actual=None,
            target=measure.target, unit=measure.unit, attainment=None, attainment_from_baseline=None,
            expected=None, pace=None, rating=Rating.NONE, last_known=None, last_known_month=None,
        )  # fmt: skip
        if measure.type is MeasureType.NUMERIC:
            return self._numeric(measure, base, index)
        if measure.type is MeasureType.MILESTONE:
            reached = measure.measure_id == "4-3-1-K1" and index == 1
            return _with(
                base,
                state=ReportState.REPORTED,
                milestone=MilestoneState.ACHIEVED if reached else MilestoneState.NOT_ACHIEVED,
                milestone_on="2021-10-05" if reached else "",
                rating=Rating.MET if reached else Rating.NONE,
                places=(self.place("4-2-1-K1"),),
            )
        if measure.parent_id in MARKS:
            _, value, _ = MARKS[measure.parent_id]
            ratings = {"ahead": "◎", "on_track": "○", "slightly_behind": "△", "behind": "×", "not_started": "－"}
            return _with(
                base,
                state=ReportState.REPORTED,
                rating=Rating(ratings[value.value]),
                marks=(self._status(measure.parent_id),),
            )
        return base

    def _numeric(self, measure: Measure, base: MeasureAttainment, index: int) -> MeasureAttainment:
        if measure.measure_id in self.overdue:
            return _with(base, state=ReportState.OVERDUE)
        if measure.measure_id not in self.figures:
            return base
        both = [None if value is None else Decimal(value) for value in self.figures[measure.measure_id]]
        actual = both[index]
        series = [
            (Month(2021, 4 + n), (both[0] or 0) * Decimal(share) // 1) for n, share in enumerate(EARLIER_SHARES)
        ]
        series += [(SEPTEMBER, both[0])] + ([(OCTOBER, both[1])] if index else [])
        expected = measure.target * base.month.completed_in_year / 12 if measure.target else None
        pace = actual / expected if expected and actual is not None else None
        rating = Rating.NONE
        if pace is not None and measure.target:
            rating = (
                Rating.POOR if pace < Decimal("0.6") else Rating.FAIR if pace < Decimal("0.9") else Rating.GOOD
            )
            rating = Rating.MET if actual >= measure.target else rating
        small = (
            measure.target is not None and measure.target < 20 and actual is not None and actual < measure.target
        )
        return _with(
            base,
            state=ReportState.REPORTED,
            actual=actual,
            expected=expected,
            pace=pace,
            attainment=actual / measure.target if measure.target and actual is not None else None,
            rating=rating,
            last_known=actual if actual is not None else both[0],
            last_known_month=base.month if actual is not None else SEPTEMBER,
            basis="cumulative" if actual is not None else "",
            places=(self.place(measure.measure_id),) if actual is not None else (),
            bodies=("bc",),
            series=tuple(series),
            outlook=Outlook(
                (measure.target - actual) / 5, 5, Decimal("0.62"), Decimal("0.4"), Decimal("0.8")
            ) if small else None,
            set_aside=(self.place(measure.measure_id),) if index and measure.measure_id in self.set_aside else (),
        )  # fmt: skip

    def _status(self, initiative_id: str) -> StatusReport:
        body_id, value, mark = MARKS[initiative_id]
        return StatusReport(
            body_id=body_id, initiative_id=initiative_id, month=self.month, value=value, mark=mark,
            narrative=self.narratives.get(initiative_id, "計画に沿って進めている。"),
            issues=ISSUES.get(initiative_id, ""), next_steps=NEXT_STEPS.get(initiative_id, ""),
            place=self.place(initiative_id),
        )  # fmt: skip

    def _observed(self, month: Month, index: int) -> list[Observation]:
        return [
            Observation(
                "bc", measure_id, month, Decimal(values[index] or 0), "件", Basis.CUMULATIVE,
                self.place(measure_id, month), f"{values[index]}件",
            )
            for measure_id, values in self.figures.items()
            if values[index] is not None
        ]  # fmt: skip

    def _readings(self) -> Iterable[Reading]:
        yield Reading(
            Submission(BC_FILE_BEFORE, "1" * 64, "bc", date(2021, 10, 5), SEPTEMBER),
            SEPTEMBER,
            observations=tuple(self._observed(SEPTEMBER, 0)),
        )
        observations = self._observed(OCTOBER, 1)
        observations += [
            Observation(
                "bc", measure_id, self.month, Decimal(950000000), "円", Basis.CUMULATIVE,
                self.place(measure_id), raw, state=State.QUARANTINED,
            )
            for measure_id, raw in self.set_aside.items()
        ]  # fmt: skip
        yield Reading(
            Submission(BC_FILE, "0" * 64, "bc", date(2021, 11, 4), OCTOBER),
            OCTOBER,
            observations=tuple(observations),
            milestones=(
                Milestone(
                    "bc", "4-3-1-K1", OCTOBER, MilestoneState.ACHIEVED, "2021-10-05",
                    self.place("4-2-1-K1"), "達成",
                ),
            ),
            statuses=tuple(self._status(initiative_id) for initiative_id in MARKS),
            remarks=(Remark("bc", "6-2-1-G2", OCTOBER, "国の検討会で課題を説明した。", self.place("4-2-1-K1")),),
            findings=(
                Finding(
                    FindingKind.NOT_A_NUMBER, Severity.WARNING, "bc", self.place("6-1-1-G1"),
                    text("{raw} is not a number. Write a number, or leave the cell blank.", raw="集計中"),
                    OCTOBER, "6-1-1-G1",
                ),
                Finding(
                    FindingKind.IMPLAUSIBLE_JUMP, Severity.ERROR, "bc", self.place("5-2-1-G1"),
                    text("{raw} is about ten times the last value.", raw="950百万円"), OCTOBER, "5-2-1-G1",
                ),
            ),
        )  # fmt: skip

    def _roll_ups(self, measures: Sequence[MeasureAttainment]) -> Iterable[RollUp]:
        by_id = {measure.measure_id: measure for measure in measures}
        counted = [measure for measure in self.plan.measures if measure.kind is not MeasureKind.PHASE_GOAL]

        def roll_up(node_id: str, belongs: Callable[[Measure], bool]) -> RollUp:
            own = [by_id[measure.measure_id] for measure in counted if belongs(measure)]
            counts = {rating: sum(1 for each in own if each.rating is rating) for rating in Rating}
            overdue = sum(1 for each in own if each.state is ReportState.OVERDUE)
            worst = {
                **counts,
                Rating.NONE: counts[Rating.NONE] - overdue,
                Rating.POOR: counts[Rating.POOR] + overdue,
            }
            due = [each for each in own if each.state is not ReportState.NOT_DUE]
            return RollUp(
                node_id,
                tuple(counts.items()),
                len(due),
                len(due) - overdue,
                overdue,
                tuple(worst.items()),
                len(own),
            )

        for node in self.plan.nodes:
            yield roll_up(
                node.id,
                lambda measure, node_id=node.id: (
                    node_id in (measure.parent_id, *(above.id for above in self.plan.ancestors(measure.parent_id)))
                ),
            )
        for function in {function for measure in counted for function in measure.functions}:
            yield roll_up(function.value, lambda measure, function=function: function in measure.functions)
        yield roll_up(WHOLE_PLAN, lambda _: True)


def _with(base: MeasureAttainment, /, **changes: object) -> MeasureAttainment:
    return replace(base, **changes)


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan(plan_folder("fy2021"))


@pytest.fixture
def october(plan: Plan) -> MonthFactory:
    return MonthFactory(plan)


COMPANIONS = (
    Attached("data.xlsx", b"PK\x03\x04 a workbook", "全データ"),
    Attached("facts.csv", b"body,value\n", "実績値", relationship="Source"),
)
HOSTILE = {
    "4-1-1": "あ" * 30_000,
    "4-2-1": "W" * 3_000,
    "4-2-2": "<img src='file:///etc/hostname'><script>alert(1)</script>{{ 7*7 }}",
    "4-3-1": "\u202eעברית العربية 😀 \x00\x07 か\u3099 ｶﾞ ～～",
    "5-1-1": "\n".join(f"・{number}番目の説明。" for number in range(300)),
    "5-1-2": "</style></title>]]>&nbsp;",
}


@pytest.fixture(scope="session")
def jobs(plan: Plan) -> dict[str, RenderJob]:
    """The month's four jobs by path, with two companions to embed."""
    return {job.path: job for job in write_month(MonthFactory(plan).material(), COMPANIONS).jobs}


@pytest.fixture(scope="session")
def strategy_pdf(jobs: dict[str, RenderJob]) -> bytes:
    return render_job(jobs["strategy-2.pdf"])


@pytest.fixture(scope="session")
def board_pdf(jobs: dict[str, RenderJob]) -> bytes:
    return render_job(jobs["board.pdf"])


@pytest.fixture(scope="session")
def hostile_pdf(plan: Plan) -> bytes:
    """A strategy's report whose bodies wrote what would break a page."""
    month = MonthFactory(plan, narratives=HOSTILE)
    return render_job(next(job for job in write_month(month.material()).jobs if job.path == "strategy-2.pdf"))


def begins_with(job: RenderJob, behind: str) -> Sequence[str]:
    """Return the text of each page that a report's beginning takes, up to the markup *behind* it."""
    beginning, found, _ = job.html.partition(behind)
    assert found
    unlinked = re.sub(r' href="[^"]*"', "", beginning)
    pdf = render_pdf(f"{unlinked}</body></html>", created=job.created)
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


@pytest.fixture(scope="session")
def beginning() -> Callable[[RenderJob, str], Sequence[str]]:
    """Lay out a report's first part alone, which takes a tenth of the time of the whole."""
    return begins_with


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """One headless Chromium for all tests that look at a page; where it is missing, say how to get it."""
    try:
        with chromium() as opened:
            yield opened
    except RuntimeError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def month_factory() -> type[MonthFactory]:
    return MonthFactory


@pytest.fixture(scope="session")
def hostile() -> dict[str, str]:
    """What bodies might write to break a page, by initiative."""
    return HOSTILE
