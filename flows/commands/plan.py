"""`ayumi plan`: whether the plan and the bodies can be measured against."""

import typer

from flows.settings import load_settings
from flows.shown.console import DONE, complain, in_words, say
from sources.bodies import check_bodies, load_bodies
from sources.errors import InputRefused
from sources.messages import text
from sources.plan_files import check_plan, load_plan

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
