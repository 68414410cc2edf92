"""Figures of numeric measures: from a record's cells to observations, each counted or set aside with its reason."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sources.messages import Text, text
from sources.month import Month
from sources.plan import Accumulation, Measure, MeasureType
from sources.submission import Basis, Finding, FindingKind, Observation, Severity, State
from sources.vocabulary import Role
from tasks.japanese_text import fold, month_text, one_line
from tasks.reading.layout.figures import Figure, Problem, read_figure
from tasks.reading.layout.headings import ACTUAL_ROLES
from tasks.reading.layout.item import CONFIDENCE_NEEDED, Item, Reader, by_record
from tasks.reading.layout.periods import (
    Series,
    basis_of_series,
    basis_of_single,
    span_is_as_of,
)
from tasks.reading.layout.seen import Sort
from tasks.reading.value_types import Quantity, Span as SaidSpan

_WITHOUT_ROLE = 0.97
_WRONG_KIND = 0.8


@dataclass(frozen=True)
class _Read:
    """One actual figure: its item, what its cell gave, and the month it speaks of."""

    item: Item
    figure: Figure
    month: Month

    @property
    def quantity(self) -> Quantity | None:
        return self.figure.quantity


def read_observations(items: Iterable[Item], reader: Reader) -> tuple[list[Observation], list[Finding]]:
    """Return the observations that numeric measures' fields give, accepted and quarantined, with their findings."""
    observations: list[Observation] = []
    findings: list[Finding] = []
    numeric = [item for item in items if item.subject.measure is not None and not item.subject.is_total]
    numeric = [item for item in numeric if _measure(item).type is MeasureType.NUMERIC]
    claims: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for record in by_record(numeric):
        found, said = _read_record(record, reader)
        for item, observation in found:
            if observation.state is State.ACCEPTED and item.field.is_table:
                table = item.context.name, item.field.row_key[0]
                claim = observation.measure_id, observation.month, observation.basis
                claims[(*table, *claim)].append(len(observations))
            observations.append(observation)
        findings += said
    for rivals in claims.values():
        if len(rivals) > 1 and len({observations[at].value for at in rivals}) == 1:
            for at in rivals:
                findings.append(_claimed_twice(observations[at]))
                observations[at] = replace(observations[at], state=State.QUARANTINED, confidence=0.5)
    return observations, findings


def _claimed_twice(one: Observation) -> Finding:
    """Return the finding for two rows of one table that claim one measure, be their figures equal or not."""
    message = text(
        "More than one row of the table is this measure, so none was counted. Write its total in one row, and call the "
        "other rows what they are.",
    )
    return Finding(
        FindingKind.DUPLICATE_CONFLICT, Severity.ERROR, one.body_id, one.place, message, one.month, one.measure_id
    )


def _measure(item: Item) -> Measure:
    assert item.subject.measure is not None
    return item.subject.measure


def is_actual(item: Item, record: Sequence[Item]) -> bool:
    """Return whether an item is an actual: said so, or said nothing where nothing beside it says more."""
    if item.is_other_year or item.is_example:
        return False
    if item.role in ACTUAL_ROLES:
        return True
    if item.role is not None or item.field.seen.sort in (Sort.DATE, Sort.MARK):
        return False
    if item.field.is_table and item.field.seen.sort in (Sort.PROSE, Sort.TEXT):
        return False
    if item.field.is_table and item.span is None and not _is_column_of_measure(item):
        return False
    return item.span is not None or not any(other.role in ACTUAL_ROLES for other in record if other is not item)


def _is_column_of_measure(item: Item) -> bool:
    """Return whether the column's own header names the measure (指標 across, months or bodies down)."""
    last = item.field.labels[-1] if item.field.labels else None
    return last is not None and bool(last.title)


