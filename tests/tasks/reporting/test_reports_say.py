"""What the finished reports say, before any of it is printed."""

from dataclasses import replace
from datetime import date

import pytest

from sources.attainment import Rating
from sources.month import Month
from sources.plan_files import plan_folder
from sources.ratings import load_profile
from tasks.reporting.board import build_board_report
from tasks.reporting.material import Stamp
from tasks.reporting.model.initiatives import MeasureRow
from tasks.reporting.model.proof import SourceFile
from tasks.reporting.model.strategy import StrategyReport
from tasks.reporting.strategy import build_strategy_report

NARRATED = ("4-1-1", "4-2-1", "4-2-2", "4-3-1", "5-1-1", "5-1-2", "5-2-1", "6-1-1", "6-2-1")
PROFILES = sorted(path.stem for path in (plan_folder("fy2021") / "ratings").glob("*.toml"))


def cells_of(report: StrategyReport) -> dict[int, tuple[str, str, str, SourceFile]]:
    """Return file, sheet, cell and the file's line by source number."""
    return {
        cell.number: (file.file, sheet.sheet, cell.cell, file)
        for file in report.sources
        for sheet in file.sheets
        for cell in sheet.cells
    }


def row_of(report: StrategyReport, measure_id: str) -> MeasureRow:
    rows = (
        row
        for item in report.items
        for plan in item.action_plans
        for initiative in plan.initiatives
        for row in (*item.phase_goals, *initiative.measures)
    )
    return next(row for row in rows if row.measure_id == measure_id)


def test_a_measure_tells_actual_target_attainment_and_pace(october):
    row = row_of(build_strategy_report(october.material(), "S2"), "4-2-1-K1")
    assert (row.actual, row.target, row.attainment, row.pace) == ("17件", "30件", "56.7%", "97.1%")
    assert row.last_month == "前月 14件"
    assert row.mark.symbol == "○"


def test_a_month_without_a_value_shows_the_last_one_with_its_month_and_never_zero(october):
    row = row_of(build_strategy_report(october.material(), "S2"), "6-1-1-G1")
    assert row.actual == "－"
    assert row.actual_note == "最終値 1件（9月）"
    assert row.attainment == row.pace == "－"
    assert row.bullet is not None
    assert row.bullet.actual is None


def test_a_written_zero_is_shown_as_zero(october):
    row = row_of(build_strategy_report(october.material(), "S2"), "5-1-2-G1")
    assert row.actual == "0件"
    assert row.pace == "0.0%"


def test_a_value_set_aside_is_shown_with_its_place_and_alarms(october):
    report = build_strategy_report(october.material(), "S2")
    row = row_of(report, "5-2-1-G1")
    note = next(note for note in row.notes if note.tone == "quarantined")
    assert "950百万円" in note.words
    assert row.alarming
    cell = october.place("5-2-1-G1").cell
    assert cell in {cells_of(report)[number][2] for number in note.sources}


def test_a_milestone_tells_when_it_was_reached(october):
    row = row_of(build_strategy_report(october.material(), "S2"), "4-3-1-K1")
    assert (row.actual, row.actual_on) == ("達成", "2021年10月5日")
    assert row.timeline is not None
    assert row.timeline.reached is not None


def test_every_number_leads_to_a_listed_source_with_file_sheet_cell_and_day(october):
    report = build_strategy_report(october.material(), "S2")
    listed = cells_of(report)
    assert sorted(listed) == list(range(1, len(listed) + 1))
    name, sheet, cell, file = listed[row_of(report, "4-2-1-K1").sources[0]]
    place = october.place("4-2-1-K1")
    assert (name, sheet, cell) == (place.source_file, place.sheet, place.cell)
    assert (file.received, file.body) == ("2021年11月4日", "東経連ビジネスセンター")


def test_a_file_is_listed_once_however_many_of_its_cells_are_cited(october):
    report = build_board_report(october.material())
    files = [file.file for file in report.sources]
    assert len(files) == len(set(files)) < len(cells_of(report))


def test_the_first_page_tells_what_rose_what_fell_and_what_needs_attention(october):
    report = build_strategy_report(october.material(), "S2")
    better, worse = report.changes
    assert any(line.label.startswith("4-2-2 企業プレゼン") for line in better.headlines)
    assert [(line.before.symbol, line.mark.symbol) for line in worse.headlines] == [("○", "△")]
    assert report.attention.headlines[0].mark.symbol == "×"


def test_a_headline_list_says_how_many_it_leaves_out(october):
    better = build_strategy_report(october.material(), "S2").changes[0]
    assert better.more.startswith("ほか")


def test_without_ratings_last_month_the_report_says_that_it_can_not_compare(october):
    material = october.material()
    unrated = tuple(replace(measure, rating=Rating.NONE) for measure in material.attainment.previous)
    report = build_strategy_report(
        replace(material, attainment=replace(material.attainment, previous=unrated)), "S2"
    )
    assert {summary.empty for summary in report.changes} == {"前月の評価がないため、比べられません。"}


def test_a_strategy_report_holds_the_findings_of_its_own_measures_alone(october):
    assert len(build_strategy_report(october.material(), "S2").findings) == 2
    assert build_strategy_report(october.material(), "S3").findings == ()


def test_the_gravest_finding_comes_first(october):
    rows = build_board_report(october.material()).findings
    assert [row.tone for row in rows] == ["error", "warning"]


def test_a_body_s_own_mark_is_shown_in_its_own_words_too(october):
    report = build_strategy_report(october.material(), "S3")
    entry = next(
        entry
        for item in report.items
        for plan in item.action_plans
        for initiative in plan.initiatives
        for entry in initiative.statuses
        if initiative.number == "7-1-1"
    )
    assert (entry.symbol, entry.word, entry.as_written) == ("○", "順調", "計画どおり")
    assert entry.narrative == (october.narratives["7-1-1"],)


