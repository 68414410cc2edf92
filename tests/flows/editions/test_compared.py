"""What an edition corrects: the report, the approver's sheet and the mail all list the same figures."""

from email import message_from_bytes, policy

import pytest

from flows.delivery.approval_sheet import approval_sheet
from flows.house import Order, now, open_house
from flows.recipe import Outcome, make_month
from flows.runners import direct_runner
from flows.settings import load_settings
from flows.shown.progress import LineProgress
from sources.edition import DeliveryState, RecipientOutcome
from sources.month import Month

OCTOBER = Month(2021, 10)


@pytest.fixture
def made(run_here, nothing_set, inbox, few_bodies):
    """Put a figure into the inbox and make the month's edition: `made("14", "2021-10", "修正版")`."""
    nothing_set.setenv("AYUMI_SENDER", "事務局 <office@example.jp>")

    def make(figure: str, month: str, revision: str = "") -> Outcome:
        inbox.put(month, figure, f"東経連BC_進捗{revision}.csv")
        with direct_runner(LineProgress(lambda _: None, "ja"), 1) as runner:
            return make_month(Order(OCTOBER, load_settings(), "queue"), runner)

    return make


@pytest.fixture
def approved_and_sent(run_here):
    """Approve an edition, and have the mail server take the board's mail of it."""

    def do(outcome: Outcome) -> None:
        with open_house(load_settings()) as house:
            house.ledger.approve(outcome.edition, approved_by="事務局長", approved_at=now())
            (row,) = [one for one in house.ledger.outbox_rows("fy2021", OCTOBER) if one.body_id == "rijikai"]
            held = house.ledger.claim(row.delivery_id, at=now())
            house.ledger.settle(
                held, [RecipientOutcome("rijikai@example.jp", DeliveryState.ACCEPTED, "")], at=now()
            )

    return do


def told(changes) -> list[tuple[str, str, str]]:
    return [(str(one.new.month), f"{one.old.actual}", f"{one.new.actual}") for one in changes.changes]


def letter_to(body_id: str, outcome: Outcome) -> str:
    mail = message_from_bytes((outcome.folder / "mail" / f"{body_id}.eml").read_bytes(), policy=policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    return part.get_content()


def test_report_sheet_and_mail_correct_what_was_approved_however_often_it_was_tried_since(made, approved_and_sent):
    approved_and_sent(made("14", "2021-10"))
    made("15", "2021-10", "_修正版")
    third = made("16", "2021-10", "_修正版2")
    in_report = third.material.changes
    assert in_report.since == ((OCTOBER, 1),)
    assert told(in_report) == [("2021-10", "14", "16")]
    with open_house(load_settings()) as house:
        assert approval_sheet(house, third.edition).changes == in_report
    for body_id in ("rijikai", "senryaku"):
        assert "2021年10月 4-2-1-K1" in letter_to(body_id, third)
        assert "14 件 → 16 件" in letter_to(body_id, third)


def test_a_month_before_that_was_corrected_is_told_in_the_mail_too(made, run_here, inbox, approved_and_sent):
    inbox.put("2021-09", "12")
    run_here("run", "2021-09")
    approved_and_sent(made("14", "2021-10"))
    second = made("11", "2021-09", "_修正版")
    assert told(second.material.changes) == [("2021-09", "12", "11")]
    with open_house(load_settings()) as house:
        assert approval_sheet(house, second.edition).changes == second.material.changes
    assert "2021年9月 4-2-1-K1" in letter_to("rijikai", second)
    assert "12 件 → 11 件" in letter_to("rijikai", second)
