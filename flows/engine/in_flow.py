"""What all flows do first: take their settings from form and environment, and tell who is told of progress."""

from prefect.context import FlowRunContext
from prefect.logging import get_run_logger

from flows.settings import Settings, load_settings, logs_are_json
from flows.shown.log import JsonProgress
from flows.shown.progress import WATCHER, Everywhere, LineProgress, Progress


def asked_settings(**asked: object) -> Settings:
    """Return the settings of this environment with what the form gave; a blank field leaves the setting alone."""
    return load_settings({name: str(value) for name, value in asked.items() if value})


def watchers(settings: Settings) -> Progress:
    """Return who is told how far the run is: its log in Prefect, and a terminal that looks on."""
    log = LineProgress(get_run_logger().info, settings.report_language)
    watcher = JsonProgress() if logs_are_json() else WATCHER.get()
    return Everywhere(log, watcher) if watcher else log


def by_schedule() -> bool:
    """Return whether the run under way was made by the schedule, not by a person."""
    context = FlowRunContext.get()
    return bool(context and context.flow_run and context.flow_run.auto_scheduled)
