"""Status reports (進捗報告): a body's mark and words for each initiative, gathered over its rows and fields."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sources.messages import text
from sources.plan import Level, MeasureType
from sources.submission import Finding, FindingKind, State, StatusReport
from sources.vocabulary import Role
from tasks.reading.layout.cells.headings import ACTUAL_ROLES, MEASURE_HINTS, TEXT_ROLES
from tasks.reading.layout.cells.seen import Sort
from tasks.reading.layout.items.item import CONFIDENCE_NEEDED, Item, Reader
from tasks.reading.milestones import parse_milestone
from tasks.reading.statuses import StatusReading, parse_status
from tasks.reading.value_types import Words

_BESIDE_MEASURE = 0.8
_OF_STEPS = frozenset({Role.STEP, Role.EVENT})


def read_statuses(items: Iterable[Item], reader: Reader) -> tuple[list[StatusReport], list[Finding]]:
    """Return one report for each initiative of which the file states a mark or words, with findings for doubts."""
    by_initiative: dict[tuple[str, str], list[Item]] = defaultdict(list)
    by_measure: dict[tuple[str, str], list[Item]] = defaultdict(list)
    above: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        node = item.subject.node
        if node is None or item.subject.is_unknown_node or item.is_example or item.is_other_year:
            continue
        if _kind_of_text(item) is None or not _is_of_report_month(item):
            continue
        if _speaks_of_initiative(item):
            groups = by_initiative if node.level is Level.INITIATIVE else above
            groups[node.id, item.context.name].append(item)
        elif _marks_measure(item):
            by_measure[node.id, item.context.name].append(item)
    reports: list[StatusReport] = []
    findings: list[Finding] = []
    for (node_id, _), group in above.items():
        report, said = _report_above(node_id, group, reader)
        reports += [report] if report is not None else []
        findings += said
    for place, group in by_measure.items():
        if not _marks(by_initiative.get(place, ())):
            by_initiative[place] += group
    for (initiative_id, _), group in by_initiative.items():
        report, said = _report(initiative_id, group, reader)
        if report is not None:
            reports.append(report)
        findings += said
    return reports, findings


def _report_above(
    node_id: str, group: Sequence[Item], reader: Reader
) -> tuple[StatusReport | None, list[Finding]]:
    """Return what is said of a node above initiatives: set aside for its one initiative, or only told of."""
    if all(item.field.seen.sort is Sort.MISSING for item in group):
        return None, []
    below = reader.plan.initiatives_under(node_id)
    first = group[0]
    message = text(
        "'{title}' stands above the plan's initiatives, so its status was not counted. Write the "
        "initiative's title: {titles}",
        title=reader.plan.node[node_id].title,
        titles="、".join(f"「{node.title}」" for node in below),
    )
    finding = reader.source.finding(
        FindingKind.AMBIGUOUS_ROW, message, first.context.name, first.field.cell, month=first.month
    )
    if len(below) != 1:
        return None, [finding]
    report, said = _report(below[0].id, group, reader)
    return (None if report is None else replace(report, state=State.QUARANTINED, confidence=0.5)), [finding, *said]


def _kind_of_text(item: Item) -> Role | None:
    """Return which part of a status report a cell is; None where it is none."""
    sort = item.field.seen.sort
    if item.role is Role.NEXT_STEPS and item.span is not None and not item.span.is_month:
        return Role.NARRATIVE  # 下期の取り組み（予定含む）: a half of the year's story, told beside the other half
    if item.role in TEXT_ROLES:
        return item.role
    if not item.field.labels and sort is Sort.PROSE:
        return Role.NARRATIVE  # a paragraph right below its initiative's heading
    if _is_mark_of_month(item):
        return Role.STATUS
    is_words = sort is Sort.PROSE or (sort is Sort.TEXT and item.field.cell.kind == "text")
    if not is_words:
        return None
    if item.role is Role.PLAN and item.span is not None:
        return Role.NEXT_STEPS
    if item.role in ACTUAL_ROLES and item.subject.measure is None and not item.subject.unknown:
        return Role.NARRATIVE
    if item.role is None and item.span is not None and item.field.is_table:
        return Role.NARRATIVE
    return None


def _is_mark_of_month(item: Item) -> bool:
    """Return whether a mark stands under a month beside its initiative (9月 | 10月 over ○ | △)."""
    is_month = item.span is not None and item.span.is_month and item.field.is_table
    says_other = item.role is not None or item.subject.measure is not None or item.subject.unknown
    return is_month and item.field.seen.sort is Sort.MARK and item.subject.own_node and not says_other


def _speaks_of_initiative(item: Item) -> bool:
    """Return whether a cell speaks of the initiative itself rather than of one measure or step within it."""
    if item.subject.is_total:
        return False
    if any(label.hint in _OF_STEPS for label in item.field.labels):
        return item.subject.own_node
    titles, unknown = item.field.titles, item.subject.unknown_label
    if unknown is not None and unknown.hint not in MEASURE_HINTS:
        return False
    if not titles or item.subject.own_node:
        return True
    return not any(
        label.hint in MEASURE_HINTS or item.subject.own_measure or item.subject.unknown for label in titles
    )


def _marks_measure(item: Item) -> bool:
    """Return whether a cell is a measure's own mark, which is the initiative's where it gives itself none.

    What stands beside a milestone may only say whether that is reached.
    """
    measure = item.subject.measure
    if (
        item.role is not Role.STATUS
        or measure is None
        or any(label.hint in _OF_STEPS for label in item.field.labels)
    ):
        return False
    is_milestone = measure.type is MeasureType.MILESTONE
    return not is_milestone or isinstance(parse_milestone(item.field.cell.shown, item.fiscal_year), Words)


def _is_of_report_month(item: Item) -> bool:
    """Return whether its own column or row is of the report's month, of a half, or of no month at all."""
    span, month = item.span, item.context.month
    if span is None or month is None:
        return True
    if not span.is_month:
        return item.role is not Role.STATUS or span.first <= month <= span.last
    return span.last == month or item.role is Role.NEXT_STEPS or (item.role is Role.PLAN and span.last > month)


