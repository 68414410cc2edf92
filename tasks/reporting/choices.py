"""The appendix of declared choices: how each measure is counted, as the plan's files say."""

from collections.abc import Iterable

from sources.declared import declared_besides
from sources.messages import Text, text
from sources.month import Month
from sources.plan import Accumulation, Combine, Comparator, Measure, MeasureType, Scope, TrajectoryKind
from tasks.reporting.context import Context
from tasks.reporting.model.proof import ChoiceGroup, ChoiceRow
from tasks.reporting.wording import Wording

ACCUMULATION_WORDS: dict[Accumulation, Text] = {
    Accumulation.FLOW: text("months added up"),
    Accumulation.RUNNING_TOTAL: text("total since April"),
    Accumulation.STOCK: text("number at month's end"),
    Accumulation.MILESTONE: text("reached or not"),
    Accumulation.QUALITATIVE: text("the body's own mark"),
}
TRAJECTORY_WORDS: dict[TrajectoryKind, Text] = {
    TrajectoryKind.LINEAR: text("evenly over the months"),
    TrajectoryKind.HALF_YEAR: text("half by 30 September"),
    TrajectoryKind.SCHEDULE: text("by date: {steps}"),
    TrajectoryKind.POINTS: text("along points: {steps}"),
}
COMBINE_WORDS: dict[Combine, Text] = {
    Combine.SINGLE: text("one body's value"),
    Combine.SUM: text("bodies added up"),
    Combine.MAX: text("the bodies' highest"),
}
COMPARATOR_WORDS: dict[Comparator, Text] = {
    Comparator.AT_LEAST: text("{target} or more"),
    Comparator.AT_MOST: text("{target} or less"),
    Comparator.EQUAL: text("exactly {target}"),
}


def choices(groups: Iterable[tuple[str, Iterable[Measure]]], context: Context) -> tuple[ChoiceGroup, ...]:
    """Return titled groups of measures with what the plan declares of each; empty groups are left out."""
    found = ((title, tuple(_row(measure, context) for measure in measures)) for title, measures in groups)
    return tuple(ChoiceGroup(title, rows) for title, rows in found if rows)


def _row(measure: Measure, context: Context) -> ChoiceRow:
    """Return a measure's line; that it holds for the fiscal year and to its end is said once, above all lines."""
    plan, words = context.plan, context.words
    year_end = Month.in_fiscal_year(plan.fiscal_year, 3).last_day
    plainest = {"scope": Scope.FISCAL_YEAR, "due": year_end, "phase_of": "", "missing_allowed": False}
    usual = declared_besides(plan, measure.model_copy(update=plainest))[:2]
    return ChoiceRow(
        measure_id=measure.measure_id,
        statement=measure.statement,
        besides=words.listed(_said(said, words) for said in declared_besides(plan, measure) if said not in usual),
        target=_target(measure, words),
        baseline=_baseline(measure, words),
        counted=words.apart(*_counted(measure, words)),
    )


def _said(declared: Text, words: Wording) -> str:
    """Return what is declared, its days and months in words."""
    return words(declared.key, **{name: words.written_day(value) for name, value in declared.values})


def _counted(measure: Measure, words: Wording) -> Iterable[str]:
    yield words(ACCUMULATION_WORDS[measure.accumulation])
    if measure.type is not MeasureType.NUMERIC:
        return
    if measure.target is not None:
        yield _trajectory(measure, words)
    yield words(COMBINE_WORDS[measure.combine])


def _target(measure: Measure, words: Wording) -> str:
    if measure.target is None or measure.comparator is None:
        return words.target(measure)
    key = COMPARATOR_WORDS[measure.comparator].key
    return words(key, target=words.target(measure))


def _baseline(measure: Measure, words: Wording) -> str:
    if measure.baseline is None:
        return ""
    return words("from {baseline}", baseline=words.value(measure.baseline, measure.unit))


def _trajectory(measure: Measure, words: Wording) -> str:
    trajectory = measure.trajectory
    steps = words.listed(f"{words.day(day)} {words.value(value, measure.unit)}" for day, value in trajectory.steps)
    return words(TRAJECTORY_WORDS[trajectory.kind].key, steps=steps)
