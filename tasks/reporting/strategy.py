"""The report of one strategy (戦略): how it stands on the first page, then item by item, then the proof."""

from collections.abc import Iterable, Sequence

from sources.messages import Language
from sources.plan import Node
from tasks.reporting.appendix import finding_rows, method
from tasks.reporting.brand import Brand, load_brand
from tasks.reporting.choices import choices
from tasks.reporting.context import Context
from tasks.reporting.corrections import corrections
from tasks.reporting.covers import cover
from tasks.reporting.finished import finished
from tasks.reporting.items import item_block
from tasks.reporting.material import Material
from tasks.reporting.measure_charts import course_of, sparkline_of
from tasks.reporting.measure_rows import anchor_of, is_phase_goal, mark_of
from tasks.reporting.model.standing import Summary
from tasks.reporting.model.strategy import CourseLine, StrategyReport
from tasks.reporting.summaries import Summaries
from tasks.reporting.tallies import legend, measures_under, tally

ATTENTION_LINES = 6
CHANGE_LINES = 4
COURSES = 4
LINES_BESIDE_COURSES = 24.5  # what the first page holds in lines of its table, when courses stand below


def build_strategy_report(
    material: Material, strategy_id: str, *, language: Language = "ja", brand: Brand | None = None
) -> StrategyReport:
    """Return the finished report of one strategy, every text ready to print."""
    context = Context.of(material, language, brand or load_brand())
    plan, words = context.plan, context.words
    strategy = plan.node[strategy_id]
    measures = measures_under(plan, strategy_id)
    phase_goals = [
        measure
        for measure in plan.measures
        if is_phase_goal(measure) and plan.strategy_of(measure.parent_id).id == strategy_id
    ]
    summaries = Summaries.under([strategy], context)
    attention = summaries.attention(ATTENTION_LINES)
    changes = (summaries.better(CHANGE_LINES), summaries.worse(CHANGE_LINES))
    courses = (
        tuple(_courses(strategy, context))[:COURSES] if _has_room(strategy, attention, changes, context) else ()
    )
    items = tuple(item_block(item, context) for item in plan.children(strategy_id))
    own_findings = (
        finding for finding in material.all_findings() if strategy_id in material.strategies_of_finding(finding)
    )
    stem, title = f"strategy-{strategy_id.removeprefix('S')}", f"{words.number(strategy)} {strategy.title}"
    report = StrategyReport(
        cover=cover(stem, title, context, words("Progress report")),
        phase_title=plan.phase_title,
        number=words.number(strategy),
        title=strategy.title,
        tally=tally(material.roll_up[strategy_id], context),
        legend=legend(context),
        attention=attention,
        changes=changes,
        courses=courses,
        items=items,
        corrections=corrections({measure.measure_id for measure in measures}, context),
        findings=finding_rows(own_findings, context),
        sources=(),
        method=method(context),
        choices=choices([("", (*measures, *phase_goals))], context),
    )
    return finished(report, context)


def _has_room(strategy: Node, attention: Summary, changes: Sequence[Summary], context: Context) -> bool:
    """Return whether the first page has room for courses below its table and summaries, which come first."""
    rows = len(context.plan.children(strategy.id)) + len(context.plan.initiatives_under(strategy.id))
    longest = max(len(change.headlines) for change in changes)
    return rows + 1.2 * len(attention.headlines) + 1.35 * longest <= LINES_BESIDE_COURSES


def _courses(strategy: Node, context: Context) -> Iterable[CourseLine]:
    """Return the year's course of each measure with a target and a value, the furthest behind first."""
    material, words = context.material, context.words
    pairs = [(measure, material.now[measure.measure_id]) for measure in measures_under(context.plan, strategy.id)]
    known = [(measure, now) for measure, now in pairs if now.pace is not None and now.actual is not None]
    for measure, now in sorted(known, key=lambda pair: pair[1].pace or 0):
        line = sparkline_of(measure, now, context)
        drawn = course_of(measure, now, line, words) if line else None
        if drawn:
            yield CourseLine(
                anchor=anchor_of(measure.measure_id),
                label=f"{measure.parent_id} {measure.statement}",
                mark=mark_of(now.rating, context.brand, words, now.rating_label),
                standing=words("Pace {pace}", pace=words.ratio(now.pace)),
                course=drawn,
                sources=context.sources.cite(now.places),
            )
