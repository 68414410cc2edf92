"""The published copy of editions, in a store by URL: each under its number, and a pointer to the newest, put last.

    STORE/fy2021/2021-10/edition-2/board.pdf ...      what was frozen, never changed again
    STORE/fy2021/2021-10/edition-2/files.json         all of it by SHA-256, put when the rest is there
    STORE/fy2021/2021-10/latest.json                  the same account of the newest edition, put after that

A reader who begins at latest.json never sees half an edition, whenever a run dies.
"""

import json
from collections.abc import Mapping
from urllib.parse import quote

from flows.settings import Settings
from flows.steps import Step
from sources.edition import Edition
from sources.errors import WrongUse
from sources.messages import text
from sources.stores import Store

FILES = "files.json"
LATEST = "latest.json"


def publish_copy(url: str, edition: Edition, contents: Mapping[str, bytes]) -> int:
    """Put an edition's files into the store at *url* and return how many were put: none where all stood there.

    Raises ServiceFailed where the store does not answer; the next run then does all again.
    """
    store = Store.open(url)
    folder, account = folder_of(edition), _account(edition)
    put = 0
    if store.read(f"{folder}/{FILES}") != account:
        for file in edition.files:
            store.put(f"{folder}/{file.path}", contents[file.path])
            put += 1
        store.put(f"{folder}/{FILES}", account)
    latest = f"{edition.plan_id}/{edition.month}/{LATEST}"
    if store.read(latest) != account:
        store.put(latest, account)
    return put


def link(settings: Settings, edition: Edition, path: str) -> str:
    """Return the address at which a reader finds one file of a published edition.

    Where AYUMI_PUBLISH_ADDRESS is set, that is the same address at each call, for as long as the copy stands. Else
    the store signs one: another at each call, good for a week from then, so it has no place in bytes that are
    compared or approved. Raises WrongUse where neither can be had, ServiceFailed where the store does not answer.
    """
    if not settings.publish:
        raise WrongUse(text("There is no published copy to link to. Set AYUMI_PUBLISH to a store."))
    name = f"{folder_of(edition)}/{path}"
    if settings.publish_address:
        return f"{settings.publish_address.rstrip('/')}/{quote(name)}"
    return Store.open(settings.publish).signed_link(name)


def folder_of(edition: Edition) -> str:
    """Return where an edition stands below the store's folder."""
    return f"{edition.plan_id}/{edition.month}/edition-{edition.number}"


def _account(edition: Edition) -> bytes:
    account = {
        "plan": edition.plan_id,
        "month": str(edition.month),
        "edition": edition.number,
        "created": edition.created.isoformat(timespec="seconds"),
        "digest": edition.digest,
        "folder": f"edition-{edition.number}/",
        "files": [{"path": one.path, "sha256": one.sha256, "size": one.size} for one in edition.files],
    }
    return (json.dumps(account, ensure_ascii=False, indent=1) + "\n").encode()


PUBLISH = Step(
    "publish", text("Publishing the edition"), publish_copy, lambda _url, edition, _contents: folder_of(edition)
)
