"""A month's file is held against how the same body's last one was laid out, from what the ledger remembers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from flows.intake.ingest import check_and_record
from sources.month import Month
from sources.plan_files import load_plan, plan_folder
from sources.submission import ColumnPrint, FindingKind, LayoutPrint, Reading, SheetPrint, Submission, TablePrint
from tasks.ledger.ledger import Ledger

SEPTEMBER, OCTOBER = Month(2021, 9), Month(2021, 10)


def reading_of(month: Month, *headings: str, body: str = "bc") -> Reading:
    columns = tuple(ColumnPrint(at, heading, "") for at, heading in enumerate(headings))
    layout = LayoutPrint((SheetPrint("報告", (TablePrint(1, 0, columns),)),))
    submission = Submission(
        f"{month}/{body}.xlsx", f"{month}{body}".ljust(64, "0"), body, date(2021, 11, 8), month
    )
    return Reading(submission, month, layout=layout)


def test_a_column_that_was_there_last_month_is_missed(tmp_path: Path) -> None:
    plan = load_plan(plan_folder("fy2021"))
    september = reading_of(SEPTEMBER, "指標", "目標", "実績")
    october = reading_of(OCTOBER, "指標", "実績")
    other = replace(
        reading_of(OCTOBER, "指標"), submission=replace(october.submission, body_id="ilc", file="i.xlsx")
    )
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        check_and_record(ledger, plan, [october, september, other])
        known = ledger.readings(plan.plan_id, up_to=OCTOBER)
        check_and_record(ledger, plan, [october, september, other])
        again = ledger.readings(plan.plan_id, up_to=OCTOBER)
    found = {(one.submission.file, finding.kind) for one in known for finding in one.findings}
    assert found == {("2021-10/bc.xlsx", FindingKind.LAYOUT_CHANGED)}
    assert again == known, "a second run finds the same"