def _read_record(
    record: list[Item], reader: Reader
) -> tuple[list[tuple[Item, Observation]], list[Finding]]:
    actuals = [item for item in record if is_actual(item, record)]
    reads: list[_Read] = []
    findings: list[Finding] = []
    for item in actuals:
        month = item.month
        figure = read_figure(
            item.field, _measure(item), item.context.sheet, item.context.units, reader.fiscal_year
        )
        if figure.is_blank:
            continue
        if figure.quantity is None and figure.problem is not None and _is_future(item, month):
            continue
        if month is None:
            findings.append(_finding(item, reader, Problem(FindingKind.MONTH_MISMATCH, text(
                "Nothing tells which month '{raw}' is of, so it was not counted. Write the month as 2021年10月末現在.",
                raw=_raw(item)))))  # fmt: skip
            continue
        reads.append(_Read(item, figure, month))
    series = _series(reads)
    shared: list[tuple[Item, Problem]] = []
    observations: list[tuple[Item, Observation]] = []
    for read in reads:
        if read.quantity is None:
            if read.figure.problem is not None:
                findings.append(_finding(read.item, reader, read.figure.problem))
            continue
        found, problems = _observed(read, reads, record, series, reader)
        observations += [(read.item, one) for one in found]
        findings += [_finding(read.item, reader, problem) for problem in problems if not problem.is_shared]
        shared += [(read.item, problem) for problem in problems if problem.is_shared]
    return observations, [*findings, *_shared_findings(shared, reader)]


def _shared_findings(shared: Sequence[tuple[Item, Problem]], reader: Reader) -> list[Finding]:
    """Return one finding for all cells of a row or column that have the same problem."""
    groups: dict[tuple[FindingKind, str], list[tuple[Item, Problem]]] = defaultdict(list)
    for item, problem in shared:
        groups[problem.kind, problem.message.key].append((item, problem))
    findings = []
    for group in groups.values():
        item, problem = group[0]
        raws = "、".join(_raw(one) for one, _ in group)
        values = tuple((name, raws if name == "raw" else value) for name, value in problem.message.values)
        cells = [one.field.cell for one, _ in group]
        findings.append(
            reader.source.finding(
                problem.kind, Text(problem.message.key, values), item.context.name, cells,
                month=item.month, measure_id=_measure(item).measure_id,
            )
        )  # fmt: skip
    return findings


def _is_future(item: Item, month: Month | None) -> bool:
    """Return whether a cell is of a month still to come, where a dash or blank needs no word."""
    return item.context.month is not None and month is not None and month > item.context.month


def _series(reads: Sequence[_Read]) -> Series:
    """Return the record's figures that stand side by side by month, with the running total beside them."""
    monthly = {
        read.month: read.quantity.value
        for read in reads
        if read.item.span is not None
        and read.item.span.is_month
        and read.quantity is not None
        and read.item.field.basis is not Basis.CUMULATIVE
    }
    totals = [
        read.quantity.value
        for read in reads
        if read.quantity is not None and read.item.field.basis is Basis.CUMULATIVE and read.item.span is None
    ]
    return Series(tuple(sorted(monthly.items())), totals[0] if len(totals) == 1 else None)


def _observed(
    read: _Read, reads: Sequence[_Read], record: Sequence[Item], series: Series, reader: Reader
) -> tuple[list[Observation], list[Problem]]:
    """Return what one figure gives: usually one observation; two where a cell says the month's and the total."""
    item, quantity, measure = read.item, read.quantity, _measure(read.item)
    assert quantity is not None
    problems = [read.figure.problem] if read.figure.problem is not None else []
    problems += _month_problems(read, reads, quantity)
    basis, span_value = _basis_and_value(read, reads, record, series, quantity)
    if basis is None:
        problems.append(Problem(FindingKind.AMBIGUOUS_ROW, text(
            "It is not clear whether '{raw}' is the month's figure alone or the total since April. Write 単月 or 累計 "
            "in the heading.", raw=_raw(item)), is_shared=True))  # fmt: skip
    confidence = _confidence(read)
    if confidence < CONFIDENCE_NEEDED:
        problems.append(Problem(FindingKind.AMBIGUOUS_ROW, text(
            "It is not certain that '{raw}' is '{measure}'. Write the measure's name as the plan has it.",
            raw=_raw(item), measure=measure.statement)))  # fmt: skip
    problems += _role_problems(item)
    comment = _comment_problem(item, quantity)
    serious = [problem for problem in problems if not problem.is_info]
    value = quantity.value if span_value is None else span_value
    main = Observation(
        body_id=reader.source.body_id,
        measure_id=measure.measure_id,
        month=read.month,
        value=value,
        unit=measure.unit,
        basis=basis or Basis.CUMULATIVE,
        place=reader.source.place(item.context.name, item.field.cell),
        raw=item.raw,
        state=State.QUARANTINED if serious else State.ACCEPTED,
        confidence=round(confidence, 3) if not serious else min(round(confidence, 3), 0.5),
        evidence=item.evidence(reader),
    )
    return _side_figures(main, quantity), [*problems, *([comment] if comment else [])]


