"""Who sent a file, once it is open: what the intake knew, else what one of our templates says of itself."""

from collections.abc import Collection
from dataclasses import replace

from sources.messages import Text, text
from sources.submission import Finding, FindingKind, Place, Reading, Severity, State, Submission
from tasks.reading.template_ids import TemplateFacts


def with_sender(submission: Submission, facts: TemplateFacts | None, body_ids: Collection[str]) -> Submission:
    """Return *submission* with the body its template was made for, where the intake could not tell the sender."""
    if submission.body_id is None and facts is not None and facts.body_id in body_ids:
        return replace(submission, body_id=facts.body_id)
    return submission


def sender_checked(reading: Reading, facts: TemplateFacts | None, body_ids: Collection[str]) -> Reading:
    """Return *reading* as far as its sender lets it count, among the known bodies *body_ids*.

    What nobody known sent is kept and shown, but counts for nothing. A template in the hands of another body than
    the one it was made for counts as that other's, with a finding.
    """
    submission = reading.submission
    if submission.body_id is None:
        return _quarantined(reading)
    made_for = facts.body_id if facts is not None else ""
    if made_for in body_ids and made_for != submission.body_id:
        finding = _finding(submission, Severity.WARNING, _made_for_another(made_for, submission.body_id), reading)
        return replace(reading, findings=(*reading.findings, finding))
    return reading


def _quarantined(reading: Reading) -> Reading:
    away = State.QUARANTINED
    return replace(
        reading,
        observations=tuple(replace(one, state=away) for one in reading.observations),
        milestones=tuple(replace(one, state=away) for one in reading.milestones),
        statuses=tuple(replace(one, state=away) for one in reading.statuses),
        findings=(*reading.findings, _finding(reading.submission, Severity.ERROR, _unknown(), reading)),
    )


def _finding(submission: Submission, severity: Severity, message: Text, reading: Reading) -> Finding:
    return Finding(
        FindingKind.UNKNOWN_BODY,
        severity,
        submission.body_id or "",
        Place(submission.file),
        message,
        reading.month or submission.folder_month,
    )


def _unknown() -> Text:
    return text(
        "Nothing tells which body sent this file, so none of its values count. Add the sender's address, or a part"
        " of the file's name, to that body's file, or list it in manifest.csv; the next run will then count it."
    )


def _made_for_another(made_for: str, sent_by: str) -> Text:
    return text(
        "This form was made for {made_for}, but {sent_by} sent it; it counts as reported by {sent_by}. Use each"
        " body's own form.",
        made_for=made_for,
        sent_by=sent_by,
    )
