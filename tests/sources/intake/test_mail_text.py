"""Subjects, senders and file names, whatever way a mail program wrote them."""

import unicodedata
from base64 import b64encode
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.intake.mail_text import file_name, header, sender_of

NAME = "①㈱髙﨑_報告（10月）.xlsx"


def mail(text: str | bytes) -> Message:
    return message_from_bytes(text if isinstance(text, bytes) else text.encode("ascii"))


def words(text: str, charset: str, python_charset: str) -> str:
    return f"=?{charset}?B?{b64encode(text.encode(python_charset)).decode()}?="


def jis(text: str) -> bytes:
    """Write text as Windows mail programs write ISO-2022-JP, which no codec of Python's does."""
    pairs = text.encode("cp932")
    out = b""
    for first, second in zip(pairs[::2], pairs[1::2], strict=True):
        row = (first - (0x81 if first < 0xA0 else 0xC1)) * 2 + (second > 0x9E)
        cell = second - 0x9F if second > 0x9E else second - 0x40 - (second > 0x7F)
        out += bytes((row + 0x21, cell + 0x21))
    return b"\x1b$B" + out + b"\x1b(B"


def jis_word(text: str) -> str:
    return f"=?ISO-2022-JP?B?{b64encode(jis(text)).decode()}?="


@pytest.mark.parametrize(
    "subject",
    [
        words("①㈱表", "Shift_JIS", "cp932"),
        words("①㈱表", "UTF-8", "utf-8"),
        f"{jis_word('①㈱')}\r\n {jis_word('表')}",
        "=?utf-8?q?=E2=91=A0=E3=88=B1?= =?UTF-8?Q?=E8=A1=A8?=",
    ],
)
def test_a_subject_in_encoded_words_is_read_with_its_windows_characters(subject: str):
    assert header(mail(f"Subject: {subject}\r\n\r\n"), "subject") == "①㈱表"


def test_a_character_cut_in_two_between_words_is_whole_again():
    encoded = "髙橋".encode()
    cut = [f"=?utf-8?B?{b64encode(part).decode()}?=" for part in (encoded[:4], encoded[4:])]
    assert header(mail(f"Subject: {cut[0]}\r\n {cut[1]}\r\n\r\n"), "Subject") == "髙橋"


def test_words_beside_plain_text_keep_their_blanks_and_words_beside_one_another_none():
    subject = f"Re: {words('報告', 'utf-8', 'utf-8')} {words('①', 'Shift_JIS', 'cp932')} of October"
    assert header(mail(f"Subject: {subject}\r\n\r\n"), "Subject") == "Re: 報告① of October"


@pytest.mark.parametrize("raw", ["報告①".encode(), "報告①".encode("cp932"), jis("報告①")])
def test_a_subject_of_bare_bytes_is_read(raw: bytes):
    assert header(mail(b"Subject: " + raw + b"\r\n\r\n"), "Subject") == "報告①"


@pytest.mark.parametrize(
    "disposition",
    [
        f"filename*=UTF-8''{quote(NAME)}",
        f"filename*0*=UTF-8''{quote(NAME[:4])};\r\n filename*1*={quote(NAME[4:])}",
        f"filename*=shift_jis''{quote(NAME.encode('cp932'))}",
        f'filename="{words(NAME, "UTF-8", "utf-8")}"',
        f"filename={words(NAME, 'Shift_JIS', 'cp932')}",
        f'filename="{words(NAME[:7], "UTF-8", "utf-8")}\r\n {words(NAME[7:], "UTF-8", "utf-8")}"',
    ],
)
def test_a_files_name_is_read_from_every_way_of_writing_it(disposition: str):
    assert file_name(mail(f"Content-Disposition: attachment;\r\n {disposition}\r\n\r\n")) == NAME


def test_a_files_name_in_percent_signs_of_iso_2022_jp_is_read():
    disposition = f"attachment; filename*=ISO-2022-JP''{quote(jis('①㈱報告'))}10.xlsx"
    assert file_name(mail(f"Content-Disposition: {disposition}\r\n\r\n")) == "①㈱報告10.xlsx"


@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
def test_a_files_name_of_bare_bytes_is_read_even_with_a_backslash_as_second_byte(charset: str):
    raw = 'attachment; filename="表ソ能①.xlsx"'.encode(charset)
    assert file_name(mail(b"Content-Disposition: " + raw + b"\r\n\r\n")) == "表ソ能①.xlsx"


def test_a_files_name_of_bare_escapes_is_read():
    raw = b'attachment; filename="' + jis("報告") + b'.xlsx"'
    assert file_name(mail(b"Content-Disposition: " + raw + b"\r\n\r\n")) == "報告.xlsx"


def test_a_name_of_the_type_stands_in_for_one_of_the_disposition():
    assert file_name(mail(f'Content-Type: application/x; name="{words(NAME, "utf-8", "utf-8")}"\r\n\r\n')) == NAME
    assert file_name(mail("Content-Type: text/plain\r\n\r\n")) == ""


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1).filter(lambda n: '"' not in n)
)
def test_what_this_python_writes_is_read_back(name: str):
    written = EmailMessage(policy=policy.SMTP)
    written.add_attachment(b"x", "application", "octet-stream", filename=f"a{name}.xlsx")
    (part,) = message_from_bytes(written.as_bytes()).get_payload()
    assert file_name(part) == unicodedata.normalize("NFC", f"a{name}.xlsx")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("office@BC.example.jp", "office@bc.example.jp"),
        (f"{words('東経連 BC', 'ISO-2022-JP', 'iso2022_jp')} <Office@bc.example.jp>", "office@bc.example.jp"),
        ('"a@b.example.jp" <c@d.example.jp>', "c@d.example.jp"),
        ("first@a.example.jp, second@b.example.jp", ""),
        ("one@a.example.jp, One <ONE@a.example.jp>", "one@a.example.jp"),
        ("one@a.example.jp\r\nFrom: other@b.example.jp", ""),
        ("(" * 3000 + "one@a.example.jp", ""),
        ("no address", ""),
        ("<>", ""),
        ("x@y", ""),
    ],
)
def test_the_sender_is_the_one_plain_address(written: str, found: str):
    assert sender_of(mail(f"From: {written}\r\n\r\n")) == found


def test_an_encoded_line_end_starts_no_second_header():
    subject = header(mail("Subject: =?utf-8?q?a=0D=0ABcc=3A_evil=40x.test?=\r\n\r\n"), "Subject")
    assert subject == "a Bcc: evil@x.test"
    assert header(mail("Subject: =?utf-8?q?a=0D=0ABcc=3A_evil=40x.test?=\r\n\r\n"), "Bcc") == ""
