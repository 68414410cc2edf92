"""The plan (事業計画): four levels, measures, phase goals and activities, as its folder's files declare them.

Loading and checking the folder is `sources.plan_files`; here stands only what a plan is.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from sources.month import Month


class Declared(BaseModel):
    """The base of everything that comes from a file: frozen, and a key nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Function(StrEnum):
    """The federation's four functions (機能)."""

    ISSUES = "課題把握"
    SHARING = "共有・啓発"
    SUCCESS = "成功事例創出"
    PROPOSALS = "提言・要望"


class Level(StrEnum):
    STRATEGY = "strategy"
    ITEM = "item"
    ACTION_PLAN = "action_plan"
    INITIATIVE = "initiative"


class Node(Declared):
    """One strategy, item, action plan or initiative; *number* is the plan's own numbering (戦略1, ①)."""

    id: str
    level: Level
    parent_id: str | None
    number: str
    title: str
    new: bool
    aliases: tuple[str, ...] = ()


class MeasureKind(StrEnum):
    KPI = "kpi"
    GOAL = "goal"
    ACTIVITY = "activity"
    PHASE_GOAL = "phase_goal"


class MeasureType(StrEnum):
    NUMERIC = "numeric"
    MILESTONE = "milestone"
    QUALITATIVE = "qualitative"


class Accumulation(StrEnum):
    FLOW = "flow"
    RUNNING_TOTAL = "running_total"
    STOCK = "stock"
    MILESTONE = "milestone"
    QUALITATIVE = "qualitative"


class Comparator(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="


class Scope(StrEnum):
    FISCAL_YEAR = "fiscal_year"
    PHASE = "phase"


class Combine(StrEnum):
    """How values of several bodies make one: the same fact told twice, or parts of a whole."""

    SINGLE = "single"
    SUM = "sum"
    MAX = "max"


class TrajectoryKind(StrEnum):
    LINEAR = "linear"
    HALF_YEAR = "half_year"
    SCHEDULE = "schedule"
    POINTS = "points"


class Trajectory(Declared):
    """How a target is expected to be reached within its scope.

    *steps* are (day, value expected from that day on): dated events of a schedule, or points between which a
    line is drawn. Empty for linear and half_year (half of the target by 30 September, all by 31 March).
    """

    kind: TrajectoryKind = TrajectoryKind.LINEAR
    steps: tuple[tuple[date, Decimal], ...] = ()


class Measure(Declared):
    """One measure (指標): a KPI, goal, counted activity or phase goal, exactly as the plan states it.

    *target* and *baseline* are in *unit*; *due* is the day a milestone or schedule must be reached by.
    *phase_of* stands at a phase goal and names the measure whose yearly values add up to it. *authority* is the id
    of the body whose word goes where several tell the same fact differently; empty where none does.
    """

    measure_id: str
    level: Level
    parent_id: str
    kind: MeasureKind
    statement: str
    type: MeasureType
    target: Decimal | None
    unit: str
    comparator: Comparator | None
    accumulation: Accumulation
    scope: Scope
    functions: tuple[Function, ...]
    new: bool
    trajectory: Trajectory = Trajectory()
    due: date | None = None
    baseline: Decimal | None = None
    combine: Combine = Combine.SINGLE
    missing_allowed: bool = False
    not_applicable_from: Month | None = None
    not_applicable_reason: str = ""
    ended_from: Month | None = None
    phase_of: str = ""
    authority: str = ""
    aliases: tuple[str, ...] = ()


class InitiativeNotes(Declared):
    """What the plan says about one initiative, restated briefly: this year's work, next year's direction."""

    initiative_id: str
    functions: tuple[Function, ...]
    this_year: str
    next_year: str


class PlannedDate(Declared):
    """A date or span the plan's text names for an initiative; *when* is as written (4/21, 上期, 年2回)."""

    initiative_id: str
    when: str
    starts: date
    ends: date
    what: str


class Activity(Declared):
    """One activity of section IV (委員会・交流・調査情報提供・政策提言): no target, shown on one page."""

    id: str
    section: str
    title: str
    this_year: str


class Change(StrEnum):
    """What becomes of an item of the earlier plan."""

    KEPT = "kept"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    ENDED = "ended"


class Crossing(Declared):
    """How one initiative or measure of the earlier plan goes on in this one; *to_id* is empty where it ended.

    *share* is the part of a split measure's earlier totals that goes this way, None where nobody can say.
    """

    from_id: str
    to_id: str
    change: Change
    share: Decimal | None = None
    reason: str = ""


class EarlierTotal(Declared):
    """What a measure came to in a fiscal year of which no submission is on record, and who says so."""

    measure_id: str
    fiscal_year: int
    value: Decimal
    source: str


class Plan(Declared):
    """One fiscal year's plan. Ids follow the plan's own numbering; nodes and measures keep the files' order.

    *follows* is the id of the plan of the year before, *crosswalk* how that plan's items go on in this one.
    """

    plan_id: str
    title: str
    organisation: str
    fiscal_year: int
    phase_title: str
    phase_first_year: int
    phase_last_year: int
    time_zone: str
    version: str
    deadline_day: int
    default_rating_profile: str
    nodes: tuple[Node, ...]
    measures: tuple[Measure, ...]
    notes: tuple[InitiativeNotes, ...]
    dates: tuple[PlannedDate, ...]
    activities: tuple[Activity, ...]
    follows: str = ""
    crosswalk: tuple[Crossing, ...] = ()
    earlier_totals: tuple[EarlierTotal, ...] = ()

    @cached_property
    def node(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def measure(self) -> Mapping[str, Measure]:
        return {measure.measure_id: measure for measure in self.measures}

    def at_level(self, level: Level) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.level is level)

    def children(self, node_id: str) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.parent_id == node_id)

    def measures_of(self, node_id: str) -> tuple[Measure, ...]:
        """Return the measures that stand directly at a node, in the plan's order."""
        return tuple(measure for measure in self.measures if measure.parent_id == node_id)

    def ancestors(self, node_id: str) -> tuple[Node, ...]:
        """Return the nodes above *node_id*, nearest first."""
        chain: list[Node] = []
        parent = self.node[node_id].parent_id
        while parent is not None:
            chain.append(self.node[parent])
            parent = self.node[parent].parent_id
        return tuple(chain)

    def strategy_of(self, node_id: str) -> Node:
        node = self.node[node_id]
        return node if node.level is Level.STRATEGY else self.ancestors(node_id)[-1]

    def initiatives_under(self, node_id: str) -> tuple[Node, ...]:
        """Return the initiatives at or below a node, in the plan's order."""
        return tuple(
            node
            for node in self.at_level(Level.INITIATIVE)
            if node.id == node_id or any(above.id == node_id for above in self.ancestors(node.id))
        )
