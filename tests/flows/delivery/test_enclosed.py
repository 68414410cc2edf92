"""What goes with a mail: no PDF is ever missing from it, and no mail is ever too large to be taken."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.delivery import enclosed
from flows.delivery.enclosed import addresses, enclosed_for
from flows.settings import load_settings
from sources.bodies import Body
from sources.edition import Edition
from sources.errors import WrongUse
from sources.month import Month

OCTOBER = Month(2021, 10)
BOARD = Body(body_id="rijikai", name="理事会", receives=("board", "strategy-1", "strategy-2", "own"))
SECOND = Edition("fy2021", OCTOBER, 2, "0" * 64, datetime(2021, 11, 10, tzinfo=UTC), ())


def enclosed_of(sizes: dict[str, int]) -> enclosed.Enclosed:
    contents = {f"{report}.pdf": bytes(size) for report, size in sizes.items()}
    return enclosed_for(BOARD, contents, OCTOBER, "ja", lambda path: f"https://reports.example.jp/{path}")


@pytest.fixture
def limit_of_ten(monkeypatch):
    monkeypatch.setattr(enclosed, "ATTACHMENTS_LIMIT_BYTES", 10)


def test_what_one_mail_can_carry_is_attached():
    found = enclosed_of({"board": 5, "strategy-1": 5})
    assert [file.name for file in found.attached] == [
        "進捗報告書_2021年10月_理事会.pdf",
        "進捗報告書_2021年10月_戦略1.pdf",
    ]
    assert found.linked == ()


@pytest.mark.usefixtures("limit_of_ten")
def test_the_largest_are_linked_until_the_rest_fits():
    found = enclosed_of({"board": 11, "strategy-1": 4, "strategy-2": 7})
    assert [len(file.data) for file in found.attached] == [4]
    assert [file.address for file in found.linked] == [
        "https://reports.example.jp/board.pdf",
        "https://reports.example.jp/strategy-2.pdf",
    ]


@given(
    st.dictionaries(
        st.sampled_from(["board", "strategy-1", "strategy-2", "committees/rijikai"]), st.integers(0, 25)
    )
)
def test_whatever_the_sizes_each_pdf_is_attached_or_linked_and_the_sum_within_the_limit(sizes):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(enclosed, "ATTACHMENTS_LIMIT_BYTES", 10)
        found = enclosed_of(sizes)
    assert len(found.attached) + len(found.linked) == len(sizes)
    assert sum(len(file.data) for file in found.attached) <= 10


def test_without_a_published_copy_a_mail_that_may_go_out_is_refused_and_a_draft_is_not(nothing_set):
    with pytest.raises(WrongUse, match=r"board\.pdf is too large for a mail \(18 MB in all\)\. Set AYUMI_PUBLISH"):
        addresses(load_settings(), SECOND, may_go_out=True)("board.pdf")
    assert addresses(load_settings(), SECOND, may_go_out=False)("board.pdf") == "https://example.jp/board.pdf"


def test_a_signed_address_which_ends_within_a_week_stands_in_no_mail(nothing_set):
    nothing_set.setenv("AYUMI_PUBLISH", "s3://reports/editions")
    with pytest.raises(WrongUse, match="AYUMI_PUBLISH_ADDRESS"):
        addresses(load_settings(), SECOND, may_go_out=True)("board.pdf")


def test_a_link_leads_to_the_edition_that_was_approved(nothing_set):
    nothing_set.setenv("AYUMI_PUBLISH", "s3://reports/editions")
    nothing_set.setenv("AYUMI_PUBLISH_ADDRESS", "https://reports.example.jp/")
    address = addresses(load_settings(), SECOND, may_go_out=True)("board.pdf")
    assert address == "https://reports.example.jp/fy2021/2021-10/edition-2/board.pdf"


def test_a_month_with_large_reports_is_not_queued_until_its_mails_can_link_to_them(
    inbox, run_here, few_bodies, nothing_set, tmp_path
):
    nothing_set.setattr(enclosed, "ATTACHMENTS_LIMIT_BYTES", 10)
    nothing_set.setenv("AYUMI_SENDER", "office@example.jp")
    inbox.put("2021-10", "14")
    code, said = run_here("run", "2021-10", "--mail", "queue")
    assert (code, "Set AYUMI_PUBLISH and AYUMI_PUBLISH_ADDRESS" in said) == (2, True)
    code, said = run_here("approve", "2021-10", "--yes")
    assert (code, "No mail is queued" in said) == (2, True)
    nothing_set.setenv("AYUMI_PUBLISH", f"memory://{tmp_path.name}")
    nothing_set.setenv("AYUMI_PUBLISH_ADDRESS", "https://reports.example.jp")
    assert run_here("run", "2021-10", "--mail", "queue")[0] in (0, 1)
    letter = message_from_bytes((tmp_path / "output/2021-10/mail/rijikai.eml").read_bytes(), policy=policy.default)
    part = letter.get_body(("plain",))
    assert part is not None
    assert "https://reports.example.jp/fy2021/2021-10/edition-1/board.pdf" in part.get_content()
    assert list(letter.iter_attachments()) == []
    assert run_here("approve", "2021-10", "--yes")[0] == 0
