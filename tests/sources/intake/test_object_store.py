"""Stores by URL, against real servers: the same arrivals as from a folder, whatever each store can do."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_peer import StorePeer, store_peer

from sources import stores
from sources.bodies import Body
from sources.errors import ServiceFailed, WrongUse
from sources.intake.arrival import LIMIT_BYTES
from sources.intake.folder import read_inbox
from sources.intake.object_store import read_store
from sources.month import Month

BODIES = (Body(body_id="bc", name="東経連ビジネスセンター", names=("東経連BC",), file_patterns=("*東経連BC*",)),)
OCTOBER = Month(2021, 10)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorePeer]:
    with store_peer(tmp_path_factory.mktemp("stores")) as peer:
        yield peer


@pytest.fixture
def peer(serving: StorePeer, monkeypatch: pytest.MonkeyPatch) -> StorePeer:
    """The servers, their folder emptied, and the environment that leads to them."""
    for path in sorted(serving.inbox.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for name, value in serving.environment.items():
        monkeypatch.setenv(name, value)
    return serving


@pytest.fixture(params=["s3", "sftp"])
def url(peer: StorePeer, request: pytest.FixtureRequest) -> str:
    return peer.s3_url if request.param == "s3" else peer.sftp_url


def put(peer: StorePeer, file: str, data: bytes = b"data", hours_ago: int = 24) -> None:
    path = peer.inbox / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    then = (datetime.now(UTC) - timedelta(hours=hours_ago)).timestamp()
    os.utime(path, (then, then))


def test_a_store_gives_the_same_arrivals_as_the_folder_that_lies_behind_it(peer: StorePeer, url: str):
    put(peer, "2021-10/東経連BC_①㈱髙 報告 #1.xlsx", b"one")
    put(peer, "2021-10/東経連BC/a.xlsx", b"two", hours_ago=70)
    put(peer, "2021-09/b.csv", b"three")
    put(peer, "2021-10/~$b.xlsx", b"four")
    put(peer, "manifest.csv", b"file,body,received\n2021-09/b.csv,bc,2021-10-05\n")
    found = read_store(url, BODIES, None)
    assert found == read_inbox(peer.inbox, BODIES, None)
    assert [arrival.data for arrival in found.arrivals] == [b"three", b"two", b"one"]
    assert len(read_store(url, BODIES, OCTOBER).arrivals) == 2


def test_a_folder_of_a_store_is_an_inbox_of_its_own(peer: StorePeer, url: str):
    put(peer, "office/2021-10/東経連BC.xlsx")
    put(peer, "office-old/2021-10/東経連BC.xlsx")
    (arrival,) = read_store(url.rstrip("/") + "/office", BODIES, None).arrivals
    assert arrival.submission.file == "2021-10/東経連BC.xlsx"


def test_what_changed_since_the_last_look_is_seen(peer: StorePeer, url: str):
    put(peer, "2021-10/a.csv", b"first")
    assert [one.data for one in read_store(url, BODIES, None).arrivals] == [b"first"]
    put(peer, "2021-10/a.csv", b"second")
    put(peer, "2021-10/b.csv", b"more")
    assert [one.data for one in read_store(url, BODIES, None).arrivals] == [b"second", b"more"]


def test_a_file_over_the_limit_is_not_fetched_whole(peer: StorePeer, url: str):
    put(peer, "2021-10/a.xlsx", b"x" * (LIMIT_BYTES + 5))
    (arrival,) = read_store(url, BODIES, None).arrivals
    assert (arrival.data, arrival.oversize) == (b"", LIMIT_BYTES + 5)
    assert arrival == read_inbox(peer.inbox, BODIES, None).arrivals[0]


def test_a_half_written_workbook_is_left_for_the_next_run(peer: StorePeer, url: str):
    put(peer, "2021-10/a.xlsx", b"PK\x03\x04 and the rest is still on its way", hours_ago=0)
    found = read_store(url, BODIES, None)
    assert (found.arrivals, [finding.place.source_file for finding in found.findings]) == ((), ["2021-10/a.xlsx"])
    assert len(read_store(url, BODIES, None, now=datetime.now(UTC) + timedelta(hours=1)).arrivals) == 1


def test_an_sftp_server_that_is_not_a_known_host_is_not_spoken_to(peer: StorePeer):
    (peer.home / ".ssh" / "known_hosts").rename(peer.home / ".ssh" / "known_elsewhere")
    try:
        with pytest.raises(ServiceFailed):
            read_store(peer.sftp_url, BODIES, None)
    finally:
        (peer.home / ".ssh" / "known_elsewhere").rename(peer.home / ".ssh" / "known_hosts")


def test_a_wrong_password_or_bucket_is_a_failed_service_and_no_secret_is_told(
    peer: StorePeer, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(ServiceFailed) as refused:
        read_store(peer.sftp_url.replace("himitsu", "wrong"), BODIES, None)
    assert "no-kotoba" not in str(refused.value)
    with pytest.raises(ServiceFailed):
        read_store("s3://no-such-bucket", BODIES, None)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    monkeypatch.setattr(stores, "_object_store", stores._object_store.__wrapped__)  # as in a process of its own
    with pytest.raises(ServiceFailed):
        read_store(peer.s3_url, BODIES, None)


@pytest.mark.parametrize("kind", ["carrier-pigeon://", "file://", ""])
def test_what_is_no_kind_of_store_is_wrong_use(tmp_path: Path, kind: str):
    with pytest.raises(WrongUse):
        read_store(f"{kind}{tmp_path}", BODIES, None)