def _side_figures(main: Observation, quantity: Quantity) -> list[Observation]:
    """Return the observations of 4件（累計12件）: the month's four and the year's twelve, from one cell."""
    if quantity.cumulative is not None and quantity.says is not SaidSpan.CUMULATIVE:
        return [
            replace(main, basis=Basis.MONTHLY),
            replace(main, value=quantity.cumulative, basis=Basis.CUMULATIVE),
        ]
    if quantity.monthly is not None and quantity.says is not SaidSpan.MONTHLY:
        return [
            replace(main, basis=Basis.CUMULATIVE),
            replace(main, value=quantity.monthly, basis=Basis.MONTHLY),
        ]
    return [main]


def _basis_and_value(
    read: _Read, reads: Sequence[_Read], record: Sequence[Item], series: Series, quantity: Quantity
) -> tuple[Basis | None, Decimal | None]:
    """Return the figure's basis, and another value where a quarter's or half's figures had to be added up."""
    item, measure = read.item, _measure(read.item)
    if quantity.says is not SaidSpan.UNSAID:
        return Basis(quantity.says.value), None
    if quantity.cumulative is not None or quantity.monthly is not None:
        return Basis.CUMULATIVE, None
    stated = item.field.basis
    span = item.span
    if span is not None and not span.is_month:
        return _basis_of_span(read, reads, stated)
    if stated is not None:
        return stated, None
    total_beside = any(
        other is not read
        and other.month == read.month
        and other.item.field.basis is Basis.CUMULATIVE
        and (len(series.values) <= 1 or other.item.span is not None)
        for other in reads
    )
    if total_beside:
        return Basis.MONTHLY, None
    if measure.accumulation is Accumulation.STOCK and item.context.basis is Basis.MONTHLY:
        return None, None
    if len(series.values) > 1 and span is not None:
        if span_is_as_of(item.field):
            return Basis.CUMULATIVE, None
        found = item.context.basis or basis_of_series(series, measure, says_monthly=item.context.says_monthly)
        if found is None and _is_alone_in_series(read, series):
            found = Basis.MONTHLY
        return found, None
    if item.context.basis is not None:
        return item.context.basis, None
    return (
        basis_of_single(
            measure,
            read.month,
            has_target_beside=quantity.of is not None or _has_target_beside(record),
            is_as_of=item.context.is_as_of or (span is not None and span_is_as_of(item.field)),
        ),
        None,
    )


def _is_alone_in_series(read: _Read, series: Series) -> bool:
    """Return whether no other month has a figure above zero, so that month and year so far must be the same."""
    nonzero = [month for month, value in series.values if value]
    return len(nonzero) <= 1 and (not nonzero or nonzero[0] >= read.month)


def _basis_of_span(read: _Read, reads: Sequence[_Read], stated: Basis | None) -> tuple[Basis | None, Decimal | None]:
    """Return the basis of a quarter's, half's or span's figure: the year so far, added up from April where needed."""
    span = read.item.span
    assert span is not None and read.quantity is not None
    if stated is Basis.CUMULATIVE or read.item.context.basis is Basis.CUMULATIVE or span.starts_fiscal_year:
        return Basis.CUMULATIVE, None
    if stated is Basis.MONTHLY:
        return None, None
    parts = {
        (other.item.span.first, other.item.span.last): other.quantity.value
        for other in reads
        if other.item.span is not None
        and not other.item.span.is_month
        and other.quantity is not None
        and (other.figure.problem is None or other.figure.problem.is_info)
    }
    totals = {
        other.quantity.value
        for other in reads
        if other.quantity is not None and other.item.span is None and other.item.field.basis is Basis.CUMULATIVE
    }
    ordered = sorted(parts.items())
    values = tuple((last, value) for (_, last), value in ordered)
    series = Series(values, totals.pop() if len(totals) == 1 else None)
    kind = basis_of_series(series, _measure(read.item), says_monthly=False)
    if kind is Basis.CUMULATIVE:
        return Basis.CUMULATIVE, None
    expected, total = Month.in_fiscal_year(span.first.fiscal_year, 4), Decimal(0)
    for (first, last), value in ordered:
        if first != expected or last > span.last:
            break
        total, expected = total + value, last.plus(1)
    is_whole = expected == span.last.plus(1)
    return (Basis.CUMULATIVE, total) if kind is Basis.MONTHLY and is_whole else (None, None)


