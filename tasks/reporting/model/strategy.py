"""The report of one strategy."""

from dataclasses import dataclass

from tasks.reporting.charts import Course
from tasks.reporting.model.cover import Cover
from tasks.reporting.model.initiatives import ItemBlock
from tasks.reporting.model.proof import ChoiceGroup, Corrections, Explanation, FindingRow, SourceFile
from tasks.reporting.model.standing import Mark, Summary, Tally


@dataclass(frozen=True)
class CourseLine:
    """A measure's year so far on the first page, as a chart of its own."""

    anchor: str
    label: str
    mark: Mark
    standing: str
    course: Course
    sources: tuple[int, ...]


@dataclass(frozen=True)
class StrategyReport:
    cover: Cover
    phase_title: str
    number: str
    title: str
    tally: Tally
    legend: tuple[Mark, ...]
    attention: Summary
    changes: tuple[Summary, ...]
    courses: tuple[CourseLine, ...]
    items: tuple[ItemBlock, ...]
    corrections: Corrections
    findings: tuple[FindingRow, ...]
    sources: tuple[SourceFile, ...]
    method: tuple[Explanation, ...]
    choices: tuple[ChoiceGroup, ...]
    unprintable: tuple[str, ...] = ()
