"""The archive of originals in a real S3 store that several machines share."""

import hashlib
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from store_peer import StorePeer, store_peer

from sources.errors import ServiceFailed
from sources.stores import Store
from tasks.ledger.copies import back_up, restore
from tasks.ledger.ledger import Ledger
from tasks.ledger.originals import archive, has_original, read_original, remove_original, stored_originals

DATA = "提出物".encode() * 1000
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorePeer]:
    with store_peer(tmp_path_factory.mktemp("stores")) as serving, pytest.MonkeyPatch.context() as patch:
        for name, value in serving.environment.items():
            patch.setenv(name, value)
        yield serving


@pytest.fixture
def store(peer: StorePeer, request: pytest.FixtureRequest) -> Store:
    return Store.open(f"{peer.s3_url}/{request.node.name}")


def test_an_original_is_put_once_under_its_hash(store: Store, monkeypatch: pytest.MonkeyPatch):
    assert archive(store, DATA) == SHA
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", lambda *_: pytest.fail("put twice"))
        assert archive(store, DATA) == SHA
    assert list(store.files()) == [f"{SHA[:2]}/{SHA}"]
    assert read_original(store, SHA) == DATA


def test_a_put_that_was_cut_short_is_put_again(store: Store):
    store.put(f"{SHA[:2]}/{SHA}", DATA[:10])
    with pytest.raises(ServiceFailed, match="has changed"):
        read_original(store, SHA)
    archive(store, DATA)
    assert read_original(store, SHA) == DATA


def test_an_original_that_is_gone_is_named_by_its_hash(store: Store):
    assert not has_original(store, SHA)
    with pytest.raises(ServiceFailed, match=SHA):
        read_original(store, SHA)


def test_an_original_that_is_asked_for_after_days_bears_a_new_day(store: Store, peer: StorePeer):
    archive(store, DATA)
    (file,) = peer.inbox.glob(f"*asked_for_after*/*/{SHA}")
    os.utime(file, (time.time() - 3 * 86400,) * 2)
    (before,) = stored_originals(store)
    archive(store, DATA)
    (after,) = stored_originals(store)
    assert (after.asked_for - before.asked_for).days >= 2


def test_an_original_can_be_removed_and_then_is_no_longer_listed(store: Store):
    archive(store, DATA)
    remove_original(store, SHA)
    remove_original(store, SHA)
    assert list(stored_originals(store)) == []


def test_a_backup_brings_the_store_home_and_back(store: Store, peer: StorePeer, tmp_path):
    ledger = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    Ledger.open(ledger).close()
    archive(store, DATA)
    assert back_up(ledger, store, tmp_path / "backup", taken_at=datetime(2021, 11, 1, tzinfo=UTC)).originals == 1
    elsewhere = Store.open(f"{peer.s3_url}/elsewhere")
    restore(tmp_path / "backup", f"sqlite:///{tmp_path / 'new' / 'ledger.sqlite3'}", elsewhere)
    assert read_original(elsewhere, SHA) == DATA
