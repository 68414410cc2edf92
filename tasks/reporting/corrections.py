"""The corrections (訂正) of a report: figures of earlier editions that are others now, in words."""

from collections.abc import Set

from sources.messages import Text, text
from tasks.reporting.changes import Cause, Change, is_told
from tasks.reporting.context import Context
from tasks.reporting.measure_rows import anchor_of, standing, state_in_words
from tasks.reporting.model.proof import CorrectionRow, Corrections

CAUSE_WORDS: dict[Cause, Text] = {
    Cause.REVISED: text("A later submission says otherwise."),
    Cause.REPORTED_LATE: text("Reported after the earlier edition."),
    Cause.READ_ANEW: text("The same file was read anew."),
    Cause.SET_ASIDE: text("Set aside now, since it is in doubt."),
    Cause.NOW_COUNTED: text("Was set aside in the earlier edition; counts now."),
    Cause.WITHDRAWN: text("No submission that counts says so any more."),
}


def corrections(measure_ids: Set[str], context: Context) -> Corrections:
    """Return what changed since earlier editions in the given measures."""
    words, changes = context.words, context.material.changes
    if changes is None or not changes.since:
        return Corrections(words("There is no earlier edition in this fiscal year."), ())
    editions = words.listed(
        words("{month} edition {number}", month=words.month(month), number=number)
        for month, number in changes.since
    )
    rows = tuple(_row(change, context) for change in changes.changes if change.new.measure_id in measure_ids)
    since = (
        words("Figures that differ from these editions: {editions}.", editions=editions)
        if rows
        else words("Nothing printed in these editions has changed: {editions}.", editions=editions)
    )
    return Corrections(since, rows)


def _row(change: Change, context: Context) -> CorrectionRow:
    plan, material, words = context.plan, context.material, context.words
    measure = plan.measure[change.new.measure_id]
    submission = change.new_submission or change.old_submission
    return CorrectionRow(
        anchor=anchor_of(measure.measure_id),
        label=f"{measure.parent_id} {measure.statement}",
        month=words.month(change.new.month),
        old=standing(measure, change.old, words) if is_told(change.old) else state_in_words(change.old, words),
        new=standing(measure, change.new, words) if is_told(change.new) else state_in_words(change.new, words),
        body=material.body_name(submission.body_id) if submission and submission.body_id else words.nothing,
        received=words.day(submission.received) if submission else words.nothing,
        why=words(CAUSE_WORDS[change.cause]),
        sources=context.sources.cite(change.new.places or tuple(mark.place for mark in change.new.marks)),
    )
