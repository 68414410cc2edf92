"""`ayumi approve`: somebody lets an edition go out; written in the ledger, bound to the edition's digest."""

import getpass
import sys
from typing import Annotated

import typer

from flows.commands.options import LedgerOption, MonthGiven, OutputOption, PlanOption, given, option, parse_month
from flows.delivery.approval_sheet import (
    CHANGE_HEADINGS,
    RECIPIENT_HEADINGS,
    ApprovalSheet,
    approval_sheet,
    change_rows,
    compared_with,
    not_this_one,
    recipient_rows,
)
from flows.delivery.sending import require_as_frozen, require_mails
from flows.house import House, now, open_house
from flows.recipe import last_edition
from flows.settings import load_settings, terminal_language
from flows.shown.console import DONE, NEEDS_A_PERSON, in_words, say, show_table
from sources.edition import Approval
from sources.errors import WrongUse
from sources.messages import text


def approve(
    month: MonthGiven,
    *,
    by: Annotated[str | None, option("--by", text("Who approves; else the name you are logged in with."))] = None,
    note: Annotated[str | None, option("--note", text("A remark kept with the approval."))] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=in_words(text("Approve without being asked, for scripts.")))
    ] = False,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    with open_house(settings) as house:
        edition = last_edition(house, parse_month(month))
        standing = house.ledger.approval(edition)
        if standing is not None:
            return _told(standing)
        require_mails(house, edition)
        require_as_frozen(house, edition)
        _show(house, approval_sheet(house, edition))
        if not yes and not _confirmed():
            say(text("Not approved; nothing goes out."))
            return NEEDS_A_PERSON
        return _told(
            house.ledger.approve(edition, approved_by=by or getpass.getuser(), approved_at=now(), note=note or "")
        )


def _show(house: House, sheet: ApprovalSheet) -> None:
    language = terminal_language()
    for line in sheet.lines():
        say(line)
    say(compared_with(sheet.changes))
    if sheet.changes.changes:
        show_table(CHANGE_HEADINGS, change_rows(house.plan, sheet.changes, language))
    say(text("It goes to {count} addresses:", count=len(sheet.recipients)))
    show_table(RECIPIENT_HEADINGS, recipient_rows(sheet, language))
    for body, address in sheet.left_out:
        say(not_this_one(body, address))


def _confirmed() -> bool:
    """Return whether a person at the terminal says yes; raise WrongUse where there is no terminal to ask at."""
    if not sys.stdin.isatty():
        raise WrongUse(text("There is no terminal to ask at. Look at the edition, then add --yes."))
    return typer.confirm(in_words(text("Approve this edition?")), default=False)


def _told(approval: Approval) -> int:
    say(
        text(
            "Edition {number} of {month} is approved by {by}. To mail it: ayumi send {month}",
            number=approval.number,
            month=approval.month,
            by=approval.approved_by,
        )
    )
    return DONE
