"""`ayumi serve`: Prefect's server and the deployments, on this machine, until stopped."""

import signal
import subprocess
import sys
from typing import Annotated

from flows.commands.options import InboxOption, LedgerOption, OutputOption, PlanOption, given, option
from flows.engine.server import QUIET, client_environment, own_server
from flows.engine.sign_in import sign_in_file
from flows.settings import as_environment, load_settings
from flows.shown.console import DONE, say
from sources.errors import ServiceFailed
from sources.messages import text

STOP_WAIT_SECONDS = 30  # a run that is under way is told to stop, and has this long to do so


def serve(
    *,
    port: Annotated[int | None, option("--port", text("The port on this machine, 4200 by default."))] = None,
    inbox: InboxOption = None,
    output: OutputOption = None,
    ledger: LedgerOption = None,
    plan: PlanOption = None,
) -> int:
    overrides = given(serve_port=port, inbox=inbox, output=output, ledger=ledger, plan=plan)
    settings = load_settings(overrides)
    signal.signal(signal.SIGTERM, _stop_as_by_hand)
    with own_server(settings.prefect_home(), settings.serve_port) as server:
        server.wait_until_it_answers()
        engine = server.engine
        environment = as_environment(overrides) | client_environment(engine.api_url, engine.home)
        if settings.log == "json":
            environment |= QUIET
        say(text("Ayumi's page: {url} (stop with Ctrl-C)", url=engine.page_url))
        say(text("It asks for the line that stands in {file}.", file=sign_in_file(engine.home)))
        worker = subprocess.Popen([sys.executable, "-m", "flows.engine.serving"], env=environment)
        try:
            code = worker.wait()
        except KeyboardInterrupt:
            worker.send_signal(signal.SIGINT)
            worker.wait(STOP_WAIT_SECONDS)
            return DONE
        finally:
            worker.kill()
    raise ServiceFailed(text("The deployments stopped by themselves (exit code {code}).", code=code))


def _stop_as_by_hand(_signal: int, _frame: object) -> None:
    """Answer a service manager's request to stop as one answers Ctrl-C."""
    raise KeyboardInterrupt
