"""`ayumi approve`: somebody lets an edition go out; written in the ledger, bound to the edition's digest."""

import getpass
from typing import Annotated

from flows.commands.options import LedgerOption, MonthGiven, OutputOption, PlanOption, given, option, parse_month
from flows.console import DONE, say
from flows.house import now, open_house
from flows.recipe import last_edition
from flows.settings import load_settings
from sources.messages import text


def approve(
    month: MonthGiven,
    *,
    by: Annotated[str | None, option("--by", text("Who approves; else the name you are logged in with."))] = None,
    note: Annotated[str | None, option("--note", text("A remark kept with the approval."))] = None,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    with open_house(settings) as house:
        edition = last_edition(house, parse_month(month))
        approval = house.ledger.approve(
            edition, approved_by=by or getpass.getuser(), approved_at=now(), note=note or ""
        )
    say(
        text(
            "Edition {number} of {month} is approved by {by}. To mail it: ayumi send {month}",
            number=edition.number,
            month=edition.month,
            by=approval.approved_by,
        )
    )
    return DONE
