"""A strategy's page in the board's report: its measures, and what bodies say as briefly as one page asks for."""

from collections.abc import Iterable
from dataclasses import replace

from sources.plan import Node
from tasks.reporting.context import Context
from tasks.reporting.items import item_line
from tasks.reporting.lines import line_count
from tasks.reporting.measure_rows import measure_row
from tasks.reporting.model.board import InitiativeLine, StrategyPage
from tasks.reporting.model.initiatives import MeasureRow
from tasks.reporting.narratives import BRIEF, brief, statuses
from tasks.reporting.summaries import Summaries
from tasks.reporting.tallies import tally

STRATEGY_LINES = 3
BRIEFS = (BRIEF, 44, 26, 0)  # how long a body's words may be, in characters, tried one after the other
# Millimetres and full-width characters as css/report.css sets them.
PAGE_MM, ABOVE_TABLE_MM, GROUP_MM, PADDING_MM, LINE_MM = 255.0, 54.0, 7.0, 1.7, 4.05
TITLE_ROOM, MEASURE_ROOM, SAID_ROOM = 16.5, 23.5, 19.0


def strategy_page(strategy: Node, context: Context) -> StrategyPage:
    """Return the finished page; where all words would not fit, each body's are cut shorter, then left out."""
    plan = context.plan
    whole = StrategyPage(
        number=context.words.number(strategy),
        title=strategy.title,
        anchor=f"page-{strategy.id}",
        tally=tally(context.material.roll_up[strategy.id], context),
        attention=Summaries.under([strategy], context).attention(STRATEGY_LINES),
        items=tuple(
            (
                item_line(item, context),
                tuple(_initiative(node, context) for node in plan.initiatives_under(item.id)),
            )
            for item in plan.children(strategy.id)
        ),
    )
    pages = (_with_words_up_to(longest, whole) for longest in BRIEFS)
    return next((page for page in pages if _height_of(page) <= PAGE_MM), _with_words_up_to(0, whole))


def _initiative(initiative: Node, context: Context) -> InitiativeLine:
    said = statuses(initiative.id, context)
    return InitiativeLine(
        anchor=f"i-{initiative.id}",
        number=initiative.id,
        title=initiative.title,
        new=initiative.new,
        measures=tuple(measure_row(measure, context) for measure in context.plan.measures_of(initiative.id)),
        statuses=said,
        brief=next((brief(paragraph) for entry in said for paragraph in entry.narrative[:1]), ""),
        no_status=context.words("No report."),
    )


def _with_words_up_to(longest: int, page: StrategyPage) -> StrategyPage:
    items = (
        (item, tuple(replace(line, brief=brief(line.brief, longest) if longest else "") for line in lines))
        for item, lines in page.items
    )
    return replace(page, items=tuple(items))


def _height_of(page: StrategyPage) -> float:
    """Return about how high a page is, in millimetres."""
    rows = [line for _, lines in page.items for line in lines]
    return (
        ABOVE_TABLE_MM
        + GROUP_MM * len(page.items)
        + sum(PADDING_MM + LINE_MM * max(_lines_of(line)) for line in rows)
    )


def _lines_of(line: InitiativeLine) -> Iterable[int]:
    """Return how many lines each column of an initiative's row takes."""
    yield line_count(f"{line.number} {line.title}", TITLE_ROOM)
    yield sum(line_count(_told(row), MEASURE_ROOM) for row in line.measures)
    said = [f"{entry.body} {entry.symbol} {entry.word}  " for entry in line.statuses] or [line.no_status]
    yield sum(line_count(words, SAID_ROOM) for words in (*said, line.brief) if words)


def _told(row: MeasureRow) -> str:
    actual, target = row.actual if row.told else "", row.target if row.bullet else ""
    return f"　{row.statement}　{actual}{target} {row.actual_note}"
