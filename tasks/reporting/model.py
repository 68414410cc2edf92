"""A report as finished values: every text is ready to print, so that templates print and do not decide.

Built by `strategy.build_strategy_report` and `board.build_board_report`; printed by `html.render_html`.
*anchor* names a place in the document that links lead to; *sources* are numbers of the source list.
"""

from dataclasses import dataclass

from sources.messages import Language
from tasks.reporting.charts import Bullet, Course, HeatStrip, Sparkline, TallyBar, Timeline


@dataclass(frozen=True)
class Mark:
    """A rating as printed: *name* picks its colours, *symbol* and *word* say it without colour."""

    name: str
    symbol: str
    word: str


@dataclass(frozen=True)
class Cover:
    """What every page and file of a report says of itself; *created* is ISO 8601 with its offset.

    *series* says what kind of report this is where the title does not.
    """

    language: Language
    file_stem: str
    title: str
    series: str
    organisation: str
    logo_image: str
    plan_title: str
    month: str
    edition: str
    created: str
    created_words: str
    signature: str


@dataclass(frozen=True)
class Tally:
    """Ratings counted over some measures, with how many reported and the worst case if the rest were ×."""

    counts: tuple[tuple[Mark, int], ...]
    bar: TallyBar
    measures: str
    coverage: str
    overdue: str
    worst_case: str


@dataclass(frozen=True)
class Headline:
    """One line of a summary. *before* is last month's mark where the line tells of a change."""

    label: str
    words: str
    anchor: str
    mark: Mark | None = None
    before: Mark | None = None
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Summary:
    """Up to a handful of headlines; *more* says how many were left out, *empty* stands where there are none."""

    title: str
    headlines: tuple[Headline, ...]
    more: str
    empty: str


@dataclass(frozen=True)
class Note:
    """A short remark on a measure or initiative; *tone* is plain, estimate, missing or quarantined."""

    tone: str
    words: str
    sources: tuple[int, ...] = ()


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


@dataclass(frozen=True)
class HeatCell:
    """One item in one month: the lowest rating among its measures and how many have it.

    *mark* is None where none is rated; *passed* tells such a month from one that is still to come.
    """

    month: str
    mark: Mark | None
    count: str
    passed: bool


@dataclass(frozen=True)
class ItemLine:
    """An item's line on the page of decision."""

    item_id: str
    number: str
    title: str
    new: bool
    tally: Tally
    trend: str
    heat: tuple[HeatCell, ...]


@dataclass(frozen=True)
class StrategyLines:
    number: str
    title: str
    anchor: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class FunctionLine:
    name: str
    tally: Tally


@dataclass(frozen=True)
class OverdueLine:
    """Bodies that owe something past its day: *what* they owe, and their names."""

    what: str
    names: str


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
class ActivityGroup:
    section: str
    activities: tuple[tuple[str, str], ...]


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
    pages: tuple[StrategyPage, ...]
    measures: tuple[MeasureGroup, ...]
    activities: tuple[ActivityGroup, ...]
    corrections: Corrections
    findings: tuple[FindingRow, ...]
    sources: tuple[SourceFile, ...]
    method: tuple[Explanation, ...]
    choices: tuple[ChoiceGroup, ...]
    unprintable: tuple[str, ...] = ()


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
class FileLink:
    """A file that lies beside the page; *path* is relative to it."""

    path: str
    label: str
    kind: str


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


Report = StrategyReport | BoardReport | CommitteeReport
