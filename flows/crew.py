"""Processes of our own for work that keeps a processor busy; a call that never ends is ended.

The standard library's pools start their processes by importing the program's main module again. Where Prefect runs
a flow that module is Prefect's own, which can not be imported twice; so each helper here starts from nothing.
"""

import pickle
import subprocess
import sys
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import Self, cast

from flows.steps import A, R, Step
from sources.errors import ServiceFailed
from sources.messages import text

LONGEST_CALL_SECONDS = 300
_ROOT = Path(__file__).resolve().parents[1]
_HELPER = "import sys; sys.path.insert(0, sys.argv[1]); from flows.helper import serve; serve(int(sys.argv[2]))"


class Crew:
    """As many calls at once as there are *workers*; for some, helper processes, started when first needed."""

    def __init__(self, workers: int, longest_call_seconds: float = LONGEST_CALL_SECONDS) -> None:
        self._seconds = longest_call_seconds
        self.at_once = workers
        self._helpers = [_Helper() for _ in range(workers)]
        self._idle: LifoQueue[_Helper] = LifoQueue()
        for helper in self._helpers:
            self._idle.put(helper)

    def do(self, step: Step[[A], R], item: A) -> R:
        """Return what the step returns for *item*; wait while all are busy.

        Raise ServiceFailed where its process died or never came to an end.
        """
        helper = self._idle.get()
        try:
            work = partial(self._by, helper, step) if step.in_process else step.do
            return step.carried_out(work, item)
        finally:
            self._idle.put(helper)

    def _by(self, helper: "_Helper", step: Step[[A], R], item: A) -> R:
        try:
            done, result = helper.call(pickle.dumps((step.do, item)), self._seconds)
        except TimeoutError:
            raise ServiceFailed(
                text(
                    "{part} took longer than {seconds} s and was ended.",
                    part=step.label(item),
                    seconds=f"{self._seconds:g}",
                )
            ) from None
        except (EOFError, ConnectionError):
            raise ServiceFailed(
                text("The process working on {part} died; is there memory enough?", part=step.label(item))
            ) from None
        if step.renewed_after and helper.calls >= step.renewed_after:
            helper.end()
        if done:
            return cast(R, result)
        raise cast(Exception, result)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for helper in self._helpers:
            helper.end()


class _Helper:
    """One process, started at its first call and again after it was ended; *calls* are those it has answered."""

    def __init__(self) -> None:
        self.calls = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def call(self, request: bytes, seconds: float) -> tuple[bool, object]:
        """Return the answer to a pickled call; raise TimeoutError or EOFError where there is none."""
        line = self._line or self._start()
        try:
            line.send_bytes(request)
            if not line.poll(seconds):
                raise TimeoutError
            answer: tuple[bool, object] = pickle.loads(line.recv_bytes())  # noqa: S301 - from our own process
        except BaseException:  # an answer that comes too late must not be taken for the next call's
            self.end()
            raise
        self.calls += 1
        return answer

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._line is not None:
            self._line.close()
            self._line = None

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                [sys.executable, "-P", "-c", _HELPER, str(_ROOT), str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
            )
        self._line = ours
        self.calls = 0
        return ours
