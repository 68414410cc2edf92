"""The published copy, in a real S3 store: an edition whole under its number, and a pointer that comes last."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from store_peer import StorePeer, store_peer

from flows.editions.folder import output_files
from flows.editions.published import link, publish_copy
from flows.settings import load_settings
from sources.edition import Edition
from sources.errors import ServiceFailed, WrongUse
from sources.month import Month
from sources.stores import Store

CONTENTS = {
    "board.pdf": b"%PDF-1.7 board",
    "data/facts.csv": b"body,value\r\n",
    "committees/bc.pdf": b"%PDF-1.7 bc",
}


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StorePeer]:
    with store_peer(tmp_path_factory.mktemp("stores")) as peer:
        yield peer


@pytest.fixture
def peer(nothing_set, serving: StorePeer) -> StorePeer:
    for name, value in serving.environment.items():
        nothing_set.setenv(name, value)
    return serving


@pytest.fixture
def url(peer: StorePeer, request: pytest.FixtureRequest) -> str:
    """A folder of the store for this test alone."""
    return f"{peer.s3_url}/{request.node.name}"


def edition(number: int, contents=CONTENTS) -> Edition:
    created = datetime(2021, 11, 8, tzinfo=UTC)
    files = output_files(contents)
    return Edition("fy2021", Month(2021, 10), number, f"digest-{number}", created, files)


def test_a_reader_finds_the_newest_edition_whole_by_its_pointer(url: str):
    publish_copy(url, edition(1), CONTENTS)
    newer = {**CONTENTS, "board.pdf": b"%PDF-1.7 corrected"}
    assert publish_copy(url, edition(2, newer), newer) == 3
    store = Store.open(url)
    latest = json.loads(store.read("fy2021/2021-10/latest.json") or b"")
    assert latest["edition"] == 2
    found = {one["path"]: store.read(f"fy2021/2021-10/{latest['folder']}{one['path']}") for one in latest["files"]}
    assert found == newer
    assert store.read("fy2021/2021-10/edition-1/board.pdf") == CONTENTS["board.pdf"]


def test_an_edition_that_stands_in_the_store_is_not_put_again(url: str):
    publish_copy(url, edition(1), CONTENTS)
    assert publish_copy(url, edition(1), CONTENTS) == 0


@pytest.mark.parametrize("dies_at", range(1, 6))
def test_a_run_that_dies_leaves_the_pointer_at_a_whole_edition(
    url: str, dies_at: int, monkeypatch: pytest.MonkeyPatch
):
    publish_copy(url, edition(1), CONTENTS)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", failing_at(dies_at, Store.put))
        with pytest.raises(KeyboardInterrupt):
            publish_copy(url, edition(2), CONTENTS)
    store = Store.open(url)
    assert json.loads(store.read("fy2021/2021-10/latest.json") or b"")["edition"] == 1
    publish_copy(url, edition(2), CONTENTS)
    assert json.loads(store.read("fy2021/2021-10/latest.json") or b"")["edition"] == 2


def failing_at(number: int, put: Callable[..., None]) -> Callable[..., None]:
    """Give a put that is interrupted at its so-manieth call."""
    calls = iter(range(1, 100))

    def interrupted(*args: object) -> None:
        if next(calls) == number:
            raise KeyboardInterrupt
        put(*args)

    return interrupted


def test_a_signed_link_opens_one_file_to_whoever_has_it(url: str):
    publish_copy(url, edition(1), CONTENTS)
    address = link(load_settings({"publish": url}), edition(1), "board.pdf")
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.read() == CONTENTS["board.pdf"]


def test_with_an_address_of_its_own_a_copys_links_are_the_same_at_each_call():
    settings = load_settings({"publish": "s3://reports", "publish_address": "https://reports.example.jp/"})
    expected = "https://reports.example.jp/fy2021/2021-10/edition-3/committees/bc.pdf"
    assert link(settings, edition(3), "committees/bc.pdf") == expected


def test_without_a_published_copy_there_is_nothing_to_link_to(nothing_set):
    with pytest.raises(WrongUse, match="AYUMI_PUBLISH"):
        link(load_settings(), edition(1), "board.pdf")


def test_a_store_that_signs_nothing_names_the_setting_that_helps(peer: StorePeer):
    with pytest.raises(WrongUse, match="AYUMI_PUBLISH_ADDRESS"):
        link(load_settings({"publish": peer.sftp_url}), edition(1), "board.pdf")


def test_a_store_that_does_not_answer_fails_as_a_service(nothing_set):
    nothing_set.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    nothing_set.setenv("AWS_ACCESS_KEY_ID", "x")
    nothing_set.setenv("AWS_SECRET_ACCESS_KEY", "y")
    nothing_set.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(ServiceFailed, match="does not answer"):
        publish_copy("s3://reports", edition(1), CONTENTS)


def test_an_sftp_folder_takes_a_copy_as_well(peer: StorePeer, tmp_path: Path):
    publish_copy(f"{peer.sftp_url}copies", edition(1), CONTENTS)
    put = peer.inbox / "copies" / "fy2021" / "2021-10"
    assert (put / "edition-1" / "committees" / "bc.pdf").read_bytes() == CONTENTS["committees/bc.pdf"]
    assert json.loads((put / "latest.json").read_bytes())["edition"] == 1
