"""What a field speaks of: the initiative and measure that its titles and the headings above it name.

Titles are taken from far to near: a nearer initiative replaces a farther one, and a measure is looked for within
the section that the titles before it gave. A title that the plan does not know makes the subject unknown; it
never falls back on what stood above it.
"""

import re
from dataclasses import replace

from sources.plan import Level, Measure, MeasureKind, Node, Scope
from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import MEASURE_HINTS, NODE_ROLES
from tasks.reading.layout.cells.labels import Field, Label
from tasks.reading.layout.cells.names import Names, is_total
from tasks.reading.layout.subjects.named_measure import is_at_or_below, measure_in, names_in
from tasks.reading.light import light
from tasks.reading.title_match import Candidate, Grade, TitleMatch

_CONFIDENCE = {Grade.EXACT: 1.0, Grade.LIKELY: 0.9}
_GENERIC = 0.8
_SAME_NAME = 90.0
_CORROBORATED = 0.8
_HEADING_BETWEEN = 0.65
_NUMBERED = re.compile(r"[\d一二三四五六七八九①-⑨ⅠⅡⅢIV]")
_PIECES = re.compile(r"[\n/|()\[\]【】 ]|KPI\s?[::]|指標\s?[::]|目標\s?[::]")


@light(frozen=True)
class Subject:
    """*node* is the nearest node named; *measure* the measure, where one is sure.

    *unknown* is a title that the plan does not know, *unknown_label* its cell; *passed* is such a title that the
    measure's own stands behind (県内 | over the column 企業面談). *candidates* are what a doubtful title could
    mean. *own_node* tells that the row itself, not only a heading above, names the node; *own_title* that the row
    names anything; *topic* is a heading that measures of several initiatives share, *id_against* what a row names
    against the hidden id of its form. *confidence* is the product of
    what each step was worth.
    """

    node: Node | None = None
    node_confidence: float = 0.0
    own_node: bool = False
    measure: Measure | None = None
    measure_confidence: float = 0.0
    own_title: bool = False
    own_measure: bool = False
    unknown: str = ""
    unknown_label: Label | None = None
    passed: Label | None = None
    is_unknown_node: bool = False
    candidates: tuple[Candidate, ...] = ()
    is_total: bool = False
    generic: bool = False
    exact_measure: bool = False
    doubtful_node: tuple[Candidate, ...] = ()
    topic: str = ""
    id_against: str = ""

    @property
    def initiative(self) -> Node | None:
        return self.node if self.node is not None and self.node.level is Level.INITIATIVE else None

    @property
    def confidence(self) -> float:
        node = self.node_confidence if self.node is not None else 1.0
        return round(node * self.measure_confidence, 3)


class Subjects:
    """What fields speak of, worked out once for all fields under the same headings and titles."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._above: dict[tuple[int, ...], Subject] = {}
        self._found: dict[tuple[object, ...], Subject] = {}

    def of(self, field: Field) -> Subject:
        """Return what *field* speaks of."""
        labels = field.labels
        kind, says_phase, has_total = labels.kind, labels.is_phase, labels.has_total
        known = (id(field.above), labels.title_ids, kind, says_phase, has_total)
        if known not in self._found:
            subject = self._of_headings(tuple(map(id, field.above)), field.above)
            for label in field.titles:
                subject = _with_title(subject, label, self._names, kind)
            subject = _of_topic(subject, self._names)
            if has_total:
                subject = replace(subject, is_total=True)
            says_phase = says_phase or any(label.heading.is_phase for label in field.above)
            self._found[known] = _with_phase(subject, self._names, says_phase=says_phase)
        return self._found[known]

    def _of_headings(self, known: tuple[int, ...], above: tuple[Label, ...]) -> Subject:
        if known not in self._above:
            subject = Subject()
            for label in above:
                subject = _with_heading(subject, label, self._names)
            self._above[known] = replace(subject, unknown=subject.unknown if subject.is_unknown_node else "")
        return self._above[known]


def _with_heading(subject: Subject, label: Label, names: Names) -> Subject:
    """Return *subject* under one more heading: a section's title, or what a form says it is about."""
    node_match = names.node(label.title, label.hint)
    node = names.found_node(node_match)
    if node is not None and label.hint not in MEASURE_HINTS:
        return _with_piece(Subject(node=node, node_confidence=_CONFIDENCE[node_match.grade]), label, names)
    measure, match = _measure_named(label, subject, names)
    if measure is not None:
        return _with_measure(_in_section_of(subject, measure, names), measure, match)
    if label.hint in NODE_ROLES - {Role.ITEM, Role.STRATEGY}:
        return Subject(
            unknown=label.title,
            unknown_label=label,
            is_unknown_node=True,
            doubtful_node=node_match.candidates if node_match.grade is Grade.DOUBTFUL else (),
        )
    if label.hint in MEASURE_HINTS:
        return replace(
            subject, measure=None, unknown=label.title, unknown_label=label, candidates=match.candidates
        )
    shared = [one for one in match.candidates if one.is_measure and one.score >= _SAME_NAME]
    return replace(
        subject,
        topic=label.title if subject.node is None and len(shared) > 1 else "",
        measure=None,
        measure_confidence=0.0,
        node_confidence=min(subject.node_confidence, _HEADING_BETWEEN),
    )


