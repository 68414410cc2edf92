"""Many plans in one run: each made in one of a few processes of ours, so that imports and fonts are paid for once.

    DIR/town-0001/plan.toml structure.csv …     the plan, as any other
    DIR/town-0001/bodies/*.toml                 who reports and receives
    DIR/town-0001/inbox/2021-10/…               what came in

Editions lie in OUTPUT/town-0001/2021-10; ledger and originals are one for all. A plan that fails, or takes its
process with it, costs itself alone; of each only a few figures come back, so that memory does not grow with plans.
"""

import logging
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.house import Order
from flows.recipe import make_month
from flows.runners import PlainRunner, direct_runner
from flows.settings import MailMode, Settings
from flows.shown.progress import LineProgress
from flows.shown.tables import missing_bodies, need_a_person, submission_rows
from flows.steps import Runner, Step
from sources.errors import AyumiError, ServiceFailed, WrongUse
from sources.messages import Text, text
from sources.month import Month

LONGEST_PLAN_SECONDS = 3600
PLANS_A_PROCESS = 200  # for what no collection of garbage brings back; a new process costs as much as one plan
LOG = logging.getLogger("ayumi.fleet")


@dataclass(frozen=True)
class PlanMade:
    """What became of one plan: its edition's number and figures, or the problem that stopped it."""

    plan_id: str
    seconds: float
    edition: int = 0
    submissions: int = 0
    findings: int = 0
    to_look_at: int = 0
    missing: int = 0
    problem: Text | None = None
    exit_code: int = 0

    @property
    def needs_a_person(self) -> bool:
        return bool(self.to_look_at or self.missing)


def fleet_orders(folder: Path, month: Month, settings: Settings, mail: MailMode) -> tuple[Order, ...]:
    """Return one order for each plan in *folder* of the month's fiscal year; plans of other years stay out.

    Raise WrongUse where there is none, or where mails would come in: no plan could tell which are its own.
    """
    if settings.mailbox:
        raise WrongUse(text("A run of many plans reads no mailbox. Unset AYUMI_MAILBOX, or run the plans singly."))
    plans = sorted(path.parent for path in folder.glob("*/plan.toml"))
    orders = tuple(
        Order(month, _settings_of(plan, settings), mail) for plan in plans if _is_of_year(plan, month.fiscal_year)
    )
    if not orders:
        raise WrongUse(
            text(
                "{folder} holds no plan of fiscal year {year}. Each plan is a folder in it, with its plan.toml.",
                folder=folder,
                year=month.fiscal_year,
            )
        )
    return orders


def make_fleet(orders: Sequence[Order], runner: Runner) -> tuple[PlanMade, ...]:
    """Return what became of each plan, in the orders' order; no plan stops another."""
    return tuple(runner.each(MAKE_PLAN, orders))


def make_plan(order: Order) -> PlanMade:
    """Return what became of one plan, made in this process."""
    began = time.monotonic()
    plan_id = order.settings.plan
    cluster = order.settings.cluster()
    if cluster:
        with direct_runner(LineProgress(LOG.debug, "en"), 1, cluster) as runner:
            outcome = make_month(order, runner)
    else:
        outcome = make_month(order, PlainRunner())
    material = outcome.material
    findings = material.all_findings()
    return PlanMade(
        plan_id=plan_id,
        seconds=time.monotonic() - began,
        edition=outcome.edition.number,
        submissions=len(submission_rows(material.bodies, material.readings, order.month)),
        findings=len(findings),
        to_look_at=len(need_a_person(findings)),
        missing=len(missing_bodies(material.bodies, material.readings, order.month)),
    )


def none_stops_the_others(work: Callable[[Order], PlanMade], order: Order) -> PlanMade:
    """Return what *work* returns; where it fails, whatever of, the plan with its problem."""
    began = time.monotonic()
    try:
        return work(order)
    except AyumiError as error:
        problem, code = error.text, error.exit_code
    except Exception as error:  # a fault of ours must cost this plan alone; it is logged whole and told
        LOG.exception("The plan %s was stopped by a fault.", order.settings.plan)
        problem = text("A fault of the program stopped it: {problem}", problem=f"{type(error).__name__}: {error}")
        code = ServiceFailed.exit_code
    return PlanMade(order.settings.plan, time.monotonic() - began, problem=problem, exit_code=code)


def _settings_of(plan: Path, settings: Settings) -> Settings:
    """Return the settings for one plan: its own folders, and what all plans share."""
    bodies = plan / "bodies"
    return settings.model_copy(
        update={
            "plans": plan.parent,
            "plan": plan.name,
            "bodies": bodies if bodies.is_dir() else settings.bodies,
            "inbox": plan / "inbox",
            "store": f"{settings.store.rstrip('/')}/{plan.name}" if settings.store else "",
            "output": settings.output / plan.name,
            "data": settings.data_folder(),
            "ledger": settings.ledger_url(),
        }
    )


def _is_of_year(plan: Path, fiscal_year: int) -> bool:
    """Return False for a plan of another year; one that can not be read is let pass, to be told of."""
    try:
        declared = tomllib.loads((plan / "plan.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True
    found = declared.get("fiscal_year")
    return not isinstance(found, int) or found == fiscal_year


MAKE_PLAN = Step(
    "plan",
    text("Making the plans' editions"),
    make_plan,
    lambda order: order.settings.plan,
    in_process=True,
    renewed_after=PLANS_A_PROCESS,
    around=none_stops_the_others,
)
