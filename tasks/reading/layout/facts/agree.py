"""One value for each measure and month within one file: equal ones merge, different ones all step back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sources.messages import text
from sources.submission import Finding, FindingKind, Milestone, Observation, Place, Severity, State, StatusReport
from tasks.reading.layout.facts.basis import Why

ADDED_UP = f"basis {Why.PARTS.value}"


def agree_observations(observations: Iterable[Observation]) -> tuple[list[Observation], list[Finding]]:
    """Return the observations with repeats merged, and contradictions quarantined with a finding at each cell."""
    groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for one in observations:
        groups[one.measure_id, one.month, one.basis].append(one)
    kept: list[Observation] = []
    findings: list[Finding] = []
    for group in groups.values():
        accepted = [one for one in group if one.state is State.ACCEPTED]
        others = [one for one in group if one.state is not State.ACCEPTED]
        if len({one.value for one in accepted}) <= 1:
            kept += _merged(accepted)
        else:
            kept += [
                replace(one, state=State.QUARANTINED, confidence=min(one.confidence, 0.5)) for one in accepted
            ]
            findings += [_conflict(one, accepted) for one in accepted]
        kept += others
    return kept, findings


def _merged(accepted: Sequence[Observation]) -> list[Observation]:
    """Return the surest of equal observations, a written one before a sum; other cells are its evidence."""
    if not accepted:
        return []
    best = max(accepted, key=lambda one: (one.evidence[-1:] != (ADDED_UP,), one.confidence))
    repeats = tuple(
        f"repeated {one.place.sheet}!{one.place.cell} {one.raw}" for one in accepted if one is not best
    )
    return [replace(best, evidence=(*best.evidence, *repeats)) if repeats else best]


def _conflict(one: Observation | Milestone, group: Sequence[Observation | Milestone]) -> Finding:
    others = "、".join(f"{_cell(other.place)}（{_in_a_line(other.raw)}）" for other in group if other is not one)
    return Finding(
        FindingKind.DUPLICATE_CONFLICT,
        Severity.ERROR,
        one.body_id,
        one.place,
        text(
            "'{raw}' here, but {others} for the same measure and month. Neither was counted. Make them the same.",
            raw=_in_a_line(one.raw),
            others=others,
        ),
        one.month,
        one.measure_id,
    )


def _in_a_line(raw: str) -> str:
    return " ".join(raw.split())


def _cell(place: Place) -> str:
    return f"{place.sheet}!{place.cell}" if place.sheet else place.cell


def agree_milestones(milestones: Iterable[Milestone]) -> tuple[list[Milestone], list[Finding]]:
    """Return the milestones with repeats merged and contradictions quarantined."""
    groups: dict[tuple[object, ...], list[Milestone]] = defaultdict(list)
    for one in milestones:
        groups[one.measure_id, one.month].append(one)
    kept: list[Milestone] = []
    findings: list[Finding] = []
    for group in groups.values():
        accepted = [one for one in group if one.state is State.ACCEPTED]
        kept += [one for one in group if one.state is not State.ACCEPTED]
        days = {one.on for one in accepted if one.on}
        if len({one.value for one in accepted}) <= 1 and len(days) <= 1:
            if accepted:
                kept.append(next((one for one in accepted if one.on), accepted[0]))
            continue
        for one in accepted:
            kept.append(replace(one, state=State.QUARANTINED, confidence=min(one.confidence, 0.5)))
            findings.append(_conflict(one, accepted))
    return kept, findings


def agree_statuses(reports: Iterable[StatusReport]) -> tuple[list[StatusReport], list[Finding]]:
    """Return one status for each initiative and month: a sheet with words alone joins the one with the mark."""
    groups: dict[tuple[object, ...], list[StatusReport]] = defaultdict(list)
    for one in reports:
        groups[one.initiative_id, one.month].append(one)
    kept: list[StatusReport] = []
    findings: list[Finding] = []
    for group in groups.values():
        marked = [one for one in group if one.mark] or group
        if len({one.value for one in marked}) > 1:
            kept += [replace(one, state=State.QUARANTINED, confidence=min(one.confidence, 0.5)) for one in group]
            marks = "、".join(dict.fromkeys(one.mark for one in marked))
            findings += [
                Finding(
                    FindingKind.DUPLICATE_CONFLICT,
                    Severity.ERROR,
                    one.body_id,
                    one.place,
                    text(
                        "This initiative has more than one status ({marks}), so none was taken. Write one.",
                        marks=marks,
                    ),
                    one.month,
                )
                for one in marked
            ]
            continue
        first = marked[0]
        kept.append(
            replace(
                first,
                narrative=_lines(one.narrative for one in [first, *(one for one in group if one is not first)]),
                issues=_lines(one.issues for one in group),
                next_steps=_lines(one.next_steps for one in group),
            )
        )
    return kept, findings


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(words for words in texts if words))
