"""The way from one year's plan to the next: the one that ships, and each mistake by file and row."""

import shutil
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from sources.bodies import BODIES_FOLDER, check_bodies, load_bodies
from sources.errors import InputRefused
from sources.plan import Change, Level, MeasureKind, MeasureType, Plan
from sources.plan_files import check_plan, load_plan, plan_folder

Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def next_plan() -> Plan:
    return load_plan(plan_folder("fy2022"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the later plan's folder, the earlier one beside it."""
    for year in ("fy2021", "fy2022"):
        shutil.copytree(plan_folder(year), tmp_path / year)
    return tmp_path / "fy2022"


def problems(folder: Path) -> list[str]:
    return [problem.english() for problem in check_plan(folder)]


def test_the_plan_of_2022_is_sound_and_its_bodies_fit_it(next_plan: Plan):
    assert check_plan(plan_folder("fy2022")) == ()
    assert check_bodies(load_bodies(BODIES_FOLDER), next_plan) == ()
    assert (next_plan.fiscal_year, next_plan.follows, len(next_plan.notes)) == (2022, "fy2021", 23)


def test_no_target_of_2022_is_invented(plan: Plan, next_plan: Plan):
    """The text names a number for 2022 once: two ILC lectures. Goals of the phase keep theirs."""
    targets = {measure.measure_id: measure.target for measure in next_plan.measures if measure.target is not None}
    assert targets.pop("4-1-1-A1") == 2
    assert targets == {"5-P1": Decimal(300_000_000), "6-P1": Decimal(4)}
    for goal in (measure for measure in plan.measures if measure.kind is MeasureKind.PHASE_GOAL):
        assert next_plan.measure[goal.measure_id] == goal


def test_every_initiative_and_measure_of_2021_is_said_to_have_gone_somewhere(plan: Plan, next_plan: Plan):
    ways = Counter(crossing.from_id for crossing in next_plan.crosswalk)
    assert set(ways) == {node.id for node in plan.at_level(Level.INITIATIVE)} | set(plan.measure)
    assert {crossing.change for crossing in next_plan.crosswalk} == set(Change)
    assert all(crossing.reason for crossing in next_plan.crosswalk if crossing.change is not Change.KEPT)


def test_the_directions_of_both_years_agree(plan: Plan, next_plan: Plan):
    assert {note.initiative_id: note.this_year for note in next_plan.notes} == {
        note.initiative_id: note.next_year for note in plan.notes
    }


def test_what_only_the_directions_name_is_a_goal_without_numbers(next_plan: Plan):
    led_to = {crossing.to_id for crossing in next_plan.crosswalk}
    new = {measure.measure_id: measure.type for measure in next_plan.measures if measure.measure_id not in led_to}
    assert new == dict.fromkeys(["5-1-1-G1", "7-1-1-G2", "7-1-2-G1", "7-2-1-G1"], MeasureType.QUALITATIVE)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        (
            "crosswalk.csv",
            ("\n6-1-2-G1,6-1-2-G1,kept,", "\n6-1-2-G9,6-1-2-G1,kept,"),
            "'6-1-2-G9' is not in the plan",
        ),
        (
            "crosswalk.csv",
            ("\n6-1-2-G1,6-1-2-G1,kept,", "\n6-1-2-G9,6-1-2-G1,kept,"),
            "'6-1-2-G1' of the plan fy2021",
        ),
        (
            "crosswalk.csv",
            ("6-1-2-G1,6-1-2-G1,kept", "6-1-2-G1,6-1-2-G9,kept"),
            "to_id '6-1-2-G9' is not in this plan.",
        ),
        ("crosswalk.csv", ("6-1-2-G1,6-1-2-G1,kept", "6-1-2-G1,6-1-2-G1,ended"), "what has ended, and it alone"),
        ("crosswalk.csv", ("6-1-2-G1,6-1-2-G1,kept", "6-1-2-G1,,kept"), "what has ended, and it alone"),
        ("crosswalk.csv", ("6-1-2-G1,6-1-2-G1,kept", "6-1-2-G1,5-2-1-G1,kept"), "another level, type or unit"),
        ("crosswalk.csv", ("6-1-2-G1,6-1-2-G1,kept", "6-1-2-G1,6-1-2,kept"), "another level, type or unit"),
        ("crosswalk.csv", ("6-1-2-G1,6-1-2-G1,kept", "6-1-2-G1,6-1-2-G1,renamed"), "it is kept, not renamed"),
        ("crosswalk.csv", ("1-2-1-A1,1-2-1-A1,renamed", "1-2-1-A1,1-2-1-A1,kept"), "it is renamed, not kept"),
        ("crosswalk.csv", ("2022年度の方向性に施策案の提案がない", ""), "say the reason of the change"),
        (
            "crosswalk.csv",
            ("6-1-2-G1,6-1-2-G1,kept,", "6-1-2-G1,6-1-2-G1,kept,0.5"),
            "only what is split has a share",
        ),
        ("crosswalk.csv", ("6-1-2-G1,6-1-2-G1,kept", "6-1-2-K1,6-1-2-G1,kept"), "what is split, and it alone"),
        ("crosswalk.csv", ("7-2-1,7-1-1,split,", "7-2-1,7-1-1,split,0.5"), "the shares of a split add up to 1"),
        (
            "crosswalk.csv",
            ("5-1-1-G2,4-3-1-G1,merged", "5-1-1-G2,4-3-1-G1,renamed"),
            "what is merged, and it alone",
        ),
        ("crosswalk.csv", ("6-1-2-G1,6-1-2-G1,kept", "6-1-2-G1,6-1-2-G1,moved"), "'moved' is not known."),
        (
            "plan.toml",
            ('follows = "fy2021"', 'follows = "fy2020"'),
            "follows 'fy2020', which is no plan of an earlier",
        ),
        (
            "plan.toml",
            ('follows = "fy2021"', 'follows = "fy2022"'),
            "follows 'fy2022', which is no plan of an earlier",
        ),
        ("plan.toml", ('follows = "fy2021"', ""), "crosswalk.csv leads from no plan."),
    ],
)
def test_each_mistake_of_the_way_is_named(folder: Path, edit: Edit, file, change, said):
    edit(file, *change)
    assert [problem for problem in problems(folder) if said in problem], problems(folder)


