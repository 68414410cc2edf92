"""The month as one web page."""

from dataclasses import dataclass

from tasks.reporting.charts import HeatStrip
from tasks.reporting.model.cover import Cover, FileLink
from tasks.reporting.model.initiatives import ActivityGroup, ItemBlock
from tasks.reporting.model.proof import Corrections, Explanation, FindingRow, SourceFile
from tasks.reporting.model.standing import FunctionLine, ItemLine, Mark, OverdueLine, Summary, Tally


@dataclass(frozen=True)
class PageItem:
    """One item on the month's web page: its line with the months as a chart, and all that stands below it."""

    line: ItemLine
    heat: HeatStrip
    block: ItemBlock


@dataclass(frozen=True)
class PageStrategy:
    anchor: str
    number: str
    title: str
    tally: Tally
    items: tuple[PageItem, ...]


@dataclass(frozen=True)
class MonthPage:
    """The month as one web page: how it stands, every strategy, what to look at, where it comes from."""

    cover: Cover
    phase_title: str
    tally: Tally
    legend: tuple[Mark, ...]
    achievements: Summary
    attention: Summary
    overdue_bodies: tuple[OverdueLine, ...]
    functions: tuple[FunctionLine, ...]
    strategies: tuple[PageStrategy, ...]
    activities: tuple[ActivityGroup, ...]
    corrections: Corrections
    findings: tuple[FindingRow, ...]
    sources: tuple[SourceFile, ...]
    method: tuple[Explanation, ...]
    reports: tuple[FileLink, ...]
    data: tuple[FileLink, ...]
    unprintable: tuple[str, ...] = ()
