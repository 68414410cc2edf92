"""The report of the board (理事会): one page of decision, a page per strategy, every measure, then the proof."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby

from sources.attainment import WHOLE_PLAN, ReportState
from sources.messages import Language, text
from sources.month import months_of_fiscal_year
from sources.plan import Function, Level, Measure, Node
from tasks.reporting.appendix import finding_rows, method
from tasks.reporting.brand import Brand, load_brand
from tasks.reporting.choices import choices
from tasks.reporting.context import Context
from tasks.reporting.corrections import corrections
from tasks.reporting.covers import cover
from tasks.reporting.decision import column_height, fitting, height_of_functions_and_overdue, height_of_goals
from tasks.reporting.finished import finished
from tasks.reporting.items import item_line
from tasks.reporting.material import Material
from tasks.reporting.measure_rows import is_phase_goal, measure_row
from tasks.reporting.model.board import BoardReport, MeasureGroup, StrategyLines
from tasks.reporting.model.initiatives import ActivityGroup
from tasks.reporting.model.standing import FunctionLine, OverdueLine
from tasks.reporting.strategy_page import strategy_page
from tasks.reporting.summaries import Summaries
from tasks.reporting.tallies import legend, measures_under, tally


def build_board_report(
    material: Material, *, language: Language = "ja", brand: Brand | None = None
) -> BoardReport:
    """Return the finished report of the board, every text ready to print."""
    context = Context.of(material, language, brand or load_brand())
    plan, words = context.plan, context.words
    strategies = plan.at_level(Level.STRATEGY)
    year = months_of_fiscal_year(plan.fiscal_year)
    summaries = Summaries.under(strategies, context)
    goals = [measure for measure in plan.measures if is_phase_goal(measure)]
    phase_goals = tuple(measure_row(measure, context) for measure in goals)
    lines = tuple(_lines(strategy, context) for strategy in strategies)
    functions, overdue = tuple(function_lines(context)), tuple(overdue_bodies(context))
    room = column_height(lines)
    achievements = fitting(summaries.achievements, room - height_of_functions_and_overdue(len(functions), overdue))
    risks = fitting(partial(summaries.attention, title=words("Risks")), room - height_of_goals(phase_goals))
    pages = tuple(strategy_page(strategy, context) for strategy in strategies)
    measures = tuple(
        MeasureGroup(title, tuple(measure_row(measure, context) for measure in group))
        for title, group in groups_of_measures(context)
    )
    report = BoardReport(
        cover=cover("board", words("Progress report to the board"), context),
        phase_title=plan.phase_title,
        tally=tally(material.roll_up[WHOLE_PLAN], context),
        legend=legend(context),
        months=tuple(words.column_month(month) for month in year),
        strategies=lines,
        achievements=achievements,
        risks=risks,
        overdue_bodies=overdue,
        functions=functions,
        phase_goals=phase_goals,
        outlook_note=_outlook_note(goals, context),
        pages=pages,
        measures=measures,
        activities=tuple(activity_groups(context)),
        corrections=corrections(plan.measure.keys(), context),
        findings=finding_rows(material.all_findings(), context),
        sources=(),
        method=method(context),
        choices=choices(groups_of_measures(context), context),
    )
    return finished(report, context)


def _lines(strategy: Node, context: Context) -> StrategyLines:
    return StrategyLines(
        number=context.words.number(strategy),
        title=strategy.title,
        anchor=f"page-{strategy.id}",
        items=tuple(item_line(item, context) for item in context.plan.children(strategy.id)),
    )


def _outlook_note(goals: Iterable[Measure], context: Context) -> str:
    """Return why the phase's goals have no outlook; empty where every year's total is known."""
    unknown = any(
        total is None for goal in goals for _, total in context.material.now[goal.measure_id].phase_years
    )
    return context.words("Outlook once every year's total is known") if unknown else ""


def function_lines(context: Context) -> Iterable[FunctionLine]:
    """Return the four functions (機能) with the ratings of their measures counted."""
    for function in Function:
        roll_up = context.material.roll_up.get(function.value)
        if roll_up:
            yield FunctionLine(context.words.function(function), tally(roll_up, context))


def activity_groups(context: Context) -> Iterable[ActivityGroup]:
    """Return the activities without targets (計画のIV章), by section."""
    for section, group in groupby(context.plan.activities, key=lambda activity: activity.section):
        yield ActivityGroup(section, tuple((activity.title, activity.this_year) for activity in group))


def groups_of_measures(context: Context) -> Iterable[tuple[str, Sequence[Measure]]]:
    """Return every measure: the fiscal year's by strategy, then the phase's."""
    plan = context.plan
    for strategy in plan.at_level(Level.STRATEGY):
        title = f"{context.words.number(strategy)} {strategy.title}"
        yield title, measures_under(plan, strategy.id)
    title = context.words("Goals of {phase}", phase=plan.phase_title)
    yield title, [measure for measure in plan.measures if is_phase_goal(measure)]


def overdue_bodies(context: Context) -> Iterable[OverdueLine]:
    """Return who owes measures that nobody reported in time: who sent nothing, and who left some out."""
    material, words = context.material, context.words
    sent = {reading.submission.body_id for reading in material.this_month}
    nothing_sent, left_out = [], []
    for body in material.bodies:
        states = [material.now[measure.measure_id].state for measure in material.owed_by(body)]
        count = states.count(ReportState.OVERDUE)
        if count and body.body_id in sent:
            left_out.append(words("{body} ({count})", body=body.name, count=count))
        elif count:
            nothing_sent.append(words("{body} ({count})", body=body.name, count=count))
    lines = ((text("Nothing sent (measures)"), nothing_sent), (text("Left out (measures)"), left_out))
    for what, names in lines:
        if names:
            yield OverdueLine(words(what), words.listed(names))
