"""What the layout hands on: a value cell with every label that speaks of it."""

from collections.abc import Iterable

from sources.plan import MeasureKind
from sources.submission import Basis
from sources.vocabulary import Role
from tasks.japanese_text import key
from tasks.reading.grid import Cell
from tasks.reading.layout.cells.headings import (
    ACTUAL_ROLES,
    META_ROLES,
    OTHER_FIGURES,
    TEXT_ROLES,
    TITLE_ROLES,
    VALUE_ROLES,
    Heading,
)
from tasks.reading.layout.cells.names import Names, is_example_row, is_total
from tasks.reading.layout.cells.seen import Seen, Sort
from tasks.reading.lazy import lazy
from tasks.reading.light import light


@light(frozen=True)
class Label:
    """A cell that says something about others. *title* is its text where it names something, else "".

    *hint* is what its own column or the label before it said it is: a title under 具体的な取り組み has INITIATIVE.
    *is_kind* tells that it stands in a column of kinds (区分), where 目標 is a measure's kind, no figure's role;
    *is_exact* that it is a title of the plan word for word, whose own words (累計) say nothing of figures.
    """

    seen: Seen
    title: str = ""
    hint: Role | None = None
    is_kind: bool = False
    is_exact: bool = False

    @lazy
    def heading(self) -> Heading:
        return self.seen.heading

    @lazy
    def kind(self) -> MeasureKind | None:
        """Return the kind of measure that it says where kinds or measures are told of (目標, KPI)."""
        return self.heading.kind if not self.title and self.hint in (Role.KIND, Role.MEASURE) else None

    @lazy
    def says_total(self) -> bool:
        """Return whether it says nothing but that its row or column adds up others."""
        return not self.title and not self.heading.roles and is_total(self.seen.text)

    @lazy
    def place(self) -> tuple[int, int]:
        return self.seen.row, self.seen.column

    @lazy
    def is_example(self) -> bool:
        return is_example_row(self.seen.text)

    @lazy
    def roles(self) -> tuple[Role, ...]:
        """Return the roles it says; of a title only those of figures, as in 企業面談 実績."""
        if self.is_kind or self.is_exact:
            return ()
        if not self.title:
            return self.heading.roles
        return tuple(role for role in self.heading.roles if role in VALUE_ROLES) if self.heading.rest else ()


SEVERAL_FIGURES = "several figures"
SHARED_BY_ROWS = "shared by rows"
WITHOUT_MONTH = "without its row's month"
_ANY_FIGURE = frozenset({"数値", "値"})
_OTHERS = frozenset(OTHER_FIGURES)
_SPEAKING = (
    TEXT_ROLES
    | VALUE_ROLES
    | META_ROLES
    | {Role.PLANNED_DATE, Role.ACTUAL_DATE, Role.PLACE, Role.PARTICIPANTS, Role.TOPIC, Role.NUMBER, Role.LEGEND}
)


class Labels(tuple[Label, ...]):
    """Labels from far to near, and what they say together.

    All cells of a row have the row's labels, all of a column the column's: what each part says is gathered once,
    and what a cell's labels say is put together of its two parts.

    Of the nearest label that says one: *basis*, *kind*, *speaking_role* (of a figure, text or date), *dated_by*
    (that label; titles and numbers of rows do not date). *title_ids* tells the very labels from all others.
    """

    roles: frozenset[Role]
    titles: tuple[Label, ...]
    title_ids: tuple[int, ...]
    years: tuple[tuple[int, ...], ...]
    basis: Basis | None
    kind: MeasureKind | None
    speaking_role: Role | None
    dated_by: Label | None
    is_pair: bool
    is_phase: bool
    has_total: bool

    def __new__(cls, labels: Iterable[Label] = ()) -> "Labels":
        """Return *labels* with what they say."""
        made = super().__new__(cls, labels)
        titles: list[Label] = []
        roles: list[Role] = []
        years: list[tuple[int, ...]] = []
        made.basis = made.kind = made.speaking_role = made.dated_by = None
        made.is_pair = made.is_phase = made.has_total = False
        for label in made:
            heading = label.heading
            if label.title:
                titles.append(label)
            elif heading.span is not None and label.hint is not Role.NUMBER:
                made.dated_by = label
            if label.roles:
                roles += label.roles
                made.speaking_role = _speaking_role(label) or made.speaking_role
            if heading.fiscal_years:
                years.append(heading.fiscal_years)
            if heading.basis and (label.roles or not label.title):
                made.basis = heading.basis  # of a title only if its last words are a figure's role
            made.kind = label.kind or made.kind
            made.is_pair = made.is_pair or heading.is_pair
            made.is_phase = made.is_phase or heading.is_phase
            made.has_total = made.has_total or label.says_total
        made.roles, made.titles, made.years = frozenset(roles), tuple(titles), tuple(years)
        made.title_ids = tuple(map(id, titles))
        return made

    @classmethod
    def joined(cls, far: "Labels", near: "Labels") -> "Labels":
        """Return *far* and then *near*."""
        if not far or not near:
            return near or far
        both = tuple.__new__(cls, far + near)
        both.roles = far.roles | near.roles
        both.titles = far.titles + near.titles
        both.title_ids = far.title_ids + near.title_ids
        both.years = far.years + near.years
        both.basis = near.basis or far.basis
        both.kind = near.kind or far.kind
        both.speaking_role = near.speaking_role or far.speaking_role
        both.dated_by = near.dated_by or far.dated_by
        both.is_pair = near.is_pair or far.is_pair
        both.is_phase = near.is_phase or far.is_phase
        both.has_total = near.has_total or far.has_total
        return both

    @lazy
    def without_counting_titles(self) -> "Labels":
        """Return the labels; what counts something (参加者数) is no title of its own among them."""
        return Labels(Label(label.seen) if label.title and label.heading.counts else label for label in self)

    @lazy
    def last_role(self) -> Role | None:
        """Return the nearest role that any label says."""
        return next((label.roles[-1] for label in reversed(self) if label.roles), None)

    @lazy
    def places(self) -> tuple[tuple[int, int], ...]:
        return tuple(label.place for label in self)

    @lazy
    def is_of_figures(self) -> bool:
        return any(label.heading.is_value_role for label in self)

    @lazy
    def names_time(self) -> bool:
        return any(label.heading.span for label in self)


