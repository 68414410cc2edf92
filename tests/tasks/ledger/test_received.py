"""The memory of received mails, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from sources.intake.mail import KeptMail
from tasks.ledger.ledger import Ledger

NOON = datetime(2021, 11, 10, 3, 0, tzinfo=UTC)
FIRST = KeptMail("a" * 64, NOON, 1234)


def test_a_mail_is_remembered_once_and_as_it_was_first_known(ledger: Ledger) -> None:
    assert ledger.keep_mail(FIRST, plan_id="fy2021", at=NOON)
    assert not ledger.keep_mail(replace(FIRST, size=9), plan_id="fy2021", at=NOON + timedelta(days=1))
    assert ledger.kept_mails("fy2021") == (FIRST,)


def test_mails_come_back_in_the_order_of_their_arrival_each_for_its_plan(ledger: Ledger) -> None:
    tokyo = timezone(timedelta(hours=9))
    later = KeptMail("0" * 64, (NOON + timedelta(microseconds=1)).astimezone(tokyo), 90_000_000, is_whole=False)
    for one in (later, FIRST):
        ledger.keep_mail(one, plan_id="fy2021", at=NOON)
    ledger.keep_mail(FIRST, plan_id="fy2022", at=NOON)
    assert ledger.kept_mails("fy2021") == (FIRST, later)
    assert ledger.kept_mails("fy2022") == (FIRST,)
    assert ledger.kept_mails("fy2020") == ()
