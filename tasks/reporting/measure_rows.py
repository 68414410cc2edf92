"""One measure's line in a report: its figures in words, its chart, what is missing or set aside."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from sources.attainment import MeasureAttainment, Rating, ReportState
from sources.plan import Measure, MeasureKind, MeasureType
from sources.submission import FindingKind, Place, State, StatusReport
from tasks.japanese_text import round_half_up
from tasks.reporting.brand import Brand
from tasks.reporting.context import Context
from tasks.reporting.measure_charts import bullet_of, sparkline_of, timeline_of
from tasks.reporting.model.initiatives import MeasureRow
from tasks.reporting.model.standing import Mark, Note
from tasks.reporting.wording import MILESTONE_WORDS, RATING_WORDS, STATE_WORDS, STATUS_WORDS, Wording

SMALL_TARGET = 20  # below it a count's outlook says more than its pace
# Findings that explain, at the measure itself, why its figure is absent or may surprise.
EXPLAINING = {
    FindingKind.DUPLICATE_CONFLICT,
    FindingKind.IMPLAUSIBLE_JUMP,
    FindingKind.DECREASE_FROM_PREVIOUS,
    FindingKind.COMMENT_OVERRIDE,
    FindingKind.NOT_A_NUMBER,
    FindingKind.ERROR_CELL,
    FindingKind.UNIT_MISMATCH,
    FindingKind.ACCUMULATION_CONTRADICTION,
}


def mark_of(rating: Rating, brand: Brand, words: Wording, label: str = "") -> Mark:
    """Return a rating as printed, with the profile's own *label* for it where there is one."""
    word = words.label(label) or words(RATING_WORDS[rating])
    return Mark(rating.name.lower(), brand.mark(rating).symbol, word)


def anchor_of(measure_id: str) -> str:
    return f"m-{measure_id}"


def is_phase_goal(measure: Measure) -> bool:
    return measure.kind is MeasureKind.PHASE_GOAL


def counts_nothing(now: MeasureAttainment) -> bool:
    """Return whether something was told for this month, but none of it counts."""
    return bool(now.set_aside) and now.actual is None and now.milestone is None


def measure_row(measure: Measure, context: Context) -> MeasureRow:
    """Return the finished line of *measure* for the context's month."""
    words, sources = context.words, context.sources
    now = context.material.now[measure.measure_id]
    before = context.material.before.get(measure.measure_id)
    row = MeasureRow(
        measure_id=measure.measure_id,
        anchor=anchor_of(measure.measure_id),
        kind=words.kind(measure),
        statement=measure.statement,
        new=measure.new,
        mark=mark_of(now.rating, context.brand, words, now.rating_label),
        actual=(actual := actual_in_words(measure, now, words)),
        actual_on=_milestone_day(now, words),
        told=actual != words.nothing,
        actual_note=state_in_words(now, words),
        alarming=now.state is ReportState.OVERDUE or (now.actual is None and bool(now.set_aside)),
        target=words.target(measure),
        attainment=words.ratio(now.attainment),
        pace=words.ratio(now.pace),
        last_month=_last_month(measure, before, words),
        outlook=_outlook(measure, now, words),
        years=years_in_words(measure, now, words),
        bullet=None,
        sparkline=None,
        timeline=None,
        notes=tuple(_notes(measure, now, context)),
        sources=sources.cite(places_of(measure, now, context)),
    )
    if measure.type is MeasureType.MILESTONE:
        return replace(row, timeline=timeline_of(measure, now, standing(measure, now, words), context))
    if measure.type is MeasureType.QUALITATIVE:
        return row
    return replace(
        row,
        actual_note=_why_no_value(measure, now, words),
        bullet=bullet_of(measure, now, before, words),
        sparkline=sparkline_of(measure, now, context),
    )


def standing(measure: Measure, attainment: MeasureAttainment, words: Wording) -> str:
    """Return where a measure stands, in words; a milestone with its day, － where nothing is known."""
    told, day = actual_in_words(measure, attainment, words), _milestone_day(attainment, words)
    return words("{what} ({day})", what=told, day=day) if day else told


def actual_in_words(measure: Measure, attainment: MeasureAttainment, words: Wording) -> str:
    """Return an amount, a milestone's state, or the bodies' own marks; － where nothing is known."""
    if measure.type is MeasureType.NUMERIC:
        return words.value(attainment.actual, measure.unit)
    if measure.type is MeasureType.QUALITATIVE:
        return words.listed(dict.fromkeys(own_word(mark, words) for mark in attainment.marks)) or words.nothing
    return words(MILESTONE_WORDS[attainment.milestone]) if attainment.milestone else words.nothing


