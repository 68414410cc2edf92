"""`ayumi plan`: whether the plan and the bodies can be measured against, and the draft of next year's plan."""

import re
from typing import Annotated

import typer

from flows.commands.options import option
from flows.editions.folder import replace_folder
from flows.settings import load_settings
from flows.shown.console import DONE, NEEDS_A_PERSON, complain, in_words, say
from sources.bodies import check_bodies, load_bodies
from sources.errors import InputRefused, WrongUse
from sources.messages import text
from sources.next_plan import next_plan
from sources.plan_files import check_plan, load_plan

TO_FILL = "to-fill.txt"
PLAN_ID = re.compile(r"[A-Za-z0-9_-]+")

app = typer.Typer(rich_markup_mode=None)


@app.callback()
def plan() -> None:
    pass


@app.command(
    "check", help=in_words(text("Check the plan's and the bodies' files; name file and row of each problem."))
)
def check(
    plan: str | None = typer.Option(None, "--plan", help=in_words(text("The plan's id, such as fy2021."))),
) -> int:
    settings = load_settings({"plan": plan} if plan else {})
    folder = settings.plans / settings.plan
    problems = check_plan(folder)
    if not problems:
        found = load_plan(folder)
        problems = check_bodies(load_bodies(settings.bodies), found)
    for problem in problems:
        complain(problem)
    if problems:
        return InputRefused.exit_code
    say(
        text(
            "The plan {plan} is sound: {initiatives} initiatives, {measures} measures.",
            plan=found.plan_id,
            initiatives=len(found.notes),
            measures=len(found.measures),
        )
    )
    return DONE


@app.command(
    "new", help=in_words(text("Draft the plan that follows another: its files, and what is to be filled in."))
)
def new(
    plan_id: Annotated[
        str, typer.Argument(metavar="PLAN", help=in_words(text("The new plan's id, such as fy2022.")))
    ],
    *,
    before: Annotated[str, option("--from", text("The plan that it follows, such as fy2021."))],
) -> int:
    settings = load_settings()
    folder = settings.plans / plan_id
    if not PLAN_ID.fullmatch(plan_id):
        raise WrongUse(text("'{plan}' can not be a plan's id. Use letters, digits, - and _.", plan=plan_id))
    if folder.exists():
        raise WrongUse(text("There is a plan {plan} already, in {folder}.", plan=plan_id, folder=folder))
    earlier = settings.plans / before
    draft = next_plan(earlier, load_plan(earlier))
    year_in_id = re.search(r"\d{4}", plan_id)
    if year_in_id and int(year_in_id[0]) != draft.fiscal_year:
        raise WrongUse(
            text("What follows {before} is the plan of fiscal {year}.", before=before, year=draft.fiscal_year)
        )
    lines = [line.in_language(settings.report_language) for line in draft.to_fill]
    note = ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")  # as Notepad opens it
    replace_folder(folder, {**draft.files, TO_FILL: note} if lines else draft.files)
    for line in draft.to_fill:
        say(line)
    say(
        text(
            "Drafted: {folder}. Left to fill in: {count}; {file} lists it. In crosswalk.csv say what was renamed,"
            " merged, split or ended. Then: ayumi plan check --plan {plan}",
            folder=folder,
            count=len(draft.to_fill),
            file=TO_FILL,
            plan=plan_id,
        )
    )
    return NEEDS_A_PERSON if draft.to_fill else DONE