def _speaking_role(label: Label) -> Role | None:
    return next((role for role in reversed(label.roles) if role in _SPEAKING), None)


NO_LABELS = Labels()


@light(frozen=True)
class Field:
    """A value cell, the labels that speak of it, and the headings above them.

    *labels* go from far to near; *above* are the titles of sections and forms it stands under, in their order.
    *row_key* is the same for all fields of one row or form, *is_table* tells that it stands in a
    table, *has_heading* that the table's header says something over its column.
    """

    seen: Seen
    labels: Labels
    above: tuple[Label, ...]
    row_key: tuple[int, int]
    is_table: bool
    doubts: tuple[str, ...] = ()
    has_heading: bool = True

    def under(self, heading: Labels) -> "Field":
        """Return the field with *heading* as its farthest label."""
        labels = Labels.joined(heading, self.labels)
        return Field(self.seen, labels, self.above, self.row_key, self.is_table, self.doubts, self.has_heading)

    @lazy
    def cell(self) -> Cell:
        return self.seen.cell

    @property
    def basis(self) -> Basis | None:
        return self.labels.basis

    @property
    def roles(self) -> frozenset[Role]:
        return self.labels.roles

    @lazy
    def figure_role(self) -> Role | None:
        """Return the one role that decides what its number is; roles that are no actual win over an actual."""
        if self.roles & _OTHERS and not self.is_pair:
            return next(role for role in OTHER_FIGURES if role in self.roles)
        return Role.ACTUAL if self.roles & ACTUAL_ROLES else None

    @property
    def is_pair(self) -> bool:
        return self.labels.is_pair

    @property
    def says_actual(self) -> bool:
        """Return whether a label says that it is an actual, in other words than 数値, which plans use as well."""
        said = (label for label in self.labels if ACTUAL_ROLES.intersection(label.roles))
        return any(key(label.seen.text) not in _ANY_FIGURE for label in said)

    @lazy
    def role(self) -> Role | None:
        """Return the role that decides what it is: a text's, a figure's, or that of a date; None where unsaid."""
        role = self.labels.speaking_role
        if role in VALUE_ROLES:
            return Role.ACTUAL if self.is_pair else self.figure_role
        return role

    @lazy
    def is_figure(self) -> bool:
        return self.seen.sort in (Sort.NUMBER, Sort.FIGURE)

    @property
    def titles(self) -> tuple[Label, ...]:
        return self.labels.titles

    @property
    def dated_by(self) -> Label | None:
        return self.labels.dated_by

    def nearest_role(self, roles: frozenset[Role]) -> Role | None:
        """Return the role of *roles* that the nearest label says."""
        for label in reversed(self.labels):
            for role in reversed(label.roles):
                if role in roles:
                    return role
        return None


_NAMES_OF_TITLES = TITLE_ROLES | {Role.TARGET, Role.PLAN}


def label_of(seen: Seen, names: Names, hint: Role | None = None) -> Label:
    """Return *seen* as a label: a title where it names something, else what its words say."""
    heading = seen.heading
    if heading.is_whole and not (hint in _NAMES_OF_TITLES and names.knows(seen.text)):
        return Label(seen, hint=hint)
    if not heading.rest and not heading.is_whole and not names.knows(seen.text):
        return Label(seen, hint=hint)
    return title_label(seen, names, hint)


def title_label(seen: Seen, names: Names, hint: Role | None = None) -> Label:
    return Label(seen, title=seen.text, hint=hint, is_exact=names.is_exact(seen.text))
