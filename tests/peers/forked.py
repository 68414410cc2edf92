"""Work in a forked process that ends without its parent's exit handlers.

Handlers that Prefect left with the threading module would be run again in the child, fail there without a word,
and turn its exit code into 1.
"""

import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable
from multiprocessing.context import ForkProcess


def forked(work: Callable[[], object]) -> ForkProcess:
    """Return a process, not yet started, that does the work; it exits with 1 where that raises, else with 0."""

    def do() -> None:
        code = 0
        try:
            work()
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    return multiprocessing.get_context("fork").Process(target=do)
