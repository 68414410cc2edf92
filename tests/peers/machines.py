"""Machines that can be lost: a process with all that it starts, killed at once as a power cut would."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class Machine:
    """A process with its descendants; what they say is appended to *log*."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                words, env=environment, stdout=said, stderr=said, start_new_session=True
            )

    def family(self) -> list[int]:
        """Return the numbers of the process and its descendants, by /proc."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                after_name = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(after_name[1])
        found = [self.process.pid]
        for one in found:
            found += [child for child, parent in parents.items() if parent == one]
        return found

    def works_on(self, run: str) -> bool:
        """Return whether one of its processes carries out the flow run of that id."""
        return any(run in _environment_of(one) for one in self.family()[1:])

    def began(self, run: str) -> bool:
        """Return whether one of its processes ever began the flow run of that id, and said so."""
        return f"/runs/flow-run/{run}" in self.log.read_text(errors="replace")

    def kill(self) -> None:
        for one in self.family():
            with suppress(ProcessLookupError):  # it has ended by itself since it was listed
                os.kill(one, signal.SIGKILL)
        self.process.wait()


def _environment_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/environ").read_text(errors="replace")
    except OSError:  # it has ended
        return ""
