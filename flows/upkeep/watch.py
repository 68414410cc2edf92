"""What a run does besides its work: a sign of life when it went well, a mail when it failed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flows.failing import one_line
from flows.settings import Settings, logs_are_json
from flows.shown.log import about, log_line, write_json_lines
from flows.upkeep.alarm import Failure, forget_failures, tell_operator
from flows.upkeep.heartbeat import beat
from sources.messages import Text, text

R = TypeVar("R")
_MONTH_AND_PLAN = re.compile(r"(?P<month>\d{4}-\d{2}) (?P<plan>\S+)", re.ASCII)


@dataclass(frozen=True)
class Run:
    """A run under way: its flow, its id and name in Prefect, and whether a schedule made it."""

    flow: str
    run_id: str
    name: str
    by_schedule: bool = False

    def subject(self) -> dict[str, str]:
        """Return what its log lines are about; a run that is about one month bears month and plan as its name."""
        found = _MONTH_AND_PLAN.fullmatch(self.name)
        return {"flow": self.flow, "run": self.run_id, **(found.groupdict() if found else {})}


def watch_over(call: Callable[[], R], run: Run, settings: Settings) -> R:
    """Return what *call* returns, or raise what it raises, once the operator or the watch has been told."""
    if logs_are_json():
        write_json_lines()
    with about(**run.subject()):
        try:
            result = call()
        except Exception as error:
            line, _ = one_line(error)
            log_line(line, settings.report_language, failed=True)
            tell_of_failure(run, line, settings)
            raise
        forget_failures(run.flow, settings)
        if run.by_schedule:
            beat(settings, run.flow)
        log_line(text("The run is done."), settings.report_language)
    return result


def tell_of_failure(run: Run, line: Text, settings: Settings) -> bool:
    """Return whether the operator was sent a mail about a failed run."""
    server = (settings.prefect_api_url or f"http://127.0.0.1:{settings.serve_port}").removesuffix("/api")
    page = f"{server}/runs/flow-run/{run.run_id}"
    return tell_operator(Failure(run.flow, run.run_id, run.name, line, page), settings)
