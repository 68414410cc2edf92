"""One measure's line in a report: its figures in words, its chart, what is missing or set aside."""

from dataclasses import replace
from decimal import Decimal

from sources.attainment import MeasureAttainment, Rating, ReportState
from sources.month import Month, months_of_fiscal_year
from sources.plan import Measure, MeasureKind, MeasureType, TrajectoryKind
from sources.submission import FindingKind, MilestoneState, Place, State
from tasks.japanese_text import round_half_up
from tasks.reporting.brand import Brand
from tasks.reporting.charts import Bullet, Sparkline, Timeline
from tasks.reporting.material import Material
from tasks.reporting.model import Mark, MeasureRow, Note
from tasks.reporting.source_list import SourceList
from tasks.reporting.wording import MILESTONE_WORDS, NOTHING, RATING_WORDS, STATE_WORDS, Wording

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
    return Mark(rating.name.lower(), brand.mark(rating).symbol, label or words(RATING_WORDS[rating]))


def anchor_of(measure_id: str) -> str:
    return f"m-{measure_id}"


def measure_row(
    measure: Measure, material: Material, brand: Brand, words: Wording, sources: SourceList
) -> MeasureRow:
    """Return the finished line of *measure* for the material's month."""
    now = material.now[measure.measure_id]
    before = material.before.get(measure.measure_id)
    mark = mark_of(now.rating, brand, words, now.rating_label)
    row = MeasureRow(
        measure_id=measure.measure_id,
        anchor=anchor_of(measure.measure_id),
        kind=words.kind(measure),
        statement=measure.statement,
        new=measure.new,
        mark=mark,
        actual=words.value(now.actual, measure.unit),
        actual_note="",
        target=words.target(measure),
        attainment=words.ratio(now.attainment),
        pace=words.ratio(now.pace),
        previous=words.value(before.actual, measure.unit) if before else NOTHING,
        state=words(STATE_WORDS[now.state]),
        bullet=None,
        sparkline=None,
        timeline=None,
        words="",
        notes=_notes(measure, now, material, words, sources),
        sources=sources.cite(now.places),
    )
    if measure.type is MeasureType.NUMERIC:
        return _numeric(row, measure, now, before, material, words, sources)
    if measure.type is MeasureType.MILESTONE:
        return _milestone(row, measure, now, before, material, words)
    said = words.listed(dict.fromkeys(f"{material.body_name(s.body_id)} {s.mark}" for s in now.marks))
    return replace(
        row,
        actual=said or NOTHING,
        previous=NOTHING,
        words="" if said or now.state is ReportState.REPORTED else words(STATE_WORDS[now.state]),
        sources=sources.cite((*now.places, *(status.place for status in now.marks))),
    )


def _numeric(
    row: MeasureRow,
    measure: Measure,
    now: MeasureAttainment,
    before: MeasureAttainment | None,
    material: Material,
    words: Wording,
    sources: SourceList,
) -> MeasureRow:
    note, cited = _last_known(measure, now, material, words)
    return replace(
        row,
        actual_note=note,
        sources=sources.cite((*now.places, *cited)),
        words="" if now.target or now.state is ReportState.REPORTED else words(STATE_WORDS[now.state]),
        bullet=_bullet(measure, now, before, words),
        sparkline=_sparkline(measure, now, words, material.month),
    )


def _last_known(
    measure: Measure, now: MeasureAttainment, material: Material, words: Wording
) -> tuple[str, tuple[Place, ...]]:
    """Return why there is no value this month and the last one known, with its cells."""
    if now.actual is not None:
        return "", ()
    state = "" if now.state is ReportState.REPORTED else words(STATE_WORDS[now.state])
    if now.last_known is None or now.last_known_month is None:
        return state, ()
    places = tuple(
        value.place for value in material.values_of(measure.measure_id, now.last_known_month, State.ACCEPTED)
    )
    last = words(
        "last value {value} ({month})",
        value=words.value(now.last_known, measure.unit),
        month=words.short_month(now.last_known_month),
    )
    return f"{state} {last}".strip(), places


def _bullet(
    measure: Measure, now: MeasureAttainment, before: MeasureAttainment | None, words: Wording
) -> Bullet | None:
    if not now.target:
        return None
    previous = before.actual if before else None
    shown = [now.target, now.actual, now.expected, previous, now.last_known]
    end = max(value for value in shown if value is not None)

    def share(value: Decimal | None) -> float | None:
        return None if value is None else float(max(value, Decimal(0)) / end)

    said = [words("target {value}", value=words.value(now.target, measure.unit))]
    said.append(words("actual {value}", value=words.value(now.actual, measure.unit)))
    if now.expected is not None:
        said.append(words("expected by now {value}", value=words.value(_rounded(now.expected), measure.unit)))
    if previous is not None:
        said.append(words("last month {value}", value=words.value(previous, measure.unit)))
    return Bullet(
        title=f"{measure.statement}: {words.listed(said)}",
        target=float(now.target / end),
        actual=share(now.actual),
        expected=share(now.expected),
        previous=share(previous),
        last_known=share(now.last_known),
        start_label="0",
        target_label=words.value(now.target, measure.unit),
    )


