"""`ayumi status`: how a month stands: who sent what, what is missing or doubtful, what was made, what went out."""

from flows.commands.options import LedgerOption, MonthGiven, OutputOption, PlanOption, given, parse_month
from flows.commands.telling import advised
from flows.house import House, open_house
from flows.settings import load_settings, terminal_language
from flows.shown.console import DONE, say, show_table
from flows.shown.tables import (
    BOUNCE_HEADINGS,
    DELIVERY_HEADINGS,
    FINDING_HEADINGS,
    SUBMISSION_HEADINGS,
    body_name,
    bounce_rows,
    delivery_rows,
    finding_rows,
    missing_bodies,
    submission_rows,
)
from sources.messages import text
from sources.month import Month


def status(
    month: MonthGiven, output: OutputOption = None, ledger: LedgerOption = None, plan: PlanOption = None
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    with open_house(settings) as house:
        _tell_submissions(house, parse_month(month))
        _tell_edition(house, parse_month(month))
        _tell_mails(house, parse_month(month))
    return DONE


def _tell_submissions(house: House, month: Month) -> None:
    readings = [
        reading
        for reading in house.ledger.readings(house.plan.plan_id, up_to=month)
        if reading.month in (month, None)
    ]
    say(text("Submissions for {month}: {count}", month=month, count=len(readings)))
    if readings:
        show_table(SUBMISSION_HEADINGS, submission_rows(house.bodies, readings, month))
    missing = missing_bodies(house.bodies, readings, month)
    names = ", ".join(body_name(house.bodies, body.body_id) for body in missing)
    say(text("Not yet submitted: {bodies}.", bodies=names) if missing else text("Every body has submitted."))
    findings = [finding for reading in readings for finding in reading.findings]
    say(text("Findings: {count}", count=len(findings)))
    if findings:
        show_table(FINDING_HEADINGS, finding_rows(house.bodies, findings, terminal_language()))


def _tell_edition(house: House, month: Month) -> None:
    edition = house.ledger.last_edition(house.plan.plan_id, month)
    if edition is None:
        say(text("No edition yet. Make one with: ayumi run {month}", month=month))
        return
    say(
        text(
            "Edition {number}, made {created}, digest {digest}",
            number=edition.number,
            created=f"{edition.created:%Y-%m-%d %H:%M %Z}",
            digest=edition.digest,
        )
    )
    approval = house.ledger.approval(edition)
    if approval is None:
        say(text("Not approved. Look at it, then: ayumi approve {month}", month=month))
    else:
        by, at = approval.approved_by, f"{approval.approved_at:%Y-%m-%d %H:%M %Z}"
        say(text("Approved by {by} at {at}", by=by, at=at))


def _tell_mails(house: House, month: Month) -> None:
    plan_id = house.plan.plan_id
    of_editions = house.ledger.outbox_rows(plan_id, month)
    if not of_editions and house.ledger.last_edition(plan_id, month) is not None:
        say(text("No mail is queued."))
    deliveries = (*of_editions, *house.ledger.notices(plan_id, month))
    if deliveries:
        show_table(DELIVERY_HEADINGS, delivery_rows(house.bodies, deliveries, terminal_language()))
    for advice in advised(of_editions):
        say(advice)
    bounces = house.ledger.unplaced_bounces(plan_id, month)
    if bounces:
        say(text("Mails that came back from addresses which are none of these: {count}", count=len(bounces)))
        show_table(BOUNCE_HEADINGS, bounce_rows(bounces))
