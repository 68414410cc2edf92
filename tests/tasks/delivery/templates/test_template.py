"""A body's template: what it asks for, how it is guarded, and that it reads back exactly once filled in."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sources.bodies import BODIES_FOLDER, Body, body_by_id, load_bodies
from sources.month import Month
from sources.plan import MeasureType, Plan
from sources.plan_files import load_plan, plan_folder
from sources.submission import (
    Basis,
    Milestone,
    MilestoneState,
    Observation,
    Place,
    Reading,
    State,
    StatusValue,
    Submission,
)
from tasks.delivery.templates.last_values import LastValue, last_values
from tasks.delivery.templates.workbook import body_template
from tasks.reading.opening import open_grid
from tasks.reading.read import read_submission
from tasks.reading.template_ids import TemplateFacts, template_facts, template_rows

NOVEMBER = Month(2021, 11)
BODIES = load_bodies(BODIES_FOLDER)
REPORTING = [body.body_id for body in BODIES if body.reports]
FIRST_ROW = 8
LAST = {
    "4-2-1-K1": LastValue(Decimal(12), Month(2021, 10)),
    "4-3-1-K1": LastValue("予定", Month(2021, 9)),
    "5-2-1-G1": LastValue(Decimal(88_000_000), Month(2021, 10)),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(plan_folder("fy2021"))


@pytest.fixture(scope="module")
def template(plan: Plan) -> Callable[..., bytes]:
    def make(body_id: str = "bc", last: Mapping[str, LastValue] = LAST, given: Plan = plan) -> bytes:
        return body_template(given, body_of(body_id), NOVEMBER, last)

    return make


def body_of(body_id: str) -> Body:
    body = body_by_id(BODIES, body_id)
    assert body is not None
    return body


def sheet_of(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data))["進捗報告"]


def saved(sheet: Worksheet) -> bytes:
    written = io.BytesIO()
    sheet.parent.save(written)
    return written.getvalue()


def ids(sheet: Worksheet) -> dict[str, int]:
    rows = range(FIRST_ROW, sheet.max_row + 1)
    return {str(sheet.cell(row, 1).value).split("|")[0]: row for row in rows if sheet.cell(row, 1).value}


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[FIRST_ROW - 1] if cell.value}


def fill_in(sheet: Worksheet, plan: Plan) -> dict[str, object]:
    """Fill in every yellow cell, no two rows alike, and return what each id was told."""
    at, told = columns(sheet), {}
    for number, (item, row) in enumerate(ids(sheet).items(), 1):
        measure = plan.measure.get(item)
        if measure is None:
            mark = "◎○△×"[number % 4]
            words = [f"{number}回目の会議を開いた。", f"{number}社の参加にとどまる。", f"次は{number}市で開く。"]
            for heading, value in zip(("進捗状況", "取組内容", "課題", "今後の予定"), (mark, *words), strict=True):
                sheet.cell(row, at[heading]).value = value
            told[item] = (mark, *words)
        elif measure.type is MeasureType.NUMERIC:
            value = 100_000_000 + number if measure.unit == "円" else number
            if item in LAST:  # no less than last time
                value += int(LAST[item].value)
            sheet.cell(row, at["実績（4月からの累計）"]).value = value
            told[item] = Decimal(value)
        elif measure.type is MeasureType.MILESTONE:
            state = list(MilestoneState)[number % 3]
            sheet.cell(row, at["達成状況"]).value = ["達成", "予定", "未達成"][number % 3]
            if state is MilestoneState.ACHIEVED:
                sheet.cell(row, at["達成日"]).value = date(2021, 11, 17)
            if state is MilestoneState.SCHEDULED:
                sheet.cell(row, at["達成予定日"]).value = date(2022, 3, 10)
            days = {MilestoneState.ACHIEVED: "2021-11-17", MilestoneState.SCHEDULED: "2022-03-10"}
            told[item] = (state, days.get(state, ""))
    return told


def read(data: bytes, body_id: str, plan: Plan) -> Reading:
    submission = Submission("報告.xlsx", "0" * 64, body_id, date(2021, 12, 3), NOVEMBER)
    return read_submission(submission, data, plan, body_of(body_id))


def said(reading: Reading) -> dict[str, object]:
    found: dict[str, object] = {one.measure_id: one.value for one in reading.observations}
    found |= {one.measure_id: (one.value, one.on) for one in reading.milestones}
    found |= {one.initiative_id: (one.mark, one.narrative, one.issues, one.next_steps) for one in reading.statuses}
    return found


@pytest.mark.parametrize("body_id", REPORTING)
def test_a_template_that_was_filled_in_reads_back_exactly(template, plan, body_id):
    sheet = sheet_of(template(body_id))
    told = fill_in(sheet, plan)
    reading = read(saved(sheet), body_id, plan)
    assert told
    assert said(reading) == told
    assert reading.findings == ()
    assert reading.month == NOVEMBER
    states = {one.state for one in (*reading.observations, *reading.milestones, *reading.statuses)}
    assert states == {State.ACCEPTED}
    assert all(one.basis is Basis.CUMULATIVE for one in reading.observations)
    assert {one.unit for one in reading.observations} == {
        plan.measure[one.measure_id].unit for one in reading.observations
    }


def test_marks_mean_what_the_forms_legend_says(template, plan):
    sheet = sheet_of(template())
    fill_in(sheet, plan)
    meanings = {one.mark: one.value for one in read(saved(sheet), "bc", plan).statuses}
    assert meanings == {
        "◎": StatusValue.AHEAD,
        "○": StatusValue.ON_TRACK,
        "△": StatusValue.SLIGHTLY_BEHIND,
        "×": StatusValue.BEHIND,
    }


@pytest.mark.parametrize("body_id", REPORTING)
def test_a_template_that_was_not_filled_in_reports_nothing(template, plan, body_id):
    reading = read(template(body_id), body_id, plan)
    assert said(reading) == {}
    assert reading.remarks == ()


def test_rows_keep_their_ids_when_they_are_deleted_sorted_or_renamed(template, plan):
    sheet = sheet_of(template())
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW)]
    kept = sorted(rows[1:], key=lambda row: str(row[2]))
    sheet.delete_rows(FIRST_ROW, len(rows))
    for at, values in enumerate(kept, 12):
        for column, value in enumerate(values, 1):
            sheet.cell(at, column).value = f"{value}（改称）" if column in (2, 3) and value else value
    grid = open_grid("a.xlsx", saved(sheet))
    found = template_rows(grid.sheets[0], plan)
    assert all(one.fits for one in found.values())
    assert [found[row].item_id for row in sorted(found)] == [str(row[0]).split("|")[0] for row in kept]


def test_a_template_asks_for_each_measure_in_the_plans_order_and_for_nothing_twice(template, plan):
    asked = list(ids(sheet_of(template("bc"))))
    assert asked[:4] == ["4-2-1", "4-2-1-G1", "4-2-1-K1", "4-2-2"]
    assert len(set(asked)) == len(asked)
    owed = {measure.measure_id for node in body_of("bc").reports for measure in plan.measures_of(node)}
    assert {one for one in asked if one in plan.measure} == owed


def test_every_row_names_its_initiative_so_that_it_can_stand_alone(template, plan):
    sheet = sheet_of(template())
    for item, row in ids(sheet).items():
        node_id = plan.measure[item].parent_id if item in plan.measure else item
        assert sheet.cell(row, 2).value == plan.node[node_id].title
    assert not sheet.merged_cells.ranges


def test_only_what_is_asked_for_can_be_written_into(template, plan):
    sheet = sheet_of(template())
    at = columns(sheet)
    open_in = {
        item: {heading for heading, column in at.items() if not sheet.cell(row, column).protection.locked}
        for item, row in ids(sheet).items()
    }
    assert open_in["4-2-1"] == {"進捗状況", "取組内容", "課題", "今後の予定"}
    assert open_in["4-2-1-K1"] == {"実績（4月からの累計）"}
    assert open_in["4-3-1-K1"] == {"達成状況", "達成日", "達成予定日"}
    assert open_in["6-2-1-G2"] == set()  # a goal without a number: its initiative's status speaks for it
    yellow = sheet.cell(ids(sheet)["4-2-1-K1"], at["実績（4月からの累計）"])
    assert yellow.fill.fgColor.rgb == "FFFFF8DC"
    protection = sheet.protection
    assert (protection.sheet, protection.password, protection.formatColumns, protection.formatRows) == (
        True, None, False, False,
    )  # fmt: skip


def test_targets_and_last_values_stand_beside_what_is_asked(template):
    sheet = sheet_of(template())
    at, rows = columns(sheet), ids(sheet)
    given = ("年度目標", "単位", "前回報告", "前回の月")
    assert [sheet.cell(rows["4-2-1-K1"], at[one]).value for one in given] == [30, "件", 12, "2021年10月"]
    assert [sheet.cell(rows["4-3-1-K1"], at[one]).value for one in given] == [None, None, "予定", "2021年9月"]
    assert [sheet.cell(rows["5-2-1-G1"], at[one]).value for one in given] == [
        300_000_000, "円", 88_000_000, "2021年10月",
    ]  # fmt: skip
    assert sheet.cell(rows["5-2-1-G1"], at["前回報告"]).number_format == "#,##0"


def test_every_open_cell_says_what_to_write_and_drop_downs_hold_the_readers_words(template, plan):
    sheet = sheet_of(template())
    rules = list(sheet.data_validations.dataValidation)
    covered = {cell for rule in rules for area in rule.sqref.ranges for cells in area.rows for cell in cells}
    opened = {
        (row, column)
        for row in ids(sheet).values()
        for column in columns(sheet).values()
        if not sheet.cell(row, column).protection.locked
    }
    assert covered == opened
    assert all(rule.prompt and rule.showInputMessage for rule in rules)
    assert {rule.formula1 for rule in rules if rule.type == "list"} == {'"達成,予定,未達成"', '"◎,○,△,×"'}
    [number] = {rule.error for rule in rules if rule.type == "decimal"}
    assert number == "「30件」「約30」ではなく、30 のように数字だけを入力してください。"


def test_it_prints_on_a4_across_one_page_wide_with_its_headings_on_every_page(template):
    sheet = sheet_of(template())
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${FIRST_ROW - 1}:${FIRST_ROW - 1}"
    assert "fy2021 / bc / 2021-11 / v1" in sheet.oddFooter.left.text
    assert sheet.column_dimensions["A"].hidden


def test_the_file_says_in_three_places_whom_and_which_month_it_was_made_for(template):
    data = template("house")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert template_facts(open_grid("a.xlsx", data)) == TemplateFacts("house", NOVEMBER, "fy2021")
    assert book["_meta"].sheet_state == "veryHidden"
    told = {one.name: one.value for one in book.custom_doc_props.props}
    assert (told["ayumi_body"], told["ayumi_month"], told["ayumi_plan"]) == ("house", "2021-11", "fy2021")
    assert [book["進捗報告"][at].value for at in ("B3", "C3")] == ["報告基準日", "2021年11月末現在"]
    assert "2021年12月10日（金）まで" in book["進捗報告"]["B4"].value


def test_a_bodys_own_deadline_is_the_one_it_is_told(template):
    assert "2021年12月12日（日）まで" in sheet_of(template("export"))["B4"].value


def test_a_measure_that_ended_is_no_longer_asked_for(template, plan):
    ended = [
        one.model_copy(update={"ended_from": Month(2021, 10)}) if one.measure_id == "4-2-1-K1" else one
        for one in plan.measures
    ]
    without = plan.model_copy(update={"measures": tuple(ended)})
    assert "4-2-1-K1" not in ids(sheet_of(template(given=without)))
    assert "4-2-1-G1" in ids(sheet_of(template(given=without)))


def test_equal_inputs_give_equal_bytes(template):
    assert template() == template()


def test_titles_and_names_that_look_like_formulas_stay_words(plan):
    body = Body(body_id="x", name="=1+1", reports=("4-2-1",), file_patterns=("x*",))
    nodes = [one.model_copy(update={"title": "@SUM(A1)"}) if one.id == "4-2-1" else one for one in plan.nodes]
    sheet = sheet_of(body_template(plan.model_copy(update={"nodes": tuple(nodes)}), body, NOVEMBER, {}))
    assert [(sheet[at].value, sheet[at].data_type) for at in ("C2", "B8")] == [("=1+1", "s"), ("@SUM(A1)", "s")]


def reading_of(month: Month, *values: Observation | Milestone) -> Reading:
    submission = Submission("a.xlsx", "0" * 64, "bc", date(2021, 11, 5), month)
    observations = tuple(one for one in values if isinstance(one, Observation))
    milestones = tuple(one for one in values if isinstance(one, Milestone))
    return Reading(submission, month, observations=observations, milestones=milestones)


def observed(
    month: Month, value: int, *, basis: Basis = Basis.CUMULATIVE, state: State = State.ACCEPTED, body="bc"
):
    return Observation(body, "4-2-1-K1", month, Decimal(value), "件", basis, Place("a.xlsx"), str(value), state)


def test_the_last_value_is_the_newest_that_counted_for_this_body_before_the_month():
    september, october = Month(2021, 9), Month(2021, 10)
    reached = Milestone("bc", "4-3-1-K1", october, MilestoneState.ACHIEVED, "", Place("a.xlsx"), "済")
    readings = [
        reading_of(october, observed(october, 12), reached),
        reading_of(september, observed(september, 9)),
        reading_of(october, observed(october, 120, state=State.QUARANTINED)),
        reading_of(NOVEMBER, observed(NOVEMBER, 15), observed(Month(2021, 3), 40)),
        reading_of(october, observed(october, 3, basis=Basis.MONTHLY), observed(october, 99, body="ilc")),
    ]
    assert last_values(readings, "bc", NOVEMBER) == {
        "4-2-1-K1": LastValue(Decimal(12), october),
        "4-3-1-K1": LastValue("達成", october),
    }
