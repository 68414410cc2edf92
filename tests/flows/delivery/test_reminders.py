"""Who is reminded on which day, of what, and how often."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest

from flows.delivery.owed import owed_by
from flows.delivery.reminding import reminder_days, reminders_due, send_reminders, step_due, still_owed
from flows.delivery.sending import tend
from flows.house import Order, open_house
from flows.recipe import take_in
from flows.runners import direct_runner
from flows.settings import load_settings
from flows.shown.progress import LineProgress
from sources.bodies import body_by_id
from sources.edition import DeliveryState
from sources.month import Month
from tasks.delivery.reminder import ReminderStep

OCTOBER = Month(2021, 10)
BEFORE, ON_THE_DAY, AFTER = ReminderStep.BEFORE, ReminderStep.ON_THE_DAY, ReminderStep.AFTER


@pytest.mark.parametrize(
    ("deadline", "days"),
    [
        (date(2021, 11, 10), (date(2021, 11, 5), date(2021, 11, 10), date(2021, 11, 12))),
        # 10 October 2021 was a Sunday.
        (date(2021, 10, 10), (date(2021, 10, 6), date(2021, 10, 8), date(2021, 10, 12))),
        # 3 November is a holiday; 6 and 7 November 2021 were a weekend.
        (date(2021, 11, 4), (date(2021, 10, 29), date(2021, 11, 4), date(2021, 11, 8))),
        # Offices are closed from 29 December (a Wednesday) on by no custom, but from the 31st to 3 January.
        (date(2022, 1, 4), (date(2021, 12, 28), date(2022, 1, 4), date(2022, 1, 6))),
    ],
)
def test_reminders_go_three_business_days_before_on_the_day_and_two_after(deadline, days):
    assert tuple(reminder_days(deadline).values()) == days


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2021, 11, 4), None),
        (date(2021, 11, 5), BEFORE),
        (date(2021, 11, 9), BEFORE),
        (date(2021, 11, 10), ON_THE_DAY),
        (date(2021, 11, 11), ON_THE_DAY),
        (date(2021, 11, 12), AFTER),
        (date(2021, 11, 30), AFTER),
    ],
)
def test_a_machine_that_stood_still_sends_the_newest_reminder_alone(today, step):
    assert step_due(date(2021, 11, 10), today) == step


@pytest.fixture
def office(nothing_set, tmp_path, inbox, run_here, mail_peer):
    """Give an office with one body that owes 4-2-1 (three measures), and the real mail server."""
    folder = tmp_path / "bodies"
    folder.mkdir()
    to = f"{tmp_path.name.replace('_', '-')}@bc.example.jp"
    (folder / "bc.toml").write_text(
        'name = "東経連ビジネスセンター"\nreports = ["4-2-1"]\nfile_patterns = ["東経連BC*"]\n'
        f'recipients = [{{address = "{to}"}}, {{address = "cc-{to}", role = "cc"}}]\n',
        encoding="utf-8",
    )
    settings = {
        "BODIES": str(folder),
        "SENDER": "事務局 <office@example.jp>",
        "SMTP_HOST": mail_peer.host,
        "SMTP_PORT": str(mail_peer.smtp_port),
        "SMTP_USER": "office@example.jp",
        "SMTP_PASSWORD": mail_peer.password,
        "SMTP_CA_FILE": str(mail_peer.ca_file),
        "REMINDERS": "true",
    }
    for name, value in settings.items():
        nothing_set.setenv(f"AYUMI_{name}", value)

    def today(day: int) -> None:
        moment = datetime(2021, 11, day, 3, 0, tzinfo=UTC)
        for module in ("flows.delivery.reminding", "flows.commands.remind", "flows.delivery.sending"):
            nothing_set.setattr(f"{module}.now", lambda: moment)

    def reported(figure: str) -> None:
        inbox.put("2021-10", figure)
        with direct_runner(LineProgress(lambda _: None, "en"), 1) as runner:
            take_in(Order(OCTOBER, load_settings()), runner)

    return SimpleNamespace(to=to, today=today, reported=reported, peer=mail_peer)


def rows():
    with open_house(load_settings()) as house:
        return house.ledger.notices("fy2021", OCTOBER)


def test_a_body_is_told_exactly_what_it_has_not_reported(office, run_here):
    with open_house(load_settings()) as house:
        body = body_by_id(house.bodies, "bc")
        everything = [one.measure.measure_id for one in owed_by(house, body, OCTOBER, ())]
    office.reported("14")
    with open_house(load_settings()) as house:
        readings = house.ledger.readings("fy2021", up_to=OCTOBER)
        left = [one.measure.measure_id for one in owed_by(house, body, OCTOBER, readings)]
    assert "4-2-1-K1" in everything
    assert left == [one for one in everything if one != "4-2-1-K1"]


def test_a_reminder_goes_once_to_the_body_s_main_address_with_its_form(office, run_here):
    office.today(5)
    code, said = run_here("remind", "2021-10")
    assert (code, "before the deadline" in said) == (0, True)
    assert "sent: 1 addresses" in said
    run_here("remind", "2021-10")
    office.today(9)
    run_here("remind", "2021-10")
    assert [(row.state, row.attempts) for row in rows()] == [(DeliveryState.ACCEPTED, 1)]
    assert [address for row in rows() for address, _, _ in row.recipients] == [office.to]
    office.today(10)
    run_here("remind", "2021-10")
    assert len(rows()) == 2


def test_nobody_who_owes_nothing_is_reminded(office, run_here, monkeypatch):
    monkeypatch.setattr("flows.delivery.reminding.owed_by", lambda *_: ())
    office.today(12)
    code, said = run_here("remind", "2021-10")
    assert code == 0
    assert "Nobody is to be reminded of 2021-10 today." in said
    assert rows() == ()


def test_before_the_first_day_nobody_is_reminded(office, run_here):
    office.today(4)
    _, said = run_here("remind", "2021-10")
    assert "Nobody is to be reminded" in said
    assert rows() == ()


def test_until_switched_on_it_is_only_shown(office, run_here, nothing_set, tmp_path):
    nothing_set.delenv("AYUMI_REMINDERS")
    office.today(12)
    code, said = run_here("remind", "2021-10")
    assert (code, "Nothing was sent" in said) == (0, True)
    assert "4-2-1-K1" in said
    run_here("remind", "2021-10", "--preview", str(tmp_path / "look"))
    mail = message_from_bytes((tmp_path / "look" / "bc.eml").read_bytes(), policy=policy.default)
    assert str(mail["To"]) == office.to
    assert rows() == ()


def test_a_reminder_that_waited_is_withdrawn_once_all_is_reported(office, monkeypatch):
    office.today(5)
    with open_house(load_settings()) as house:
        monkeypatch.setattr("flows.delivery.reminding.send_claimed", lambda *_, **__: None)
        send_reminders(house, OCTOBER, date(2021, 11, 5))
        assert [row.state for row in still_owed(house, rows(), date(2021, 11, 5))] == [DeliveryState.QUEUED]
        monkeypatch.setattr("flows.delivery.reminding.owed_by", lambda *_: ())
        tend(house)
    (row,) = rows()
    assert [(state, answer) for _, state, answer in row.recipients] == [
        (DeliveryState.REFUSED, "取り消し: その後すべて報告されました")
    ]
    assert row.attempts == 0


def test_a_reminder_that_waited_gives_way_to_the_next_one(office, monkeypatch):
    with open_house(load_settings()) as house:
        office.today(5)
        with monkeypatch.context() as server_away:
            server_away.setattr("flows.delivery.reminding.send_claimed", lambda *_, **__: None)
            send_reminders(house, OCTOBER, date(2021, 11, 5))
        office.today(10)
        assert len(reminders_due(house, OCTOBER, date(2021, 11, 10))) == 1
        assert still_owed(house, rows(), date(2021, 11, 10)) == ()
    assert [state for row in rows() for _, state, _ in row.recipients] == [DeliveryState.REFUSED]


def test_a_body_without_an_address_is_shown_to_the_operator(office, run_here, tmp_path):
    (tmp_path / "bodies" / "bc.toml").write_text(
        'name = "東経連ビジネスセンター"\nreports = ["4-2-1"]\n', encoding="utf-8"
    )
    office.today(12)
    code, said = run_here("remind", "2021-10")
    assert (code, "\tnone\t" in said) == (1, True)
    assert rows() == ()
