"""Items and initiatives whole: measures with their charts, what bodies say of them."""

from dataclasses import dataclass

from tasks.reporting.charts import Bullet, Sparkline, Timeline
from tasks.reporting.model.standing import Mark, Note, Tally


@dataclass(frozen=True)
class MeasureRow:
    """One measure's line. A milestone has a *timeline*, a measure with a target a *bullet*.

    *told* is whether *actual* holds anything; *actual_on* is a milestone's day. *actual_note* says why there is no
    value this month and what was last known, *alarming* where that is overdue or set aside rather than as planned.
    *last_month* and *outlook* are empty where there is nothing to compare or estimate. *years* tells what is known
    of a phase goal's fiscal years.
    """

    measure_id: str
    anchor: str
    kind: str
    statement: str
    new: bool
    mark: Mark
    actual: str
    actual_on: str
    told: bool
    actual_note: str
    alarming: bool
    target: str
    attainment: str
    pace: str
    last_month: str
    outlook: str
    years: str
    bullet: Bullet | None
    sparkline: Sparkline | None
    timeline: Timeline | None
    notes: tuple[Note, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True)
class StatusEntry:
    """What one body says of an initiative: its own mark, as written too, and its texts by paragraphs."""

    body: str
    tone: str
    symbol: str
    word: str
    as_written: str
    narrative: tuple[str, ...]
    issues: tuple[str, ...]
    next_steps: tuple[str, ...]
    notes: tuple[Note, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True)
class RemarkEntry:
    """What a body wrote in the value cell of a measure without a number."""

    body: str
    statement: str
    paragraphs: tuple[str, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True)
class InitiativeBlock:
    anchor: str
    number: str
    title: str
    new: bool
    functions: tuple[str, ...]
    this_year: str
    dates: tuple[str, ...]
    measures: tuple[MeasureRow, ...]
    statuses: tuple[StatusEntry, ...]
    no_status: str
    remarks: tuple[RemarkEntry, ...]


@dataclass(frozen=True)
class ActionPlanBlock:
    number: str
    title: str
    new: bool
    initiatives: tuple[InitiativeBlock, ...]


@dataclass(frozen=True)
class ItemBlock:
    anchor: str
    number: str
    title: str
    new: bool
    tally: Tally
    phase_goals: tuple[MeasureRow, ...]
    action_plans: tuple[ActionPlanBlock, ...]


@dataclass(frozen=True)
class ActivityGroup:
    section: str
    activities: tuple[tuple[str, str], ...]
