"""How far a run is, told to whoever watches: a moving line on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichBars

from sources.messages import Language, Text


class Progress(Protocol):
    """One step at a time: how many parts it has, and each part as it is finished."""

    def step(self, title: Text, parts: int) -> AbstractContextManager[Callable[[str], None]]:
        """Yield a function that is called with the name of each finished part."""


class LineProgress:
    """One line a step, when it is over: what, how many, how long."""

    def __init__(self, write: Callable[[str], object], language: Language) -> None:
        self._write = write
        self._language = language

    @contextmanager
    def step(self, title: Text, parts: int) -> Iterator[Callable[[str], None]]:
        started = time.monotonic()
        finished: list[str] = []
        yield finished.append
        count = f" ({len(finished)})" if parts > 1 else ""
        self._write(f"{title.in_language(self._language)}{count} {time.monotonic() - started:.1f} s")


class BarProgress:
    """A bar for the step under way; finished steps stay as lines above it."""

    def __init__(self, console: Console, language: Language) -> None:
        self._console = console
        self._lines = LineProgress(lambda line: console.print(line, style="dim", highlight=False), language)
        self._language = language

    @contextmanager
    def step(self, title: Text, parts: int) -> Iterator[Callable[[str], None]]:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[part]}", style="dim"),
            TimeElapsedColumn(),
        )
        with (
            self._lines.step(title, parts) as remember,
            RichBars(*columns, console=self._console, transient=True) as bars,
        ):
            bar = bars.add_task(title.in_language(self._language), total=parts, part="")

            def finished(part: str) -> None:
                remember(part)
                bars.update(bar, advance=1, part=part)

            yield finished


class Everywhere:
    """Tells several watchers at once."""

    def __init__(self, *watchers: Progress) -> None:
        self._watchers = watchers

    @contextmanager
    def step(self, title: Text, parts: int) -> Iterator[Callable[[str], None]]:
        with ExitStack() as open_steps:
            tellers = [open_steps.enter_context(watcher.step(title, parts)) for watcher in self._watchers]

            def finished(part: str) -> None:
                for tell in tellers:
                    tell(part)

            yield finished


WATCHER: ContextVar[Progress | None] = ContextVar("WATCHER", default=None)
"""Who watches, besides Prefect, a flow that runs in this process; set by a command for its terminal."""


def progress_on(stream: TextIO, language: Language) -> Progress:
    """Return bars where *stream* is a terminal, plain lines elsewhere."""
    if stream.isatty():
        return BarProgress(Console(file=stream), language)
    return LineProgress(lambda line: print(line, file=stream, flush=True), language)
