"""The bodies (提出機関): who reports what, who receives what, and how their files can be known.

One TOML a body in `sources/bodies/`; what differs between bodies stands there and nowhere in the code.
"""

import fnmatch
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field, ValidationError

from sources.errors import InputRefused
from sources.messages import text
from sources.plan import Declared


class Recipient(Declared):
    """One address that receives editions; *role* is to or cc."""

    address: str = Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
    name: str = ""
    role: str = Field(default="to", pattern="^(to|cc)$")


class Body(Declared):
    """One reporting or receiving body (提出機関)."""

    body_id: str
    name: str
    names: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    receives: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    file_patterns: tuple[str, ...] = ()
    deadline_day: int | None = Field(default=None, ge=1, le=28)

    def owns_file(self, name: str) -> bool:
        """Return whether a file's name fits one of this body's patterns, width and case apart."""
        plain = _plain(name)
        return any(fnmatch.fnmatchcase(plain, _plain(pattern)) for pattern in self.file_patterns)


def load_bodies(folder: Path) -> tuple[Body, ...]:
    """Return every body declared in *folder*, by id; raise InputRefused naming file and key."""
    bodies = []
    for path in sorted(folder.glob("*.toml")):
        try:
            declared = tomllib.loads(path.read_text(encoding="utf-8"))
            bodies.append(Body(body_id=path.stem, **declared))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputRefused(text("{file}: {problem}", file=path.name, problem=error)) from None
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InputRefused(
                text("{file}, key '{key}': {problem}", file=path.name, key=where, problem=first["msg"])
            ) from None
    return tuple(bodies)


def body_by_id(bodies: Iterable[Body], body_id: str) -> Body | None:
    return next((body for body in bodies if body.body_id == body_id), None)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
