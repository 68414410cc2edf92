"""A PostgreSQL server of one's own: in a new folder, on a free loopback port, gone with the block.

with private_postgresql() as server:
    ...                                          # server.url
    server.restart_at_once()                     # as after a power cut
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INSTALL_HINT = (
    "PostgreSQL's server programs (initdb, pg_ctl) were not found in PATH or /usr/lib/postgresql/*/bin. "
    "Install them: apt-get install postgresql"
)


@dataclass(frozen=True)
class PrivatePostgresql:
    """The running server: where it listens, and the folder that it lies in."""

    url: str
    folder: Path
    settings: str

    def restart_at_once(self) -> None:
        """End the server as a power cut would, every connection with it, and start it again."""
        self.control("-m", "immediate", "-o", self.settings, "-w", "restart")

    def control(self, *words: str) -> None:
        data, log = self.folder / "data", self.folder / "log"
        _run(self.folder, "pg_ctl", "-D", str(data), "-l", str(log), *words)


@contextlib.contextmanager
def private_postgresql(*, syncs: bool = False) -> Iterator[PrivatePostgresql]:
    """Start a server and stop it at the end; *syncs* lets it wait for the disk, so that it forgets nothing."""
    folder = Path(tempfile.mkdtemp(prefix="ayumi-postgresql-"))
    if os.geteuid() == 0:
        owner = _owner()
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    fsync = "on" if syncs else "off"
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync={fsync}"
    server = PrivatePostgresql(f"postgresql://ayumi@127.0.0.1:{port}/postgres", folder, settings)
    try:
        words = ("-U", "ayumi", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(folder, "initdb", "-D", str(folder / "data"), *words)
        server.control("-o", settings, "-w", "start")
        try:
            yield server
        finally:
            server.control("-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _run(folder: Path, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [*_as_owner(), str(_programs() / program), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log = folder / "log"
        told = log.read_text(errors="replace") if log.exists() else ""
        raise RuntimeError(f"{program} failed: {done.stdout} {done.stderr} {told}")


def _programs() -> Path:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise RuntimeError(INSTALL_HINT)
    return found[-1].parent


def _as_owner() -> list[str]:
    """Return the words that run a program as the server's owner: PostgreSQL does not run as root."""
    return ["runuser", "-u", _owner().pw_name, "--"] if os.geteuid() == 0 else []


def _owner() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise RuntimeError(f"There is no user postgres to run the server as. {INSTALL_HINT}") from None
