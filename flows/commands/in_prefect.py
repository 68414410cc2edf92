"""A command carried out as a Prefect flow, in a child process that begins with Prefect's settings.

Prefect reads its settings once, when it is imported; and what it still has to tell its server goes out when the
process ends, while the server of a single run is still there.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flows.engine.server import QUIET, admits, answers, client_environment, own_server
from flows.engine.sign_in import known_sign_in
from flows.settings import Settings, as_environment
from flows.shown.console import say
from sources.errors import ServiceFailed, WrongUse
from sources.messages import text


def on_a_server_of_its_own(words: Sequence[str], settings: Settings, overrides: Mapping[str, str]) -> int:
    """Return the flow's exit code, run on a server that is started for it and stopped after it."""
    say(text("Starting a Prefect server for this run."))
    with (
        own_server(settings.prefect_home()) as server,
        _child(words, settings, overrides, server.engine.api_url) as child,
    ):
        server.wait_until_it_answers()  # meanwhile the child imports what it needs
        return _run(child)


def on_the_server_at(api_url: str, words: Sequence[str], settings: Settings, overrides: Mapping[str, str]) -> int:
    """Return the flow's exit code, run on a standing server; raise ServiceFailed where it does not answer."""
    if not answers(f"{api_url}/health"):
        raise ServiceFailed(
            text(
                "The Prefect server at {url} does not answer. Start it with 'ayumi serve', or unset"
                " AYUMI_PREFECT_API_URL to run without it.",
                url=api_url,
            )
        )
    sign_in = settings.prefect_sign_in() or known_sign_in(settings.prefect_home())
    if not admits(api_url, sign_in):
        raise WrongUse(
            text(
                "The Prefect server at {url} asks for a sign-in. Set AYUMI_PREFECT_API_AUTH_STRING to the line in"
                " prefect/sign-in in the data folder of its 'ayumi serve'.",
                url=api_url,
            )
        )
    with _child(words, settings, overrides, api_url, sign_in) as child:
        return _run(child)


@contextmanager
def _child(
    words: Sequence[str], settings: Settings, overrides: Mapping[str, str], api_url: str, sign_in: str = ""
) -> "Iterator[subprocess.Popen[bytes]]":
    """Yield a child that is ready to run the flow and waits for a word; it does not outlive the block."""
    home = settings.prefect_home()
    home.mkdir(parents=True, exist_ok=True)
    environment = as_environment(overrides) | client_environment(api_url, home, sign_in) | QUIET
    child = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "flows.engine.child", *words], env=environment, stdin=subprocess.PIPE
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def _run(child: "subprocess.Popen[bytes]") -> int:
    child.communicate(b"go\n")
    return child.returncode
