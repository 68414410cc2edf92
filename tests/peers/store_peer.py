"""A real server of S3 and one of SFTP for the tests, both over one folder, on free loopback ports.

    with store_peer(folder) as peer:      # peer.inbox is the bucket, and the root of SFTP
        os.environ.update(peer.environment)
        read_store(peer.s3_url, ...)

The servers end when this process does, however it ends.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh

USER, PASSWORD = "office", "himitsu-no-kotoba"
FRESH = ("--dir-cache-time", "1ms")
"""Serve what lies on the disk now, not what lay there a while ago; at 0 it spins for ever after a write."""


@dataclass(frozen=True)
class StorePeer:
    """The running servers. *inbox* is the folder that both serve; *home* holds the SFTP server as a known host."""

    inbox: Path
    home: Path
    s3_port: int
    sftp_port: int

    @property
    def environment(self) -> dict[str, str]:
        """Return what the environment has to say so that the stores' libraries find these servers."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.s3_port}",
            "AWS_ACCESS_KEY_ID": USER,
            "AWS_SECRET_ACCESS_KEY": PASSWORD,
            "AWS_DEFAULT_REGION": "us-east-1",
            "HOME": str(self.home),
        }

    @property
    def s3_url(self) -> str:
        return f"s3://{self.inbox.name}"

    @property
    def sftp_url(self) -> str:
        return f"sftp://{USER}:{PASSWORD}@127.0.0.1:{self.sftp_port}/"


@contextlib.contextmanager
def store_peer(folder: Path) -> Iterator[StorePeer]:
    """Serve a folder in *folder* until the end of the block; no other server has a bucket of its name."""
    inbox, home = folder / f"inbox-{uuid.uuid4().hex[:8]}", folder / "home"
    inbox.mkdir()
    (home / ".ssh").mkdir(parents=True)
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(folder / "host_key"))
    peer = StorePeer(inbox, home, *_free_ports(2))
    known = f"[127.0.0.1]:{peer.sftp_port} {key.export_public_key().decode()}"
    (home / ".ssh" / "known_hosts").write_text(known)
    login = ["--user", USER, "--pass", PASSWORD, "--key", str(folder / "host_key")]
    with (
        _serving("s3", peer.s3_port, folder, "--auth-key", f"{USER},{PASSWORD}", str(folder)),
        _serving("sftp", peer.sftp_port, folder, *login, str(inbox)),
    ):
        yield peer


@contextlib.contextmanager
def _serving(kind: str, port: int, folder: Path, *words: str) -> Iterator[None]:
    program = str(Path(sys.executable).with_name("rclone"))
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "RCLONE_CONFIG": str(folder / "none.conf")}
    # The shell's standard input ends with this process, and with it the server.
    script = '"$@" >/dev/null 2>&1 & server=$!; cat >/dev/null; kill $server; wait $server'
    process = subprocess.Popen(
        ["/bin/sh", "-c", script, "sh", program, "serve", kind, "--addr", f"127.0.0.1:{port}", *FRESH, *words],
        stdin=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    assert process.stdin is not None
    try:
        _wait_for(port)
        yield
    finally:
        process.stdin.close()
        process.wait(20)


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in taken]


def _wait_for(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
