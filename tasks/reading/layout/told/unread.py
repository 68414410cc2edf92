"""Figures that were seen and not taken: told of, so that nothing vanishes without a word."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sources.messages import text
from sources.plan import Measure, MeasureType, Scope
from sources.submission import Finding, FindingKind, Observation, Severity
from sources.vocabulary import Role
from tasks.japanese_text import fold, key, one_line
from tasks.reading.layout.cells.headings import ACTUAL_ROLES
from tasks.reading.layout.cells.seen import Sort
from tasks.reading.layout.facts.records import says_actual_in_row
from tasks.reading.layout.items.item import Item, Reader

_MOST_SHOWN = 5
_TEXTS = frozenset({Role.NARRATIVE, Role.REMARKS, Role.STATUS, Role.ISSUES, None})
_DERIVED = frozenset({Role.RATE, Role.REMAINING, Role.CHANGE, Role.PREVIOUS})
_CUMULATIVE_FIGURE = re.compile(
    r"(?:累計|通算)(?:で|は|の)?\s?[:：]?\s?(?P<figure>\d[\d,]*\s?[^\s\d。、,()（）]{0,3})"
)
_RATES = re.compile(r"評価|評定|判定|進捗|達成")
_SENTENCES = re.compile(r"[。\n]")


def figures_without_role(items: Iterable[Item], reader: Reader) -> list[Finding]:
    """Return one finding for each column whose heading says nothing known of the figures beside measures.

    What is known to be no actual (達成率, 残り, 前年比, 参加者数) needs no word.
    """
    items = list(items)
    with_measure = {(item.context.name, item.field.row_key) for item in items if item.subject.measure is not None}
    columns: dict[tuple[str, int, int], list[Item]] = defaultdict(list)
    rows: dict[tuple[str, tuple[int, int]], list[Item]] = defaultdict(list)
    for item in items:
        beside = (item.context.name, item.field.row_key) in with_measure
        if item.field.is_table and beside and _is_without_role(item):
            columns[item.context.name, item.field.row_key[0], item.field.seen.column].append(item)
        elif (
            item.unknown_part and item.is_figure and item.role in {*ACTUAL_ROLES, None} and not item.is_other_year
        ):
            rows[item.context.name, item.field.row_key].append(item)
    told = {(item.context.name, item.field.row_key) for item in items if item.role in ACTUAL_ROLES}
    return [_untold(group, told, reader) for group in (*columns.values(), *rows.values())]


def _is_without_role(item: Item) -> bool:
    """Return whether nothing says what a figure is: no role, no month, no measure of its own column."""
    if not item.is_figure or item.is_other_year or item.is_example or item.subject.is_total:
        return False
    if not item.field.has_heading:
        return not says_actual_in_row(item)
    if item.role is not None or item.span is not None:
        return False
    nearest = item.field.labels[-1] if item.field.labels else None
    if nearest is None:
        return True
    heads_column = nearest.seen.row < item.field.cell.row
    names_measure = (
        heads_column and bool(nearest.title or nearest.heading.counts) and item.subject.measure is not None
    )
    return not (names_measure or nearest.hint is Role.NUMBER)


def _untold(group: Sequence[Item], told: set[tuple[str, tuple[int, int]]], reader: Reader) -> Finding:
    """Return the finding of one column: a note where the rows have their actuals, else for a person to look at."""
    first = group[0]
    has_actuals = all((item.context.name, item.field.row_key) in told for item in group)
    nearest = first.field.labels[-1].seen if first.field.labels else first.field.seen
    heading = first.unknown_part or (nearest.text if nearest.row < first.field.seen.row else "")
    values = "、".join(one_line(item.raw) for item in group[:_MOST_SHOWN])
    message = (
        text(
            "Nothing tells what the figures under '{heading}' are ({values}), so they were not counted. If they "
            "are actuals, write 実績 over them.",
            heading=one_line(heading),
            values=values,
        )
        if heading
        else text(
            "No heading tells what {values} are, so they were not counted. If they are actuals, write 実績 over "
            "them.",
            values=values,
        )
    )
    cells = [item.field.cell for item in group]
    return reader.source.finding(
        FindingKind.AMBIGUOUS_ROW,
        message,
        first.context.name,
        cells,
        month=first.month,
        severity=Severity.INFO if has_actuals else Severity.WARNING,
    )


def marks_without_role(items: Iterable[Item], reader: Reader) -> list[Finding]:
    """Return one note for each column of ratings (事務局評価) that were not taken for the body's own marks.

    Marks under other headings (共有・啓発 ○) rate nothing.
    """
    columns: dict[tuple[str, int, int], list[Item]] = defaultdict(list)
    for item in items:
        heading = item.field.labels[-1] if item.field.labels else None
        is_mark = item.field.is_table and item.role is None and item.field.seen.sort is Sort.MARK
        is_other = item.span is not None or item.is_other_year or item.is_example
        if not is_mark or is_other or heading is None or heading.seen.row >= item.field.cell.row:
            continue
        if _RATES.search(heading.seen.text):
            columns[item.context.name, item.field.row_key[0], item.field.seen.column].append(item)
    return [
        reader.source.finding(
            FindingKind.AMBIGUOUS_ROW,
            text(
                "The marks under '{heading}' ({marks}) were not taken for your own status. If they are, write "
                "進捗状況 over them.",
                heading=one_line(group[0].field.labels[-1].seen.text),
                marks="、".join(one_line(item.raw) for item in group[:_MOST_SHOWN]),
            ),
            group[0].context.name,
            [item.field.cell for item in group],
            month=group[0].month,
            severity=Severity.INFO,
        )
        for group in columns.values()
    ]


def measures_without_actual(
    items: Iterable[Item], observations: Sequence[Observation], found: Sequence[Finding], reader: Reader
) -> list[Finding]:
    """Return one finding for each measure of which only rates, changes or remainders are reported.

    Where a table has a column for actuals, a blank in it is an answer and needs no word.
    """
    items = [item for item in items if not (item.is_example or item.is_other_year or item.subject.is_total)]
    told = {one.measure_id for one in observations} | {one.measure_id for one in found}
    asked = {(item.context.name, item.field.row_key[0]) for item in items if item.role in ACTUAL_ROLES}
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        measure = item.subject.measure
        if measure is None or measure.type is not MeasureType.NUMERIC or measure.measure_id in told:
            continue
        if item.is_figure and item.role in _DERIVED and (item.context.name, item.field.row_key[0]) not in asked:
            groups[measure.measure_id].append(item)
    return [_only_derived(group, reader) for group in groups.values()]


def nothing_at_all(items: Iterable[Item], reader: Reader) -> list[Finding]:
    """Return a finding for a file that names measures with figures and yet says nothing that is reported."""
    figures = [
        item for item in items if item.is_figure and item.subject.measure is not None and not item.is_example
    ]
    if not figures:
        return []
    message = text(
        "The file names measures of the plan, but no actual was found in it. Write 実績 over actual figures.",
    )
    first = figures[0]
    return [reader.source.finding(FindingKind.MISSING_VALUE, message, first.context.name, first.field.cell)]


def _only_derived(group: Sequence[Item], reader: Reader) -> Finding:
    first = group[0]
    measure = first.subject.measure
    message = text(
        "Of '{measure}' there is only {values}, which is no actual, so nothing was counted. Write the actual too.",
        measure=measure.statement if measure is not None else "",
        values="、".join(one_line(item.raw) for item in group[:_MOST_SHOWN]),
    )
    return reader.source.finding(
        FindingKind.MISSING_VALUE,
        message,
        first.context.name,
        [item.field.cell for item in group if item.field.cell.row == first.field.cell.row],
        month=first.month,
        measure_id=measure.measure_id if measure is not None else "",
    )


def figures_in_words(items: Iterable[Item], observations: Sequence[Observation], reader: Reader) -> list[Finding]:
    """Return a finding where an initiative's words give a measure's running total that no cell holds.

    Only the measure's own title in a sentence with one figure called 累計: other figures in words need no word.
    """
    read = {one.measure_id for one in observations}
    findings: dict[tuple[str, str], Finding] = {}
    for item in items:
        node = item.subject.node
        is_words = item.field.seen.sort in (Sort.PROSE, Sort.TEXT) and item.role in _TEXTS | ACTUAL_ROLES
        if node is None or not is_words or item.is_other_year or item.is_example:
            continue
        for measure in reader.plan.measures_of(node.id):
            is_counted = measure.type is MeasureType.NUMERIC and measure.scope is not Scope.PHASE
            if is_counted and measure.measure_id not in read and (figure := _total_in(item, measure)):
                findings.setdefault((item.context.name, measure.measure_id), _told(item, measure, figure, reader))
    return list(findings.values())


def _total_in(item: Item, measure: Measure) -> str:
    """Return the one running total that a sentence gives beside the measure's title, or ""."""
    titles = [key(written) for written in (measure.statement, *measure.aliases)]
    is_actual = item.role in ACTUAL_ROLES and item.subject.measure is None
    figure = re.compile(rf"(?P<figure>\d[\d,]*\s?{re.escape(measure.unit)})") if is_actual else _CUMULATIVE_FIGURE
    found = [
        match["figure"].strip()
        for sentence in _SENTENCES.split(fold(item.field.cell.shown))
        if any(title and title in key(sentence) for title in titles)
        for match in figure.finditer(sentence)
    ]
    return "、".join(found) if is_actual else found[0] if len(found) == 1 else ""


def _told(item: Item, measure: Measure, figure: str, reader: Reader) -> Finding:
    message = text(
        "The words give '{measure}' as {figure}, but no cell holds that figure, so it was not counted. Write it "
        "in a cell of its own.",
        measure=measure.statement,
        figure=figure,
    )
    return reader.source.finding(
        FindingKind.MISSING_VALUE,
        message,
        item.context.name,
        item.field.cell,
        month=item.month,
        measure_id=measure.measure_id,
        severity=Severity.INFO,
    )
