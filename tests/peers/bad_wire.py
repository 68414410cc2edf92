"""A wire to a server that breaks or freezes after so many bytes, once; later connections run through it whole.

with bad_wire(25, Fault.CUT_UP, 1_000) as wire:
    ...                                          # speak to 127.0.0.1 at wire.port
wire.was_hit                                     # whether the wire got as far as to break
"""

import contextlib
import multiprocessing
import select
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection
from typing import Any

AT_ONCE = 65_536
RESET = struct.pack("ii", 1, 0)


class Fault(Enum):
    """What happens after so many bytes: the connection is cut on the way up or down, or no more comes down."""

    CUT_UP = "cut on the way to the server"
    CUT_DOWN = "cut on the way back"
    FREEZE_DOWN = "silence on the way back"


@dataclass
class Wire:
    """A wire while it stands. *was_hit* is known once the block has ended."""

    port: int
    was_hit: bool = False


@contextlib.contextmanager
def bad_wire(to_port: int, fault: Fault, after_bytes: int) -> Iterator[Wire]:
    """Yield a wire from a free port of this machine to another one, kept by a process of its own."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        wire = Wire(listening.getsockname()[1])
        keeper = context.Process(target=_keep, args=(listening, to_port, fault, after_bytes, theirs))
        keeper.start()
    try:
        yield wire
    finally:
        wire.was_hit = ours.poll()
        keeper.kill()
        keeper.join()
        ours.close()
        theirs.close()


def _keep(
    listening: socket.socket, to_port: int, fault: Fault, after_bytes: int, said: "Connection[Any, Any]"
) -> None:
    is_first = True
    while True:
        client, _ = listening.accept()
        with client, socket.create_connection(("127.0.0.1", to_port)) as server:
            if is_first and _relay(client, server, fault, after_bytes, said):
                for end in (client, server):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            elif not is_first:
                _relay(client, server, fault, None, said)
        is_first = False


def _relay(
    client: socket.socket,
    server: socket.socket,
    fault: Fault,
    after_bytes: int | None,
    said: "Connection[Any, Any]",
) -> bool:
    """Carry bytes both ways until one end closes; return whether the connection is to be cut."""
    limited = client if fault is Fault.CUT_UP else server
    left = after_bytes
    while True:
        ready, _, _ = select.select([client, server], [], [])
        for source in ready:
            try:
                data = source.recv(AT_ONCE)
            except OSError:
                return False
            if not data:
                return False
            reaches_the_end = source is limited and left is not None and len(data) >= left
            if source is limited and left is not None:
                data, left = data[:left], max(0, left - len(data))
            with contextlib.suppress(OSError):
                (server if source is client else client).sendall(data)
            if reaches_the_end:
                said.send("hit")
                if fault is not Fault.FREEZE_DOWN:
                    return True
