"""What a plan declares of a measure besides how it is counted: span, due day, links and exceptions, in words."""

from collections.abc import Iterator

from sources.messages import Text, text
from sources.plan import Measure, Plan, Scope


def declared_besides(plan: Plan, measure: Measure) -> tuple[Text, ...]:
    """Return the span that a measure's target holds for, then whatever else its row in the plan's files says.

    With the columns of a report's list of choices (accumulation, target, course, baseline, combining) this is all
    that a plan can declare of a measure.
    """
    return tuple(_declared(plan, measure))


def _declared(plan: Plan, measure: Measure) -> Iterator[Text]:
    if measure.scope is Scope.PHASE:
        yield text("fiscal years {first} to {last}", first=plan.phase_first_year, last=plan.phase_last_year)
    else:
        yield text("fiscal year {year}", year=plan.fiscal_year)
    if measure.due is not None:
        yield text("to be reached by {day}", day=measure.due.isoformat())
    if measure.phase_of:
        yield text("adds up {id} over the years", id=measure.phase_of)
    if measure.authority:
        yield text("where bodies differ, the word of {body} counts", body=measure.authority)
    if measure.missing_allowed:
        yield text("need not be reported each month")
    if measure.not_applicable_from is not None:
        yield text(
            "not applicable from {month}: {reason}",
            month=measure.not_applicable_from,
            reason=measure.not_applicable_reason,
        )
    if measure.ended_from is not None:
        yield text("ended from {month}", month=measure.ended_from)
