import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sources.errors import ServiceFailed
from tasks.ledger.originals import archive, original_path, read_original, stored_originals

DATA = "提出物".encode() * 1000
SHA = hashlib.sha256(DATA).hexdigest()


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_an_original_is_kept_read_only_under_its_hash(tmp_path: Path) -> None:
    kept = original_path(tmp_path, archive(tmp_path, DATA))
    assert kept == tmp_path / SHA[:2] / SHA == original_path(tmp_path, SHA)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444
    assert read_original(tmp_path, SHA) == DATA
    assert names_in(kept.parent) == [SHA]


def test_keeping_the_same_bytes_again_writes_nothing_but_when_they_were_asked_for(tmp_path: Path) -> None:
    file = original_path(tmp_path, archive(tmp_path, DATA))
    os.utime(file, (0, 0))
    before = file.stat().st_ino
    archive(tmp_path, DATA)
    assert file.stat().st_ino == before
    (found,) = stored_originals(tmp_path)
    assert found.asked_for.year > 1970


def test_an_original_that_changed_on_disk_is_refused_on_reading_and_on_keeping(tmp_path: Path) -> None:
    kept = original_path(tmp_path, archive(tmp_path, DATA))
    kept.chmod(0o644)
    kept.write_bytes(b"tampered")
    with pytest.raises(ServiceFailed, match="has changed on disk"):
        read_original(tmp_path, SHA)
    with pytest.raises(ServiceFailed, match="has changed on disk"):
        archive(tmp_path, DATA)


def test_an_original_that_is_gone_is_named_by_its_hash(tmp_path: Path) -> None:
    with pytest.raises(ServiceFailed, match=SHA):
        read_original(tmp_path, SHA)


def test_eight_processes_may_keep_the_same_bytes_at_once(
    tmp_path: Path, in_processes: Callable[..., list[Any]]
) -> None:
    kept = in_processes(lambda: archive(tmp_path, DATA), [()] * 8)
    assert set(kept) == {SHA}
    assert names_in(tmp_path / SHA[:2]) == [SHA]


def test_a_share_without_hard_links_keeps_originals_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: str, target: Path) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(os, "link", no_links)
    kept = original_path(tmp_path, archive(tmp_path, DATA))
    assert read_original(tmp_path, SHA) == DATA
    assert names_in(kept.parent) == [SHA]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        archive(tmp_path, DATA)
    assert names_in(tmp_path / SHA[:2]) == []
