"""Roll-ups count; they never average."""

from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.attainment import WHOLE_PLAN, MeasureAttainment, Rating, ReportState, RollUp
from sources.month import Month
from sources.plan import Level, Measure, Node, Plan, Scope
from sources.plan_files import PLANS_FOLDER, load_plan
from tasks.attainment.rollup import roll_ups

PLAN = load_plan(PLANS_FOLDER / "fy2021")


def at(measure_id: str, state: ReportState, rating: Rating) -> MeasureAttainment:
    blank = {field.name: None for field in fields(MeasureAttainment) if field.default is not None}
    return MeasureAttainment(
        **{**blank, "measure_id": measure_id, "month": Month(2021, 10), "state": state, "rating": rating}
    )


whole_plans = st.tuples(
    *(
        st.builds(at, st.just(measure.measure_id), st.sampled_from(ReportState), st.sampled_from(Rating))
        for measure in PLAN.measures
    )
)


@settings(max_examples=25, deadline=None)
@given(whole_plans)
def test_counts_and_states_of_every_roll_up_add_up_to_its_denominator(measures):
    for each in roll_ups(PLAN, measures):
        assert sum(count for _, count in each.counts) == each.total
        assert sum(count for _, count in each.worst_case) == each.total
        assert each.reported + each.overdue + each.not_due == each.expected
        assert each.expected + each.nothing_to_report + each.ended == each.total


@settings(max_examples=25, deadline=None)
@given(whole_plans)
def test_parts_add_up_to_the_whole(measures):
    by_id = {each.node_id: each for each in roll_ups(PLAN, measures)}
    for level in (Level.STRATEGY, Level.ITEM, Level.ACTION_PLAN, Level.INITIATIVE):
        nodes = [by_id[node.id] for node in PLAN.at_level(level)]
        assert sum(node.total for node in nodes) == by_id[WHOLE_PLAN].total
        for rating in Rating:
            whole = dict(by_id[WHOLE_PLAN].counts)[rating]
            assert sum(dict(node.counts)[rating] for node in nodes) == whole


@settings(max_examples=25, deadline=None)
@given(whole_plans)
def test_worst_case_is_never_better_than_what_is_known(measures):
    for each in roll_ups(PLAN, measures):
        assert dict(each.worst_case)[Rating.POOR] >= dict(each.counts)[Rating.POOR]


def roll_up_of(plan: Plan, *measures: MeasureAttainment) -> RollUp:
    return next(each for each in roll_ups(plan, measures) if each.node_id == WHOLE_PLAN)


def test_coverage_is_counted_beside_the_ratings(a_plan, a_measure):
    states = [ReportState.REPORTED, ReportState.OVERDUE, ReportState.NOT_DUE, ReportState.NOT_APPLICABLE]
    plan = a_plan(*(a_measure(state.value) for state in states))
    rolled = roll_up_of(plan, *(at(s.value, s, Rating.GOOD if s is states[0] else Rating.NONE) for s in states))
    assert (rolled.total, rolled.expected, rolled.reported, rolled.overdue) == (3, 3, 1, 1)
    assert rolled.not_applicable == 1
    assert dict(rolled.counts) == {**dict.fromkeys(Rating, 0), Rating.GOOD: 1, Rating.NONE: 2}
    assert dict(rolled.worst_case) == {**dict.fromkeys(Rating, 0), Rating.GOOD: 1, Rating.POOR: 2}


def test_missing_number_without_a_target_could_not_be_rated_and_is_not_the_worst_case(a_plan, a_measure):
    plan = a_plan(a_measure(target=None, comparator=None))
    rolled = roll_up_of(plan, at("1-1-1-K1", ReportState.OVERDUE, Rating.NONE))
    assert dict(rolled.worst_case)[Rating.NONE] == 1


def test_phase_goals_are_not_counted_among_the_years_measures(a_plan, a_measure):
    phase: Measure = a_measure("1-P1", parent_id="1", scope=Scope.PHASE)
    rolled = roll_up_of(a_plan(phase), at("1-P1", ReportState.REPORTED, Rating.MET))
    assert (rolled.total, rolled.reported) == (0, 0)


def test_a_measure_counts_at_its_node_and_at_every_node_above(a_plan, a_measure):
    plan = a_plan(a_measure(), a_measure("1-1-2-K1", parent_id="1-1-2"))
    found = roll_ups(plan, [at(each.measure_id, ReportState.REPORTED, Rating.MET) for each in plan.measures])
    totals = {each.node_id: each.total for each in found}
    nodes: tuple[Node, ...] = plan.nodes
    assert [totals[node.id] for node in nodes] == [2, 2, 2, 1, 1]
    assert (totals["成功事例創出"], totals["提言・要望"], totals[WHOLE_PLAN]) == (2, 0, 2)
