"""Stores by URL: an object store (s3://bucket/folder) or an SFTP folder, of which little is asked.

List, size, read, put, remove: no locks and no renames, which stores keep in ways of their own. An object store
shows a file whole or not at all; what is put in order is seen in that order.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self
from urllib.parse import urlsplit

from sources.errors import ServiceFailed, WrongUse
from sources.messages import text

_KNOWN_HOSTS: Mapping[str, Any] = {"known_hosts": ()}  # the user's own; else the library would speak to any server
_SFTP = ("sftp", "ssh")
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    # The older signature of links is refused by newer regions and servers. Who is silent for long is asked again.
    "s3": {"config_kwargs": {"signature_version": "s3v4", "connect_timeout": 10, "read_timeout": 20}},
}
_CHANGED = ("LastModified", "mtime", "modified", "updated", "last_modified", "created")
"""Under what names kinds of stores say when a file was changed."""
LONGEST_LINK_SECONDS = 7 * 24 * 3600  # what S3 allows a signed address


@dataclass(frozen=True)
class Found:
    """What a store says of a file: its size in bytes, and when it was changed (where it does not say, now)."""

    size: int
    changed: datetime


class Store:
    """One folder of a store. Its files are named by their path below it; one connection for all calls."""

    def __init__(self, url: str, system: Any, root: str) -> None:
        self._url = url
        self._system = system
        self._root = root.rstrip("/")
        self._made: set[str] = set()

    @classmethod
    def open(cls, url: str) -> Self:
        """Return the folder at *url*; raise WrongUse where the URL names no kind of store that is installed."""
        return cls(url, *opened(url))

    def __str__(self) -> str:
        return shown(self._url)

    def files(self) -> Mapping[str, Found]:
        """Return all files by name, in order."""
        with failing_as_a_service(self._url):
            listed = self._system.find(self._root, detail=True)
        return {path.removeprefix(f"{self._root}/"): _found(info) for path, info in sorted(listed.items())}

    def found(self, name: str) -> Found | None:
        """Return what the store says of a file; None where there is none."""
        try:
            with failing_as_a_service(self._url, but=(FileNotFoundError,)):
                return _found(self._system.info(self._path(name)))
        except FileNotFoundError:
            return None

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None where there is none."""
        try:
            with failing_as_a_service(self._url, but=(FileNotFoundError,)):
                return bytes(self._system.cat_file(self._path(name)))
        except FileNotFoundError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Write a file, in place of one that is there."""
        path = self._path(name)
        folder = path.rpartition("/")[0]
        with failing_as_a_service(self._url):
            if folder not in self._made:  # a folder server wants it made first; to an object store it is a name
                self._system.makedirs(folder, exist_ok=True)
                self._made.add(folder)
            self._system.pipe_file(path, data)

    def remove(self, name: str) -> None:
        """Remove a file; nothing where there is none."""
        with failing_as_a_service(self._url):
            if self._system.exists(self._path(name)):
                self._system.rm_file(self._path(name))

    def signed_link(self, name: str, seconds: int = LONGEST_LINK_SECONDS) -> str:
        """Return an address at which anybody who has it can read one file for so long; another at each call.

        Raise WrongUse where the store gives none.
        """
        try:
            with failing_as_a_service(self._url, but=(NotImplementedError,)):
                return str(self._system.sign(self._path(name), expiration=seconds))
        except NotImplementedError:
            raise WrongUse(
                text(
                    "The store {url} gives no links to its files. Set AYUMI_PUBLISH_ADDRESS to where readers find"
                    " them.",
                    url=self,
                )
            ) from None

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def opened(url: str) -> tuple[Any, str]:
    """Return the store's file system and the path in it, with nothing remembered from an earlier look."""
    scheme = urlsplit(url).scheme
    if scheme in ("", "file", "local"):
        raise WrongUse(
            text(
                "{url} is no store but a folder. Write a store as s3://BUCKET/FOLDER or sftp://USER@HOST/FOLDER.",
                url=shown(url),
            )
        )
    try:
        with failing_as_a_service(url, but=(ImportError, ValueError)):
            return _on_a_connection(url) if scheme in _SFTP else _without_connection(url)
    except (ImportError, ValueError) as error:
        raise WrongUse(
            text(
                "The store {url} can not be used: {problem}. Stores need the extra 'stores' of this package.",
                url=shown(url),
                problem=error,
            )
        ) from None


def _on_a_connection(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # noqa: PLC0415 - half a second that an inbox folder need not pay

    system, root = url_to_fs(url, **_KNOWN_HOSTS, skip_instance_cache=True)
    return system, str(root)


def _without_connection(url: str) -> tuple[Any, str]:
    parts = urlsplit(url)
    system = _object_store(parts.scheme, parts.netloc)
    return system, str(system._strip_protocol(url))


@cache
def _object_store(scheme: str, _bucket: str) -> Any:
    """Return the file system for a bucket, one and the same for this process, without a memory of listings.

    One that is given up closes its sessions while others are at work, and on a busy machine in a way that lets
    those wait for ever (s3fs 2026.9: beyond a tenth of a second it closes them from the wrong thread).
    """
    import fsspec  # noqa: PLC0415 - half a second that an inbox folder need not pay

    options = {**_OPTIONS.get(scheme, {}), "skip_instance_cache": True, "use_listings_cache": False}
    return fsspec.filesystem(scheme, **options)


def changed(info: Mapping[str, Any]) -> datetime | None:
    """Return when a file was changed; None where the store does not say."""
    for name in _CHANGED:
        value = info.get(name)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
    return None


def _found(info: Mapping[str, Any]) -> Found:
    return Found(int(info.get("size") or 0), changed(info) or datetime.now(UTC))


@contextmanager
def failing_as_a_service(url: str, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn what a store's library raises into ServiceFailed, but for errors that concern one file alone."""
    try:
        yield
    except but:
        raise
    except Exception as error:  # each library has errors of its own, and no store may end the run with a traceback
        raise ServiceFailed(
            text(
                "The store {url} does not answer as it should: {problem}. Check the address and the access to it.",
                url=shown(url),
                problem=str(error) or type(error).__name__,
            )
        ) from error


def shown(url: str) -> str:
    """Return a URL without the password that may stand in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
