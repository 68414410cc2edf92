"""What an approver sees and is asked, and what voids the word that was given."""

import io

import pytest

from sources.errors import WrongUse
from sources.month import Month
from tasks.ledger.ledger import Ledger

OCTOBER = Month(2021, 10)


class Terminal(io.StringIO):
    """Standard input as a person types it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def queued(inbox, run_here, nothing_set, few_bodies):
    """Put one body's figure into the inbox and queue the month's mails: `queued("14")`."""
    nothing_set.setenv("AYUMI_SENDER", "事務局 <office@example.jp>")

    def make(figure: str, month: str = "2021-10", name: str = "東経連BC_進捗.csv") -> None:
        inbox.put(month, figure, name)
        run_here("run", month, "--mail", "queue")

    return make


@pytest.fixture
def typed(monkeypatch):
    return lambda words: monkeypatch.setattr("sys.stdin", Terminal(words + "\n"))


def test_the_approver_sees_what_changed_what_is_missing_and_to_whom_it_goes(queued, run_here, typed):
    queued("12", "2021-09")
    queued("14")
    queued("15", "2021-10", "東経連BC_進捗_修正版.csv")
    typed("n")
    code, said = run_here("approve", "2021-10")
    assert code == 1
    assert "Changed since these editions: 2021-09 #1、2021-10 #1" in said
    (changed,) = [line for line in said.splitlines() if line.startswith("4-2-1-K1")]
    assert changed.split("\t")[1:] == ["2021-10", "14 件", "15 件", "A later submission says otherwise."]
    assert "Missing: " in said
    assert "デュアルライフ東北" in said
    assert "rijikai@example.jp\tqueued" in said
    assert said.rstrip().endswith("Not approved; nothing goes out.")


def test_a_yes_at_the_terminal_approves_and_a_second_time_is_not_asked(queued, run_here, typed):
    queued("14")
    typed("y")
    code, said = run_here("approve", "2021-10", "--by", "事務局長")
    assert (code, "approved by 事務局長" in said) == (0, True)
    typed("")
    code, said = run_here("approve", "2021-10", "--by", "次長")
    assert (code, "approved by 事務局長" in said) == (0, True)


def test_an_edition_without_its_mails_can_not_be_approved(inbox, run_here):
    inbox.put("2021-10", "14")
    run_here("run", "2021-10")
    code, said = run_here("approve", "2021-10", "--yes")
    assert (code, "No mail is queued for 2021-10" in said) == (2, True)


def test_a_report_that_was_changed_on_disk_can_not_be_approved(queued, run_here, tmp_path):
    queued("14")
    board = tmp_path / "output" / "2021-10" / "board.pdf"
    board.write_bytes(board.read_bytes() + b" ")
    code, said = run_here("approve", "2021-10", "--yes")
    assert (code, "is not the file that edition 1 was frozen with" in said) == (2, True)


def test_a_new_figure_after_approval_voids_it(queued, run_here):
    queued("14")
    run_here("approve", "2021-10", "--yes")
    queued("15", "2021-10", "東経連BC_進捗_修正版.csv")
    code, said = run_here("send", "2021-10")
    assert (code, "Edition 2 of 2021-10 is not approved" in said) == (2, True)


def test_a_report_that_is_changed_on_disk_after_approval_voids_it(queued, run_here, tmp_path):
    queued("14")
    run_here("approve", "2021-10", "--yes")
    board = tmp_path / "output" / "2021-10" / "board.pdf"
    board.write_bytes(board.read_bytes() + b" ")
    code, said = run_here("send", "2021-10")
    assert (code, "is not the file that edition 1 was frozen with" in said) == (2, True)


def test_the_form_approves_once_whoever_fills_it_in_and_the_approval_outlives_a_failure(queued, tmp_path):
    from flows.house import open_house
    from flows.recipe import SendOrder, last_edition, send_month
    from flows.runners import direct_runner
    from flows.settings import load_settings
    from flows.shown.progress import LineProgress

    def submitted(name: str, digest: str) -> None:
        order = SendOrder(OCTOBER, load_settings(), digest=digest, approved_by=name, note=f"{name}が確認")
        with direct_runner(LineProgress(lambda _: None, "ja"), 1) as runner:
            send_month(order, runner)

    queued("14")
    with open_house(load_settings()) as house:
        edition = last_edition(house, OCTOBER)
    with pytest.raises(WrongUse, match="has another digest"):
        submitted("事務局長", "0" * 64)
    for name in ("事務局長", "次長"):
        with pytest.raises(WrongUse, match="No mail server is set"):
            submitted(name, edition.digest)
    with open_house(load_settings()) as house:
        approval = house.ledger.approval(edition)
    assert approval is not None
    assert (approval.approved_by, approval.note) == ("事務局長", "事務局長が確認")


def test_another_recipient_after_approval_voids_it(queued, run_here, few_bodies, tmp_path):
    queued("14")
    run_here("approve", "2021-10", "--yes")
    body = few_bodies / "rijikai.toml"
    body.write_text(body.read_text(encoding="utf-8").replace("rijikai@example.jp", "another@example.jp"))
    code, said = run_here("send", "2021-10")
    assert (code, "(another@example.jp, rijikai@example.jp). Run the month again" in said) == (2, True)
    run_here("run", "2021-10", "--mail", "queue")
    code, said = run_here("send", "2021-10")
    assert (code, "is not approved" in said) == (2, True)


def test_who_got_an_earlier_edition_and_not_this_one_is_named(queued, run_here, few_bodies, tmp_path):
    from datetime import UTC, datetime

    from sources.edition import DeliveryState, RecipientOutcome

    queued("14")
    run_here("approve", "2021-10", "--yes")
    with Ledger.open(f"sqlite:///{tmp_path / 'output' / '.ayumi' / 'ledger.sqlite3'}") as ledger:
        (row,) = [row for row in ledger.outbox_rows("fy2021", OCTOBER) if row.body_id == "rijikai"]
        held = ledger.claim(row.delivery_id, at=datetime.now(UTC))
        accepted = RecipientOutcome("rijikai@example.jp", DeliveryState.ACCEPTED, "250 ok")
        ledger.settle(held, [accepted], at=datetime.now(UTC))
    body = few_bodies / "rijikai.toml"
    body.write_text(body.read_text(encoding="utf-8").replace("rijikai@example.jp", "another@example.jp"))
    run_here("run", "2021-10", "--mail", "queue")
    _, said = run_here("approve", "2021-10", "--yes")
    assert "at rijikai@example.jp was sent an earlier edition and does not get this one." in said


def test_a_body_that_was_sent_an_edition_gets_the_next_one_as_a_correction(queued, run_here, tmp_path):
    from datetime import UTC, datetime
    from email import message_from_bytes, policy

    from sources.edition import DeliveryState, RecipientOutcome

    queued("14")
    run_here("approve", "2021-10", "--yes")
    with Ledger.open(f"sqlite:///{tmp_path / 'output' / '.ayumi' / 'ledger.sqlite3'}") as ledger:
        (row,) = [row for row in ledger.outbox_rows("fy2021", OCTOBER) if row.body_id == "rijikai"]
        held = ledger.claim(row.delivery_id, at=datetime.now(UTC))
        ledger.settle(
            held, [RecipientOutcome("rijikai@example.jp", DeliveryState.ACCEPTED, "")], at=datetime.now(UTC)
        )
    queued("15", "2021-10", "東経連BC_進捗_修正版.csv")
    letters = tmp_path / "output" / "2021-10" / "mail"
    told = message_from_bytes((letters / "rijikai.eml").read_bytes(), policy=policy.default)
    assert "【訂正】" in told["Subject"]
    assert told["In-Reply-To"] == row.message_id
    assert "14 件 → 15 件" in told.get_body(("plain",)).get_content()
    not_told = message_from_bytes((letters / "senryaku.eml").read_bytes(), policy=policy.default)
    assert "【訂正】" not in not_told["Subject"]
    run_here("run", "2021-10", "--mail", "queue")
    again = message_from_bytes((letters / "rijikai.eml").read_bytes(), policy=policy.default)
    assert again.as_bytes() == told.as_bytes()


def test_the_edition_s_page_in_prefect_shows_what_changed_and_who_gets_it(inbox, run_here, few_bodies):
    from flows.house import Order
    from flows.recipe import make_month
    from flows.runners import direct_runner
    from flows.settings import load_settings
    from flows.shown.artifacts import edition_page
    from flows.shown.progress import LineProgress

    def made() -> str:
        with direct_runner(LineProgress(lambda _: None, "ja"), 1) as runner:
            return edition_page(make_month(Order(OCTOBER, load_settings(), "none"), runner), load_settings())

    inbox.put("2021-10", "14")
    assert "今年度には、比べる前の版がまだありません。" in made()
    inbox.put("2021-10", "15", "東経連BC_進捗_修正版.csv")
    page = made()
    assert "| 4-2-1-K1 " in page
    assert "| 2021-10 | 14 件 | 15 件 |" in page
    assert "確認が必要な所見: " in page
    assert "- 理事会: rijikai@example.jp" in page


def test_the_edition_s_page_links_to_what_a_browser_can_open_and_else_names_the_folder(
    inbox, run_here, few_bodies, nothing_set, tmp_path
):
    from flows.house import Order
    from flows.recipe import make_month
    from flows.runners import direct_runner
    from flows.settings import load_settings
    from flows.shown.artifacts import edition_page
    from flows.shown.progress import LineProgress

    inbox.put("2021-10", "14")
    with direct_runner(LineProgress(lambda _: None, "ja"), 1) as runner:
        outcome = make_month(Order(OCTOBER, load_settings(), "none"), runner)
    page = edition_page(outcome, load_settings())
    assert "file:" not in page
    assert f"\n    {tmp_path / 'output' / '2021-10'}\n" in page
    assert "- committees/bc.pdf" in page
    nothing_set.setenv("AYUMI_PUBLISH", "s3://reports/ayumi")
    nothing_set.setenv("AYUMI_PUBLISH_ADDRESS", "https://reports.example.jp")
    page = edition_page(outcome, load_settings())
    assert "[index.html](https://reports.example.jp/fy2021/2021-10/edition-1/index.html)" in page
    assert str(tmp_path) not in page
