"""The back of a report: corrections, findings, sources, method, how measures are counted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FindingRow:
    """One finding; *tone* is error, warning or info."""

    tone: str
    severity: str
    kind: str
    body: str
    file: str
    place: str
    message: str


@dataclass(frozen=True)
class SourceCell:
    """One cell that figures or texts came from; *number* is what they carry."""

    number: int
    cell: str


@dataclass(frozen=True)
class SourceSheet:
    """The cited cells of one sheet; *sheet* is empty for a CSV."""

    sheet: str
    cells: tuple[SourceCell, ...]


@dataclass(frozen=True)
class SourceFile:
    """One submission that figures came from, with its sheets, in the order in which the report cites them."""

    file: str
    body: str
    received: str
    sheets: tuple[SourceSheet, ...]


@dataclass(frozen=True)
class CorrectionRow:
    """One figure that differs from what an earlier edition printed."""

    anchor: str
    label: str
    month: str
    old: str
    new: str
    body: str
    received: str
    why: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Corrections:
    """What changed since earlier editions (訂正); *since* names them, or says that there is none yet."""

    since: str
    rows: tuple[CorrectionRow, ...]


@dataclass(frozen=True)
class ChoiceRow:
    """How one measure is counted, as the plan's files declare it."""

    measure_id: str
    statement: str
    besides: str
    target: str
    baseline: str
    counted: str


@dataclass(frozen=True)
class ChoiceGroup:
    title: str
    rows: tuple[ChoiceRow, ...]


@dataclass(frozen=True)
class Explanation:
    """One paragraph of the method."""

    title: str
    words: tuple[str, ...]
