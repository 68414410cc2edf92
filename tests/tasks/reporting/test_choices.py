"""The appendix that tells how each measure is counted, as declared."""

from tasks.reporting.board import build_board_report
from tasks.reporting.strategy import build_strategy_report


def test_every_measure_of_the_plan_is_in_the_boards_appendix_once(october, plan):
    listed = [row.measure_id for group in build_board_report(october.material()).choices for row in group.rows]
    assert sorted(listed) == sorted(measure.measure_id for measure in plan.measures)


def test_a_measure_tells_how_it_is_counted_and_by_when_what_is_expected(october):
    report = build_strategy_report(october.material(), "S1")
    rows = {row.measure_id: row for group in report.choices for row in group.rows}
    scheduled, half = rows["1-2-1-A1"], rows["2-1-1-A1"]
    assert scheduled.target == "2回以上"
    assert scheduled.counted == (
        "各月の値を合計　日程による（2021年4月21日 1回、2021年11月17日 2回）　一つの機関の値"
    )
    assert half.counted == "各月の値を合計　9月30日までに半分　一つの機関の値"
    assert rows["1-1-1-G1"].counted == "提出機関の自己評価"
    assert "1-P1" in rows
