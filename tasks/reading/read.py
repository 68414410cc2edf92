"""One submission's bytes to its reading: open, lay out, match, and nothing beyond this one file."""

from dataclasses import replace

from sources.bodies import Body
from sources.plan import Plan
from sources.submission import Finding, Place, Reading, Severity, Submission
from tasks.reading.layout.read_grid import read_grid
from tasks.reading.opening import NotOpened, open_grid
from tasks.reading.sender import sender_checked, with_sender
from tasks.reading.template_ids import template_facts, without_own_marks
from tasks.reading.titles import TitleIndex

_indexes: dict[int, tuple[Plan, TitleIndex]] = {}


def read_submission(
    submission: Submission,
    data: bytes,
    plan: Plan,
    body: Body | None,
    password: str | None = None,
    *,
    body_ids: frozenset[str] = frozenset(),
) -> Reading:
    """Return what *data* says: observations, milestones, statuses, remarks, and findings for all that is doubtful.

    A file that does not open gives a reading with that one finding. *body* is who sent it, where the submission
    itself does not say; *password* opens a protected workbook. Where the ids of all bodies are given, a sender
    unknown to the intake is known by the template it used, or the file counts for nothing.
    """
    if submission.body_id is None and body is not None:
        submission = replace(submission, body_id=body.body_id)
    try:
        grid = open_grid(submission.file, data, password)
    except NotOpened as refused:
        finding = Finding(
            refused.kind,
            Severity.ERROR,
            submission.body_id or "",
            Place(submission.file),
            refused.message,
            submission.folder_month,
        )
        unread = Reading(submission, submission.folder_month, findings=(finding,))
        return sender_checked(unread, None, body_ids) if body_ids else unread
    facts = template_facts(grid)
    grid = without_own_marks(grid)
    declared = body.layout if body is not None and facts is None else None
    if body_ids:
        submission = with_sender(submission, facts, body_ids)
    form_month = facts.month if facts is not None else None
    reading = read_grid(grid, submission, plan, title_index(plan), declared=declared, form_month=form_month)
    return sender_checked(reading, facts, body_ids) if body_ids else reading


def title_index(plan: Plan) -> TitleIndex:
    """Return the plan's titles ready to be matched, made once for each plan object."""
    kept = _indexes.get(id(plan))
    if kept is None or kept[0] is not plan:
        _indexes.clear()
        kept = _indexes[id(plan)] = (plan, TitleIndex(plan))
    return kept[1]
