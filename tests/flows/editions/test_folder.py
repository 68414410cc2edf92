import pytest

from flows.editions.folder import output_files, replace_folder


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    folder = tmp_path / "2021-10"
    replace_folder(folder, {"board.pdf": b"one", "mail/bc.eml": b"letter"})
    replace_folder(folder, {"board.pdf": b"two"})
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == {"board.pdf": b"two"}
    assert [path.name for path in tmp_path.iterdir()] == ["2021-10"]


def test_a_folder_that_already_holds_the_same_is_left_alone(tmp_path):
    folder = tmp_path / "2021-10"
    replace_folder(folder, {"board.pdf": b"one"})
    before = folder.stat().st_ino
    replace_folder(folder, {"board.pdf": b"one"})
    assert folder.stat().st_ino == before


def test_a_write_that_fails_leaves_the_old_folder_and_no_rubbish(tmp_path):
    folder = tmp_path / "2021-10"
    replace_folder(folder, {"board.pdf": b"one"})
    with pytest.raises(OSError, match="File name too long"):
        replace_folder(folder, {"board.pdf": b"two", "x" * 300: b""})
    assert (folder / "board.pdf").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["2021-10"]


def test_output_files_are_listed_by_path_with_hash_and_size():
    (first, second) = output_files({"b": b"12", "a": b""})
    assert (first.path, first.size, second.path, second.size) == ("a", 0, "b", 2)
    assert first.sha256.startswith("e3b0c442")
