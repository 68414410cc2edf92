"""What runs on a worker of a cluster: one call, within the same limits as on the machine that asked for it."""

import atexit
import hashlib
import os
import pickle
from functools import cache

from flows.crew import Crew
from flows.editions.origin import software
from flows.steps import Step
from sources.errors import AyumiError, ServiceFailed
from sources.messages import text
from tasks.reporting.kept_pdfs import engine_key


def carry_out(request: bytes, label: str, in_process: bool, versions: str) -> bytes:
    """Return what became of a pickled call (function, item): pickled (done, result or error).

    A call that is heavy runs in a helper process of this worker, which is ended where the call never ends. Where
    this worker is not of the same *versions* as whoever asks, nothing is done: its bytes would differ.
    """
    if versions != what_bytes_depend_on():
        return pickle.dumps((False, _other_versions()))
    function, item = pickle.loads(request)  # noqa: S301 - packed by the machine that asked; see docs/scale.md
    step = Step("afar", text("Reading submissions"), function, lambda _: label, in_process)
    try:
        return pickle.dumps((True, _crew().do(step, item)))
    except AyumiError as error:
        return pickle.dumps((False, error))


@cache
def what_bytes_depend_on() -> str:
    """Return the hash of all that a report's bytes depend on here: program, libraries, fonts, the system's own."""
    return hashlib.sha256(repr(software()).encode() + engine_key()).hexdigest()


@cache
def _crew() -> Crew:
    crew = Crew(os.cpu_count() or 1)  # a worker gives it no more calls than it has threads
    atexit.register(crew.__exit__, None, None, None)
    return crew


def _other_versions() -> ServiceFailed:
    return ServiceFailed(
        text(
            "A worker of the cluster runs other versions than this machine, so its files would not be the same."
            " Set it up from the same lock, then run the same command again."
        )
    )