def _report(
    initiative_id: str, group: Sequence[Item], reader: Reader
) -> tuple[StatusReport | None, list[Finding]]:
    marks = _marks(group)
    narrative = _joined([*_of(group, Role.NARRATIVE), *_words_in_status(group)])
    remarks = _joined(_of(group, Role.REMARKS))
    issues, next_steps = _joined(_of(group, Role.ISSUES)), _joined(_of(group, Role.NEXT_STEPS))
    if remarks:
        narrative = f"{narrative}\n備考：{remarks}" if narrative else remarks
    if not marks and not (narrative or issues or next_steps):
        return None, []
    first = marks[0][0] if marks else group[0]
    month = first.month if first.span is not None and first.span.is_month else first.context.month
    if month is None:
        return None, [
            reader.source.finding(
                FindingKind.MONTH_MISMATCH,
                text(
                    "Nothing tells which month this status is of, so it was not counted. Write the month "
                    "as 2021年10月末現在."
                ),
                first.context.name,
                first.field.cell,
            )
        ]
    values = {read.value for _, read in marks}
    contradicts = len(values) > 1
    findings = _doubts(marks, contradicts, reader)
    confidence = round(first.subject.node_confidence * (_BESIDE_MEASURE if _marks_measure(first) else 1), 3)
    is_doubtful = contradicts or confidence < CONFIDENCE_NEEDED or first.context.month_doubt
    report = StatusReport(
        body_id=reader.source.body_id,
        initiative_id=initiative_id,
        month=month,
        value=marks[0][1].value if marks else None,
        mark=marks[0][1].mark if marks else "",
        narrative=narrative,
        issues=issues,
        next_steps=next_steps,
        place=reader.source.place(first.context.name, first.field.cell),
        state=State.QUARANTINED if is_doubtful else State.ACCEPTED,
        confidence=min(confidence, 0.5) if is_doubtful else confidence,
        evidence=first.evidence(reader),
    )
    return report, findings


def _marks(group: Sequence[Item]) -> list[tuple[Item, StatusReading]]:
    """Return the marks and status words, those that mean something first in their order."""
    found = []
    for item in _of(group, Role.STATUS):
        if item.field.seen.sort in (Sort.NUMBER, Sort.FIGURE, Sort.DATE, Sort.ERROR, Sort.PROSE):
            continue
        read = parse_status(item.field.cell.shown, item.context.legend)
        if isinstance(read, StatusReading) and (read.value is not None or read.is_known or len(read.mark) <= 12):
            found.append((item, read))
    known = [pair for pair in found if pair[1].value is not None]
    return known or found


def _words_in_status(group: Sequence[Item]) -> list[Item]:
    """Return cells under 進捗状況 that hold sentences instead of a mark."""
    return [item for item in _of(group, Role.STATUS) if item.field.seen.sort is Sort.PROSE]


def _of(group: Sequence[Item], role: Role) -> list[Item]:
    return [item for item in group if _kind_of_text(item) is role]


def _joined(items: Sequence[Item]) -> str:
    """Return the texts as written, one below the other; those of halves or months under their headings."""
    parts: list[str] = []
    for item in items:
        words = item.field.cell.shown.strip()
        if item.field.seen.sort is Sort.MISSING and not _is_said(words):
            continue
        heading = _heading(item) if len(items) > 1 or item.span is not None else ""
        part = f"{heading}：{words}" if heading else words
        if part and part not in parts:
            parts.append(part)
    return "\n".join(parts)


def _is_said(words: str) -> bool:
    """Return whether words that give no value still say something to a reader (特になし)."""
    return words.rstrip("。") in ("特になし", "なし", "特に無し", "特段なし")


def _heading(item: Item) -> str:
    """Return the heading of a half's or month's column, else nothing."""
    for label in reversed(item.field.labels):
        if not label.title and label.heading.span is not None:
            return " ".join(label.seen.text.split())
    return ""


def _doubts(marks: Sequence[tuple[Item, StatusReading]], contradicts: bool, reader: Reader) -> list[Finding]:
    findings = []
    if contradicts:
        shown = "、".join(dict.fromkeys(read.mark for _, read in marks))
        findings += [
            reader.source.finding(
                FindingKind.DUPLICATE_CONFLICT,
                text(
                    "This initiative has more than one status ({marks}), so none was taken. Write one.",
                    marks=shown,
                ),
                item.context.name,
                item.field.cell,
                month=item.month,
            )
            for item, _ in marks
        ]
    for item, read in marks:
        if read.value is None and not read.is_known:
            findings.append(
                reader.source.finding(
                    FindingKind.AMBIGUOUS_ROW,
                    text(
                        "The mark '{mark}' is not explained. Write ◎, ○, △ or ×, or add a legend (凡例).",
                        mark=read.mark,
                    ),
                    item.context.name,
                    item.field.cell,
                    month=item.month,
                )
            )
    return findings
