"""The report of the board."""

from dataclasses import dataclass

from tasks.reporting.model.cover import Cover
from tasks.reporting.model.initiatives import ActivityGroup, MeasureRow, StatusEntry
from tasks.reporting.model.proof import ChoiceGroup, Corrections, Explanation, FindingRow, SourceFile
from tasks.reporting.model.standing import FunctionLine, ItemLine, Mark, OverdueLine, Summary, Tally


@dataclass(frozen=True)
class StrategyLines:
    number: str
    title: str
    anchor: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class InitiativeLine:
    """An initiative on a strategy's page of the board report: its measures' marks and a body's words in brief."""

    anchor: str
    number: str
    title: str
    new: bool
    measures: tuple[MeasureRow, ...]
    statuses: tuple[StatusEntry, ...]
    brief: str
    no_status: str


@dataclass(frozen=True)
class StrategyPage:
    number: str
    title: str
    anchor: str
    tally: Tally
    attention: Summary
    items: tuple[tuple[ItemLine, tuple[InitiativeLine, ...]], ...]


@dataclass(frozen=True)
class MeasureGroup:
    title: str
    rows: tuple[MeasureRow, ...]


@dataclass(frozen=True)
class BoardReport:
    cover: Cover
    phase_title: str
    tally: Tally
    legend: tuple[Mark, ...]
    months: tuple[str, ...]
    strategies: tuple[StrategyLines, ...]
    achievements: Summary
    risks: Summary
    overdue_bodies: tuple[OverdueLine, ...]
    functions: tuple[FunctionLine, ...]
    phase_goals: tuple[MeasureRow, ...]
    outlook_note: str
    pages: tuple[StrategyPage, ...]
    measures: tuple[MeasureGroup, ...]
    activities: tuple[ActivityGroup, ...]
    corrections: Corrections
    findings: tuple[FindingRow, ...]
    sources: tuple[SourceFile, ...]
    method: tuple[Explanation, ...]
    choices: tuple[ChoiceGroup, ...]
    unprintable: tuple[str, ...] = ()
