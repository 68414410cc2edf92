"""What the layout hands on: a value cell with every label that speaks of it."""

from sources.plan import MeasureKind
from sources.submission import Basis
from sources.vocabulary import Role
from tasks.japanese_text import key
from tasks.reading.grid import Cell
from tasks.reading.layout.headings import (
    ACTUAL_ROLES,
    META_ROLES,
    OTHER_FIGURES,
    TEXT_ROLES,
    TITLE_ROLES,
    VALUE_ROLES,
    Heading,
)
from tasks.reading.layout.names import Names, is_total
from tasks.reading.layout.seen import Seen, Sort
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


@light(frozen=True)
class Field:
    """A value cell, the labels that speak of it, and the headings above them.

    *labels* go from far to near; *above* are the titles of sections and forms it stands under, in their order.
    *row_key* is the same for all fields of one row or form, *is_table* tells that it stands in a
    table, *has_heading* that the table's header says something over its column.
    """

    seen: Seen
    labels: tuple[Label, ...]
    above: tuple[Label, ...]
    row_key: tuple[int, int]
    is_table: bool
    doubts: tuple[str, ...] = ()
    has_heading: bool = True

    @lazy
    def cell(self) -> Cell:
        return self.seen.cell

    @lazy
    def basis(self) -> Basis | None:
        """Return the basis that the nearest label states; a title only if its last words are a figure's role."""
        for label in reversed(self.labels):
            if label.heading.basis and (not label.title or label.roles):
                return label.heading.basis
        return None

    @lazy
    def roles(self) -> frozenset[Role]:
        return frozenset(role for label in self.labels for role in label.roles)

    @lazy
    def figure_role(self) -> Role | None:
        """Return the one role that decides what its number is; roles that are no actual win over an actual."""
        if self.roles & _OTHERS and not self.is_pair:
            return next(role for role in OTHER_FIGURES if role in self.roles)
        return Role.ACTUAL if self.roles & ACTUAL_ROLES else None

    @lazy
    def is_pair(self) -> bool:
        return any(label.heading.is_pair for label in self.labels)

    @lazy
    def says_actual(self) -> bool:
        """Return whether a label says that it is an actual, in other words than 数値, which plans use as well."""
        said = (label for label in self.labels if ACTUAL_ROLES.intersection(label.roles))
        return any(key(label.seen.text) not in _ANY_FIGURE for label in said)

    @lazy
    def role(self) -> Role | None:
        """Return the role that decides what it is: a text's, a figure's, or that of a date; None where unsaid."""
        for label in reversed(self.labels):
            for role in reversed(label.roles):
                if role in VALUE_ROLES:
                    return self.figure_role if not self.is_pair else Role.ACTUAL
                if role in _SPEAKING:
                    return role
        return None

    @lazy
    def is_figure(self) -> bool:
        return self.seen.sort in (Sort.NUMBER, Sort.FIGURE)

    @lazy
    def titles(self) -> tuple[Label, ...]:
        return tuple(label for label in self.labels if label.title)

    @lazy
    def dated_by(self) -> Label | None:
        """Return the nearest label that names a month or span; titles and numbers of rows do not."""
        for label in reversed(self.labels):
            if not label.title and label.heading.span is not None and label.hint is not Role.NUMBER:
                return label
        return None

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