def _sparkline(measure: Measure, now: MeasureAttainment, words: Wording, month: Month) -> Sparkline | None:
    """Return the year's line where at least one month is known."""
    year = months_of_fiscal_year(month.fiscal_year)
    known = dict(now.series)
    values = [known.get(each) for each in year]
    present = [value for value in values if value is not None]
    if not present:
        return None
    end = max([*present, now.target or Decimal(0)]) or Decimal(1)
    said = [
        f"{words.short_month(each)} {words.value(value, measure.unit)}"
        for each, value in zip(year, values, strict=True)
        if value is not None
    ]
    return Sparkline(
        title=f"{measure.statement}: {words.listed(said)}",
        points=tuple(None if value is None else float(max(value, Decimal(0)) / end) for value in values),
        pace=_pace_path(measure, now, end),
        target=float(now.target / end) if now.target else None,
        first_label=words.short_month(year[0]),
        last_label=words.short_month(year[-1]),
    )


def _pace_path(measure: Measure, now: MeasureAttainment, end: Decimal) -> tuple[tuple[float, float], ...]:
    """Return the expected path of a linear or half-year trajectory; others are marked on the bullet alone.

    A month's point stands for its end, so the path begins one twelfth up in April.
    """
    if not now.target:
        return ()
    top = float(now.target / end)
    if measure.trajectory.kind is TrajectoryKind.LINEAR:
        return ((0.0, top / 12), (1.0, top))
    if measure.trajectory.kind is TrajectoryKind.HALF_YEAR:
        return ((0.0, top / 12), (5 / 11, top / 2), (1.0, top))
    return ()


def _milestone(
    row: MeasureRow,
    measure: Measure,
    now: MeasureAttainment,
    before: MeasureAttainment | None,
    material: Material,
    words: Wording,
) -> MeasureRow:
    def told(attainment: MeasureAttainment | None) -> str:
        if attainment is None or attainment.milestone is None:
            return NOTHING
        said = words(MILESTONE_WORDS[attainment.milestone])
        if not attainment.milestone_on:
            return said
        return words("{what} ({day})", what=said, day=words.written_day(attainment.milestone_on))

    state = "" if now.state is ReportState.REPORTED else words(STATE_WORDS[now.state])
    on = _day_share(now.milestone_on, material.month)
    year = months_of_fiscal_year(material.month.fiscal_year)
    due = _day_share(measure.due.isoformat(), material.month) if measure.due else None
    return replace(
        row,
        actual=told(now),
        previous=told(before),
        actual_note=state if now.milestone is None else "",
        timeline=Timeline(
            title=words.listed(
                [
                    f"{measure.statement}: {told(now)}",
                    *([words("due {day}", day=words.day(measure.due))] if measure.due else []),
                ]
            ),
            passed=material.month.completed_in_year / 12,
            due=due,
            reached=on if now.milestone is MilestoneState.ACHIEVED else None,
            scheduled=on if now.milestone is MilestoneState.SCHEDULED else None,
            first_label=words.short_month(year[0]),
            last_label=words.short_month(year[-1]),
        ),
    )


def _day_share(written: str, month: Month) -> float | None:
    """Return where a written day lies in the month's fiscal year, 0 to 1; None outside it or where it is no day."""
    try:
        year, number = int(written[:4]), int(written[5:7])
        day = int(written[8:10] or 15)
        share = (Month(year, number).completed_in_year - 1 + (day - 1) / 31) / 12
        return share if Month(year, number).fiscal_year == month.fiscal_year else None
    except ValueError:
        return None


def _notes(
    measure: Measure, now: MeasureAttainment, material: Material, words: Wording, sources: SourceList
) -> tuple[Note, ...]:
    notes = []
    for value in material.values_at(measure.measure_id, now.set_aside):
        said = words(
            "Set aside, not counted: “{raw}” by {body}", raw=value.raw, body=material.body_name(value.body_id)
        )
        notes.append(Note("quarantined", said, sources.cite([value.place])))
    for finding in material.findings_of_measure(measure.measure_id):
        if finding.kind in EXPLAINING:
            notes.append(Note("missing", words(finding.message), sources.cite([finding.place])))
    if now.phase_years:
        years = (f"{year} {words.value(total, measure.unit)}" for year, total in now.phase_years)
        notes.append(Note("plain", words("By fiscal year: {years}", years=words.listed(years))))
    if now.attainment_from_baseline is not None and measure.baseline is not None:
        notes.append(
            Note(
                "plain",
                words(
                    "{share} of the way from the baseline {baseline}",
                    share=words.ratio(now.attainment_from_baseline),
                    baseline=words.value(measure.baseline, measure.unit),
                ),
            )
        )
    outlook = now.outlook
    if outlook and outlook.months_left and measure.target is not None and measure.target < SMALL_TARGET:
        notes.append(
            Note(
                "estimate",
                words(
                    "{rate} a month needed for the {months} months left; chance of reaching the target {chance} (estimate)",
                    rate=words.value(_rounded(outlook.remaining_per_month), measure.unit),
                    months=outlook.months_left,
                    chance=words.chance(outlook.chance),
                ),
            )
        )
    return tuple(notes)


def _rounded(value: Decimal) -> Decimal:
    """Return a computed amount as printed: whole for large ones, one place for small counts."""
    return round_half_up(value, 0 if abs(value) >= 100 else 1)


def is_phase_goal(measure: Measure) -> bool:
    return measure.kind is MeasureKind.PHASE_GOAL
