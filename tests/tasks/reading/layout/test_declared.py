"""A body's declared layout decides what its form means, and a form that does not fit it is not read."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sources.bodies import DeclaredLayout, check_bodies, load_bodies
from sources.errors import InputRefused
from sources.month import Month
from sources.plan import Plan
from sources.submission import Reading, Severity, Submission
from tasks.reading.grid import Grid, Sheet
from tasks.reading.layout.read_grid import read_grid
from tasks.reading.read import title_index

BUILD = "次世代放射光施設の建設支援"
LOCAL = "地元企業の参入支援（建設・製造）"
MEETINGS, MEMBERS, TALKS, SALES = "4-2-1-K1", "4-2-1-G1", "4-2-2-K1", "5-2-1-G1"
OCT, TOTAL, ALONE = "2021-10", "cumulative", "monthly"

BY_ROLE = """
sheet = "月報*"
header_row = 3
basis = "cumulative"
columns = [
  { column = "A", role = "initiative" },
  { column = "B", role = "measure" },
  { column = "C", role = "target", heading = "甲" },
  { column = "D", role = "actual", heading = "乙" },
  { column = "E", role = "status" },
]
"""
ODD_HEADINGS = ["X", "Y", "甲", "乙", "丙", "丁"]


@pytest.fixture
def read_declared(plan: Plan) -> Callable[..., Reading]:
    """Return a reader of sheets for a body that declares a layout in TOML."""

    def read(declared: str, *sheets: Sheet) -> Reading:
        submission = Submission("2021-10/x.xlsx", "0" * 64, "bc", date(2021, 11, 8), Month(2021, 10))
        layout = DeclaredLayout.model_validate(tomllib.loads(declared))
        return read_grid(Grid("xlsx", sheets), submission, plan, title_index(plan), declared=layout)

    return read


def test_columns_are_what_the_body_declares_whatever_their_headings_say(read_declared, sheet_of, counted):
    rows = [
        ["月報（2021年10月末現在）"],
        [],
        ODD_HEADINGS,
        [BUILD, "企業面談", 30, 17, "○", 99],
        [None, "MFB加入企業の積み上げ", None, 41, None, 98],
        [LOCAL, "企業プレゼン", 20, "11件", "△", 97],
    ]
    reading = read_declared(BY_ROLE, sheet_of(rows, name="月報10月"))
    assert counted(reading) == {(MEETINGS, OCT, 17, TOTAL), (MEMBERS, OCT, 41, TOTAL), (TALKS, OCT, 11, TOTAL)}
    assert {(one.initiative_id, one.mark) for one in reading.statuses} == {("4-2-1", "○"), ("4-2-2", "△")}
    assert reading.findings == ()


def test_a_column_may_hold_one_measure_month_by_month(read_declared, sheet_of, counted):
    declared = f"""
header_row = 1
basis = "monthly"
columns = [
  {{ column = "A", role = "report_month" }},
  {{ column = "B", measure = "{MEETINGS}" }},
  {{ column = "D", measure = "{TALKS}" }},
]
"""
    rows = [["月", "面談", "同左計画", "発表"], ["9月", 4, 3, 2], ["10月", 3, 3, 1]]
    assert counted(read_declared(declared, sheet_of(rows))) == {
        (MEETINGS, "2021-09", 4, ALONE),
        (MEETINGS, OCT, 3, ALONE),
        (TALKS, "2021-09", 2, ALONE),
        (TALKS, OCT, 1, ALONE),
    }


def test_the_declared_unit_holds_for_money_without_one(read_declared, sheet_of, counted):
    declared = f"""
header_row = 2
unit = "百万円"
columns = [{{ column = "B", measure = "{SALES}" }}]
"""
    rows = [["2021年10月末現在"], [None, "売上"], ["累計", 88]]
    assert counted(read_declared(declared, sheet_of(rows))) == {(SALES, OCT, 88_000_000, TOTAL)}


@pytest.mark.parametrize(
    ("name", "headings", "said"),
    [
        ("控え", ODD_HEADINGS, "no sheet '月報*'"),
        ("月報", ["X", "Y", "甲", None, "丙"], "Column D has no heading in row 3"),
        ("月報", ["X", "Y", "甲", "乙（見込）", "丙"], "Column D is headed '乙(見込)'"),
        ("月報", ["No.", "X", "Y", "甲", "乙", "丙"], "Column C is headed 'Y'"),
    ],
)
def test_a_form_that_is_not_as_declared_is_refused_whole(read_declared, sheet_of, name, headings, said):
    rows = [["2021年10月末現在"], [], headings, [BUILD, "企業面談", 30, 17]]
    reading = read_declared(BY_ROLE, sheet_of(rows, name=name))
    [finding] = reading.findings
    assert (reading.observations, finding.kind.value, finding.severity) == ((), "layout_changed", Severity.ERROR)
    assert said in finding.message.english()


def test_the_month_in_a_declared_heading_may_be_another_each_month(read_declared, sheet_of, counted):
    declared = BY_ROLE.replace("乙", "9月末実績")
    rows = [[], [], ["X", "Y", "甲", "10月末実績", "丙"], [BUILD, "企業面談", 30, 17]]
    assert counted(read_declared(declared, sheet_of(rows, name="月報"))) == {(MEETINGS, OCT, 17, TOTAL)}


def test_a_layout_is_checked_where_bodies_are_loaded_and_against_the_plan(tmp_path: Path, plan: Plan):
    file = tmp_path / "bc.toml"
    file.write_text('name = "BC"\n[layout]\nheader_row = 1\ncolumns = [{ column = "A" }]\n', encoding="utf-8")
    with pytest.raises(InputRefused, match="either role or measure"):
        load_bodies(tmp_path)
    file.write_text(
        'name = "BC"\n[layout]\nheader_row = 1\ncolumns = [{ column = "A", measure = "9-9-9-K1" }]\n',
        encoding="utf-8",
    )
    said = [problem.english() for problem in check_bodies(load_bodies(tmp_path), plan)]
    assert any("column A of the layout holds '9-9-9-K1'" in one for one in said)
