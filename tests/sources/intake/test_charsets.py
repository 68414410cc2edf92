"""Bytes of Japanese mails, read as the programs mean them that wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.intake.charsets import decoded, unlabelled


def pairs_of_cp932() -> list[tuple[bytes, str]]:
    """Every character that cp932 has in the 94 by 94 table of JIS, with its two bytes there."""
    found = []
    for row in range(94):
        for cell in range(94):
            first = row // 2 + (0x81 if row < 62 else 0xC1)
            second = cell + (0x9F if row % 2 else 0x40 if cell < 63 else 0x41)
            try:
                found.append((bytes((row + 0x21, cell + 0x21)), bytes((first, second)).decode("cp932")))
            except UnicodeDecodeError:
                continue
    return found


@pytest.mark.parametrize("label", ["ISO-2022-JP", "iso-2022-jp-ms", "cp50221"])
def test_every_character_of_windows_is_read_from_iso_2022_jp(label: str):
    pairs = pairs_of_cp932()
    assert len(pairs) == 7336
    assert decoded(b"\x1b$B" + b"".join(pair for pair, _ in pairs) + b"\x1b(B", label) == "".join(
        character for _, character in pairs
    )


def test_every_character_of_windows_is_read_from_euc_jp():
    pairs = pairs_of_cp932()
    raised = b"".join(bytes(byte | 0x80 for byte in pair) for pair, _ in pairs)
    assert decoded(raised, "EUC-JP") == "".join(character for _, character in pairs)


def test_characters_that_the_standard_codec_refuses_are_read():
    written = b"\x1b$B-!-j|b\x1b(B.xlsx"
    with pytest.raises(UnicodeDecodeError):
        written.decode("iso2022_jp")
    assert decoded(written, "iso-2022-jp") == "①㈱髙.xlsx"


@pytest.mark.parametrize("label", ["Shift_JIS", "shift-jis", "x-sjis", "sjis", "windows-31j", "CP932", "MS_Kanji"])
def test_shift_jis_is_what_windows_writes(label: str):
    assert decoded("①㈱髙﨑～－表ソ能ｶﾞ".encode("cp932"), label) == "①㈱髙﨑～－表ソ能ｶﾞ"


def test_half_width_kana_and_a_second_table_are_read():
    assert decoded(b"\x1b(I6^\x1b(BA", "iso-2022-jp") == "ｶﾞA"
    assert (
        decoded(b"\x1b$(D" + bytes(byte & 0x7F for byte in "侔".encode("euc_jp")[1:]) + b"\x1b(B", "iso-2022-jp-1")
        == "侔"
    )
    assert decoded("侔ｶﾞ".encode("euc_jp"), "euc-jp") == "侔ｶﾞ"


def test_a_line_may_end_among_two_byte_characters():
    assert decoded(b'\x1b$B$"\n$$\x1b(B', "iso-2022-jp") == "あ\nい"


@pytest.mark.parametrize("label", ["utf-8", "us-ascii", "x-unknown", "", "iso-2022-jp-77", "shift_jis", "big5"])
@given(data=st.binary(max_size=40))
def test_no_bytes_under_no_label_fail(label: str, data: bytes):
    assert isinstance(decoded(data, label), str)


def test_without_a_label_escapes_tell_jis_and_utf_8_is_tried_before_cp932():
    assert unlabelled(b'\x1b$B$"\x1b(B.csv') == "あ.csv"
    assert unlabelled("報告①".encode()) == "報告①"
    assert unlabelled("報告①".encode("cp932")) == "報告①"
