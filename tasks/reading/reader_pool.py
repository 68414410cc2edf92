"""Processes that read files, so that a file which takes all memory, hangs or crashes costs nobody but itself.

A process is started anew only after it was lost; otherwise it goes on to the next file, since starting costs
more than reading. Each talks over a socket pair of its own and imports nothing of the program that started it
but what the functions it is given need.
"""

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from sources.messages import text
from tasks.reading.not_opened import NotOpened, too_large, unreadable
from tasks.reading.reader_process import Reply, attempt

MEMORY_BYTES = 2 << 30
SECONDS = 60.0
_LONGEST_START_SECONDS = 60.0
_OUT_OF_MEMORY_SIGNALS = (6, 9)  # SIGABRT: the Rust reader found none; SIGKILL: the system ran out
_ROOT = Path(__file__).resolve().parents[2]
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from tasks.reading.reader_process import serve; "
    "serve(*map(int, sys.argv[2:]))"
)

P = ParamSpec("P")
A = TypeVar("A")
R = TypeVar("R")

_log = logging.getLogger(__name__)


class ReaderPool:
    """Up to *processes* processes with *memory_bytes* each, in which a call may take *seconds*.

    Functions must be a module's own, and their arguments and results such as pickle carries. Calls may come
    from any thread. With *processes* 0 everything runs in this process, without limits: for tests.
    """

    def __init__(self, processes: int, memory_bytes: int = MEMORY_BYTES, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._workers = [_Worker(memory_bytes, seconds) for _ in range(processes)]
        self._idle: LifoQueue[_Worker] = LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | NotOpened:
        """Return what *function* returns, or why the file could not be read; wait while all are busy."""
        if not self._workers:
            tried: R | NotOpened = _outcome(attempt(function, args, kwargs))
            return tried
        request = pickle.dumps((function, args, kwargs), protocol=pickle.HIGHEST_PROTOCOL)
        worker = self._idle.get()
        try:
            outcome: R | NotOpened = _outcome(worker.call(request, self._seconds))
            return outcome
        finally:
            self._idle.put(worker)

    def map(self, function: Callable[[A], R], items: Iterable[A]) -> Iterator[R | NotOpened]:
        """Yield the outcome for each of *items* in their order, all processes working at once."""
        if not self._workers:
            yield from (self.run(function, item) for item in items)
            return
        with ThreadPoolExecutor(len(self._workers)) as threads:
            yield from threads.map(lambda item: self.run(function, item), items)

    def close(self) -> None:
        """End the processes. A later call starts them again."""
        for worker in self._workers:
            worker.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process, started when first needed and again after it was lost."""

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._memory_bytes = memory_bytes
        self._alarm_seconds = int(seconds) + 10
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def call(self, request: bytes, seconds: float) -> Reply:
        """Return the process's reply to a pickled call, or one telling how it was lost."""
        try:
            line = self._sent(request)
            if not line.poll(seconds):
                self.stop()
                return Reply("late", f"{seconds:g}")
            reply: Reply = pickle.loads(line.recv_bytes())  # noqa: S301 - from a process of our own
        except (EOFError, ConnectionError):
            code = self.stop()
            what = "memory" if -code in _OUT_OF_MEMORY_SIGNALS else "crash"
            return Reply(what, details=f"exit code {code}")
        except BaseException:  # interrupted: its reply, coming late, must not be taken for the next one's
            self.stop()
            raise
        if reply.is_last:
            self.stop()
        return reply

    def stop(self) -> int:
        """End the process and return its exit code (0 where there is none)."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is None:
            return 0
        process, self._process = self._process, None
        try:
            return process.wait(0.1)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _sent(self, request: bytes) -> Connection:
        """Return the line over which *request* was sent; a process that died while idle is replaced."""
        if self._line is not None and self._line.poll(0):  # nothing is awaited: its end of the line was closed
            self.stop()
        line = self._line or self._start()
        line.send_bytes(request)
        return line

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        with theirs:
            arguments = (theirs.fileno(), self._memory_bytes, self._alarm_seconds)
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                [sys.executable, "-P", "-c", _CHILD, str(_ROOT), *map(str, arguments)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a crashing reader's last words are noise to whoever runs a month
            )
        self._line = ours
        if not ours.poll(_LONGEST_START_SECONDS):
            self.stop()
            raise TimeoutError("a reading process did not start")
        try:
            ours.recv_bytes()
        except EOFError:
            raise OSError(f"a reading process ended at its start with exit code {self.stop()}") from None
        return ours


def reading_processes() -> int:
    """Return how many files are best read at once on this machine."""
    return len(os.sched_getaffinity(0))


def _outcome(reply: Reply) -> Any:
    """Return the result in *reply*, or the refusal that tells the sender what became of the file."""
    if reply.what in ("done", "refused"):
        return reply.result
    if reply.what == "late":
        return too_large(
            text(
                "Reading the file took longer than {seconds} s and was ended. "
                "Delete what the report does not need, and send it again.",
                seconds=reply.result,
            )
        )
    if reply.what == "memory":
        return too_large(
            text(
                "Reading the file took more memory than a report may need, and was ended. "
                "Delete what the report does not need, and send it again."
            ),
            reply.details,
        )
    _log.error("A file could not be read: %s", reply.details)
    return unreadable(
        text(
            "The file could not be read, because it brought the reader down. "
            "Save it anew in Excel and send it again; if that does not help, the office will look at it."
        ),
        reply.details,
    )
