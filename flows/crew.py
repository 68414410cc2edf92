"""Processes of our own for work that keeps a processor busy; a call that never ends is ended."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import cached_property
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from threading import BoundedSemaphore
from types import TracebackType
from typing import Self

from flows.steps import A, R, Step
from sources.errors import ServiceFailed
from sources.messages import text

LONGEST_CALL_SECONDS = 300


class Crew:
    """As many calls at once as there are *workers*, and helper processes, started when first needed, for some."""

    def __init__(self, workers: int, longest_call_seconds: float = LONGEST_CALL_SECONDS) -> None:
        self._workers = workers
        self._longest_call_seconds = longest_call_seconds
        self._places = BoundedSemaphore(workers)
        self._context = get_context("spawn")  # a fork of a process with threads can hang
        self._born: SimpleQueue[int] = self._context.SimpleQueue()

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers, mp_context=self._context, initializer=_report_birth, initargs=(self._born,)
        )

    def do(self, step: Step[[A], R], item: A) -> R:
        """Return what the step returns for *item*; raise ServiceFailed where its process died or never ended."""
        with self._places:
            return self._in_process(step, item) if step.in_process else step.do(item)

    def _in_process(self, step: Step[[A], R], item: A) -> R:
        try:
            return self._pool.submit(step.do, item).result(self._longest_call_seconds)
        except TimeoutError:
            self._kill()
            seconds = f"{self._longest_call_seconds:g}"
            raise ServiceFailed(
                text("{part} took longer than {seconds} s and was ended.", part=step.label(item), seconds=seconds)
            ) from None
        except BrokenProcessPool:
            raise ServiceFailed(
                text("The process working on {part} died; is there memory enough?", part=step.label(item))
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_pool" in self.__dict__:
            if kind is not None:
                self._kill()
            self._pool.shutdown(cancel_futures=True)

    def _kill(self) -> None:
        """End the helpers themselves: shutting the pool down would wait for the one that hangs."""
        while not self._born.empty():
            with suppress(ProcessLookupError):
                os.kill(self._born.get(), signal.SIGKILL)


def _report_birth(born: "SimpleQueue[int]") -> None:
    born.put(os.getpid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