def test_the_board_sees_nine_items_over_twelve_months_and_blanks_where_nothing_is_known(october):
    report = build_board_report(october.material())
    items = [item for strategy in report.strategies for item in strategy.items]
    assert len(items) == 9
    assert all(len(item.heat) == 12 for item in items)
    known = [[cell.mark is not None for cell in item.heat] for item in items]
    assert known == [[False] * 5 + [True, True] + [False] * 5] * 9


def test_earlier_months_fill_the_heat_strip(october):
    material = october.material()
    august = replace(material.attainment, month=Month(2021, 8))
    report = build_board_report(replace(material, earlier=(august,)))
    assert report.strategies[0].items[0].heat[4].mark is not None


def test_a_month_in_which_nothing_is_rated_counts_nothing_and_differs_from_one_to_come(october):
    october.overdue = {measure.measure_id for measure in october.plan.measures}
    heat = build_board_report(october.material()).strategies[2].items[1].heat
    assert [(cell.mark, cell.count, cell.passed) for cell in heat[6:8]] == [(None, "", True), (None, "", False)]


def test_a_heat_cell_shows_the_lowest_rating_and_how_many_have_it(october):
    report = build_board_report(october.material())
    item5 = report.strategies[1].items[1]
    assert (item5.heat[6].mark.symbol, item5.heat[6].count) == ("×", "1")


def test_the_board_reads_every_measure_every_activity_and_every_phase_goal(october, plan):
    report = build_board_report(october.material())
    shown = [row.measure_id for group in report.measures for row in group.rows]
    assert sorted(shown) == sorted(measure.measure_id for measure in plan.measures)
    assert sum(len(group.activities) for group in report.activities) == len(plan.activities)
    assert len(report.phase_goals) == 12
    assert [line.name for line in report.functions] == ["課題把握", "共有・啓発", "成功事例創出", "提言・要望"]


def test_bodies_that_owe_overdue_measures_are_named_apart_by_whether_they_sent_anything(october):
    october.overdue = {"2-1-1-A1", "4-2-1-K1"}
    lines = {line.what: line.names for line in build_board_report(october.material()).overdue_bodies}
    names = {body.body_id: body.name for body in october.material().bodies}
    assert f"{names['bc']}（1）" in lines["一部未報告（指標数）"]
    assert f"{names['senryaku']}（1）" in lines["未提出（指標数）"]


def test_a_month_in_which_nobody_is_late_names_nobody(october):
    october.overdue = set()
    assert build_board_report(october.material()).overdue_bodies == ()


def test_a_report_says_which_edition_it_is_and_whether_it_is_a_draft(october):
    october.stamp = Stamp(2, october.stamp.created, draft=True)
    cover = build_strategy_report(october.material(), "S1").cover
    assert (cover.edition, cover.month) == ("第2版（案）", "2021年10月")
    assert cover.created == "2021-11-08T09:00:00+09:00"


def test_the_method_names_the_rating_profile_its_rules_and_its_source(october):
    material = october.material()
    words = "".join(part for piece in build_strategy_report(material, "S1").method for part in piece.words)
    assert material.profile.source in words
    assert "○ 進度90.0%以上" in words


def test_emoji_in_a_narrative_are_replaced_and_listed(october):
    october.narratives["4-2-1"] = "順調です😀"
    report = build_strategy_report(october.material(), "S2")
    assert "U+1F600 × 1" in report.unprintable


def test_an_english_report_has_english_fixed_text(october):
    report = build_strategy_report(october.material(), "S2", language="en")
    assert report.cover.month == "October 2021"
    assert report.attention.title == "Needs attention"


def test_a_source_that_no_reading_knows_is_still_listed(october):
    material = replace(october.material(), readings=())
    report = build_strategy_report(material, "S2")
    assert report.sources[0].received == "－"
    assert date(2021, 11, 4).isoformat() not in {source.received for source in report.sources}


@pytest.mark.parametrize("profile_id", PROFILES)
def test_a_report_explains_any_profile_and_heads_its_counts_with_the_profiles_own_words(october, profile_id: str):
    profile = load_profile(plan_folder("fy2021"), profile_id)
    report = build_strategy_report(replace(october.material(), profile=profile), "S2")
    told = "".join(words for part in report.method for words in part.words)
    assert profile.source in told
    assert all(line in told for line in profile.published)
    assert all(reason in told for reason in profile.unrated.values())
    words = {mark.symbol: mark.word for mark in report.legend}
    own = {rule.label for rule in profile.numeric if rule.rating is Rating.GOOD and rule.label}
    assert words["○"] == ("・".join(sorted(own)) if len(own) == 1 else words["○"])


def test_however_much_bodies_write_their_words_are_cut_so_that_a_strategy_has_one_page(october):
    october.narratives = dict.fromkeys(NARRATED, "長い報告が続く" * 40)
    long_page = build_board_report(october.material()).pages[1]
    briefs = {len(line.brief) for _, lines in long_page.items for line in lines if line.brief}
    assert briefs <= {26, 44}
    october.narratives = {"4-2-1": "長い報告が続く" * 40}
    short_page = build_board_report(october.material()).pages[1]
    assert max(len(line.brief) for _, lines in short_page.items for line in lines) == 64


def test_the_page_of_decision_names_fewer_headlines_where_they_take_more_lines(october):
    def headlines() -> int:
        return len(build_board_report(october.material()).risks.headlines)

    shorter = headlines()
    october.plan = october.plan.model_copy(
        update={
            "measures": tuple(
                measure.model_copy(update={"statement": measure.statement * 5})
                for measure in october.plan.measures
            )
        }
    )
    assert headlines() < shorter == 4
