"""An inbox that is an object store or an SFTP folder, by URL: laid out as an inbox folder, the same arrivals.

Of a store only three things are asked: list, when a file was changed, read. No locks and no renames, which stores
keep in ways of their own; the ledger knows by content what is new.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from sources.bodies import Body
from sources.intake.arrival import LIMIT_BYTES, Inbox
from sources.intake.gather import gather
from sources.intake.names import is_leftover
from sources.intake.safe_files import FileContent, by_readable_name
from sources.month import Month
from sources.stores import changed, failing_as_a_service, opened


def read_store(url: str, bodies: Iterable[Body], month: Month | None, *, now: datetime | None = None) -> Inbox:
    """Return what the store at *url* (s3://bucket/folder, sftp://user@host/folder) holds, as `gather` takes it.

    Raise WrongUse where the URL names no kind of store that is installed, ServiceFailed where the store does not
    answer, InputRefused where its register of what came can not be read.
    """
    moment = now or datetime.now(UTC)
    store, root = opened(url)
    above = root.rstrip("/") + "/"
    with failing_as_a_service(url):
        found = {
            path.removeprefix(above): info
            for path, info in store.find(root, detail=True).items()
            if info.get("type") == "file" and path.startswith(above)
        }

    def read(raw: str) -> FileContent:
        info = found[raw]
        with failing_as_a_service(url, but=(FileNotFoundError, PermissionError)):
            size = int(info.get("size") or 0)
            data = bytes(store.cat_file(info["name"], start=0, end=min(size, LIMIT_BYTES + 1))) if size else b""
        return FileContent(data, size, changed(info) or moment)

    names = [raw for raw in found if not any(is_leftover(part) for part in raw.split("/"))]
    return gather(by_readable_name(names), read, bodies, month, now=moment)
