"""Two ways to carry out the same recipe: in this process, or step by step as Prefect tasks.

The direct way knows nothing of Prefect: importing it costs seconds that `ayumi run` need not pay.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from typing import cast

from flows.crew import LONGEST_CALL_SECONDS, Crew
from flows.shown.progress import Progress
from flows.steps import A, Hands, P, R, Runner, Step


class DirectRunner:
    """Steps called here; fanned out over threads, and heavy ones over the crew's processes."""

    def __init__(self, crew: Hands, progress: Progress, workers: int) -> None:
        self._crew = crew
        self._progress = progress
        self._workers = workers

    def run(self, step: Step[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self._progress.step(step.title, 1) as finished:
            result = step.do(*args, **kwargs)
            finished(step.label(*args, **kwargs))
        return result

    def each(self, step: Step[[A], R], items: Sequence[A]) -> list[R]:
        with self._progress.step(step.title, len(items)) as finished, ThreadPoolExecutor(self._workers) as threads:
            futures = {threads.submit(self._crew.do, step, item): item for item in items}
            return in_order(futures, lambda item: finished(step.label(item)))


class PlainRunner:
    """Steps called here, one after the other: for a process that is one of many itself, and watched from there."""

    def run(self, step: Step[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return step.do(*args, **kwargs)

    def each(self, step: Step[[A], R], items: Sequence[A]) -> list[R]:
        return [step.carried_out(step.do, item) for item in items]


class PrefectRunner:
    """Steps run as Prefect tasks inside the flow that is under way."""

    def __init__(self, crew: Hands, progress: Progress) -> None:
        from tasks import prefect_tasks  # noqa: PLC0415 - prefect is imported only by whoever runs this way

        self._stage = prefect_tasks.stage
        self._crew = crew
        self._progress = progress

    def run(self, step: Step[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        label = step.label(*args, **kwargs)
        with self._progress.step(step.title, 1) as finished:
            result = self._stage(step.name)(label, lambda: step.do(*args, **kwargs))
            finished(label)
        return cast(R, result)

    def each(self, step: Step[[A], R], items: Sequence[A]) -> list[R]:
        stage = self._stage(step.name)
        with self._progress.step(step.title, len(items)) as finished:
            calls: list[Callable[[], R]] = [partial(self._crew.do, step, item) for item in items]
            futures = [stage.submit(step.label(item), call) for item, call in zip(items, calls, strict=True)]
            results: list[R] = []
            for item, future in zip(items, futures, strict=True):
                results.append(cast(R, future.result()))
                finished(step.label(item))
        return results


@contextmanager
def direct_runner(
    progress: Progress, workers: int, cluster: str = "", longest_call_seconds: float = LONGEST_CALL_SECONDS
) -> Iterator[Runner]:
    """Yield a runner for this process; its helper processes end with it.

    What travels goes to the Dask cluster at *cluster*, where that is given.
    """
    with _hands(workers, cluster, longest_call_seconds) as crew:
        yield DirectRunner(crew, progress, crew.at_once)


@contextmanager
def prefect_runner(
    progress: Progress, workers: int, cluster: str = "", longest_call_seconds: float = LONGEST_CALL_SECONDS
) -> Iterator[Runner]:
    """Yield a runner for the Prefect flow under way; its helper processes end with it.

    What travels goes to the Dask cluster at *cluster*, where that is given.
    """
    with _hands(workers, cluster, longest_call_seconds) as crew:
        yield PrefectRunner(crew, progress)


@contextmanager
def _hands(workers: int, cluster: str, longest_call_seconds: float) -> Iterator[Hands]:
    with Crew(workers, longest_call_seconds) as crew:
        if cluster:
            from flows.dask_crew import on_cluster  # noqa: PLC0415 - half a second, and an extra of this package

            with on_cluster(cluster, crew) as spread:
                yield spread
        else:
            yield crew


def in_order(futures: "dict[Future[R], A]", finished: Callable[[A], None]) -> list[R]:
    """Return the futures' results in the order they were given, telling each item as it is done.

    The first failure ends the waiting: what has not begun is not begun.
    """
    try:
        for future in as_completed(futures):
            future.result()
            finished(futures[future])
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return [future.result() for future in futures]
