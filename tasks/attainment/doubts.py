"""The findings that only show when a measure's values are put beside each other."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from sources.messages import Text, text
from sources.month import Month
from sources.plan import Measure
from sources.submission import Finding, FindingKind, Place, Severity
from tasks.attainment.rounding import plain
from tasks.attainment.told import Told


def different_values(measure: Measure, body_id: str, month: Month, told: Told) -> Finding:
    return _warning(
        FindingKind.DUPLICATE_CONFLICT,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: different values are given for {month}: {values}. None of them counts."
            " Correct the wrong ones and send the file again.",
            measure=measure.statement,
            month=month,
            values=values_with_places((word.said.value, word.said.place) for word in told.words),
        ),
    )


def bodies_differ(
    measure: Measure, month: Month, told: Sequence[tuple[str, Decimal, Place]], names: Mapping[str, str]
) -> Finding:
    """Return the finding for bodies that give one fact differently; *told* is (body, value, place) of each."""
    return _warning(
        FindingKind.DUPLICATE_CONFLICT,
        measure,
        told[0][0],
        month,
        at=told[0][2],
        message=text(
            "{measure}: the bodies give different values for {month}: {values}."
            " None of them counts until they agree.",
            measure=measure.statement,
            month=month,
            values=", ".join(
                f"{names.get(body, body)} {number(value)} ({where(place)})" for body, value, place in told
            ),
        ),
    )


def authority_counts(
    measure: Measure, month: Month, told: Sequence[tuple[str, str, Place]], names: Mapping[str, str]
) -> Finding:
    """Return the note for bodies that differ where the plan says whose word goes; *told* has values in words."""
    return Finding(
        FindingKind.DUPLICATE_CONFLICT,
        Severity.INFO,
        told[0][0],
        told[0][2],
        text(
            "{measure}: the bodies give different values for {month}: {values}."
            " By the plan, the word of {body} counts.",
            measure=measure.statement,
            month=month,
            values=", ".join(f"{names.get(body, body)} {value} ({where(place)})" for body, value, place in told),
            body=names.get(measure.authority, measure.authority),
        ),
        month,
        measure.measure_id,
    )


def milestone_differs(measure: Measure, body_id: str, month: Month, places: Sequence[Place]) -> Finding:
    return _warning(
        FindingKind.DUPLICATE_CONFLICT,
        measure,
        body_id,
        month,
        at=places[0],
        message=text(
            "{measure}: the milestone is given differently for {month} at {places}. None of it counts."
            " Correct the wrong ones and send the file again.",
            measure=measure.statement,
            month=month,
            places=", ".join(where(place) for place in places),
        ),
    )


def milestone_taken_back(measure: Measure, body_id: str, month: Month, before: Month, place: Place) -> Finding:
    return _warning(
        FindingKind.DECREASE_FROM_PREVIOUS,
        measure,
        body_id,
        month,
        at=place,
        message=text(
            "{measure}: reported as achieved for {before}, but not for {month}. The later report counts."
            " Check that this is meant.",
            measure=measure.statement,
            before=before,
            month=month,
        ),
    )


def total_and_months_differ(
    measure: Measure, body_id: str, month: Month, told: Told, *, total: Decimal, by_months: Decimal
) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: the running total up to {month} is {total}, but its months add up to {sum}."
            " Neither counts. Correct the one that is wrong and send the file again.",
            measure=measure.statement,
            month=month,
            total=number(total),
            sum=number(by_months),
        ),
    )


def month_holds_total(
    measure: Measure, body_id: str, month: Month, *, told: Told, value: Decimal, before: Decimal
) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: the value for {month} alone is {value}, but the months before it come to {before};"
            " it looks like a running total. It does not count. Write the month's own value and send the file"
            " again.",
            measure=measure.statement,
            month=month,
            value=number(value),
            before=number(before),
        ),
    )


def total_added_to_itself(
    measure: Measure, body_id: str, month: Month, *, told: Told, since: Month, growth: Decimal, before: Decimal
) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: the running total of {month} holds a growth of {growth} in {since}, as much as all before"
            " it ({before}) and an ordinary month; it looks as if a running total was added to itself."
            " It does not count. Check the running total and send the file again.",
            measure=measure.statement,
            month=month,
            since=since,
            growth=number(growth),
            before=number(before),
        ),
    )


def month_equals_total(
    measure: Measure, body_id: str, month: Month, *, told: Told, value: Decimal, before: Decimal
) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: the value for {month} alone and the running total are both {value}, although {before} had"
            " been reached before. Neither counts. Correct the one that is wrong and send the file again.",
            measure=measure.statement,
            month=month,
            value=number(value),
            before=number(before),
        ),
    )


def total_holds_month(
    measure: Measure, body_id: str, month: Month, *, told: Told, value: Decimal, before: Decimal, after: Decimal
) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: the running total of {month} is {value}, between {before} before it and {after} after it;"
            " it looks like that month's value alone. It does not count.",
            measure=measure.statement,
            month=month,
            value=number(value),
            before=number(before),
            after=number(after),
        ),
    )


def months_are_totals(
    measure: Measure, body_id: str, month: Month, *, told: Told, total: Decimal, value: Decimal
) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: the months' values never fall and come to {total} by {month}, far beyond the target, while"
            " the last of them is {value}; they look like running totals. They do not count."
            " Write each month's own value, or put the values where running totals belong.",
            measure=measure.statement,
            month=month,
            total=number(total),
            value=number(value),
        ),
    )


def totals_are_months(measure: Measure, body_id: str, month: Month, told: Told) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: the running total has fallen deeply again and again up to {month}; the values look like"
            " single months'. They do not count. Write the total since April.",
            measure=measure.statement,
            month=month,
        ),
    )


def change_instead_of_balance(measure: Measure, body_id: str, month: Month, told: Told) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: a balance is asked for, but only the change within {month} is given. It does not count."
            " Write the balance at the end of the month.",
            measure=measure.statement,
            month=month,
        ),
    )


def missing_months(measure: Measure, body_id: str, month: Month, missing: Iterable[Month], told: Told) -> Finding:
    return _warning(
        FindingKind.MISSING_VALUE,
        measure,
        body_id,
        month,
        at=told.places[0],
        message=text(
            "{measure}: {month} is given, but {missing} is missing, so the total can not be formed."
            " Send the missing months, or the running total.",
            measure=measure.statement,
            month=month,
            missing=", ".join(str(each) for each in missing),
        ),
    )


def corrections(measure: Measure, body_id: str, month: Month, steps: Iterable[Told]) -> tuple[Finding, ...]:
    """Return a note for each value that the file reporting *month* corrects: no number changes in silence."""
    return tuple(
        Finding(
            FindingKind.SUPERSEDED_REVISION,
            Severity.INFO,
            body_id,
            step.places[-1],
            text(
                "{measure}: the value for {month} was {old} and is now {new}. The later one counts.",
                measure=measure.statement,
                month=step.words[-1].said.month,
                old=values_with_places((word.said.value, word.said.place) for word in step.replaced),
                new=number(step.words[-1].said.value),
            ),
            month,
            measure.measure_id,
        )
        for step in steps
        if step.replaced and step.words[-1].reported_month == month
    )


def phase_differs(
    measure: Measure, body_id: str, month: Month, place: Place, *, told: Decimal, years: Decimal
) -> Finding:
    return _warning(
        FindingKind.ACCUMULATION_CONTRADICTION,
        measure,
        body_id,
        month,
        at=place,
        message=text(
            "{measure}: the phase total is given as {total}, but the fiscal years add up to {sum}."
            " Neither counts.",
            measure=measure.statement,
            total=number(told),
            sum=number(years),
        ),
    )


def number(value: Decimal) -> str:
    """Return a number as a sentence shows it: 300,000,000 or 5.83."""
    return f"{plain(value):,f}"


def where(place: Place) -> str:
    return " ".join(part for part in (place.source_file, f"{place.sheet}!{place.cell}".strip("!")) if part)


def values_with_places(told: Iterable[tuple[Decimal, Place]]) -> str:
    return ", ".join(f"{number(value)} ({where(place)})" for value, place in told)


def _warning(
    kind: FindingKind, measure: Measure, body_id: str, month: Month, *, at: Place, message: Text
) -> Finding:
    return Finding(kind, Severity.WARNING, body_id, at, message, month, measure.measure_id)
