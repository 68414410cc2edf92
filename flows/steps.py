"""What a step of the recipe is: a function, the name Prefect knows it by, and what it says while it runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from sources.messages import Text

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")


@dataclass(frozen=True)
class Step(Generic[P, R]):
    """One step. *name* is a key of `tasks.prefect_tasks.STAGES`, *title* is what a person reads.

    *label* names what this call works on ("東経連BC_進捗報告.xlsx"). *in_process* sends the work to a process
    of our own: for what keeps a processor busy for seconds; the function must then be a module's own. What
    *travels* may be done on another machine: all that it needs it is given, and all that it does it returns.
    *around* is called here with the work and the item in place of the work, wherever that is done: it may have
    kept the result. After *renewed_after* calls a process makes room for a new one, so that what each call leaves
    behind does not add up; 0 is never.
    """

    name: str
    title: Text
    do: Callable[P, R]
    label: Callable[..., str]
    in_process: bool = False
    travels: bool = False
    around: Callable[[Callable[..., R], Any], R] | None = None
    renewed_after: int = 0

    def carried_out(self, work: Callable[..., R], item: object) -> R:
        """Return the result for *item*, *work* being how whoever carries this step out does it."""
        return self.around(work, item) if self.around else work(item)


class Hands(Protocol):
    """Whoever does the work on single items: our own processes, or those of a cluster."""

    at_once: int

    def do(self, step: Step[[A], R], item: A) -> R:
        """Return what the step returns for *item*; wait while all are busy."""


class Runner(Protocol):
    """Whoever carries the steps out: this process, or Prefect."""

    def run(self, step: Step[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the step returns."""

    def each(self, step: Step[[A], R], items: Sequence[A]) -> list[R]:
        """Return what the step returns for every item, in the items' order, several worked on at once."""
