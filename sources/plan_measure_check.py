"""What a plan's measures must say: a unit for what is counted, a due day, a trajectory that ends at its target."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sources.messages import Text, text
from sources.plan import (
    Accumulation,
    Function,
    Measure,
    MeasureKind,
    MeasureType,
    Node,
    Scope,
    TrajectoryKind,
)
from sources.tables import Placed, plain_name

ID_LETTER = {
    MeasureKind.KPI: "K",
    MeasureKind.GOAL: "G",
    MeasureKind.ACTIVITY: "A",
    MeasureKind.PHASE_GOAL: "P",
}
ACCUMULATIONS = {
    MeasureType.NUMERIC: (Accumulation.FLOW, Accumulation.RUNNING_TOTAL, Accumulation.STOCK),
    MeasureType.MILESTONE: (Accumulation.MILESTONE,),
    MeasureType.QUALITATIVE: (Accumulation.QUALITATIVE,),
}
Days = tuple[date, date]
At = dict[str, object]  # the {file}, {row} and {id} of a sentence


def measure_problems(
    fiscal_days: Days,
    phase_days: Days,
    nodes: Sequence[Placed[Node]],
    measures: Sequence[Placed[Measure]],
    functions: Mapping[str, tuple[Function, ...]],
) -> Iterator[Text]:
    """Yield what is wrong with the measures, row by row; *functions* are those of each initiative."""
    node_by_id = {row.row_id: row for row in nodes}
    measure_by_id = {row.row_id: row for row in measures}
    count: Counter[str] = Counter()
    names: dict[tuple[str, str], str] = {}
    for row in measures:
        if row.value is None:
            continue
        days = phase_days if row.value.scope is Scope.PHASE else fiscal_days
        yield from _parent_problems(row.at, row.value, node_by_id)
        yield from _function_problems(row.at, row.value, functions)
        yield from _numbering_problems(row.at, row.value, count)
        yield from _kind_problems(row.at, row.value)
        yield from _number_problems(row.at, row.value)
        yield from _day_problems(row.at, row.value, days)
        yield from _trajectory_problems(row.at, row.value, days)
        yield from _applicability_problems(row.at, row.value)
        yield from _link_problems(row.at, row.value, measure_by_id)
        yield from _names_twice(row.at, row.value, names)


def _parent_problems(at: At, measure: Measure, node_by_id: Mapping[str, Placed[Node]]) -> Iterator[Text]:
    parent = node_by_id.get(measure.parent_id)
    if parent is None:
        yield text(
            "{file}, row {row}, {id}: parent_id '{parent}' is not in structure.csv.",
            **at,
            parent=measure.parent_id,
        )
    elif parent.value and parent.value.level is not measure.level:
        yield text(
            "{file}, row {row}, {id}: level is {level}, but its parent '{parent}' is of level {found}.",
            **at,
            level=measure.level,
            parent=measure.parent_id,
            found=parent.value.level,
        )


def _function_problems(at: At, measure: Measure, functions: Mapping[str, tuple[Function, ...]]) -> Iterator[Text]:
    for function in measure.functions:
        if measure.parent_id in functions and function not in functions[measure.parent_id]:
            yield text(
                "{file}, row {row}, {id}: function {function} is not one of its initiative's in initiatives.csv.",
                **at,
                function=function,
            )


def _numbering_problems(at: At, measure: Measure, count: Counter[str]) -> Iterator[Text]:
    series = f"{measure.parent_id}-{ID_LETTER[measure.kind]}"
    count[series] += 1
    if measure.measure_id != f"{series}{count[series]}":
        yield text(
            "{file}, row {row}: id '{id}' is out of order; '{expected}' comes next here.",
            **at,
            expected=f"{series}{count[series]}",
        )


def _kind_problems(at: At, measure: Measure) -> Iterator[Text]:
    if (measure.kind is MeasureKind.PHASE_GOAL) != (measure.scope is Scope.PHASE):
        yield text("{file}, row {row}, {id}: phase goals, and they alone, have the scope phase.", **at)
    if measure.accumulation not in ACCUMULATIONS[measure.type]:
        yield text(
            "{file}, row {row}, {id}: a {type} measure can not have the accumulation {accumulation}.",
            **at,
            type=measure.type,
            accumulation=measure.accumulation,
        )


def _number_problems(at: At, measure: Measure) -> Iterator[Text]:
    if measure.type is MeasureType.NUMERIC:
        if not measure.unit:
            yield text(
                "{file}, row {row}, {id}: a {kind} in numbers needs a unit, such as 件.", **at, kind=measure.kind
            )
        if (measure.target is None) != (measure.comparator is None):
            yield text("{file}, row {row}, {id}: target and comparator (>=, <=, =) go together.", **at)
        if measure.baseline is not None and measure.baseline == measure.target:
            yield text("{file}, row {row}, {id}: baseline and target are the same.", **at)
        return
    for column in ("target", "unit", "comparator", "baseline"):
        if getattr(measure, column) not in (None, ""):
            yield text(
                "{file}, row {row}, {id}: a {type} measure has no {column}. Leave it blank.",
                **at,
                type=measure.type,
                column=column,
            )


def _day_problems(at: At, measure: Measure, days: Days) -> Iterator[Text]:
    first, last = days
    if measure.type is MeasureType.MILESTONE and measure.due is None:
        yield text("{file}, row {row}, {id}: a milestone needs a due day.", **at)
    if measure.due is not None and not first <= measure.due <= last:
        yield text(
            "{file}, row {row}, {id}: due {due} is not within {first} to {last}.",
            **at,
            due=measure.due,
            first=first,
            last=last,
        )


def _trajectory_problems(at: At, measure: Measure, days: Days) -> Iterator[Text]:
    kind, steps = measure.trajectory.kind, measure.trajectory.steps
    if kind in (TrajectoryKind.LINEAR, TrajectoryKind.HALF_YEAR):
        if steps:
            yield text("{file}, row {row}, {id}: a trajectory that is {kind} has no steps.", **at, kind=kind)
        return
    if measure.target is None or not steps:
        yield text(
            "{file}, row {row}, {id}: a {kind} needs a target, and steps such as 2021-04-21=1.", **at, kind=kind
        )
        return
    dates = [day for day, _ in steps]
    if dates != sorted(set(dates)) or not days[0] <= dates[0] <= dates[-1] <= days[1]:
        yield text(
            "{file}, row {row}, {id}: the steps' days must follow one another within {first} to {last}.",
            **at,
            first=days[0],
            last=days[1],
        )
    if steps[-1][1] != measure.target:
        yield text(
            "{file}, row {row}, {id}: the last step is {value}, not the target {target}.",
            **at,
            value=steps[-1][1],
            target=measure.target,
        )


def _applicability_problems(at: At, measure: Measure) -> Iterator[Text]:
    if (measure.not_applicable_from is None) != (not measure.not_applicable_reason):
        yield text("{file}, row {row}, {id}: not_applicable_from and its reason go together.", **at)


def _link_problems(at: At, measure: Measure, measure_by_id: Mapping[str, Placed[Measure]]) -> Iterator[Text]:
    """Yield what is wrong with the link from a phase goal to the measure whose yearly values add up to it."""
    if not measure.phase_of:
        return
    linked = measure_by_id.get(measure.phase_of)
    if linked is None:
        yield text("{file}, row {row}, {id}: phase_of '{linked}' is not a measure.", **at, linked=measure.phase_of)
    elif linked.value and (
        measure.scope is not Scope.PHASE
        or linked.value.scope is not Scope.FISCAL_YEAR
        or linked.value.unit != measure.unit
    ):
        yield text(
            "{file}, row {row}, {id}: phase_of leads from a phase goal to a measure of the fiscal year in the same"
            " unit; '{linked}' is none.",
            **at,
            linked=measure.phase_of,
        )


def _names_twice(at: At, measure: Measure, names: dict[tuple[str, str], str]) -> Iterator[Text]:
    """Yield statements and aliases that two measures of one parent share."""
    for name in (measure.statement, *measure.aliases):
        other = names.setdefault((measure.parent_id, plain_name(name)), measure.measure_id)
        if other != measure.measure_id:
            yield text(
                "{file}, row {row}: '{name}' names '{other}' too. Two of one level need two names.",
                **at,
                name=name,
                other=other,
            )
