"""The report of one strategy (戦略): how it stands on the first page, then item by item, then the proof."""

from dataclasses import replace

from sources.messages import Language
from sources.plan import Level, Node
from tasks.reporting.appendix import finding_rows, method
from tasks.reporting.brand import Brand, load_brand
from tasks.reporting.covers import cover
from tasks.reporting.fonts import glyphs
from tasks.reporting.material import Material
from tasks.reporting.measure_rows import is_phase_goal, measure_row
from tasks.reporting.model import ActionPlanBlock, InitiativeBlock, ItemBlock, StrategyReport
from tasks.reporting.narratives import remarks, statuses
from tasks.reporting.printable import make_printable
from tasks.reporting.source_list import SourceList
from tasks.reporting.summaries import Summaries
from tasks.reporting.tallies import legend, measures_under, tally
from tasks.reporting.wording import Wording

SUMMARY_LINES = 6


def build_strategy_report(
    material: Material, strategy_id: str, *, language: Language = "ja", brand: Brand | None = None
) -> StrategyReport:
    """Return the finished report of one strategy, every text ready to print."""
    return _Builder(material, material.plan.node[strategy_id], brand or load_brand(), Wording(language)).report()


class _Builder:
    """Holds what every part needs while one report is built."""

    def __init__(self, material: Material, strategy: Node, brand: Brand, words: Wording) -> None:
        self.material = material
        self.plan = material.plan
        self.strategy = strategy
        self.brand = brand
        self.words = words
        self.sources = SourceList(material, words)

    def report(self) -> StrategyReport:
        summaries = Summaries(
            self.material,
            measures_under(self.plan, self.strategy.id),
            [node.id for node in self.plan.initiatives_under(self.strategy.id)],
            self.brand,
            self.words,
            self.sources,
        )
        first_page = (
            summaries.better(SUMMARY_LINES),
            summaries.worse(SUMMARY_LINES),
            summaries.attention(SUMMARY_LINES),
        )
        items = tuple(self._item(item) for item in self.plan.children(self.strategy.id))
        own_findings = (
            finding
            for finding in self.material.all_findings()
            if self.strategy.id in self.material.strategies_of_finding(finding)
        )
        report = StrategyReport(
            cover=cover(
                self.material,
                f"strategy-{self.strategy.id.removeprefix('S')}",
                f"{self.strategy.number} {self.strategy.title}",
                self.brand,
                self.words,
            ),
            phase_title=self.plan.phase_title,
            number=self.strategy.number,
            title=self.strategy.title,
            tally=tally(self.material.roll_up[self.strategy.id], self.brand, self.words),
            legend=legend(self.brand, self.words),
            summaries=first_page,
            items=items,
            findings=finding_rows(own_findings, self.material, self.words),
            sources=self.sources.rows(),
            method=method(self.plan, self.material.profile, self.brand, self.words),
        )
        cleaned, replaced = make_printable(report, glyphs())
        return replace(cleaned, unprintable=replaced)

    def _item(self, item: Node) -> ItemBlock:
        return ItemBlock(
            anchor=f"item-{item.id}",
            number=item.number,
            title=item.title,
            new=item.new,
            tally=tally(self.material.roll_up[item.id], self.brand, self.words),
            phase_goals=tuple(
                measure_row(measure, self.material, self.brand, self.words, self.sources)
                for measure in self.plan.measures_of(item.id)
                if is_phase_goal(measure)
            ),
            action_plans=tuple(
                ActionPlanBlock(
                    number=action_plan.number,
                    title=action_plan.title,
                    new=action_plan.new,
                    initiatives=tuple(
                        self._initiative(initiative)
                        for initiative in self.plan.children(action_plan.id)
                        if initiative.level is Level.INITIATIVE
                    ),
                )
                for action_plan in self.plan.children(item.id)
            ),
        )

    def _initiative(self, initiative: Node) -> InitiativeBlock:
        notes = next((note for note in self.plan.notes if note.initiative_id == initiative.id), None)
        return InitiativeBlock(
            anchor=f"i-{initiative.id}",
            number=initiative.id,
            title=initiative.title,
            new=initiative.new,
            functions=tuple(function.value for function in notes.functions) if notes else (),
            this_year=notes.this_year if notes else "",
            dates=tuple(
                f"{planned.when} {planned.what}"
                for planned in self.plan.dates
                if planned.initiative_id == initiative.id
            ),
            measures=tuple(
                measure_row(measure, self.material, self.brand, self.words, self.sources)
                for measure in self.plan.measures_of(initiative.id)
            ),
            statuses=statuses(initiative.id, self.material, self.brand, self.words, self.sources),
            no_status=self.words(
                "No report on this initiative for {month}.", month=self.words.month(self.material.month)
            ),
            remarks=remarks(initiative.id, self.material, self.words, self.sources),
        )
