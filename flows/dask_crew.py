"""Work spread over a Dask cluster: reading files and making PDFs; all else stays where the month is run.

Calls go to the cluster as they are, not as Prefect tasks: Prefect's own way costs 60 to 80 ms a task in place of
5, and every worker would have to speak to Prefect's server.
"""

import pickle
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from typing import Any, cast
from uuid import uuid4

from flows.afar import carry_out, what_bytes_depend_on
from flows.steps import A, Hands, R, Step
from sources.errors import ServiceFailed, WrongUse
from sources.messages import Text, text

LONGEST_START_SECONDS = 30
LOOK_AGAIN_SECONDS = 30
CALLS_PER_THREAD = 2
"""One under way and one on its way, so that no worker waits for the next."""


class DaskCrew:
    """Calls that travel go to the cluster, the others to *near*, this machine's own crew."""

    def __init__(self, client: Any, address: str, near: Hands) -> None:
        self._client = client
        self._address = address
        self._near = near
        self.at_once = max(near.at_once, CALLS_PER_THREAD * sum(client.nthreads().values()))

    def do(self, step: Step[[A], R], item: A) -> R:
        """Return what the step returns for *item*, wherever that is done.

        A call whose worker died is given to another worker by the cluster. Raise ServiceFailed where several died
        of it, or the cluster is gone.
        """
        if not step.travels:
            return self._near.do(step, item)
        return step.carried_out(partial(self._afar, step), item)

    def _afar(self, step: Step[[A], R], item: A) -> R:
        label = step.label(item)
        request = pickle.dumps((step.do, item), protocol=pickle.HIGHEST_PROTOCOL)
        call = self._client.submit(
            carry_out,
            request,
            label,
            step.in_process,
            what_bytes_depend_on(),
            key=f"ayumi-{step.name}-{uuid4().hex}",
            pure=False,
        )
        done, result = pickle.loads(self._answer(call, label))  # noqa: S301 - from our own function on a worker
        if done:
            return cast(R, result)
        raise cast(Exception, result)

    def _answer(self, call: Any, label: str) -> bytes:
        from distributed import KilledWorker  # noqa: PLC0415 - an extra of this package

        while True:
            try:
                return cast(bytes, call.result(timeout=LOOK_AGAIN_SECONDS))
            except TimeoutError:
                if not self._client.nthreads():
                    problem = text("The Dask cluster at {address} has no worker.", address=self._address)
                    raise ServiceFailed(problem) from None
            except KilledWorker:
                raise ServiceFailed(
                    text("The process working on {part} died; is there memory enough?", part=label)
                ) from None
            except (CancelledError, OSError) as error:
                raise ServiceFailed(_no_answer(self._address, error)) from error


@contextmanager
def on_cluster(address: str, near: Hands) -> Iterator[DaskCrew]:
    """Yield a crew of the cluster whose scheduler is at *address*.

    Raise WrongUse where Dask is not installed, ServiceFailed where no worker answers.
    """
    try:
        import dask  # noqa: PLC0415 - an extra of this package
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        raise WrongUse(text("AYUMI_TASK_RUNNER=dask needs the extra 'scale' of this package.")) from None
    # A submission of 20 MiB travels whole: kept with the call it outlives any worker, scattered data does not.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"}):
        try:
            client = Client(address, timeout=LONGEST_START_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
            client.wait_for_workers(1, timeout=LONGEST_START_SECONDS)
        except (OSError, ValueError) as error:
            raise ServiceFailed(_no_answer(address, error)) from error
        with client:
            yield DaskCrew(client, address, near)


def _no_answer(address: str, error: BaseException) -> Text:
    return text(
        "The Dask cluster at {address} does not answer: {problem}. Start its scheduler and workers, then run the"
        " same command again.",
        address=address,
        problem=" ".join(str(error).split()) or type(error).__name__,
    )
