"""The report for one body (提出機関): what it owes, what to look at in what it sent, how its measures stand."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sources.attainment import ReportState
from sources.bodies import Body
from sources.messages import Language
from sources.month import Month
from sources.plan import Level, Measure, Node
from sources.submission import Reading
from tasks.reporting.appendix import finding_rows
from tasks.reporting.brand import Brand, load_brand
from tasks.reporting.choices import choices
from tasks.reporting.context import Context
from tasks.reporting.corrections import corrections
from tasks.reporting.covers import cover
from tasks.reporting.finished import finished
from tasks.reporting.initiatives import initiative_block
from tasks.reporting.material import Material
from tasks.reporting.measure_rows import anchor_of, counts_nothing, is_phase_goal, last_value, state_in_words
from tasks.reporting.model.committee import CommitteeReport, DueLine, InitiativeGroup, MissingLine
from tasks.reporting.summaries import Summaries
from tasks.reporting.tallies import tally_of

CHANGE_LINES = 4


def build_committee_report(
    material: Material, body_id: str, *, language: Language = "ja", brand: Brand | None = None
) -> CommitteeReport:
    """Return the finished report for one reporting body, every text ready to print."""
    context = Context.of(material, language, brand or load_brand())
    body, words = material.body(body_id), context.words
    owed = [measure for measure in material.owed_by(body) if not is_phase_goal(measure)]
    nodes = initiatives_of(body, context)
    summaries = Summaries(owed, nodes, context)
    own = [finding for finding in material.all_findings() if finding.body_id == body_id]
    report = CommitteeReport(
        cover=cover(f"committees/{body_id}", body.name, context, words("Progress report for the reporting body")),
        tally=tally_of((material.now[measure.measure_id] for measure in owed), context),
        due=tuple(_due_lines(body, context)),
        to_do=finding_rows(own, context),
        missing=(*_missing_measures(owed, context), *_missing_statuses(body, nodes, context)),
        changes=(summaries.better(CHANGE_LINES), summaries.worse(CHANGE_LINES)),
        groups=tuple(_groups(nodes, body_id, context)),
        corrections=corrections({measure.measure_id for measure in owed}, context),
        sources=(),
        choices=choices([("", owed)], context),
    )
    return finished(report, context)


def initiatives_of(body: Body, context: Context) -> tuple[Node, ...]:
    """Return the initiatives that a body reports on, whole or by one of their measures, in the plan's order."""
    parents = {measure.parent_id for measure in context.material.owed_by(body)}
    concerned = parents | set(body.reports)
    return tuple(node for node in context.plan.at_level(Level.INITIATIVE) if node.id in concerned)


def _due_lines(body: Body, context: Context) -> Iterator[DueLine]:
    """Return this month's report with what came for it, and the next month's."""
    words, month = context.words, context.month
    came = [reading for reading in context.material.this_month if reading.submission.body_id == body.body_id]
    states = {context.material.now[measure.measure_id].state for measure in context.material.owed_by(body)}
    yield DueLine(
        month=words.month(month),
        due=_due_day(body, month, context),
        came=tuple(_arrival(reading, context) for reading in came),
        alarming=not came and ReportState.OVERDUE in states,
    )
    yield DueLine(words.month(month.plus(1)), _due_day(body, month.plus(1), context), (), alarming=False)


def _due_day(body: Body, month: Month, context: Context) -> str:
    """Return the day of the following month by which a body's report is due, its own or the plan's."""
    following = month.plus(1)
    day = body.deadline_day or context.plan.deadline_day
    return context.words.day(following.first_day.replace(day=min(day, following.last_day.day)))


def _arrival(reading: Reading, context: Context) -> str:
    words = context.words
    return words(
        "{file}, received {day}", file=reading.submission.file, day=words.day(reading.submission.received)
    )


def _missing_measures(owed: Iterable[Measure], context: Context) -> Iterator[MissingLine]:
    """Return the measures without a value that counts; those with nothing to report by plan are left out."""
    words = context.words
    for measure in owed:
        now = context.material.now[measure.measure_id]
        if now.state in (ReportState.OVERDUE, ReportState.NOT_DUE) or counts_nothing(now):
            yield MissingLine(
                anchor=anchor_of(measure.measure_id),
                label=f"{measure.parent_id} {measure.statement}",
                words=words.apart(state_in_words(now, words), last_value(measure, now, words)),
                alarming=now.state is ReportState.OVERDUE or counts_nothing(now),
            )


def _missing_statuses(body: Body, nodes: Iterable[Node], context: Context) -> Iterator[MissingLine]:
    """Return the initiatives that a body owes whole and says nothing of."""
    for node in nodes:
        told = {status.body_id for status in context.material.statuses_of(node.id)}
        if node.id in body.reports and body.body_id not in told:
            yield MissingLine(
                anchor=f"i-{node.id}",
                label=f"{node.id} {node.title}",
                words=context.words("no mark and no words on its progress"),
                alarming=False,
            )


def _groups(nodes: Iterable[Node], body_id: str, context: Context) -> Iterator[InitiativeGroup]:
    def item_of(node: Node) -> str:
        return next(above.id for above in context.plan.ancestors(node.id) if above.level is Level.ITEM)

    for item_id, group in groupby(nodes, key=item_of):
        item = context.plan.node[item_id]
        yield InitiativeGroup(
            number=context.words.number(item),
            title=item.title,
            new=item.new,
            initiatives=tuple(initiative_block(node, context, body_id) for node in group),
        )
