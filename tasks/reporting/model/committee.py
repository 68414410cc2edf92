"""The report for one reporting body."""

from dataclasses import dataclass

from tasks.reporting.model.cover import Cover
from tasks.reporting.model.initiatives import InitiativeBlock
from tasks.reporting.model.proof import ChoiceGroup, Corrections, FindingRow, SourceFile
from tasks.reporting.model.standing import Summary, Tally


@dataclass(frozen=True)
class DueLine:
    """One month's report of a body: by when it is due, and what came when."""

    month: str
    due: str
    came: tuple[str, ...]
    alarming: bool


@dataclass(frozen=True)
class MissingLine:
    """Something that a body owes for the month and that nothing was told of."""

    anchor: str
    label: str
    words: str
    alarming: bool


@dataclass(frozen=True)
class InitiativeGroup:
    """One item's initiatives that concern a body."""

    number: str
    title: str
    new: bool
    initiatives: tuple[InitiativeBlock, ...]


@dataclass(frozen=True)
class CommitteeReport:
    """What concerns one body: its deadline, what to look at, what is missing, its measures and own words."""

    cover: Cover
    tally: Tally
    due: tuple[DueLine, ...]
    to_do: tuple[FindingRow, ...]
    missing: tuple[MissingLine, ...]
    changes: tuple[Summary, ...]
    groups: tuple[InitiativeGroup, ...]
    corrections: Corrections
    sources: tuple[SourceFile, ...]
    choices: tuple[ChoiceGroup, ...]
    unprintable: tuple[str, ...] = ()
