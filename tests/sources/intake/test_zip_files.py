"""Zip archives: names as three worlds write them, and limits that no archive can talk its way around."""

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.intake.arrival import LIMIT_BYTES
from sources.intake.zip_files import LARGEST_NUMBER, Member, Refusal, files_in_zip, is_archive
from sources.submission import FindingKind

ZipOf = Callable[[Mapping[str, bytes]], bytes]
ZipNamed = Callable[[bytes, bytes], bytes]
NAME = "進捗①㈱髙_表ソ能ｶﾞ.xlsx"


def names(data: bytes) -> list[str]:
    return [one.name for one in files_in_zip(data)]


def refusal(data: bytes) -> FindingKind:
    (only,) = files_in_zip(data)
    assert isinstance(only, Refusal)
    return only.kind


@pytest.mark.parametrize(
    "raw",
    [NAME.encode("cp932"), NAME.encode(), unicodedata.normalize("NFD", NAME).encode()],
    ids=["cp932", "utf8", "nfd"],
)
def test_a_name_without_the_mark_of_utf_8_is_read(zip_named: ZipNamed, raw: bytes):
    assert names(zip_named(raw, b"x")) == [unicodedata.normalize("NFC", NAME)]


def test_a_name_with_the_mark_of_utf_8_is_read(zip_of: ZipOf):
    assert names(zip_of({f"10月/{NAME}": b"x"})) == [f"10月/{NAME}"]


def test_a_second_name_in_utf_8_wins_where_its_checksum_fits(zip_named: ZipNamed):
    second = b"\x01" + struct.pack("<I", zlib.crc32(b"?.xlsx")) + "僑.xlsx".encode()
    info = zipfile.ZipInfo("?.xlsx")
    info.extra = struct.pack("<HH", 0x7075, len(second)) + second
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(info, b"x")
    assert names(data.getvalue()) == ["僑.xlsx"]


def test_folders_of_windows_and_leftovers_of_programs_are_told_apart(zip_of: ZipOf):
    data = zip_of({"a\\b.xlsx": b"1", "__MACOSX/._b.xlsx": b"2", "~$b.xlsx": b"3", ".DS_Store": b"4", "c/": b""})
    assert names(data) == ["a/b.xlsx"]


def test_a_path_out_of_the_archive_is_only_a_name(zip_of: ZipOf):
    assert names(zip_of({"../../etc/passwd.xlsx": b"x", "/abs.xlsx": b"y"})) == [
        "../../etc/passwd.xlsx",
        "/abs.xlsx",
    ]


def test_an_encrypted_archive_is_refused_as_a_whole(zip_of: ZipOf):
    data = bytearray(zip_of({"a.xlsx": b"x", "b.xlsx": b"y"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    data[data.index(b"PK\x03\x04") + 6] |= 1
    assert refusal(bytes(data)) is FindingKind.PASSWORD


def test_too_many_files_are_refused(zip_of: ZipOf):
    full = {f"{number}.csv": b"x" for number in range(LARGEST_NUMBER)}
    assert len(files_in_zip(zip_of(full))) == LARGEST_NUMBER
    assert refusal(zip_of({**full, "one more.csv": b"x"})) is FindingKind.FILE_TOO_LARGE


def test_a_file_that_grows_out_of_proportion_is_refused(zip_of: ZipOf):
    assert refusal(zip_of({"bomb.csv": bytes(40_000_000)})) is FindingKind.FILE_TOO_LARGE


def test_a_size_that_the_header_lies_about_does_not_help(zip_of: ZipOf):
    data = bytearray(zip_of({"bomb.csv": bytes(40_000_000)}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 100)
    assert refusal(bytes(data)) in (FindingKind.UNREADABLE_FILE, FindingKind.FILE_TOO_LARGE)


def test_a_file_over_the_limit_for_one_comes_without_its_bytes():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("large.xlsx", b"x" * (LIMIT_BYTES + 1))
        archive.writestr("small.xlsx", b"y")
    assert files_in_zip(data.getvalue()) == (
        Member("large.xlsx", b"", LIMIT_BYTES + 1),
        Member("small.xlsx", b"y", 1),
    )


def test_an_archive_within_an_archive_is_refused_and_the_rest_is_taken(zip_of: ZipOf):
    first, second = files_in_zip(zip_of({"inner.zip": zip_of({"a.xlsx": b"x"}), "b.xlsx": b"y"}))
    assert isinstance(first, Refusal)
    assert (first.name, first.kind) == ("inner.zip", FindingKind.UNREADABLE_FILE)
    assert second == Member("b.xlsx", b"y", 1)


def test_a_workbook_is_no_archive_whatever_it_is_called(zip_of: ZipOf):
    assert not is_archive(zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b""}))
    assert not is_archive(zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}))
    assert is_archive(zip_of({"report.xlsx": b"x"}))
    assert not is_archive(b"PK\x03\x04 but nothing more")


@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
def test_a_damaged_archive_is_refused(zip_of: ZipOf, part: float):
    whole = zip_of({"a.xlsx": bytes(range(256)) * 40, "b.xlsx": bytes(range(256)) * 40})
    middle = bytearray(whole)
    middle[40:60] = b"\xff" * 20
    assert refusal(bytes(middle)) is FindingKind.UNREADABLE_FILE
    assert refusal(whole[: int(len(whole) * part)]) is FindingKind.UNREADABLE_FILE


def test_an_archive_that_names_a_file_with_nothing_is_refused(zip_of: ZipOf):
    data = bytearray(zip_of({"報告.xlsx": b"x", "b.csv": b"y"}))
    in_directory = data.rindex(b"b.csv")
    data[in_directory] = 0  # a name ends at its first zero
    assert refusal(bytes(data)) is FindingKind.UNREADABLE_FILE


@settings(max_examples=200)
@given(at=st.integers(0, 400), bytes_there=st.binary(min_size=1, max_size=8))
def test_no_damage_ends_in_an_error(zip_of: ZipOf, at: int, bytes_there: bytes):
    data = bytearray(zip_of({"報告.xlsx": b"content " * 9, "b.csv": b"1,2\n" * 9}))
    data[at : at + len(bytes_there)] = bytes_there
    is_archive(bytes(data))
    for one in files_in_zip(bytes(data)):
        assert isinstance(one, Member | Refusal)
