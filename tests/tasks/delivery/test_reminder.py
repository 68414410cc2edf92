from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from typing import Any

import pytest

from sources.bodies import Body
from sources.edition import MailKind
from sources.errors import InputRefused
from sources.month import Month
from sources.plan import Accumulation, Level, Measure, MeasureKind, MeasureType, Plan, Scope
from tasks.delivery.mailbox import Mailbox
from tasks.delivery.notice import Route
from tasks.delivery.reminder import Owed, ReminderStep, occasion_of, remind

OCTOBER = Month(2021, 10)
DEADLINE = date(2021, 11, 10)
ROUTE = Route(
    Mailbox("robot@tohoku.example.jp", "東北経済連合会"),
    Mailbox("office@tohoku.example.jp", "事務局"),
    (Mailbox("chair@bc.example.jp", "座長"),),
    datetime(2021, 11, 5, 0, 30, tzinfo=UTC),
    "Asia/Tokyo",
)
MEETINGS = Measure(
    measure_id="4-2-1-K1",
    level=Level.INITIATIVE,
    parent_id="4-2-1",
    kind=MeasureKind.KPI,
    statement="企業面談",
    type=MeasureType.NUMERIC,
    target=Decimal(24),
    unit="件",
    comparator=None,
    accumulation=Accumulation.RUNNING_TOTAL,
    scope=Scope.FISCAL_YEAR,
    functions=(),
    new=False,
)


@pytest.fixture
def reminded(plan: Plan, body: Body) -> Callable[..., Any]:
    def make(step: ReminderStep = ReminderStep.BEFORE, **other: Any) -> Any:
        given = {"owed": [Owed(MEETINGS)], "deadline": DEADLINE, "form": b"PK", "route": ROUTE, **other}
        receiver = given.pop("body", body)
        return remind(plan, receiver, OCTOBER, step, given.pop("owed"), **given)

    return make


def read(raw: bytes) -> Any:
    return message_from_bytes(raw, policy=policy.default)


@pytest.mark.parametrize(
    ("step", "subject", "opening"),
    [
        (
            ReminderStep.BEFORE,
            "【東北経済連合会】2021年10月分 進捗報告のお願い（11月10日締切）",
            "2021年11月10日（水）が締切です",
        ),
        (
            ReminderStep.ON_THE_DAY,
            "【東北経済連合会】2021年10月分 進捗報告の締切日です（11月10日）",
            "2021年11月10日（水）が締切です",
        ),
        (
            ReminderStep.AFTER,
            "【東北経済連合会】2021年10月分 進捗報告の未着について（11月10日締切）",
            "2021年11月10日（水）が締切でしたが",
        ),
    ],
)
def test_each_of_the_three_says_where_the_deadline_stands(
    reminded: Callable[..., Any], step: ReminderStep, subject: str, opening: str
) -> None:
    mail = read(reminded(step).raw)
    assert mail["Subject"] == subject
    assert opening in mail.get_body(("plain",)).get_content()


def test_it_names_each_missing_measure_what_was_last_told_of_it_and_what_was_set_aside(
    reminded: Callable[..., Any],
) -> None:
    owed = [Owed(MEETINGS, Month(2021, 8), ("進捗 D12: 「約300」は確かな数ではありません。",))]
    mail = read(reminded(owed=owed).raw)
    for kind in ("plain", "html"):
        words = mail.get_body((kind,)).get_content()
        assert "4-2-1-K1 企業面談" in words
        assert "前回のご報告: 2021年8月分" in words
        assert "確認のため集計に入れていません: 進捗 D12: 「約300」は確かな数ではありません。" in words


def test_it_brings_the_form_to_the_body_s_main_addresses_and_is_answered_to_the_office(
    reminded: Callable[..., Any],
) -> None:
    message = reminded(form=b"PK the form")
    mail = read(message.raw)
    (form,) = mail.iter_attachments()
    assert form.get_filename() == "進捗報告様式_2021年10月_東経連ビジネスセンター.xlsx"
    assert form.get_content() == b"PK the form"
    assert message.recipients == ("chair@bc.example.jp",)
    assert mail["Reply-To"].addresses[0].addr_spec == "office@tohoku.example.jp"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_three_reminders_of_a_month_are_three_occasions_and_three_mails(
    reminded: Callable[..., Any], plan: Plan
) -> None:
    assert len({occasion_of(plan, OCTOBER, step) for step in ReminderStep}) == 3
    assert {occasion_of(plan, OCTOBER, step).kind for step in ReminderStep} == {MailKind.REMINDER}
    assert len({reminded(step).message_id for step in ReminderStep}) == 3
    assert reminded() == reminded()


def test_a_name_that_would_become_a_header_is_refused(reminded: Callable[..., Any], body: Body) -> None:
    with pytest.raises(InputRefused):
        reminded(body=body.model_copy(update={"name": "名前\r\nBcc: evil@example.jp"}))


def test_a_body_s_name_with_a_slash_still_names_its_form(reminded: Callable[..., Any], body: Body) -> None:
    (form,) = read(reminded(body=body.model_copy(update={"name": "A/B委員会"})).raw).iter_attachments()
    assert form.get_filename() == "進捗報告様式_2021年10月_A／B委員会.xlsx"
