"""Several real processes at once, for what must hold when two operators do the same thing."""

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

import pytest


@pytest.fixture
def in_processes() -> Callable[..., list[Any]]:
    """Run one function in several real processes that start at the same moment, and return what each returned."""

    def run(function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        context = multiprocessing.get_context("fork")
        results = context.SimpleQueue()
        gate = context.Barrier(len(arguments))

        def work(number: int, given: tuple[Any, ...]) -> None:
            gate.wait(30)
            try:
                results.put((number, function(*given)))
            except BaseException as error:
                results.put((number, f"{type(error).__name__}: {error}"))
                raise

        workers = [context.Process(target=work, args=(n, given)) for n, given in enumerate(arguments)]
        for worker in workers:
            worker.start()
        found = dict(results.get() for _ in workers)
        for worker in workers:
            worker.join(60)
        return [found[number] for number in range(len(arguments))]

    return run


@pytest.fixture
def forked() -> Callable[[Callable[[], None]], int]:
    """Run one function in a process of its own, and return its exit code: minus the signal that killed it."""

    def run(function: Callable[[], None]) -> int:
        process = multiprocessing.get_context("fork").Process(target=function)
        process.start()
        process.join(60)
        assert process.exitcode is not None
        return process.exitcode

    return run
