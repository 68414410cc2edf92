"""`python -m flows.engine.serving`: the process in which scheduled and hand-started flows run."""

import signal
import sys

from flows.failing import carried_out
from flows.settings import load_settings


def serving() -> int:
    """Serve the deployments until stopped."""
    from flows.deployments import serve_deployments  # noqa: PLC0415 - prefect is for this process alone

    serve_deployments(load_settings())
    return 0


if __name__ == "__main__":
    # Started in the background by a shell, a process ignores Ctrl-C, and so do its children; the one that started
    # this one asks with it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(carried_out(serving, debug="--debug" in sys.argv))
