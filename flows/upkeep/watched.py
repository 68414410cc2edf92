"""The flows' own watch: each is told of to the operator or to the dead-man's switch, as it ends."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import httpx
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.runtime import flow_run as current

from flows.engine.in_flow import by_schedule
from flows.settings import load_settings
from flows.upkeep.watch import Run, tell_of_failure, watch_over
from sources.messages import text

P = ParamSpec("P")
R = TypeVar("R")


def watched(function: Callable[P, R]) -> Callable[P, R]:
    """Return *function*, a flow's own, watched: whatever it returns or raises stays as it is."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        run = Run(function.__name__, str(current.id), str(current.name), by_schedule=by_schedule())
        return watch_over(lambda: function(*args, **kwargs), run, load_settings())

    return wrapper


def tell_of_crash(flow: "Flow[..., Any]", flow_run: FlowRun, state: "State[Any]") -> None:  # noqa: ARG001 - Prefect's own names
    """Tell the operator of a run whose process died; Prefect calls this where somebody watched the process."""
    line = text("The run's process died before it was done; was it killed, or out of memory?")
    tell_of_failure(Run(flow.name, str(flow_run.id), _name_now(flow_run)), line, load_settings())


def _name_now(flow_run: FlowRun) -> str:
    """Return the name that the run gave itself when it began: whoever watched its process knows the one before."""
    try:
        with get_client(sync_client=True) as client:
            return client.read_flow_run(flow_run.id).name
    except httpx.HTTPError:
        return flow_run.name
