import shutil

import pytest

from sources.plan_files import plan_folder


@pytest.fixture
def plans(nothing_set, tmp_path):
    shutil.copytree(plan_folder("fy2021"), tmp_path / "plans" / "fy2021")
    nothing_set.setenv("AYUMI_PLANS", str(tmp_path / "plans"))
    return tmp_path / "plans"


def test_a_draft_says_what_is_left_to_fill_in_and_the_check_says_the_same_places(plans, run_here):
    code, said = run_here("plan", "new", "fy2022", "--from", "fy2021")
    assert code == 1
    assert "measures.csv, row 26, 4-2-1-K1: fill in the target (last year 30 件)" in said
    note = (plans / "fy2022" / "to-fill.txt").read_text(encoding="utf-8-sig")
    assert "4-2-1-K1: 目標値を記入してください（前年度は 30件）" in note
    code, said = run_here("plan", "check", "--plan", "fy2022")
    assert code == 3
    assert "measures.csv, row 26, 4-2-1-K1" in said


def test_a_plan_that_is_there_is_never_written_over(plans, run_here):
    run_here("plan", "new", "fy2022", "--from", "fy2021")
    before = {file.name: file.read_bytes() for file in (plans / "fy2022").iterdir()}
    code, said = run_here("plan", "new", "fy2022", "--from", "fy2021")
    assert (code, "There is a plan fy2022 already" in said) == (2, True)
    assert {file.name: file.read_bytes() for file in (plans / "fy2022").iterdir()} == before


@pytest.mark.parametrize(
    ("plan_id", "said_why"),
    [("fy2023", "is the plan of fiscal 2022"), ("../away", "can not be a plan's id")],
)
def test_an_id_that_would_mislead_or_leave_the_folder_is_refused(plans, run_here, plan_id, said_why):
    code, said = run_here("plan", "new", plan_id, "--from", "fy2021")
    assert code == 2
    assert said_why in said
    assert [path.name for path in plans.iterdir()] == ["fy2021"]


def test_a_plan_that_is_not_sound_is_not_carried_on(plans, run_here):
    (plans / "fy2021" / "dates.csv").unlink()
    code, said = run_here("plan", "new", "fy2022", "--from", "fy2021")
    assert code == 3
    assert "dates.csv is missing" in said
