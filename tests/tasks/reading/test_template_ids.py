import pytest

from sources.forms import RETURN_LIST_MARK, row_id
from sources.month import Month
from sources.plan import Plan
from sources.plan_files import load_plan, plan_folder
from tasks.reading.grid import Cell, Grid, Sheet
from tasks.reading.template_ids import (
    TemplateFacts,
    is_return_list,
    template_facts,
    template_rows,
    without_own_marks,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(plan_folder("fy2021"))


def sheet_of(*cells: tuple[int, int, str], name: str = "進捗報告", comment: str = "") -> Sheet:
    made = [
        Cell(row, column, words or None, words, "text" if words else "blank", comment=comment)
        for row, column, words in cells
    ]
    return Sheet(name, {(cell.row, cell.column): cell for cell in made})


def test_rows_are_known_by_their_hidden_ids_wherever_they_were_moved_and_whatever_their_titles_say(
    plan: Plan,
) -> None:
    moved = sheet_of(
        (40, 1, row_id("fy2021", "4-2-1-K1")), (40, 3, "面談した会社の数"), (9, 2, row_id("fy2021", "4-2-1"))
    )
    found = template_rows(moved, plan)
    assert {row: (one.item_id, one.fits) for row, one in found.items()} == {
        40: ("4-2-1-K1", True),
        9: ("4-2-1", True),
    }


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (row_id("fy2021", "4-2-1-K1").replace("K1", "K2"), "filled down from the row above"),
        (row_id("fy2020", "4-2-1-K1"), "from last year's form"),
        (row_id("fy2021", "4-9-9-K1"), "not in the plan"),
    ],
)
def test_an_id_whose_check_code_or_plan_is_another_does_not_fit(plan: Plan, written: str, why: str) -> None:
    found = template_rows(sheet_of((7, 1, written)), plan)
    assert found[7].fits is False, why


def test_a_row_that_carries_two_ids_fits_neither(plan: Plan) -> None:
    pasted = sheet_of((7, 1, row_id("fy2021", "4-2-1-K1")), (7, 2, row_id("fy2021", "4-2-2-K1")))
    assert template_rows(pasted, plan)[7].fits is False


def test_a_sheet_without_ids_is_no_template(plan: Plan) -> None:
    assert template_rows(sheet_of((1, 1, "4-2-1-K1"), (2, 1, "A|B"), (3, 1, "企業面談")), plan) == {}


def test_the_hidden_sheet_says_whom_and_which_month_the_form_was_made_for() -> None:
    meta = sheet_of((1, 1, "body=bc"), (2, 1, "month=2021-11"), (3, 1, "plan=fy2021"), name="_meta")
    assert template_facts(Grid("xlsx", (meta,))) == TemplateFacts("bc", Month(2021, 11), "fy2021")
    assert template_facts(Grid("xlsx", (sheet_of((1, 1, "body")),))) is None


def test_what_a_return_copy_added_is_gone_from_the_grid_and_the_senders_own_words_stay() -> None:
    ours = sheet_of((1, 1, RETURN_LIST_MARK), (5, 2, "企業面談は12件とご記入ください"), name="確認事項")
    theirs = sheet_of((3, 4, "12"), comment="速報値です\n【確認事項】「12」は先月より少ない数です。\n確認済みです")
    only_ours = sheet_of((9, 9, ""), comment="【確認事項】数値がありません。")
    plain = without_own_marks(Grid("xlsx", (theirs, only_ours, ours)))
    assert [sheet.name for sheet in plain.sheets] == ["進捗報告", "進捗報告"]
    assert plain.sheets[0].cells[3, 4].comment == "速報値です\n確認済みです"
    assert plain.sheets[1].cells == {}
    assert is_return_list(ours)
    assert not is_return_list(theirs)