def _milestone_day(attainment: MeasureAttainment, words: Wording) -> str:
    is_dated = attainment.milestone is not None and attainment.milestone_on
    return words.written_day(attainment.milestone_on) if is_dated else ""


def own_word(status: StatusReport, words: Wording) -> str:
    """Return a body's own mark in the report's words; one that could not be read stays as it was written."""
    return words(STATUS_WORDS[status.value]) if status.value else (status.mark or words.nothing)


def state_in_words(attainment: MeasureAttainment, words: Wording) -> str:
    """Return why there is no value this month; empty where there is one."""
    if attainment.state is not ReportState.REPORTED:
        return words(STATE_WORDS[attainment.state])
    if attainment.actual is None and attainment.set_aside:
        return words("no value counts")
    return ""


def _why_no_value(measure: Measure, now: MeasureAttainment, words: Wording) -> str:
    """Return why there is no value this month and the last one known; empty where there is a value."""
    if now.actual is not None:
        return ""
    return words.apart(state_in_words(now, words), last_value(measure, now, words))


def last_value(measure: Measure, attainment: MeasureAttainment, words: Wording) -> str:
    """Return the last known value with its month; empty where there is none."""
    if attainment.last_known is None or attainment.last_known_month is None:
        return ""
    return words(
        "last value {value} ({month})",
        value=words.value(attainment.last_known, measure.unit),
        month=words.short_month(attainment.last_known_month),
    )


def years_in_words(measure: Measure, now: MeasureAttainment, words: Wording) -> str:
    """Return what is known of each fiscal year of a phase goal; empty for other measures."""
    return words.listed(
        words("FY{year}: {value}", year=year, value=words.value(total, measure.unit))
        if total is not None
        else words("FY{year}: not known here", year=year)
        for year, total in now.phase_years
    )


def places_of(measure: Measure, now: MeasureAttainment, context: Context) -> tuple[Place, ...]:
    """Return the cells behind what a measure's line shows: its value, its marks, or the last value known."""
    shown = (*now.places, *(status.place for status in now.marks))
    if now.actual is not None or now.last_known_month is None or measure.type is not MeasureType.NUMERIC:
        return shown
    known = context.material.values_of(measure.measure_id, now.last_known_month, State.ACCEPTED)
    return (*shown, *(value.place for value in known))


def _last_month(measure: Measure, before: MeasureAttainment | None, words: Wording) -> str:
    if before is None or before.actual is None:
        return ""
    return words("last month {value}", value=words.value(before.actual, measure.unit))


def _outlook(measure: Measure, now: MeasureAttainment, words: Wording) -> str:
    """Return the chance of reaching a small target, marked as an estimate; empty for others."""
    if now.outlook is None or not now.outlook.months_left or measure.target is None:
        return ""
    if measure.target >= SMALL_TARGET:
        return ""
    chance = words.chance(now.outlook.chance)
    return words("chance of reaching the target {chance} (estimate)", chance=chance)


def _notes(measure: Measure, now: MeasureAttainment, context: Context) -> Iterable[Note]:
    words, sources, material = context.words, context.sources, context.material
    explained: set[Place] = set()
    for finding in material.findings_of_measure(measure.measure_id):
        if finding.kind not in EXPLAINING:
            continue
        said, tone = words(finding.message), "missing"
        if finding.place in now.set_aside:
            explained.add(finding.place)
            said, tone = words("Set aside, not counted: {reason}", reason=said), "quarantined"
        yield Note(tone, said, sources.cite([finding.place]))
    for value in material.values_at(measure.measure_id, now.set_aside):
        if value.place not in explained:
            body = material.body_name(value.body_id)
            said = words("Set aside, not counted: “{raw}” by {body}", raw=value.raw, body=body)
            yield Note("quarantined", said, sources.cite([value.place]))
    if now.attainment_from_baseline is not None and measure.baseline is not None:
        share = words.ratio(now.attainment_from_baseline)
        baseline = words.value(measure.baseline, measure.unit)
        said = words("{share} of the way from the baseline {baseline}", share=share, baseline=baseline)
        yield Note("plain", said)
    outlook = _outlook(measure, now, words)
    if now.outlook and outlook:
        rate = words.value(_rounded(now.outlook.remaining_per_month), measure.unit)
        needed = words("{rate} a month needed for {months} more months", rate=rate, months=now.outlook.months_left)
        yield Note("estimate", words("{needed}; {outlook}", needed=needed, outlook=outlook))


def _rounded(value: Decimal) -> Decimal:
    """Return a computed amount as printed: whole for large ones, one place for small counts."""
    return round_half_up(value, 0 if abs(value) >= 100 else 1)
