"""The one door to Prefect for the stages: every stage's name, retries and time limit, on one page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from sources.errors import ServiceFailed


@dataclass(frozen=True)
class Stage:
    """How Prefect treats one stage: after how many seconds it is tried again, and when it is given up.

    *limit_seconds* is None for what is fanned out: Prefect can not interrupt a thread, only warn that it can not,
    and what bounds that work are the processes in which files are read and pages made.
    """

    retry_after_seconds: tuple[float, ...] = ()
    limit_seconds: float | None = 600


STAGES: Mapping[str, Stage] = {
    "receive": Stage(retry_after_seconds=(5, 30), limit_seconds=1800),
    "kept": Stage(retry_after_seconds=(2, 10)),
    "list": Stage(retry_after_seconds=(2, 10)),
    "archive": Stage(retry_after_seconds=(2, 10)),
    "plan": Stage(limit_seconds=None),
    "read": Stage(limit_seconds=None),
    "record": Stage(retry_after_seconds=(2, 10)),
    "answer": Stage(retry_after_seconds=(2, 10)),
    "attain": Stage(),
    "tabulate": Stage(),
    "write": Stage(),
    "render": Stage(limit_seconds=None),
    "mark": Stage(limit_seconds=None),
    "freeze": Stage(retry_after_seconds=(2, 10)),
    "publish": Stage(retry_after_seconds=(5, 30), limit_seconds=1800),
    "compose": Stage(),
    "queue": Stage(retry_after_seconds=(2, 10)),
    "send": Stage(limit_seconds=1800),  # the outbox has its own rules for trying again: a mail is never sent twice
}


@cache
def stage(name: str) -> Task[[str, Callable[[], object]], object]:
    """Return the Prefect task for a stage: called with what it works on, for its name, and with the work itself.

    The work comes as a closure, since Prefect walks through every argument in search of futures, and a plan
    with its readings is a long walk. Nothing is cached: the ledger knows what has been done.
    """
    settings = STAGES[name]

    @task(
        name=name,
        task_run_name=f"{name} {{label}}",
        retries=len(settings.retry_after_seconds),
        retry_delay_seconds=list(settings.retry_after_seconds),
        retry_condition_fn=_is_worth_another_try,
        timeout_seconds=settings.limit_seconds,
        cache_policy=NO_CACHE,
        persist_result=False,
    )
    def work(label: str, call: Callable[[], object]) -> object:  # noqa: ARG001 - the label names the run
        return call()

    return work


def _is_worth_another_try(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Return whether what failed may pass next time: a service or a disk, not a wrong file or a wrong call."""
    return isinstance(state.data, ServiceFailed | OSError)
