"""One initiative (具体的な取り組み) in a report: what the plan says of it, its measures, what bodies say."""

from sources.plan import Node
from tasks.reporting.context import Context
from tasks.reporting.measure_rows import measure_row
from tasks.reporting.model.initiatives import InitiativeBlock
from tasks.reporting.narratives import remarks, statuses


def initiative_block(initiative: Node, context: Context, body_id: str = "") -> InitiativeBlock:
    """Return an initiative with all that is told of it this month, or what one body tells and owes of it."""
    plan, material, words = context.plan, context.material, context.words
    notes = next((note for note in plan.notes if note.initiative_id == initiative.id), None)
    owed = {measure.measure_id for measure in material.owed_by(material.body(body_id))} if body_id else None
    return InitiativeBlock(
        anchor=f"i-{initiative.id}",
        number=initiative.id,
        title=initiative.title,
        new=initiative.new,
        functions=tuple(words.function(function) for function in notes.functions) if notes else (),
        this_year=notes.this_year if notes else "",
        dates=tuple(
            f"{planned.when} {planned.what}" for planned in plan.dates if planned.initiative_id == initiative.id
        ),
        measures=tuple(
            measure_row(measure, context)
            for measure in plan.measures_of(initiative.id)
            if owed is None or measure.measure_id in owed
        ),
        statuses=statuses(initiative.id, context, body_id),
        no_status=words("No report on this initiative for {month}.", month=words.month(context.month)),
        remarks=remarks(initiative.id, context, body_id),
    )
