"""`ayumi template`: the workbooks that bodies fill in for a month, each with its own measures and last values."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import LedgerOption, OutputOption, PlanOption, given, option, parse_month
from flows.editions.folder import write_file
from flows.house import House, open_house
from flows.settings import load_settings
from flows.shown.console import DONE, in_words, say
from sources.bodies import Body, body_by_id
from sources.errors import WrongUse
from sources.messages import text
from sources.month import Month
from tasks.delivery.templates.last_values import last_values
from tasks.delivery.templates.workbook import body_template
from tasks.japanese_text import month_text

FOLDER = "templates"


def template(
    *,
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help=in_words(text("The month, as 2021-10.")))],
    body: Annotated[str | None, option("--body", text("One body alone, by id; else all that report."))] = None,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    settings = load_settings(given(output=output, ledger=ledger, plan=plan))
    chosen = parse_month(month)
    with open_house(settings) as house:
        _require_month_of_plan(house, chosen)
        for one in _reporting(house, body):
            say(str(_write(house, one, chosen)))
    return DONE


def _write(house: House, body: Body, month: Month) -> Path:
    """Return where the body's template was written: under a name by which a file of its is known again."""
    known = house.ledger.readings(house.plan.plan_id, up_to=month.plus(-1))
    language = house.settings.report_language
    data = body_template(house.plan, body, month, last_values(known, body.body_id, month), language=language)
    name = f"{body.names[0] if body.names else body.name}_進捗報告_{month_text(month)}.xlsx"
    return write_file(house.settings.output / FOLDER / str(month) / name, data)


def _reporting(house: House, body_id: str | None) -> tuple[Body, ...]:
    """Return the bodies to make templates for; raise WrongUse for one that is not there or reports nothing."""
    reporting = tuple(body for body in house.bodies if body.reports)
    if body_id is None:
        return reporting
    chosen = body_by_id(reporting, body_id)
    if chosen is None:
        known = ", ".join(body.body_id for body in reporting)
        raise WrongUse(text("There is no body '{body}' that reports. Bodies: {known}.", body=body_id, known=known))
    return (chosen,)


def _require_month_of_plan(house: House, month: Month) -> None:
    if month.fiscal_year != house.plan.fiscal_year:
        raise WrongUse(
            text(
                "{month} is not in the fiscal year of the plan {plan}. Name another plan with --plan.",
                month=month,
                plan=house.plan.plan_id,
            )
        )
