"""Reports put together at random, every number in them another: what counts stands in an actual's own cell."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from sources.plan import Measure, MeasureType, Plan, Scope
from sources.submission import Reading, State

Row = list[object]
Cell = tuple[int, int]

ACTUALS = [
    "実績（累計）",
    "累計実績",
    "10月末実績",
    "10月末累計",
    "今回（10月末）",
    "R3.10末実績",
    "実績値（4月～10月）",
    "4～10月累計",
    "令和3年10月末現在の実績",
    "累計",
    "R3実績（10月末）",
    "10月末時点実績",
]
OTHERS = [
    "目標",
    "年間目標",
    "R3目標",
    "計画累計",
    "前回",
    "前月実績",
    "前年同月",
    "R2実績",
    "令和2年度実績",
    "2020年度",
    "R2.10末",
    "増減",
    "残り",
    "年度末見込",
    "R3見込",
    "R4目標",
    "来年度計画",
    "参加者数",
    "予算額",
    "11月予定",
    "達成率",
    "目標との差",
    "修正前",
    "うち県内",
    "関係者数",
    "申込数",
    "当初計画",
    "他団体実績",
    "目標値（R5）",
    "上期計画",
    "参考値",
    "基準値",
    "H30実績",
    "2019実績",
    "会員数",
    "中期計画目標",
]
STRANGERS = ("域外企業の誘致促進", "自主研究の推進", "会員交流事業の実施")
STRANGE_MEASURES = ("見学会", "受講者", "説明会参加企業")
FORM_ROLES = ("目標", "前回実績", "前年実績", "年度末見込", "達成率")


@dataclass
class Report:
    """A sheet being written: its rows, and the cells in which a measure's actual stands."""

    dice: random.Random
    plan: Plan
    rows: list[Row] = field(default_factory=list)
    actuals: dict[Cell, tuple[str, int]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def number(self) -> int:
        number = self.dice.randint(11, 98)
        return self.number() if number in self.used else self.used.add(number) or number

    def shown(self, number: int, unit: str) -> object:
        return self.dice.choice([number, f"{number}{unit}", str(number)])

    @property
    def measures(self) -> list[Measure]:
        """Return the measures that are counted by the year, of initiatives not told of yet."""
        return [
            measure
            for measure in self.plan.measures
            if measure.type is MeasureType.NUMERIC and measure.scope is Scope.FISCAL_YEAR and measure.unit != "円"
            if measure.parent_id not in self.told
        ]

    def title(self, measure: Measure) -> str:
        return self.plan.node[measure.parent_id].title


def write_row(report: Report, labels: Row, columns: list[str], measure: Measure | None) -> None:
    row = [*labels]
    for column in columns:
        number, unit = report.number(), measure.unit if measure else "件"
        if column in ACTUALS and measure is not None:
            report.actuals[len(report.rows) + 1, len(row) + 1] = (measure.measure_id, number)
        row.append(f"{number}%" if "率" in column else report.shown(number, unit))
    report.rows.append(row)


def write_table(report: Report) -> None:
    """Write a table of measures, with strangers and a total among them, by column or by rows of sections."""
    dice = report.dice
    by_section = dice.random() < 0.5
    columns = [dice.choice(ACTUALS), *dice.sample(OTHERS, dice.randint(0, 5))]
    dice.shuffle(columns)
    head = [dice.choice(["指標", "KPI", "測定指標"])]
    report.rows.append([*head, *columns] if by_section else [dice.choice(["取組", "事業名"]), *head, *columns])
    chosen: list[Measure | None] = [*dice.sample(report.measures, dice.randint(2, 4)), None]
    report.told |= {measure.parent_id for measure in chosen if measure is not None}
    dice.shuffle(chosen)
    for measure in chosen:
        stranger = measure is None
        section = dice.choice(STRANGERS) if measure is None else report.title(measure)
        name = dice.choice(["マッチング成立", "企業面談"]) if measure is None else measure.statement
        if by_section:
            report.rows.append([dice.choice(["■", "", "(1)"]) + section])
        write_row(report, [name] if by_section else [section, name], columns, measure)
        if stranger:
            row = ["合計"] if by_section else ["合計", None]
            write_row(report, row, columns, None)
    write_row(report, [dice.choice(STRANGE_MEASURES)] if by_section else [None, "小計"], columns, None)


def write_turned_table(report: Report) -> None:
    """Write a table with measures across and roles down, under its initiative's title."""
    dice = report.dice
    first = dice.choice(report.measures)
    measures = [measure for measure in report.measures if measure.parent_id == first.parent_id]
    report.told.add(first.parent_id)
    report.rows += [[report.title(first)], ["項目", *(measure.statement for measure in measures)]]
    for role in dice.sample([dice.choice(ACTUALS), *dice.sample(OTHERS, 4)], 5):
        row: Row = [role]
        for measure in measures:
            number = report.number()
            if role in ACTUALS:
                report.actuals[len(report.rows) + 1, len(row) + 1] = (measure.measure_id, number)
            row.append(f"{number}%" if "率" in role else report.shown(number, measure.unit))
        report.rows.append(row)


def write_form(report: Report) -> None:
    dice = report.dice
    first = dice.choice(report.measures)
    report.rows.append(["具体的な取り組み", report.title(first)])
    for measure in (one for one in report.measures if one.parent_id == first.parent_id):
        roles = [*dice.sample(FORM_ROLES, 2), "実績（累計）"]
        dice.shuffle(roles)
        pairs: Row = []
        for role in roles:
            number = report.number()
            shown = f"{number}%" if role == "達成率" else report.shown(number, measure.unit)
            pairs += [role, shown]
            if role == "実績（累計）":
                report.actuals[len(report.rows) + 1, len(pairs) + 1] = (measure.measure_id, number)
        report.rows.append([measure.statement, *pairs])
    report.told.add(first.parent_id)
    report.rows.append(["コメント", f"11月に説明会を開く。{report.number()}社に案内した。"])


@pytest.mark.parametrize("seed", range(60))
def test_what_counts_of_a_generated_report_is_an_actual_of_its_measure(
    seed: int, plan: Plan, read_rows: Callable[..., Reading]
):
    report = Report(
        random.Random(seed),  # noqa: S311 - a test's dice
        plan,
        [["進捗報告書"], ["2021年10月末現在"], []],
    )
    for write in report.dice.choices([write_table, write_turned_table, write_form], k=2):
        write(report)
        report.rows.append([])
    counted = [one for one in read_rows(report.rows).observations if one.state is State.ACCEPTED]
    actuals = {
        f"{chr(64 + column)}{row}": (measure, "2021-10", "cumulative", number)
        for (row, column), (measure, number) in report.actuals.items()
    }
    for one in counted:
        found = (one.measure_id, str(one.month), one.basis.value, int(one.value))
        assert found == actuals.get(one.place.cell), one
    assert len(counted) * 2 >= len(actuals), "and most of them are read"
