"""What a body sent (提出物) and what was read from it: values with their cells, and findings (所見)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sources.messages import Text
from sources.month import Month


class State(StrEnum):
    """Whether a reading counts. Quarantined (隔離) readings are kept and shown, but not counted."""

    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"


class Basis(StrEnum):
    """What span a value covers: from April to the month's end, or the month alone (単月)."""

    CUMULATIVE = "cumulative"
    MONTHLY = "monthly"


class MilestoneState(StrEnum):
    ACHIEVED = "achieved"
    SCHEDULED = "scheduled"
    NOT_ACHIEVED = "not_achieved"


class StatusValue(StrEnum):
    """A body's own mark for an initiative, put into one vocabulary; the mark as written is kept beside it."""

    AHEAD = "ahead"
    ON_TRACK = "on_track"
    SLIGHTLY_BEHIND = "slightly_behind"
    BEHIND = "behind"
    DONE = "done"
    NOT_STARTED = "not_started"


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class FindingKind(StrEnum):
    UNKNOWN_INITIATIVE = "unknown_initiative"
    AMBIGUOUS_ROW = "ambiguous_row"
    DUPLICATE_CONFLICT = "duplicate_conflict"
    IMPLAUSIBLE_JUMP = "implausible_jump"
    DECREASE_FROM_PREVIOUS = "decrease_from_previous"
    MONTH_MISMATCH = "month_mismatch"
    FISCAL_YEAR_MISMATCH = "fiscal_year_mismatch"
    SUPERSEDED_REVISION = "superseded_revision"
    COMMENT_OVERRIDE = "comment_override"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    ERROR_CELL = "error_cell"
    UNIT_MISMATCH = "unit_mismatch"
    HIDDEN_CONTENT_IGNORED = "hidden_content_ignored"
    NOT_A_NUMBER = "not_a_number"
    PASSWORD = "password"  # noqa: S105 - a kind of finding, not a secret
    STRUCK_THROUGH_IGNORED = "struck_through_ignored"
    EXAMPLE_SHEET_IGNORED = "example_sheet_ignored"
    UNREADABLE_FILE = "unreadable_file"
    FILE_TOO_LARGE = "file_too_large"
    UNKNOWN_BODY = "unknown_body"
    ACCUMULATION_CONTRADICTION = "accumulation_contradiction"
    LAYOUT_CHANGED = "layout_changed"
    MISSING_VALUE = "missing_value"


@dataclass(frozen=True)
class Submission:
    """One file as it came: *file* is relative to the inbox, *folder_month* what its folder says, if anything.

    *body_id* is None where nothing tells who sent it; *received* is the day it came.
    """

    file: str
    sha256: str
    body_id: str | None
    received: date
    folder_month: Month | None = None


@dataclass(frozen=True)
class Place:
    """Where a reading stands: *cell* in A1 form, or R2C5 in a CSV, where *sheet* is empty."""

    source_file: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Observation:
    """One actual value (実績値) that a body reported for one measure and month, in base units (yen, counts).

    *raw* is the text as displayed in the cell; *evidence* names the cells that made it this measure, month
    and role, each as "role sheet!cell text".
    """

    body_id: str
    measure_id: str
    month: Month
    value: Decimal
    unit: str
    basis: Basis
    place: Place
    raw: str
    state: State = State.ACCEPTED
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Milestone:
    """Where a milestone measure (到達目標) stands; *on* is YYYY-MM-DD or YYYY-MM, or empty."""

    body_id: str
    measure_id: str
    month: Month
    value: MilestoneState
    on: str
    place: Place
    raw: str
    state: State = State.ACCEPTED
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatusReport:
    """A body's own mark and narrative for one initiative (進捗報告); *place* is the mark's cell.

    *value* is None where the mark is missing or unknown. The texts are as the body wrote them.
    """

    body_id: str
    initiative_id: str
    month: Month
    value: StatusValue | None
    mark: str
    narrative: str
    issues: str
    next_steps: str
    place: Place
    state: State = State.ACCEPTED
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """What a body wrote in the value cell of a measure without a number (定性指標), as written."""

    body_id: str
    measure_id: str
    month: Month
    words: str
    place: Place


@dataclass(frozen=True)
class Finding:
    """Something in a submission that its sender or the operator should look at (所見).

    *message* says what was found and what to do; file, sheet and cell are in *place*.
    *measure_id* is empty where the finding concerns no known measure.
    """

    kind: FindingKind
    severity: Severity
    body_id: str
    place: Place
    message: Text
    month: Month | None = None
    measure_id: str = ""


@dataclass(frozen=True)
class ColumnPrint:
    """One column of a table as it is known again: its place from the table's left edge, its heading and role.

    *heading* is the path of labels from top to bottom, with figures of months and years folded to #; *role* is
    empty where the heading says none.
    """

    place: int
    heading: str
    role: str


@dataclass(frozen=True)
class TablePrint:
    """One table of a sheet: how many rows its header has, how many cells of it are merged, and its columns."""

    header_rows: int
    merged: int
    columns: tuple[ColumnPrint, ...]


@dataclass(frozen=True)
class SheetPrint:
    """One sheet that was read: its tables from top to bottom, and the labels of its forms in their order."""

    name: str
    tables: tuple[TablePrint, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayoutPrint:
    """How a file was laid out (様式の記憶), so that the next one of the same body can be compared with it."""

    sheets: tuple[SheetPrint, ...]


@dataclass(frozen=True)
class Reading:
    """All that was read from one submission; *month* is None where the file gives no month.

    *layout* is None where nothing was laid out, or where the reading is older than this memory.
    """

    submission: Submission
    month: Month | None
    observations: tuple[Observation, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    statuses: tuple[StatusReport, ...] = ()
    remarks: tuple[Remark, ...] = ()
    findings: tuple[Finding, ...] = ()
    layout: LayoutPrint | None = None