def test_a_plan_that_follows_an_unsound_one_is_refused_with_the_reason(folder: Path):
    measures = folder.parent / "fy2021" / "measures.csv"
    measures.write_bytes(
        measures.read_bytes().replace("企業面談,numeric,30,件".encode(), "企業面談,numeric,30,".encode())
    )
    with pytest.raises(InputRefused, match=r"fy2021, which this one follows, is not sound.*4-2-1-K1"):
        load_plan(folder)


def test_totals_of_years_without_submissions_are_read(folder: Path):
    (folder / "earlier_totals.csv").write_text(
        "measure_id,fiscal_year,value,source\n5-2-1-G1,2020,120000000,2020年度事業報告\n", encoding="utf-8"
    )
    assert [(total.measure_id, total.fiscal_year, total.value) for total in load_plan(folder).earlier_totals] == [
        ("5-2-1-G1", 2020, Decimal(120_000_000))
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("5-2-9-G1,2020,1,報告", "'5-2-9-G1' is not a measure in numbers"),
        ("4-1-1-G1,2020,1,報告", "'4-1-1-G1' is not a measure in numbers"),
        ("5-2-1-G1,2022,1,報告", "fiscal year 2022 is not before 2022"),
        ("5-2-1-G1,令和2,1,報告", "'令和2' is not a fiscal year"),
        ("5-2-1-G1,2020,,報告", "column 'value' is blank"),
        ("5-2-1-G1,2020,1,", "column 'source' is blank"),
        ("5-2-1-G1,2020,1,報告\n5-2-1-G1,2020,2,報告", "2020 stands there twice"),
    ],
)
def test_each_mistake_of_earlier_totals_is_named(folder: Path, row, said):
    content = f"measure_id,fiscal_year,value,source\n{row}\n"
    (folder / "earlier_totals.csv").write_text(content, encoding="utf-8")
    assert [problem for problem in problems(folder) if said in problem], problems(folder)
