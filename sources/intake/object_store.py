"""An inbox that is an object store or an SFTP folder, by URL: laid out as an inbox folder, the same arrivals.

Of a store only three things are asked: list, when a file was changed, read. No locks and no renames, which stores
keep in ways of their own; the ledger knows by content what is new.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sources.bodies import Body
from sources.errors import ServiceFailed, WrongUse
from sources.intake.arrival import LIMIT_BYTES, Inbox
from sources.intake.gather import gather
from sources.intake.names import is_leftover
from sources.intake.safe_files import FileContent, by_readable_name
from sources.messages import text
from sources.month import Month

_CHANGED = ("LastModified", "mtime", "modified", "updated", "last_modified", "created")
"""Under what names kinds of stores say when a file was changed."""
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    # Without this the library would speak to any server; these are the user's own known hosts.
    "sftp": {"known_hosts": ()},
    "ssh": {"known_hosts": ()},
}


def read_store(url: str, bodies: Iterable[Body], month: Month | None, *, now: datetime | None = None) -> Inbox:
    """Return what the store at *url* (s3://bucket/folder, sftp://user@host/folder) holds, as `gather` takes it.

    Raise WrongUse where the URL names no kind of store that is installed, ServiceFailed where the store does not
    answer, InputRefused where its register of what came can not be read.
    """
    moment = now or datetime.now(UTC)
    store, root = _opened(url)
    above = root.rstrip("/") + "/"
    with _failing_as_a_service(url):
        found = {
            path.removeprefix(above): info
            for path, info in store.find(root, detail=True).items()
            if info.get("type") == "file" and path.startswith(above)
        }

    def read(raw: str) -> FileContent:
        info = found[raw]
        with _failing_as_a_service(url, but=(FileNotFoundError, PermissionError)):
            size = int(info.get("size") or 0)
            data = bytes(store.cat_file(info["name"], start=0, end=min(size, LIMIT_BYTES + 1))) if size else b""
        return FileContent(data, size, _changed(info) or moment)

    names = [raw for raw in found if not any(is_leftover(part) for part in raw.split("/"))]
    return gather(by_readable_name(names), read, bodies, month, now=moment)


def _opened(url: str) -> tuple[Any, str]:
    """Return the store's file system and the path in it, with nothing remembered from an earlier look."""
    scheme = urlsplit(url).scheme
    if scheme in ("", "file", "local"):
        raise WrongUse(text("{url} is no store but a folder. Name it as the inbox.", url=_shown(url)))
    from fsspec.core import url_to_fs  # noqa: PLC0415 - half a second that an inbox folder need not pay

    options = {**_OPTIONS.get(scheme, {}), "skip_instance_cache": True}
    try:
        with _failing_as_a_service(url, but=(ImportError, ValueError)):
            store, root = url_to_fs(url, **options)
    except (ImportError, ValueError) as error:
        raise WrongUse(
            text(
                "The store {url} can not be used: {problem}. Stores need the extra 'stores' of this package.",
                url=_shown(url),
                problem=error,
            )
        ) from None
    return store, str(root)


@contextmanager
def _failing_as_a_service(url: str, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn what a store's library raises into ServiceFailed, but for errors that concern one file alone."""
    try:
        yield
    except but:
        raise
    except Exception as error:  # each library has errors of its own, and no store may end the run with a traceback
        raise ServiceFailed(
            text(
                "The store {url} does not answer as it should: {problem}. Check the address and the access to it.",
                url=_shown(url),
                problem=str(error) or type(error).__name__,
            )
        ) from error


def _changed(info: Mapping[str, Any]) -> datetime | None:
    """Return when a file was changed; None where the store does not say."""
    for name in _CHANGED:
        value = info.get(name)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
    return None


def _shown(url: str) -> str:
    """Return a URL without the password that may stand in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
