import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.attainment import PlanAttainment
from sources.bodies import Body, Recipient
from sources.edition import Edition
from sources.errors import InputRefused
from sources.plan import Plan
from tasks.delivery.attachment import ATTACHMENTS_LIMIT_BYTES, Attachment, Linked
from tasks.delivery.attachment import part as attachment_part
from tasks.delivery.letter import Replaced
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.serialised import serialised
from tasks.delivery.summary import summarise


def read(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


class Cells(HTMLParser):
    """The texts of a page's table cells, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's own signature
        if tag == "tr":
            self.rows.append([])
        self.inside = tag in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1].append(data)
        self.inside = False


def test_the_same_edition_gives_the_same_bytes(composed: Callable[..., Any], edition: Edition) -> None:
    first = composed()
    assert first == composed()
    others = [
        composed(edition=replace(edition, number=2)),
        composed(edition=replace(edition, digest="another")),
        composed(body=Body(body_id="ilc", name="ILC", recipients=(Recipient(address="a@ilc.example.jp"),))),
    ]
    assert len({first.message_id, *(other.message_id for other in others)}) == 4


def test_headers_say_who_what_and_that_no_machine_need_answer(composed: Callable[..., Any]) -> None:
    message = composed()
    mail = read(message.raw)
    assert mail["Subject"] == message.subject == "【東北経済連合会】2021年10月 進捗報告（第1版）"
    assert mail["From"].addresses[0].display_name == "東北経済連合会"
    assert mail["Reply-To"].addresses[0].addr_spec == "office@tohoku.example.jp"
    assert [address.addr_spec for address in mail["To"].addresses] == ["chair@bc.example.jp"]
    assert [address.display_name for address in mail["Cc"].addresses] == ["事務局"]
    assert message.recipients == ("chair@bc.example.jp", "office@bc.example.jp")
    assert mail["Date"].datetime.isoformat() == "2021-11-10T12:00:00+09:00"
    assert mail["Message-ID"] == message.message_id
    assert message.message_id.endswith("@tohoku.example.jp>")
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")


def test_every_line_is_short_ascii_and_ends_as_mail_does(composed: Callable[..., Any]) -> None:
    raw = composed().raw
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_text_and_html_hold_the_ratings_as_a_table(composed: Callable[..., Any]) -> None:
    mail = read(composed().raw)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    words = plain.get_content()
    assert "東経連ビジネスセンター 御中" in words
    assert "対象5指標のうち、4指標" in words
    assert "戦略項目2 多様な人材の活躍推進\n◎ 0  ○ 0  △ 0  × 1  － 1  報告／対象 1/2" in words.replace("\r", "")
    cells = Cells()
    cells.feed(html.get_content())
    assert cells.rows == [
        ["戦略項目", "◎", "○", "△", "×", "－", "報告／対象"],
        ["戦略項目1 安全・安心な地域社会の実現", "1", "2", "0", "0", "0", "3/3"],
        ["戦略項目2 多様な人材の活躍推進", "0", "0", "0", "1", "1", "1/2"],
    ]
    assert "http" not in html.get_content()


def test_an_english_office_gets_an_english_mail(
    composed: Callable[..., Any], plan: Plan, attained: PlanAttainment
) -> None:
    message = composed(language="en", summary=summarise(plan, attained, "en"))
    assert message.subject == "[東北経済連合会] Progress report 2021-10 (edition 1)"
    plain = read(message.raw).get_body(("plain",))
    assert plain is not None
    assert "4 of the 5 measures due this month were reported; 1 are overdue." in plain.get_content()


def test_a_correction_says_so_in_its_subject_names_what_it_replaces_and_lists_what_changed(
    composed: Callable[..., Any], edition: Edition
) -> None:
    first = composed()
    corrected = ("2021年10月 4-2-1-K1 企業面談: 14 件 → 15 件",)
    third = replace(edition, number=3)
    mail = read(composed(edition=third, replaces=Replaced(1, first.message_id), corrections=corrected).raw)
    assert mail["Subject"] == "【東北経済連合会】【訂正】2021年10月 進捗報告（第3版）"
    assert mail["In-Reply-To"] == mail["References"] == first.message_id
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        assert "訂正版です。先にお送りした第1版に代わるものです。" in part.get_content()
        assert corrected[0] in part.get_content()


def test_a_correction_without_another_figure_says_that_too(composed: Callable[..., Any], edition: Edition) -> None:
    mail = read(composed(edition=replace(edition, number=2), replaces=Replaced(1, "<a@example.jp>")).raw)
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert "数値の変更はありません" in plain.get_content()


def test_a_long_list_of_corrections_is_cut_with_its_count(composed: Callable[..., Any], edition: Edition) -> None:
    many = tuple(f"指標{number}: 1 → 2" for number in range(25))
    mail = read(composed(edition=edition, corrections=many).raw)
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert "指標9:" in plain.get_content()
    assert "指標10:" not in plain.get_content()
    assert "ほかに 15 件" in plain.get_content()


def test_markup_in_a_name_stays_text(composed: Callable[..., Any], body: Body) -> None:
    html = read(composed(body=body.model_copy(update={"name": "<script>alert(1)</script>"})).raw).get_body(
        ("html",)
    )
    assert html is not None
    assert "<script>" not in html.get_content()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 御中" in html.get_content()


@pytest.mark.parametrize(
    "name",
    [
        "2021年10月_戦略1（第1版）.pdf",
        "①㈱髙﨑－～𠮷😀.pdf",
        "東北経済連合会_理事会_2021年10月_進捗報告書_第1版_各委員会_配布用_とても長い名前のファイル.pdf",
        "plain report.pdf",
        "進捗報告_東経連ビジネスセンター_2021年11月.xlsx",
        "様式.xlsm",
    ],
)
def test_an_attachment_s_name_reads_back_by_both_ways_of_writing_it(
    composed: Callable[..., Any], name: str
) -> None:
    raw = composed(attachments=[Attachment(name, b"%PDF")]).raw
    (part,) = read(raw).iter_attachments()
    assert part.get_filename() == name
    old = next(one for one in message_from_bytes(raw).walk() if one.get_filename())
    assert old.get_param("filename", header="content-disposition") is not None
    assert str(decoded(old.get_param("name"))) == name
    assert old.get_payload(decode=True) == b"%PDF"
    assert (
        old.get_content_type() == part.get_content_type() == f"application/{Attachment(name, b'').kind}".casefold()
    )
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def decoded(written: Any) -> str:
    from email.header import decode_header, make_header

    return str(make_header(decode_header(re.sub(r"\r?\n", "", written))))


def test_a_decomposed_name_is_sent_composed(composed: Callable[..., Any]) -> None:
    decomposed = unicodedata.normalize("NFD", "ガイド.pdf")
    (part,) = read(composed(attachments=[Attachment(decomposed, b"%PDF")]).raw).iter_attachments()
    assert part.get_filename() == "ガイド.pdf"


kind_text = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters='"/\\<>'),
        min_size=1,
        max_size=40,
    )
    .map(lambda words: unicodedata.normalize("NFC", words))
    .filter(lambda words: not words[0].isspace() and "=?" not in words)
)


@settings(max_examples=150, deadline=None)
@given(name=kind_text)
def test_any_file_name_reads_back(name: str) -> None:
    part = attachment_part(Attachment(f"{name}.pdf", b"%PDF"))
    back = message_from_bytes(part.as_bytes(), policy=policy.default)
    assert back.get_filename() == f"{name}.pdf"


@pytest.mark.parametrize(
    "name",
    [
        "a/b.pdf",
        'a".pdf',
        "a\\b.pdf",
        "a\r\nBcc: x.pdf",
        "a.exe",
        "pdf",
        ".pdf",
        " a.pdf",
        "a\u2028.pdf",
    ],
)
def test_a_name_that_is_more_than_a_name_is_refused(name: str) -> None:
    with pytest.raises(InputRefused):
        Attachment(name, b"%PDF")


INJECTION = "=?utf-8?q?a=0D=0ABcc=3A_evil=40example.jp?="


@pytest.mark.parametrize("payload", [INJECTION, "a\r\nBcc: evil@example.jp", "a\nBcc: evil@example.jp", "a\x00b"])
def test_a_header_that_would_become_another_header_is_refused(
    composed: Callable[..., Any], plan: Plan, body: Body, payload: str
) -> None:
    with pytest.raises(InputRefused):
        composed(plan=plan.model_copy(update={"organisation": payload}))
    with pytest.raises(InputRefused):
        composed(body=body.model_copy(update={"recipients": (Recipient(address="a@example.jp", name=payload),)}))
    with pytest.raises(InputRefused):
        Mailbox("office@example.jp", payload)


def test_the_bytes_are_refused_where_an_encoded_line_break_got_into_them() -> None:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "office@example.jp"
    message["Subject"] = INJECTION
    with pytest.raises(Exception, match=r"read back|line"):
        serialised(message)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "office",
        "a@b",
        "a@example.jp, b@example.jp",
        "a@example.jp\r\nRCPT TO:<b@example.jp>",
        "事務@example.jp",
    ],
)
def test_an_address_that_is_not_one_plain_address_is_refused(address: str) -> None:
    with pytest.raises(InputRefused, match="not an address"):
        Mailbox(address)


def test_a_mailbox_is_read_as_people_write_it() -> None:
    assert Mailbox.parse("事務局 <office@example.jp>") == Mailbox("office@example.jp", "事務局")
    assert Mailbox.parse(" office@example.jp ") == Mailbox("office@example.jp")
    for nonsense in ("", "事務局", "事務局 <office@example.jp> <b@example.jp>", "a <b"):
        with pytest.raises(InputRefused):
            Mailbox.parse(nonsense)


def test_attachments_above_the_limit_for_all_of_them_are_refused_with_their_size(
    composed: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.delivery.message.ATTACHMENTS_LIMIT_BYTES", 2_000_000)
    half = Attachment("a.pdf", bytes(1_000_000))
    grown = len(composed(attachments=[half, half]).raw) / 2_000_000
    assert grown * ATTACHMENTS_LIMIT_BYTES < 25_000_000
    with pytest.raises(InputRefused, match=r"2\.0 MB; mail servers take 2 MB"):
        composed(attachments=[half, half, Attachment("b.pdf", b"x")])


def test_a_file_too_large_for_a_mail_stands_in_it_as_a_link(composed: Callable[..., Any]) -> None:
    linked = [Linked("2021年10月_理事会.pdf", "https://reports.example.jp/2021-10/board.pdf", 21_400_000)]
    mail = read(composed(linked=linked, attachments=[]).raw)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "_理事会.pdf (21.4 MB)\r\n　https://reports.example.jp/2021-10/board.pdf" in plain.get_content()
    assert '<a href="https://reports.example.jp/2021-10/board.pdf">' in html.get_content()
    assert "をお届けします" in plain.get_content()
    assert "■ 添付" not in plain.get_content()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a.example.jp/x y", "file:///etc/passwd", ""])
def test_an_address_that_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(InputRefused, match="is no address of a file"):
        Linked("a.pdf", address, 1)


def test_a_body_with_nobody_to_write_to_is_told_by_its_file(composed: Callable[..., Any], body: Body) -> None:
    with pytest.raises(InputRefused, match=r"sources/bodies/bc\.toml"):
        composed(body=body.model_copy(update={"recipients": (Recipient(address="a@example.jp", role="cc"),)}))


def test_a_mail_without_attachments_is_still_a_mail(composed: Callable[..., Any]) -> None:
    mail: Message = read(composed(attachments=[]).raw)
    assert mail.get_content_type() == "multipart/alternative"
