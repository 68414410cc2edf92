"""A plan that follows another adds its phase goals up over both, from what the ledger holds of each."""

import csv
from pathlib import Path
from shutil import copytree

from sources.plan_files import PLANS_FOLDER


def put(folder: Path, month: str, figure: str) -> None:
    year, number = month.split("-")
    lines = [
        f"進捗報告（{year}年{int(number)}月末現在）",
        "具体的な取り組み,指標,実績（4月からの累計）,単位",
        f"企業のチャレンジによる新たな価値を創生する場づくり,「東北産学官金サロン」でのマッチング成立,{figure},件",
    ]
    path = folder / month / "東経連BC_進捗.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


def test_phase_goal_adds_up_the_years_before_from_the_ledger_and_the_plans_own_list(
    inbox, run_here, nothing_set, tmp_path
):
    """6-P1: none in 2020 by the office's own list, 3 by March 2022 under one plan, 1 by May under the next."""
    for plan in ("fy2021", "fy2022"):
        copytree(PLANS_FOLDER / plan, tmp_path / "plans" / plan)
    totals = "measure_id,fiscal_year,value,source\n6-1-2-G1,2020,0,2020年度事業報告\n"
    (tmp_path / "plans" / "fy2021" / "earlier_totals.csv").write_text(totals, encoding="utf-8")
    nothing_set.setenv("AYUMI_PLANS", str(tmp_path / "plans"))
    put(inbox.folder, "2022-03", "3")
    run_here("run", "2022-03", "--mail", "none")
    put(inbox.folder, "2022-05", "1")
    run_here("run", "2022-05", "--mail", "none", "--plan", "fy2022")
    with (tmp_path / "output" / "2022-05" / "data" / "attainment.csv").open(encoding="utf-8-sig") as file:
        rows = {row["measure_id"]: row for row in csv.DictReader(file)}
    assert (rows["6-1-2-G1"]["actual"], rows["6-1-2-G1"]["target"]) == ("1", "")
    assert (rows["6-P1"]["actual"], rows["6-P1"]["attainment"], rows["6-P1"]["rating"]) == ("4", "1.0000", "◎")
    _, said = run_here("attainment", "2022-05", "--plan", "fy2022", "--profile", "osaka-library-2013")
    assert "6-P1\t東北産学官金サロン マッチング件数\t4 件\t4 件\t1.0000" in said
