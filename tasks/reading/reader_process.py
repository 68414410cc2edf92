"""What runs in a reading process: wait for a call, carry it out within the limits, reply."""

import gc
import pickle
import resource
import signal
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tasks.reading.not_opened import NotOpened

_OBJECTS_BEFORE_COLLECTION = 100_000  # a large sheet makes cells by the hundred thousand, and none is garbage


@dataclass(frozen=True)
class Reply:
    """What became of a call: done (with its result), refused (with a NotOpened), memory, late, crash or fault.

    *details* is for the engineer. After a reply that *is_last* the process ends.
    """

    what: str
    result: Any = None
    details: str = ""
    is_last: bool = False


def serve(line_number: int, memory_bytes: int, alarm_seconds: int) -> None:
    """Answer calls over the connection with file number *line_number* until it closes.

    *memory_bytes* limits the address space. After *alarm_seconds* in one call the system ends this process,
    in case the one that started it is gone and no longer watches.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    with Connection(line_number) as line:
        line.send_bytes(b"ready")
        while True:
            try:
                request = line.recv_bytes()
            except EOFError:
                return
            signal.alarm(alarm_seconds)
            reply = _answer(request)
            line.send_bytes(pickle.dumps(reply, protocol=pickle.HIGHEST_PROTOCOL))
            signal.alarm(0)
            if reply.is_last:
                return


def collect_seldom() -> None:
    """Look for garbage seldom: most of what is made while reading stays until the file is read."""
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTION, 10, 10)


def attempt(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Reply:
    """Return what became of a call: no exception about the file leaves it."""
    try:
        return Reply("done", function(*args, **kwargs))
    except NotOpened as refusal:
        return Reply("refused", refusal)
    except MemoryError:
        return Reply("memory", is_last=True)
    except Exception:  # a fault of ours must cost this file alone; it is logged and told
        return Reply("fault", details=traceback.format_exc())


def _answer(request: bytes) -> Reply:
    try:
        function, args, kwargs = pickle.loads(request)  # noqa: S301 - from the process that started this one
    except Exception:  # a function that only the caller knows
        return Reply("fault", details=traceback.format_exc())
    reply = attempt(function, args, kwargs)
    return replace(reply, is_last=True) if _has_grown() else reply


def _has_grown() -> bool:
    """Return whether half of the address space is taken: what a large file left would narrow the next one's."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize() > resource.getrlimit(resource.RLIMIT_AS)[0] // 2
