"""Work that is killed just before its n-th executed line in watched files, without a hook in the product.

lines = lines_of(work, watched)                # how many there are
killed_before(work, 17, watched)               # as `kill -9` would end it, in a process of its own
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from types import FrameType
from typing import Any

from forked import forked

Work = Callable[[], object]


def lines_of(work: Work, watched: Collection[Path]) -> int:
    """Return how many lines of the watched files the work executes, done once in a process of its own."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = forked(lambda: theirs.send(_traced(work, watched, None)))
    process.start()
    process.join(120)
    assert process.exitcode == 0, f"the work failed by itself: {process.exitcode}"
    return int(ours.recv())


def killed_before(work: Work, line: int, watched: Collection[Path]) -> None:
    """Do the work in a process of its own, and kill that just before the given line, counted from 1."""
    process = forked(lambda: _traced(work, watched, line))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL, f"not killed at line {line}: {process.exitcode}"


def ended_before(work: Work, line: int, watched: Collection[Path]) -> bool:
    """As `killed_before`, for work whose lines are not the same each time; return whether it came that far."""
    process = forked(lambda: _traced(work, watched, line))
    process.start()
    process.join(120)
    assert process.exitcode is not None, "the work hangs"
    return process.exitcode == -signal.SIGKILL


def _traced(work: Work, watched: Collection[Path], last: int | None) -> int:
    files = {str(path.resolve()) for path in watched}
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return count
