"""What one body reads of itself."""

from dataclasses import replace

from sources.messages import text
from sources.submission import Finding, FindingKind, Place, Severity
from tasks.reporting.committee import build_committee_report
from tasks.reporting.model.committee import CommitteeReport
from tasks.reporting.reports import build_reports


def measures_of(report: CommitteeReport) -> list[str]:
    return [
        row.measure_id
        for group in report.groups
        for initiative in group.initiatives
        for row in initiative.measures
    ]


def test_every_body_that_reports_has_a_report_and_no_other(october):
    made = {report.cover.file_stem for report in build_reports(october.material())}
    bodies = october.material().bodies
    assert {stem for stem in made if stem.startswith("committees/")} == {
        f"committees/{body.body_id}" for body in bodies if body.reports
    }
    assert "committees/rijikai" not in made


def test_a_body_sees_the_measures_that_it_owes_and_no_others(october, plan):
    report = build_committee_report(october.material(), "phosic")
    assert measures_of(report) == ["4-2-1-G1"]
    report = build_committee_report(october.material(), "dual")
    assert measures_of(report) == [
        m.measure_id for m in plan.measures if m.parent_id in ("3-1-1", "3-1-2", "3-1-3")
    ]


def test_a_body_reads_its_own_words_and_not_those_of_others(october):
    report = build_committee_report(october.material(), "phosic")
    assert [entry for group in report.groups for block in group.initiatives for entry in block.statuses] == []
    report = build_committee_report(october.material(), "bc")
    told = {entry.body for group in report.groups for block in group.initiatives for entry in block.statuses}
    assert told == {"東経連ビジネスセンター"}


def test_a_body_reads_when_its_reports_are_due_and_what_came(october):
    report = build_committee_report(october.material(), "export")
    assert [(line.month, line.due) for line in report.due] == [
        ("2021年10月", "2021年11月12日"),
        ("2021年11月", "2021年12月12日"),
    ]
    this_month = build_committee_report(october.material(), "bc").due[0]
    assert this_month.came == ("2021-10/東経連BC_進捗報告_2021年10月.xlsx（2021年11月4日受領）",)


def test_a_body_that_sent_nothing_in_time_is_asked_for_it(october):
    assert build_committee_report(october.material(), "senryaku").due[0].alarming
    october.overdue = set()
    assert not build_committee_report(october.material(), "senryaku").due[0].alarming


def test_a_body_is_told_what_to_write_for_its_own_findings_alone(october):
    other = Finding(
        FindingKind.PASSWORD, Severity.ERROR, "ilc", Place("2021-10/ILC.xlsx"), text("The file needs a password.")
    )
    october.findings.append(other)
    rows = build_committee_report(october.material(), "bc").to_do
    assert [row.tone for row in rows] == ["error", "warning"]
    assert "集計中" in rows[1].message
    assert [row.file for row in build_committee_report(october.material(), "ilc").to_do] == ["2021-10/ILC.xlsx"]


def test_what_is_missing_is_listed_with_the_last_value_known(october):
    missing = {line.label: line for line in build_committee_report(october.material(), "bc").missing}
    sales = missing["5-2-1 マーケティング・成長戦略支援事業による売上増"]
    assert sales.words == "集計できる値なし　最終値 9,500万円（9月）"
    assert sales.alarming
    assert "6-1-2 企業のチャレンジによる新たな価値を創生する場づくり" in missing


def test_a_body_with_everything_in_place_misses_nothing(october):
    material = october.material()
    readings = tuple(replace(reading, findings=()) for reading in material.readings)
    report = build_committee_report(replace(material, readings=readings), "kasseiken")
    assert report.missing == ()
    assert report.to_do == ()
