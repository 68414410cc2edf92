"""The report of the board (理事会): one page of decision, a page per strategy, every measure, then the proof."""

from dataclasses import replace
from itertools import groupby

from sources.attainment import WHOLE_PLAN, MeasureAttainment, ReportState
from sources.messages import Language
from sources.month import Month, months_of_fiscal_year
from sources.plan import Function, Level, Node
from tasks.reporting.appendix import finding_rows, method
from tasks.reporting.brand import Brand, load_brand
from tasks.reporting.covers import cover
from tasks.reporting.fonts import glyphs
from tasks.reporting.material import Material
from tasks.reporting.measure_rows import is_phase_goal, mark_of, measure_row
from tasks.reporting.model import (
    ActivityGroup,
    BoardReport,
    FunctionLine,
    HeatCell,
    InitiativeLine,
    ItemLine,
    OverdueBody,
    StrategyLines,
    StrategyPage,
)
from tasks.reporting.narratives import brief, statuses
from tasks.reporting.printable import make_printable
from tasks.reporting.source_list import SourceList
from tasks.reporting.summaries import Summaries
from tasks.reporting.tallies import legend, lowest, measures_under, tally, trend
from tasks.reporting.wording import Wording

DECISION_LINES = 5
STRATEGY_LINES = 4


def build_board_report(
    material: Material, *, language: Language = "ja", brand: Brand | None = None
) -> BoardReport:
    """Return the finished report of the board, every text ready to print."""
    return _Builder(material, brand or load_brand(), Wording(language)).report()


class _Builder:
    """Holds what every part needs while the report is built."""

    def __init__(self, material: Material, brand: Brand, words: Wording) -> None:
        self.material = material
        self.plan = material.plan
        self.brand = brand
        self.words = words
        self.sources = SourceList(material, words)
        self.year = months_of_fiscal_year(self.plan.fiscal_year)
        self.by_month = self._attainments_by_month()

    def report(self) -> BoardReport:
        plan, words = self.plan, self.words
        summaries = self._summaries(None)
        first_page = (summaries.achievements(DECISION_LINES), summaries.risks(DECISION_LINES))
        strategies = plan.at_level(Level.STRATEGY)
        phase_goals = tuple(
            measure_row(measure, self.material, self.brand, words, self.sources)
            for measure in plan.measures
            if is_phase_goal(measure)
        )
        pages = tuple(self._page(strategy) for strategy in strategies)
        measures = tuple(
            measure_row(measure, self.material, self.brand, words, self.sources) for measure in plan.measures
        )
        report = BoardReport(
            cover=cover(self.material, "board", words("Progress report to the board"), self.brand, words),
            phase_title=plan.phase_title,
            tally=tally(self.material.roll_up[WHOLE_PLAN], self.brand, words),
            legend=legend(self.brand, words),
            months=tuple(words.short_month(month) for month in self.year),
            strategies=tuple(
                StrategyLines(
                    number=strategy.number,
                    title=strategy.title,
                    anchor=f"page-{strategy.id}",
                    items=tuple(self._item(item) for item in plan.children(strategy.id)),
                )
                for strategy in strategies
            ),
            summaries=first_page,
            overdue_bodies=self._overdue_bodies(),
            no_overdue=words("No body is overdue."),
            functions=tuple(
                FunctionLine(function.value, tally(self.material.roll_up[function.value], self.brand, words))
                for function in Function
                if function.value in self.material.roll_up
            ),
            phase_goals=phase_goals,
            pages=pages,
            measures=measures,
            activities=tuple(
                ActivityGroup(section, tuple((activity.title, activity.this_year) for activity in group))
                for section, group in groupby(plan.activities, key=lambda activity: activity.section)
            ),
            findings=finding_rows(self.material.all_findings(), self.material, words),
            sources=self.sources.rows(),
            method=method(plan, self.material.profile, self.brand, words),
        )
        cleaned, replaced = make_printable(report, glyphs())
        return replace(cleaned, unprintable=replaced)

    def _summaries(self, strategy: Node | None) -> Summaries:
        nodes = [strategy] if strategy else self.plan.at_level(Level.STRATEGY)
        return Summaries(
            self.material,
            [measure for node in nodes for measure in measures_under(self.plan, node.id)],
            [initiative.id for node in nodes for initiative in self.plan.initiatives_under(node.id)],
            self.brand,
            self.words,
            self.sources,
        )

    def _attainments_by_month(self) -> dict[Month, dict[str, MeasureAttainment]]:
        """Return what is known of each month: earlier attainments, the month before, this month."""
        known = {
            attainment.month: {each.measure_id: each for each in attainment.measures}
            for attainment in self.material.earlier
        }
        if self.material.before:
            known.setdefault(self.material.month.plus(-1), dict(self.material.before))
        known[self.material.month] = dict(self.material.now)
        return known

    def _item(self, item: Node) -> ItemLine:
        measures = measures_under(self.plan, item.id)
        return ItemLine(
            number=item.number,
            title=item.title,
            new=item.new,
            anchor=f"item-{item.id}",
            tally=tally(self.material.roll_up[item.id], self.brand, self.words),
            trend=trend(measures, self.material.now, self.material.before),
            heat=tuple(self._heat(month, [measure.measure_id for measure in measures]) for month in self.year),
        )

    def _heat(self, month: Month, measure_ids: list[str]) -> HeatCell:
        known = self.by_month.get(month, {})
        found = lowest(known[measure_id] for measure_id in measure_ids if measure_id in known)
        if found is None:
            return HeatCell(self.words.short_month(month), None, "")
        rating, count = found
        return HeatCell(self.words.short_month(month), mark_of(rating, self.brand, self.words), str(count))

    def _overdue_bodies(self) -> tuple[OverdueBody, ...]:
        """Return the bodies that owe measures which nobody has reported in time, with what is missing."""
        sent = {reading.submission.body_id for reading in self.material.this_month}
        lines = []
        for body in self.material.bodies:
            overdue = [
                measure
                for measure in self.material.owed_by(body)
                if self.material.now[measure.measure_id].state is ReportState.OVERDUE
            ]
            if not overdue:
                continue
            said = (
                self.words("sent a file, {count} measures missing", count=len(overdue))
                if body.body_id in sent
                else self.words("nothing sent, {count} measures", count=len(overdue))
            )
            lines.append(OverdueBody(body.name, said))
        return tuple(lines)

    def _page(self, strategy: Node) -> StrategyPage:
        return StrategyPage(
            number=strategy.number,
            title=strategy.title,
            anchor=f"page-{strategy.id}",
            tally=tally(self.material.roll_up[strategy.id], self.brand, self.words),
            attention=self._summaries(strategy).attention(STRATEGY_LINES),
            items=tuple(
                (self._item(item), tuple(self._initiative(node) for node in self.plan.initiatives_under(item.id)))
                for item in self.plan.children(strategy.id)
            ),
        )

    def _initiative(self, initiative: Node) -> InitiativeLine:
        said = statuses(initiative.id, self.material, self.brand, self.words, self.sources)
        return InitiativeLine(
            number=initiative.id,
            title=initiative.title,
            new=initiative.new,
            measures=tuple(
                measure_row(measure, self.material, self.brand, self.words, self.sources)
                for measure in self.plan.measures_of(initiative.id)
            ),
            statuses=said,
            brief=next((brief(paragraph) for entry in said for paragraph in entry.narrative[:1]), ""),
            no_status=self.words("No report."),
        )