def _has_target_beside(record: Sequence[Item]) -> bool:
    return any(item.role in (Role.TARGET, Role.RATE, Role.PLAN, Role.REMAINING) and item.span is None for item in record)


def _month_problems(read: _Read, reads: Sequence[_Read], quantity: Quantity) -> list[Problem]:
    """Return what speaks against the month: another one in the cell, the header or the sheet."""
    item, month = read.item, read.month
    raw = _raw(item)
    if quantity.as_of is not None and quantity.as_of != month:
        return [Problem(FindingKind.MONTH_MISMATCH, text(
            "'{raw}' names another month than {month}. Write the figure as of {month}.", raw=raw, month=month_text(month)))]  # fmt: skip
    stated = item.context.month
    if item.span is None:
        if item.context.month_doubt:
            return [Problem(FindingKind.MONTH_MISMATCH, text(
                "The sheet names more than one month, so it is not clear which '{raw}' is of. Write one month.", raw=raw))]  # fmt: skip
        return []
    if stated is not None and month > stated:
        return [Problem(FindingKind.MONTH_MISMATCH, text(
            "'{raw}' stands under {month}, which is after the report's month {stated}. Leave months to come blank.",
            raw=raw, month=month_text(month), stated=month_text(stated)), is_shared=True)]  # fmt: skip
    months = {other.month for other in reads if other.item.span is not None}
    if stated is not None and len(months) == 1 and month != stated and item.span.is_month and not _is_one_of_many(item):
        return [Problem(FindingKind.MONTH_MISMATCH, text(
            "The heading says {month}, but the sheet is of {stated}. Correct the heading or the date.",
            month=month_text(month), stated=month_text(stated)))]  # fmt: skip
    return []


def _is_one_of_many(item: Item) -> bool:
    """Return whether its month is one of a table's several, by row or column, rather than the only one it names."""
    return any(label.hint is Role.REPORT_MONTH for label in item.field.labels) or item.context.months_in_headers > 1


def _role_problems(item: Item) -> list[Problem]:
    raw = _raw(item)
    if item.field.doubts:
        return [Problem(FindingKind.AMBIGUOUS_ROW, text(
            "Nothing says what '{raw}' is: target, actual or something else. Write a heading.", raw=raw))]  # fmt: skip
    if item.role is None and item.context.is_plan:
        return [Problem(FindingKind.AMBIGUOUS_ROW, text(
            "The sheet speaks of plans, so '{raw}' was not taken for an actual. Write 実績 where figures are actuals.", raw=raw))]  # fmt: skip
    if item.context.is_work:
        return [Problem(FindingKind.AMBIGUOUS_ROW, text(
            "'{raw}' stands on a sheet of workings and was not counted. Write it on the report's sheet.", raw=raw))]  # fmt: skip
    return []


def _confidence(read: _Read) -> float:
    item = read.item
    confidence = item.subject.confidence * read.figure.confidence
    if item.role is None:
        confidence *= _WITHOUT_ROLE
    kind = next(
        (label.heading.kind for label in reversed(item.field.labels) if label.hint is Role.KIND and label.heading.kind),
        None,
    )
    if kind is not None and kind is not _measure(item).kind:
        confidence *= _WRONG_KIND
    return confidence


def _comment_problem(item: Item, quantity: Quantity) -> Problem | None:
    """Return a finding where the cell's comment states another number; the cell counts."""
    comment = fold(item.field.cell.comment)
    if not comment:
        return None
    counted = re.findall(r"\d[\d,]*(?:\.\d+)?(?=\s?(?:件|社|回|名|人|円|百万円|千円|億円|団体|$))", comment)
    numbers = {Decimal(number.replace(",", "")) for number in counted}
    if not numbers or numbers == {quantity.value}:
        return None
    return Problem(FindingKind.COMMENT_OVERRIDE, text(
        "The cell says '{raw}', its comment '{comment}'. The cell was counted. If the comment is right, correct the cell.",
        raw=_raw(item), comment=one_line(item.field.cell.comment)[:60]), is_info=True)  # fmt: skip


def _finding(item: Item, reader: Reader, problem: Problem) -> Finding:
    severity = Severity.INFO if problem.is_info and problem.kind is FindingKind.UNIT_MISMATCH else None
    return reader.source.finding(
        problem.kind, problem.message, item.context.name, item.field.cell,
        month=item.month, measure_id=_measure(item).measure_id, severity=severity,
    )  # fmt: skip


def _raw(item: Item) -> str:
    return one_line(item.raw)