def _with_title(subject: Subject, label: Label, names: Names, kind: MeasureKind | None) -> Subject:
    """Return *subject* with one more title of the field's own row or column."""
    if is_total(label.title):
        return replace(subject, is_total=True, own_title=True)
    subject = subject if subject.own_title else replace(subject, own_title=True)
    node_match = names.node(label.title, label.hint)
    node = names.found_node(node_match)
    measure, match = _measure_named(label, subject, names, kind)
    prefers_measure = measure is not None and (
        label.hint in MEASURE_HINTS or node is None or match.grade.rank < node_match.grade.rank
    )
    if node is not None and not prefers_measure:
        return _at_node(subject, node, node_match, label, names)
    if measure is not None:
        if subject.own_measure and subject.measure is not None and subject.measure is not measure:
            both = tuple(
                Candidate(one.measure_id, one.statement, 90.0, True) for one in (subject.measure, measure)
            )
            return replace(subject, measure=None, unknown=label.title, unknown_label=label, candidates=both)
        passed = subject.unknown_label if subject.unknown and not subject.is_unknown_node else subject.passed
        found = _with_measure(_in_section_of(subject, measure, names), measure, match)
        if match.is_generic and subject.measure is measure:  # 件数 under the heading 企業面談 only bears it out
            found = replace(found, measure_confidence=subject.measure_confidence, generic=subject.generic)
        return replace(found, own_measure=True, passed=passed)
    if label.hint in NODE_ROLES - {Role.ITEM, Role.STRATEGY}:
        doubts = node_match.candidates if node_match.grade is Grade.DOUBTFUL else ()
        return replace(
            subject,
            node=None,
            node_confidence=0.0,
            own_node=True,
            measure=None,
            unknown=label.title,
            unknown_label=label,
            is_unknown_node=True,
            doubtful_node=doubts,
        )
    if label.hint in (Role.ITEM, Role.STRATEGY) and _NUMBERED.search(label.title) and len(label.title) <= 4:
        return subject
    if subject.is_unknown_node:
        return replace(subject, measure=None)
    doubts = match.candidates if match.grade is Grade.DOUBTFUL else node_match.candidates
    doubts = tuple(one for one in doubts if one.score >= _SAME_NAME or _could_be_here(one, subject, names))
    return replace(subject, measure=None, unknown=label.title, unknown_label=label, candidates=doubts)


def _at_node(subject: Subject, node: Node, match: TitleMatch, label: Label, names: Names) -> Subject:
    """Return *subject* at a node that the row names: the lower of two in one line, else the nearer one."""
    current = subject.node
    keeps_lower = (
        current is not None
        and subject.own_node
        and any(above.id == node.id for above in names.plan.ancestors(current.id))
    )
    if keeps_lower:
        return subject
    if subject.is_unknown_node and subject.own_node and node.level is not Level.INITIATIVE:
        return subject
    found = replace(
        subject,
        node=node,
        node_confidence=_CONFIDENCE[match.grade],
        own_node=True,
        measure=None,
        unknown="",
        unknown_label=None,
        is_unknown_node=False,
        candidates=(),
    )
    return _with_piece(found, label, names)


