"""Figures of numeric measures: from a record's cells to observations, counted or set aside with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sources.messages import Text, text
from sources.plan import MeasureType
from sources.submission import Basis, Finding, FindingKind, Observation, Severity, State
from sources.vocabulary import Role
from tasks.japanese_text import one_line
from tasks.reading.layout.facts.basis import Covered
from tasks.reading.layout.facts.basis_of_tables import covered_in_tables
from tasks.reading.layout.facts.doubts import confidence_of, doubts_about, unclear_basis
from tasks.reading.layout.facts.figures import Problem, unit_beside
from tasks.reading.layout.facts.previous import since_previous
from tasks.reading.layout.facts.records import Read, Record, read_record
from tasks.reading.layout.facts.row_totals import totals_below, with_row_totals
from tasks.reading.layout.items.item import Item, Reader, by_record
from tasks.reading.value_types import Quantity
from tasks.reading.value_types import Span as SaidSpan

SET_ASIDE = 0.5

Claim = tuple[Item, Observation]


def read_observations(items: Iterable[Item], reader: Reader) -> tuple[list[Observation], list[Finding]]:
    """Return the observations that numeric measures' fields give, accepted or quarantined, with findings."""
    claims: list[Claim] = []
    findings: list[Finding] = []
    items = list(items)
    groups = by_record(item for item in with_row_totals(items) if _is_of_number(item))
    read_groups = [
        read_record(group, measure, reader.fiscal_year)
        for group in groups
        if (measure := group[0].subject.measure) is not None
    ]
    covered = covered_in_tables([record for record, _ in read_groups], totals_below(items))
    for record, problems in read_groups:
        for read in record.reads:
            observations, doubts = _observed(read, record, covered[id(read)], reader)
            claims += [(read.item, one) for one in observations]
            problems += [(read.item, doubt) for doubt in doubts]
        findings += [_finding([item], problem, reader) for item, problem in problems if not problem.is_shared]
        findings += _shared([(item, problem) for item, problem in problems if problem.is_shared], reader)
    observations, twice = _without_rivals(claims)
    return observations, [*findings, *twice]


def _is_of_number(item: Item) -> bool:
    measure = item.subject.measure
    return measure is not None and measure.type is MeasureType.NUMERIC and not item.subject.is_total


def _observed(
    read: Read, record: Record, covered: Covered, reader: Reader
) -> tuple[list[Observation], list[Problem]]:
    """Return what one figure gives: usually one observation; two where a cell says the month's and the total."""
    problems = doubts_about(read, record)
    if covered.basis is None:
        problems.append(unclear_basis(read))
    elif covered.basis is Basis.CUMULATIVE:
        problems += since_previous(read, record)
    counts = all(problem.is_info for problem in problems)
    confidence = confidence_of(read)
    main = Observation(
        body_id=reader.source.body_id,
        measure_id=read.measure.measure_id,
        month=read.month,
        value=covered.value,
        unit=read.measure.unit,
        basis=covered.basis or Basis.CUMULATIVE,
        place=reader.source.place(read.item.context.name, read.item.field.cell),
        raw=read.item.raw,
        state=State.ACCEPTED if counts else State.QUARANTINED,
        confidence=confidence if counts else min(confidence, SET_ASIDE),
        evidence=(*read.item.evidence(reader), *_unit_evidence(read, reader), f"basis {covered.why.value}"),
    )
    return _with_side_figure(main, read.quantity), problems


def _unit_evidence(read: Read, reader: Reader) -> list[str]:
    """Return the corner or note that lent a figure its unit, where neither its cell nor a label states one."""
    context = read.item.context
    is_lent = not read.quantity.unit_in_cell and unit_beside(read.item.field) is None
    cells = (seen.cell for seen, unit in context.unit_notes if is_lent and unit.name == read.quantity.unit)
    return [f"unit {reader.source.named(context.name, cell)} {one_line(cell.shown)}" for cell in cells][:1]


def _with_side_figure(main: Observation, quantity: Quantity) -> list[Observation]:
    """Return the observations of 4件（累計12件）: the month's four and the year's twelve, from one cell."""
    if quantity.cumulative is not None and quantity.says is not SaidSpan.CUMULATIVE:
        total = replace(main, value=quantity.cumulative, basis=Basis.CUMULATIVE)
        return [replace(main, basis=Basis.MONTHLY), total]
    if quantity.monthly is not None and quantity.says is not SaidSpan.MONTHLY:
        return [main, replace(main, value=quantity.monthly, basis=Basis.MONTHLY)]
    return [main]


def _without_rivals(claims: Sequence[Claim]) -> tuple[list[Observation], list[Finding]]:
    """Return the observations; where two rows of one table claim one measure, none of them counts.

    Equal figures alone are no repeat there: two places' or two halves' rows would make a part of the whole. Rows
    that are the same word for word are one row written twice.
    """
    rivals: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, (item, one) in enumerate(claims):
        if one.state is State.ACCEPTED and item.field.is_table:
            table = item.context.name, item.field.row_key[0]
            rivals[*table, one.measure_id, one.month, one.basis].append(at)
    observations = [one for _, one in claims]
    findings = []
    for group in rivals.values():
        titles = {claims[at][0].record for at in group}
        are_equal = len({observations[at].value for at in group}) == 1
        if len(titles) > 1 and are_equal and len({_row_words(claims[at][0]) for at in group}) > 1:
            for at in group:
                observations[at] = replace(observations[at], state=State.QUARANTINED, confidence=SET_ASIDE)
                findings.append(_claimed_twice(observations[at]))
    return observations, findings


def _row_words(item: Item) -> tuple[str, ...]:
    """Return all that an item's row says, its titles first, without the number of the row."""
    apart = {label.place for label in item.field.labels if label.title or label.hint is Role.NUMBER}
    row = [
        seen.text for seen in item.context.view.in_row(item.field.cell.row) if (seen.row, seen.column) not in apart
    ]
    return (*(label.seen.text for label in item.field.titles), *row)


def _claimed_twice(one: Observation) -> Finding:
    message = text(
        "More than one row of the table is this measure, so none was counted. Write its total in one row, "
        "and name "
        "the others for what they are."
    )
    return Finding(
        FindingKind.DUPLICATE_CONFLICT, Severity.ERROR, one.body_id, one.place, message, one.month, one.measure_id
    )


def _shared(problems: Sequence[tuple[Item, Problem]], reader: Reader) -> list[Finding]:
    """Return one finding for all cells of a row or column that have the same problem."""
    groups: dict[tuple[FindingKind, str], list[tuple[Item, Problem]]] = defaultdict(list)
    for item, problem in problems:
        groups[problem.kind, problem.message.key].append((item, problem))
    findings = []
    for group in groups.values():
        items, first = [item for item, _ in group], group[0][1]
        raws = "、".join(one_line(item.raw) for item in items)
        values = tuple((name, raws if name == "raw" else value) for name, value in first.message.values)
        findings.append(_finding(items, replace(first, message=Text(first.message.key, values)), reader))
    return findings


def _finding(items: Sequence[Item], problem: Problem, reader: Reader) -> Finding:
    first = items[0]
    is_slip = problem.is_info and problem.kind is FindingKind.UNIT_MISMATCH
    sets_aside = not problem.is_info and problem.kind is FindingKind.MONTH_MISMATCH
    return reader.source.finding(
        problem.kind,
        problem.message,
        first.context.name,
        [item.field.cell for item in items],
        month=first.month,
        measure_id=first.subject.measure.measure_id if first.subject.measure else "",
        severity=Severity.INFO if is_slip else Severity.WARNING if sets_aside else None,
    )
