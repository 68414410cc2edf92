"""The plan that ships: as many of each thing as the federation's text has, with its own targets and dates."""

from collections import Counter
from datetime import date
from decimal import Decimal

from sources.bodies import BODIES_FOLDER, check_bodies, load_bodies
from sources.plan import Accumulation, Function, Level, MeasureKind, MeasureType, Plan, Scope, TrajectoryKind


def test_the_plan_has_every_level_and_measure_of_the_text(plan: Plan):
    assert Counter(node.level for node in plan.nodes) == {
        Level.STRATEGY: 3,
        Level.ITEM: 9,
        Level.ACTION_PLAN: 17,
        Level.INITIATIVE: 23,
    }
    assert len(plan.measures) == 52
    assert len(plan.notes) == 23
    assert {note.initiative_id for note in plan.notes} == {node.id for node in plan.at_level(Level.INITIATIVE)}


def test_targets_are_those_of_the_text(plan: Plan):
    assert (plan.measure["4-2-1-K1"].target, plan.measure["4-2-1-K1"].unit) == (Decimal(30), "件")
    assert (plan.measure["5-2-1-G1"].target, plan.measure["5-2-1-G1"].unit) == (Decimal(300_000_000), "円")
    assert (plan.measure["5-1-2-K1"].target, plan.measure["5-1-2-K1"].unit) == (Decimal(4), "社")
    assert (plan.measure["8-1-1-K2"].target, plan.measure["8-1-1-K2"].unit) == (Decimal(10), "社")


def test_a_stock_to_be_built_up_has_no_target(plan: Plan):
    members = plan.measure["4-2-1-G1"]
    assert (members.accumulation, members.target, members.unit) == (Accumulation.STOCK, None, "社")


def test_the_strategy_conferences_are_expected_on_their_two_days(plan: Plan):
    trajectory = plan.measure["1-2-1-A1"].trajectory
    assert trajectory.kind is TrajectoryKind.SCHEDULE
    assert trajectory.steps == ((date(2021, 4, 21), Decimal(1)), (date(2021, 11, 17), Decimal(2)))


def test_phase_goals_lead_to_the_measures_whose_years_add_up(plan: Plan):
    phase_goals = [measure for measure in plan.measures if measure.kind is MeasureKind.PHASE_GOAL]
    assert len(phase_goals) == 12
    assert {goal.scope for goal in phase_goals} == {Scope.PHASE}
    assert {goal.measure_id: goal.phase_of for goal in phase_goals if goal.phase_of} == {
        "5-P1": "5-2-1-G1",
        "6-P1": "6-1-2-G1",
    }
    assert (plan.phase_first_year, plan.phase_last_year) == (2020, 2022)


def test_milestones_without_a_day_in_the_text_are_due_when_their_years_end(plan: Plan):
    due = {measure.measure_id: measure.due for measure in plan.measures if measure.type is MeasureType.MILESTONE}
    assert due.pop("4-P1") == date(2023, 3, 31)
    assert set(due.values()) == {date(2022, 3, 31)}
    assert set(due) == {"4-1-1-G1", "4-3-1-G1", "4-3-1-K1", "5-1-1-G2", "7-1-2-G1", "7-2-1-G1"}


def test_every_date_the_text_names_is_there(plan: Plan):
    named = [(day.initiative_id, day.when) for day in plan.dates]
    assert named == [
        ("1-2-1", "4/21"),
        ("1-2-1", "11/17"),
        ("2-1-1", "年2回"),
        ("3-1-1", "上期"),
        ("3-1-1", "下期"),
        ("3-1-2", "上期"),
        ("3-1-2", "下期"),
        ("3-1-3", "上期"),
        ("3-1-3", "下期"),
        ("4-1-1", "年2回"),
        ("5-1-1", "年2回"),
        ("5-1-1", "年1回"),
        ("7-1-2", "2021年秋頃"),
        ("7-2-1", "2021年7月"),
        ("7-2-1", "2021年8月"),
    ]


def test_functions_and_new_marks_are_carried(plan: Plan):
    notes = {note.initiative_id: note.functions for note in plan.notes}
    assert notes["3-1-2"] == (Function.ISSUES, Function.SHARING, Function.PROPOSALS)
    assert notes["6-2-1"] == (Function.SHARING, Function.SUCCESS, Function.PROPOSALS)
    assert [node.id for node in plan.nodes if node.new] == ["3", "3-1", "6-2", "7-1"]


def test_section_four_is_kept_as_activities(plan: Plan):
    assert {activity.section for activity in plan.activities} == {
        "委員会活動",
        "交流活動",
        "調査・情報提供活動",
        "政策提言活動",
    }


def test_the_bodies_that_ship_fit_the_plan_and_leave_no_measure_without_a_reporter(plan: Plan):
    bodies = load_bodies(BODIES_FOLDER)
    assert check_bodies(bodies, plan) == ()
    assert len([body for body in bodies if body.reports]) == 10
    assert [body.body_id for body in bodies if "board" in body.receives] == ["rijikai"]


def test_every_address_that_ships_is_an_example(plan: Plan):
    addresses = [recipient.address for body in load_bodies(BODIES_FOLDER) for recipient in body.recipients]
    assert addresses
    assert all(address.endswith("@example.jp") for address in addresses)


def test_no_other_name_of_a_measure_is_the_statement_of_another(plan: Plan):
    statements = {measure.statement for measure in plan.measures}
    assert [alias for measure in plan.measures for alias in measure.aliases if alias in statements] == []
