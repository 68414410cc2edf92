"""Next month's file of the same body against the last: what changed is said, and nothing where only time did."""

from collections.abc import Callable
from datetime import date

import pytest

from sources.month import Month
from sources.plan import Plan
from sources.submission import LayoutPrint, Reading, Severity, Submission
from tasks.reading.drift import compare, layouts_of, with_drift
from tasks.reading.grid import Cell, Grid, Sheet
from tasks.reading.layout.read_grid import read_grid
from tasks.reading.read import title_index

BUILD = "次世代放射光施設の建設支援"
LOCAL = "地元企業の参入支援（建設・製造）"

OCTOBER = Month(2021, 10)

Rows = list[list[object]]
Read = Callable[..., Reading]


@pytest.fixture
def read(plan: Plan) -> Read:
    """Return a reader of sheets by name, each written as rows."""

    def of(month: Month = OCTOBER, **sheets: Rows) -> Reading:
        made = []
        for name, rows in sheets.items():
            places = {(r, c): value for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1)}
            cells = {at: Cell(*at, str(v), str(v), "text") for at, v in places.items() if v is not None}
            made.append(Sheet(name, cells))
        submission = Submission(f"{month}/x.xlsx", "0" * 64, "bc", date(2021, 11, 8), month)
        return read_grid(Grid("xlsx", tuple(made)), submission, plan, title_index(plan))

    return of


def report(month: str, *headings: str, cells: list[object] | None = None) -> Rows:
    head = ["取り組み", "指標", *(headings or ("目標", f"{month}月末実績", "備考"))]
    return [[f"2021年{month}月末現在"], head, [BUILD, "企業面談", *(cells or ["30件", "17件", ""])]]


def layout(reading: Reading) -> LayoutPrint:
    assert reading.layout is not None
    return reading.layout


def changes(last: Reading, now: Reading) -> list[str]:
    return [change.message.english() for change in compare(layout(last), layout(now))]


def test_what_only_time_changed_is_the_same_layout(read: Read):
    assert changes(read(報告=report("9")), read(報告=report("10"))) == []
    assert changes(read(**{"9月": report("9")}), read(**{"10月": report("10")})) == []


def test_a_table_that_stands_elsewhere_on_its_sheet_is_the_same(read: Read):
    lower = [[], [], *([None, *row] for row in report("10"))]
    assert changes(read(報告=report("10")), read(報告=lower)) == []


def test_more_rows_are_no_change(read: Read):
    assert (
        changes(read(報告=report("10")), read(報告=[*report("10"), [LOCAL, "企業プレゼン", "20件", "11件"]])) == []
    )


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("目標", "10月末実績", "補足"), "The heading '備考' reads '補足' now."),
        (("目標", "10月末実績"), "The column '備考' of last time is missing."),
        (("前年度", "目標", "10月末実績", "備考"), "The column '前年度' was not there last time."),
        (("10月末実績", "目標", "備考"), "stands in another place than last time."),
        (("目標", "10月末見込", "備考"), "The heading '#月末実績' reads '#月末見込' now."),
    ],
)
def test_what_changed_in_a_table_is_said_in_words(read: Read, headings: tuple[str, ...], said: str):
    [change] = changes(read(報告=report("9")), read(報告=report("10", *headings)))
    assert said in change


def test_a_heading_that_means_something_else_now_is_for_a_person(read: Read):
    last, now = read(報告=report("9")), read(報告=report("10", "目標", "10月末見込", "備考"))
    assert [change.is_grave for change in compare(layout(last), layout(now))] == [True]
    renamed = read(報告=report("10", "年間目標", "10月末実績", "備考"))
    assert [change.is_grave for change in compare(layout(last), layout(renamed))] == [False]


def test_sheets_come_go_and_are_renamed(read: Read):
    one, two = report("10"), [["2021年10月末現在"], ["指標", "実績（累計）"], ["MFB加入企業の積み上げ", "41社"]]
    assert changes(read(報告=one), read(報告=one, 別表=two)) == ["The sheet '別表' was not there last time."]
    assert changes(read(報告=one, 別表=two), read(報告=one)) == ["The sheet '別表' of last time is missing."]
    assert changes(read(報告=one), read(進捗=one)) == ["The sheet '報告' is called '進捗' now."]


def test_a_form_is_known_by_its_labels(read: Read):
    form = [["取り組み名", BUILD], ["企業面談（累計）", "17件"], ["進捗状況", "○"]]
    assert changes(read(報告=form), read(報告=[*form[:2], ["自己評価", "○"]])) == [
        "'進捗状況' of last time's form is missing.",
        "'自己評価' was not in last time's form.",
    ]


def test_a_form_made_anew_is_one_change(read: Read):
    columns = ("計画", "実績", "累計", "前年", "増減", "見込", "担当")
    last, now = read(報告=report("9")), read(報告=[["指標", *columns], ["企業面談", *map(str, range(10, 17))]])
    [change] = changes(last, now)
    assert change.startswith("The sheet '報告' is laid out anew")


def test_a_change_is_a_finding_at_its_sheet(read: Read):
    last, now = read(報告=report("9")), read(報告=report("10", "10月末実績", "備考", cells=["17件", ""]))
    [finding] = with_drift(now, [layout(last)]).findings
    assert finding.place.source_file == "2021-10/x.xlsx"
    assert (finding.kind.value, finding.severity, finding.place.sheet) == (
        "layout_changed",
        Severity.WARNING,
        "報告",
    )
    assert "目標" in finding.message.in_language("ja")


def test_a_first_appearance_has_nothing_to_be_compared_with(read: Read):
    now = read(報告=report("10"))
    assert with_drift(now, []) is now


def test_each_of_a_bodys_forms_is_compared_with_its_own(read: Read):
    form = read(報告=[["取り組み名", BUILD], ["企業面談（累計）", "17件"], ["進捗状況", "○"]])
    table = read(報告=report("9"))
    now = read(報告=report("10"))
    assert with_drift(now, [layout(form), layout(table)]) is now


def test_only_the_bodys_newest_month_is_remembered(read: Read):
    august, september = read(Month(2021, 8), 報告=report("8")), read(Month(2021, 9), 進捗=report("9"))
    assert layouts_of([august, september], "bc") == (layout(september),)
    assert layouts_of([august, september], "ilc") == ()
