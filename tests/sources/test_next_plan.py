"""The draft of next year's plan: years move, what is unknown is blank and asked for, and it can be finished."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from sources.next_plan import next_plan
from sources.plan import Change, Level
from sources.plan_files import check_plan, load_plan, plan_folder


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    shutil.copytree(plan_folder("fy2021"), tmp_path / "fy2021")
    return tmp_path


def drafted(plans: Path, before: str = "fy2021", plan_id: str = "fy2022") -> list[str]:
    """Write the draft, and return what is left to fill in."""
    draft = next_plan(plans / before, load_plan(plans / before))
    (plans / plan_id).mkdir()
    for name, data in draft.files.items():
        (plans / plan_id / name).write_bytes(data)
    return [line.english() for line in draft.to_fill]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def rewrite(path: Path, changed: list[dict[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(changed[0]))
    writer.writeheader()
    writer.writerows(changed)
    path.write_text(out.getvalue(), encoding="utf-8-sig")


def fill_in(folder: Path) -> None:
    """Fill in what the check asks for, as an operator would."""
    measures = rows(folder / "measures.csv")
    for row in measures:
        if row["comparator"] and not row["target"]:
            row["target"] = "7"
        if row["trajectory"].startswith("schedule"):
            row["trajectory"] = "schedule: 2022-05-10=7"
    rewrite(folder / "measures.csv", measures)
    dated = [row for row in rows(folder / "dates.csv") if row["starts"]]
    rewrite(folder / "dates.csv", dated)
    activities = rows(folder / "activities.csv")
    rewrite(folder / "activities.csv", [{**row, "this_year": "続ける。"} for row in activities])


def test_the_check_asks_for_each_blank_with_file_and_row_and_for_nothing_else(plans: Path):
    left = drafted(plans)
    problems = [problem.english() for problem in check_plan(plans / "fy2022")]

    def places(lines: list[str]) -> set[str]:
        return {",".join(line.split(",")[:2]).split(":")[0] for line in lines}

    asked = [line for line in left if "names a year or day" not in line]
    assert places(problems) == places(asked)
    assert (
        "measures.csv, row 26, 4-2-1-K1: fill in the target (last year 30 件), or clear the comparator too."
        in left
    )


def test_once_it_is_filled_in_the_plan_is_sound_and_follows_the_one_before(plans: Path):
    drafted(plans)
    fill_in(plans / "fy2022")
    assert check_plan(plans / "fy2022") == ()
    before, after = load_plan(plans / "fy2021"), load_plan(plans / "fy2022")
    assert (after.fiscal_year, after.follows, after.title) == (2022, "fy2021", "2022年度事業計画")
    assert (after.phase_title, after.phase_last_year) == (before.phase_title, 2022)
    assert {one.change for one in after.crosswalk} == {Change.KEPT}
    carried = {node.id for node in before.at_level(Level.INITIATIVE)} | set(before.measure)
    assert {one.from_id for one in after.crosswalk} == carried
    assert not any(node.new for node in after.nodes)


def test_no_target_or_day_of_last_year_stands_in_the_draft_but_the_phases_own(plans: Path):
    drafted(plans)
    for row in rows(plans / "fy2022" / "measures.csv"):
        if row["scope"] == "fiscal_year":
            assert row["target"] == ""
            assert row["due"] in ("", "2023-03-31")
            assert "2021" not in row["trajectory"]
    assert (
        next(row for row in rows(plans / "fy2022" / "measures.csv") if row["measure_id"] == "6-P1")["target"]
        == "4"
    )
    assert "2021-" not in (plans / "fy2022" / "dates.csv").read_text(encoding="utf-8-sig")


def test_after_a_phases_last_year_the_next_phase_begins_as_long_as_it_was_and_its_goals_are_asked_for(plans: Path):
    drafted(plans)
    fill_in(plans / "fy2022")
    left = drafted(plans, "fy2022", "fy2023")
    said = (plans / "fy2023" / "plan.toml").read_text(encoding="utf-8")
    assert 'phase_title = "第3期中期事業計画"' in said
    assert "phase_first_year = 2023\nphase_last_year = 2025" in said
    assert any("6-P1: fill in the target (last year 4 件)" in line for line in left)
    milestone = next(row for row in rows(plans / "fy2023" / "measures.csv") if row["measure_id"] == "4-P1")
    assert milestone["due"] == "2026-03-31"


def test_a_milestone_with_a_day_of_its_own_is_asked_for_by_the_check(plans: Path):
    measures = rows(plans / "fy2021" / "measures.csv")
    row = next(row for row in measures if row["measure_id"] == "4-3-1-K1")
    row["due"] = "2021-11-30"
    rewrite(plans / "fy2021" / "measures.csv", measures)
    left = drafted(plans)
    assert any("4-3-1-K1: fill in the due day (last year 2021-11-30)" in line for line in left)
    problems = [problem.english() for problem in check_plan(plans / "fy2022")]
    assert any("4-3-1-K1: a milestone needs a due day" in problem for problem in problems)


def test_a_draft_of_a_plan_that_excel_has_rewritten_has_its_ids_as_they_were(plans: Path):
    structure = plans / "fy2021" / "structure.csv"
    written = structure.read_text(encoding="utf-8-sig")
    structure.write_text(
        written.replace("\r\n1-1,", "\r\n1月1日,").replace("\n1-1,", "\n1月1日,"), encoding="cp932"
    )
    drafted(plans)
    assert "月" not in "".join(row["id"] for row in rows(plans / "fy2022" / "structure.csv"))


def test_a_measure_that_ended_stays_ended_and_is_told(plans: Path):
    measures = rows(plans / "fy2021" / "measures.csv")
    next(row for row in measures if row["measure_id"] == "4-2-1-K1")["ended_from"] = "2021-12"
    rewrite(plans / "fy2021" / "measures.csv", measures)
    assert any("4-2-1-K1: ended from 2021-12; it stays ended" in line for line in drafted(plans))
