"""What runs in a helper process: wait for a call, carry it out, answer, until the line is closed."""

import pickle
import signal
from multiprocessing.connection import Connection


def serve(line_number: int) -> None:
    """Answer calls over the connection with file number *line_number* with (done, result or exception)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    with Connection(line_number) as line:
        while True:
            try:
                request = line.recv_bytes()
            except (EOFError, ConnectionError):  # the process that started this one is gone
                return
            line.send_bytes(_answer(request))


def _answer(request: bytes) -> bytes:
    function, item = pickle.loads(request)  # noqa: S301 - packed by the process that started this one
    try:
        return pickle.dumps((True, function(item)))
    except Exception as error:
        return pickle.dumps((False, error))