def _with_piece(subject: Subject, label: Label, names: Names) -> Subject:
    """Return *subject* with the measure that a part of a node's cell names (…建設支援（KPI：企業面談30件）)."""
    node_id = subject.node.id if subject.node is not None else None
    for piece in _PIECES.split(label.seen.text):
        if len(piece.strip()) <= 2 or names.node(piece).is_sure:
            continue
        for words in names_in(piece, label.seen.fiscal_year):
            match = names.measure(words, node_id)
            measure = names.found_measure(match)
            if measure is not None and not match.is_generic:
                return _with_measure(subject, measure, match)
    return subject


def _measure_named(
    label: Label, subject: Subject, names: Names, kind: MeasureKind | None = None
) -> tuple[Measure | None, TitleMatch]:
    """Return the measure that a title names within the subject's section, or in the whole plan without one."""
    within = subject.node.id if subject.node is not None else None
    if subject.is_unknown_node:
        doubtful = [candidate.id for candidate in subject.doubtful_node if candidate.id]
        return _corroborating(label, doubtful, names)
    return measure_in(label, within, names, kind)


def _of_topic(subject: Subject, names: Names) -> Subject:
    """Return *subject* with its initiative's measure of the heading's name (企業プレゼン件数 over initiatives)."""
    node = subject.initiative
    if not subject.topic or node is None or not subject.own_node or subject.measure or subject.unknown:
        return subject
    match = names.measure(subject.topic, node.id)
    measure = names.found_measure(match)
    return _with_measure(subject, measure, match) if measure is not None and not match.is_generic else subject


def _corroborating(label: Label, node_ids: list[str], names: Names) -> tuple[Measure | None, TitleMatch]:
    """Return the measure whose exact name bears out one of the nodes that a doubtful title could mean."""
    open_match = names.measure(label.title, None)
    found = names.found_measure(open_match)
    if found is not None and open_match.grade is Grade.EXACT and found.parent_id in node_ids[:1]:
        return found, open_match
    return None, open_match


def _could_be_here(candidate: Candidate, subject: Subject, names: Names) -> bool:
    """Return whether a candidate stands in the section that the row is in."""
    if subject.node is None or not candidate.is_measure:
        return True
    return is_at_or_below(candidate.id, subject.node.id, names)


def _in_section_of(subject: Subject, measure: Measure, names: Names) -> Subject:
    """Return *subject* at the measure's own node where it stood at none, or at one above it."""
    node = names.plan.node[measure.parent_id]
    if subject.node is not None and subject.node.id == node.id:
        return subject
    confidence = (
        subject.node_confidence
        if subject.node is not None
        else (_CORROBORATED if subject.is_unknown_node else 1.0)
    )
    return replace(
        subject,
        node=node,
        node_confidence=confidence or 1.0,
        is_unknown_node=False,
        unknown="",
        unknown_label=None,
    )


def _with_measure(subject: Subject, measure: Measure, match: TitleMatch) -> Subject:
    return replace(
        subject,
        measure=measure,
        measure_confidence=_GENERIC if match.is_generic else _CONFIDENCE.get(match.grade, 0.9),
        unknown="",
        unknown_label=None,
        candidates=(),
        generic=match.is_generic,
        exact_measure=match.grade is Grade.EXACT,
    )


def _with_phase(subject: Subject, names: Names, *, says_phase: bool) -> Subject:
    """Let no figure of the phase (第2期累計) count for the year, nor one of the year for the phase."""
    measure = subject.measure
    if measure is None:
        return subject
    if says_phase == (measure.scope is Scope.PHASE):
        return subject
    if says_phase:
        phase = [other for other in names.plan.measures if other.phase_of == measure.measure_id]
        if len(phase) == 1:
            return replace(subject, measure=phase[0], measure_confidence=0.9)
    return replace(subject, measure=None, unknown=measure.statement, candidates=())
