"""A month's output folder: written beside the old one, then put in its place in one move."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sources.edition import Edition, OutputFile
from sources.errors import WrongUse
from sources.messages import text


def output_files(contents: Mapping[str, bytes]) -> tuple[OutputFile, ...]:
    """Return each file's path, hash and size, by path."""
    return tuple(
        OutputFile(path, hashlib.sha256(data).hexdigest(), len(data)) for path, data in sorted(contents.items())
    )


def require_unchanged(edition: Edition, folder: Path) -> None:
    """Raise WrongUse where a file of *edition* in its output folder is not what was frozen.

    A file that is not there is passed over: the folder may lie on another machine.
    """
    for file in edition.files:
        path = folder / file.path
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            raise WrongUse(
                text(
                    "{path} is not the file that edition {number} was frozen with. "
                    "Run the month again, then look at it.",
                    path=path,
                    number=edition.number,
                )
            )


def write_file(path: Path, data: bytes) -> Path:
    """Write *data* to *path* in one move and return the path; a file that holds the same is left alone."""
    if path.is_file() and path.read_bytes() == data:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
    return path


def replace_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Make *folder* hold exactly *contents*, by relative path; untouched where it already does.

    A reader sees the old folder or the new one, never a mixture, and a run that dies leaves the old one.
    """
    if _holds(folder, contents):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        new, old = beside / "new", beside / "old"
        for path, data in contents.items():
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    finally:
        shutil.rmtree(beside)


def _holds(folder: Path, contents: Mapping[str, bytes]) -> bool:
    present = {
        (Path(parent) / name).relative_to(folder).as_posix()
        for parent, _, names in os.walk(folder)
        for name in names
    }
    return present == set(contents) and all(
        (folder / path).read_bytes() == data for path, data in contents.items()
    )
