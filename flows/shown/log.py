"""Logs for programs: with AYUMI_LOG=json each line on standard error is an object that says what it is about."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from flows.settings import load_settings, logs_are_json
from flows.upkeep.secrets import secrets_of, without
from sources.errors import AyumiError
from sources.messages import Language, Text

LOG = logging.getLogger("ayumi")
LINES = logging.getLogger("ayumi-lines")
"""For lines that are for programs alone: what is logged under "ayumi" stands on a run's page in Prefect too."""
ABOUT: ContextVar[Mapping[str, str]] = ContextVar("ABOUT", default={})  # noqa: B039 - never changed, only replaced


@contextmanager
def about(**what: str) -> Iterator[None]:
    """Let every line within the block say what it is about: flow, run, month, plan."""
    token = ABOUT.set({**ABOUT.get(), **what})
    try:
        yield
    finally:
        ABOUT.reset(token)


class JsonLines(logging.Formatter):
    """One JSON object a line, without *secrets*: time in UTC, level, logger, message, and what it is about."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **ABOUT.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        plain = {key: without(self._secrets, one) if isinstance(one, str) else one for key, one in said.items()}
        return json.dumps(plain, ensure_ascii=False)


class JsonProgress:
    """One line a step, when it is over."""

    @contextmanager
    def step(self, title: Text, parts: int) -> Iterator[Callable[[str], None]]:
        started = time.monotonic()
        finished: list[str] = []
        yield finished.append
        seconds = round(time.monotonic() - started, 2)
        fields = {"step": title.english(), "parts": parts, "seconds": seconds}
        LINES.info("%s", title.english(), extra={"fields": fields})


def write_json_lines() -> None:
    """Let our loggers write JSON to standard error from now on, without what is a secret by today's settings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(_secrets()))
    for logger in (LOG, LINES):
        for before in [one for one in logger.handlers if isinstance(one.formatter, JsonLines)]:
            logger.removeHandler(before)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    LINES.propagate = False


def log_line(line: Text, language: Language, *, failed: bool = False) -> None:
    """Log a sentence where logs are structured; elsewhere Prefect or the terminal says it."""
    if logs_are_json():
        LINES.log(logging.ERROR if failed else logging.INFO, "%s", line.in_language(language))


def _secrets() -> tuple[str, ...]:
    try:
        return secrets_of(load_settings())
    except AyumiError:  # settings that can not be used are not used, and their refusal does not quote them
        return ()
