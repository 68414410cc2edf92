"""Files read in processes of their own, shared by all threads of this program."""

import atexit
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import ParamSpec, TypeVar

from sources.bodies import Body
from sources.intake.arrival import Arrival
from sources.plan import Plan
from sources.submission import Finding, Place, Reading, Severity, Submission
from tasks.reading.formats.limits import file_too_large
from tasks.reading.grid import Sheet
from tasks.reading.not_opened import NotOpened
from tasks.reading.opening import open_grid
from tasks.reading.read import read_submission
from tasks.reading.reader_pool import ReaderPool, reading_processes
from tasks.reading.template_ids import without_own_marks

__all__ = ["ReaderPool", "in_own_process", "read_in_own_process", "shown_sheets"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class _Known:
    """What is known beside the file: its body, the password that opens it, and the ids of all bodies."""

    body: Body | None
    password: str | None = field(repr=False)
    body_ids: frozenset[str]


def read_in_own_process(
    arrival: Arrival,
    plan: Plan,
    body: Body | None,
    password: str | None,
    *,
    body_ids: frozenset[str] = frozenset(),
) -> Reading:
    """Return what was read from *arrival*; where it took too much or crashed, a reading that says so alone.

    May be called from any thread: as many files are read at once as the machine has processors.
    """
    if arrival.is_too_large:
        return not_read(arrival.submission, file_too_large(arrival.size))
    outcome = _pool().run(_read, arrival.submission, arrival.data, _packed(plan), _Known(body, password, body_ids))
    return not_read(arrival.submission, outcome) if isinstance(outcome, NotOpened) else outcome


def in_own_process(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | NotOpened:
    """Return what a module's own *function* returns about one file, or why it did not, within the limits."""
    return _pool().run(function, *args, **kwargs)


def shown_sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets that a file shows, without our own marks; none where it does not open as it is."""
    try:
        return without_own_marks(open_grid(name, data)).sheets
    except NotOpened:
        return ()


def not_read(submission: Submission, refusal: NotOpened) -> Reading:
    """Return the reading of a file that gave no cells: one finding, for its folder's month."""
    finding = Finding(
        refusal.kind,
        Severity.ERROR,
        submission.body_id or "",
        Place(submission.file),
        refusal.message,
        submission.folder_month,
    )
    return Reading(submission, submission.folder_month, findings=(finding,))


def _read(submission: Submission, data: bytes, packed_plan: bytes, known: _Known) -> Reading:
    plan = _unpacked(packed_plan)
    return read_submission(submission, data, plan, known.body, known.password, body_ids=known.body_ids)


@lru_cache(maxsize=4)
def _unpacked(packed_plan: bytes) -> Plan:
    """Return the plan, one and the same object for all files, so that what is derived from it can be kept."""
    plan: Plan = pickle.loads(packed_plan)  # noqa: S301 - packed by this module in the calling process
    return plan


def _packed(plan: Plan) -> bytes:
    return pickle.dumps(plan, protocol=pickle.HIGHEST_PROTOCOL)


@cache
def _pool() -> ReaderPool:
    pool = ReaderPool(reading_processes())
    atexit.register(pool.close)
    return pool


def _forget_pool() -> None:
    """Leave the reading processes to the process that started them: answers on one line would get mixed up."""
    if _pool.cache_info().currsize:
        atexit.unregister(_pool().close)
        _pool.cache_clear()


os.register_at_fork(after_in_child=_forget_pool)
