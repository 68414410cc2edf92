"""The month as one web page (index.html): reads on a phone and on paper, and leads to the files beside it."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from sources.attainment import WHOLE_PLAN
from sources.messages import Language, text
from sources.plan import Level, Node
from tasks.reporting.appendix import finding_rows, method
from tasks.reporting.board import activity_groups, function_lines, overdue_bodies
from tasks.reporting.brand import Brand, load_brand
from tasks.reporting.context import Context
from tasks.reporting.corrections import corrections
from tasks.reporting.covers import cover
from tasks.reporting.items import heat_strip_of, item_block, item_line
from tasks.reporting.material import Material
from tasks.reporting.model.cover import FileLink
from tasks.reporting.model.month_page import MonthPage, PageItem, PageStrategy
from tasks.reporting.model.reports import Report
from tasks.reporting.printable import AnyCharacter, make_printable
from tasks.reporting.summaries import Summaries
from tasks.reporting.tallies import legend, tally

PAGE_LINES = 8
PAGE_FILE = "index.html"
DATA_LABELS = {
    "data.xlsx": text("All values with their sources, for Excel"),
    "data/facts.csv": text("Values as reported"),
    "data/milestones.csv": text("Milestones as reported"),
    "data/statuses.csv": text("Marks and words of the bodies"),
    "data/findings.csv": text("Findings, one a line"),
    "data/attainment.csv": text("Attainment by measure and month"),
}


def build_month_page(
    material: Material,
    reports: Sequence[Report],
    data_paths: Iterable[str],
    *,
    language: Language = "ja",
    brand: Brand | None = None,
) -> MonthPage:
    """Return the month's finished page, with links to the PDFs of *reports* and to the data files beside it."""
    context = Context.of(material, language, brand or load_brand())
    plan, words = context.plan, context.words
    strategies = plan.at_level(Level.STRATEGY)
    summaries = Summaries.under(strategies, context)
    achievements, attention = summaries.achievements(PAGE_LINES), summaries.attention(PAGE_LINES)
    told = tuple(_strategy(strategy, context) for strategy in strategies)
    corrected = corrections(plan.measure.keys(), context)
    page = MonthPage(
        cover=cover("index", words("Progress in {month}", month=words.month(material.month)), context),
        phase_title=plan.phase_title,
        tally=tally(material.roll_up[WHOLE_PLAN], context),
        legend=legend(context),
        achievements=achievements,
        attention=attention,
        overdue_bodies=tuple(overdue_bodies(context)),
        functions=tuple(function_lines(context)),
        strategies=told,
        activities=tuple(activity_groups(context)),
        corrections=corrected,
        findings=finding_rows(material.all_findings(), context),
        sources=context.sources.files(),
        method=method(context),
        reports=tuple(
            FileLink(quote(f"{report.cover.file_stem}.pdf"), report.cover.title, "PDF") for report in reports
        ),
        data=tuple(
            FileLink(quote(path), words(DATA_LABELS[path]), path.rpartition(".")[2].upper())
            for path in data_paths
            if path in DATA_LABELS
        ),
    )
    cleaned, _ = make_printable(page, AnyCharacter())
    return cleaned


def _strategy(strategy: Node, context: Context) -> PageStrategy:
    lines = tuple(item_line(item, context) for item in context.plan.children(strategy.id))
    return PageStrategy(
        anchor=f"strategy-{strategy.id}",
        number=context.words.number(strategy),
        title=strategy.title,
        tally=tally(context.material.roll_up[strategy.id], context),
        items=tuple(
            PageItem(line, heat_strip_of(line, context), item_block(context.plan.node[line.item_id], context))
            for line in lines
        ),
    )
