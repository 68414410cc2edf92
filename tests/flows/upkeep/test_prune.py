"""What goes when its term is over: not a day too soon, not what an edition needs, never without a trace."""

import hashlib
import os
import shutil
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from killed import killed_before, lines_of

from flows.commands import prune as command
from flows.crew import Crew
from flows.editions import publish
from flows.house import Order, open_house
from flows.intake.mail_in import kept_mails
from flows.recipe import make_month
from flows.runners import DirectRunner
from flows.settings import Settings, load_settings
from flows.shown.progress import LineProgress
from flows.upkeep import prune as upkeep
from flows.upkeep.prune import outlived, prune
from sources.edition import DeliveryState, Message, RecipientOutcome
from sources.intake.mail import KeptMail
from sources.month import Month
from tasks.ledger.originals import archive, original_path, stored_originals
from tasks.ledger.retention import kept_through

TOKYO = ZoneInfo("Asia/Tokyo")
WATCHED = [Path(upkeep.__file__)]


@pytest.fixture(scope="module")
def made(marking, tmp_path_factory):
    """Make one edition for all tests of this module: its inbox and its output, with marks in place of PDFs."""
    folder = tmp_path_factory.mktemp("made")
    report = folder / "inbox" / "2021-10" / "東経連BC_進捗.csv"
    report.parent.mkdir(parents=True)
    lines = (
        "進捗報告（2021年10月末現在）",
        "具体的な取り組み,指標,実績（4月からの累計）,単位",
        "次世代放射光施設の建設支援,企業面談,14,件",
    )
    report.write_text("\n".join(lines), encoding="utf-8")
    order = Order(Month(2021, 10), Settings(inbox=folder / "inbox", output=folder / "output"), "none")
    with pytest.MonkeyPatch.context() as patch, Crew(2) as crew:
        patch.setattr(publish, "RENDER", marking)
        make_month(order, DirectRunner(crew, LineProgress(lambda _: None, "en"), 2))
    return folder


@pytest.fixture
def office(made, run_here, inbox, tmp_path, monkeypatch):
    """Give a copy of the edition, and a way to prune it so many days after the last day of its term."""
    shutil.copytree(made / "inbox", inbox.folder, dirs_exist_ok=True)
    shutil.copytree(made / "output", tmp_path / "output")

    def after_the_term(days: int) -> datetime:
        with open_house(load_settings()) as house:
            last_use = max(use.day for use in house.ledger.uses("Asia/Tokyo"))
        return datetime.combine(kept_through(last_use, 7), time(23, 59), TOKYO) + timedelta(days)

    def at(days: int, *words: str) -> tuple[int, str]:
        moment = after_the_term(days)
        monkeypatch.setattr(command, "now", lambda: moment)
        return run_here("prune", *words)

    at.moment = after_the_term
    return at


def hashes() -> set[str]:
    return {one.sha256 for one in stored_originals(load_settings().data_folder() / "originals")}


def test_on_the_last_day_of_its_term_nothing_goes_and_on_the_next_all_of_it(office):
    before = hashes()
    assert before
    code, said = office(0, "--dry-run")
    assert code == 0
    assert "Would go: " in said
    assert "bc" not in said
    office(0)
    assert hashes() == before
    office(1)
    assert hashes() == set()


def test_a_dry_run_tells_each_file_with_its_days_and_changes_nothing(office):
    before = hashes()
    _, said = office(1, "--dry-run")
    rows = [line.split("\t") for line in said.splitlines() if "\t" in line]
    assert any(row[1] == "2021-10/東経連BC_進捗.csv" and row[3] for row in rows)
    assert any(row[1] == "plans/fy2021/measures.csv" for row in rows)
    assert hashes() == before
    with open_house(load_settings()) as house:
        assert house.ledger.pruned_on(next(iter(before)), "Asia/Tokyo") is None


def test_a_second_time_finds_nothing_more(office):
    office(1)
    _, said = office(1)
    assert "Removed: 0 files" in said


def test_a_longer_term_of_the_office_is_kept(office, nothing_set):
    nothing_set.setenv("AYUMI_KEEP_ORIGINALS_YEARS", "10")
    before = hashes()
    office(1)
    assert hashes() == before


def test_what_still_lies_in_the_inbox_and_is_read_by_every_run_stays(office):
    before = hashes()
    with open_house(load_settings()) as house:
        submission = next(use for use in house.ledger.uses("Asia/Tokyo") if use.name.endswith("進捗.csv"))
        file = original_path(house.originals, submission.sha256)
        moment = office.moment(1)
        os.utime(file, (moment.timestamp(), moment.timestamp()))
        found = outlived(house, moment)
    assert found.still_in_use == 1
    assert {one.kept.sha256 for one in found.originals} == before - {submission.sha256}


def test_trace_and_rebuild_say_that_an_original_was_pruned(office, run_here):
    office(1)
    code, said = run_here("trace", "4-2-1-K1", "2021-10")
    assert code == 0
    assert "pruned on " in said
    code, said = run_here("edition", "2021-10", "1")
    assert code == 0
    assert "pruned on " in said
    code, said = run_here("edition", "2021-10", "1", "--rebuild")
    assert code == 2
    assert "was pruned on " in said


def test_a_month_is_run_again_after_its_originals_and_its_inbox_are_gone(office, run_here, inbox):
    office(1)
    shutil.rmtree(inbox.folder / "2021-10")
    code, said = run_here("run", "2021-10")
    assert code == 1, said
    assert "edition 1" in said


def test_an_original_that_is_lost_without_being_pruned_is_not_called_pruned(office):
    with open_house(load_settings()) as house:
        shutil.rmtree(house.originals)
        assert house.pruned_on(hashlib.sha256(b"lost").hexdigest()) is None


def test_what_the_ledger_does_not_know_stays_and_is_counted(office):
    originals = load_settings().data_folder() / "originals"
    stray = original_path(originals, archive(originals, b"put here by nobody"))
    _, said = office(1)
    assert stray.exists()
    assert "and that stay: 1" in said


def test_readings_and_pdfs_unused_for_a_year_go_and_newer_ones_stay(office):
    readings = load_settings().data_folder() / "readings"
    kept = next(readings.iterdir())
    with open_house(load_settings()) as house:
        now = datetime.now(UTC)
        assert outlived(house, now + timedelta(days=364)).caches == ()
        cache = outlived(house, now + timedelta(days=366)).caches[0]
    assert kept in cache.files


def test_killed_at_any_line_it_goes_on_the_next_time_and_nothing_looks_lost(office, tmp_path):
    settings = load_settings()
    at = office.moment(1)
    keep = tmp_path / "as it was"
    shutil.copytree(settings.output, keep)

    def remove() -> None:
        with open_house(settings) as house:
            prune(house, outlived(house, at), at)

    lines = lines_of(remove, WATCHED)
    for line in range(lines - 12, lines + 1, 4):
        shutil.rmtree(settings.output)
        shutil.copytree(keep, settings.output)
        killed_before(remove, line, WATCHED)
        with open_house(settings) as house:
            for use in house.ledger.uses("Asia/Tokyo"):
                there = original_path(house.originals, use.sha256).exists()
                assert there or house.pruned_on(use.sha256) is not None
        remove()
        assert hashes() == set()


def test_a_mail_is_kept_whole_for_a_year_and_what_it_brought_for_longer(office):
    raw = b"From: bc@example.jp\r\nMessage-ID: <1@example.jp>\r\n\r\nwithout a file\r\n"
    received = datetime(2027, 2, 28, 16, 0, tzinfo=UTC)  # in Tokyo it is 1 March already
    with open_house(load_settings()) as house:
        sha256 = archive(house.originals, raw)
        house.ledger.keep_mail(KeptMail(sha256, received, len(raw)), plan_id=house.plan.plan_id, at=received)
        last_day = datetime(2028, 3, 1, 23, 59, tzinfo=TOKYO)
        assert outlived(house, last_day).originals == ()
        gone = outlived(house, last_day + timedelta(minutes=1))
        assert [one.kept.sha256 for one in gone.originals] == [sha256]
        assert len(kept_mails(house)) == 1
        prune(house, gone, last_day)
        assert kept_mails(house) == ()


def sent_mail(house, at: datetime) -> None:
    """Queue, approve and send one mail of the edition, as a sender would write it down."""
    edition = house.ledger.last_edition("fy2021", Month(2021, 10))
    to = next(one for one in edition.recipients if one.body_id == "bc")
    message = Message(
        "bc", "<bc@example.jp>", "進捗報告", "office@example.jp", (to.address,), b"a mail with a PDF"
    )
    (row,) = house.ledger.queue(edition, [message], at=at)
    house.ledger.approve(edition, approved_by="事務局長", approved_at=at)
    held = house.ledger.claim(row.delivery_id, at=at)
    for step, state in (
        (house.ledger.mark_in_doubt, DeliveryState.IN_DOUBT),
        (house.ledger.settle, DeliveryState.ACCEPTED),
    ):
        assert step(held, [RecipientOutcome(to.address, state, "250 taken")], at=at)


def test_a_sent_mail_goes_after_its_year_and_who_got_it_is_told_for_good(office, run_here, monkeypatch, tmp_path):
    sent = datetime(2022, 11, 9, 16, 0, tzinfo=UTC)  # in Tokyo it is the 10th already
    with open_house(load_settings()) as house:
        sent_mail(house, sent)
    status = run_here("status", "2021-10")
    assert "250 taken" in status[1]

    def prune_on(day: int, *words: str) -> str:
        monkeypatch.setattr(command, "now", lambda: datetime(2023, 11, day, 12, 0, tzinfo=TOKYO))
        return run_here("prune", *words)[1]

    assert "Mail as sent" not in prune_on(10, "--dry-run")
    row = "Mail as sent\tfy2021/2021-10/1 bc\t2022-11-10\t2023-11-10\t17"
    assert row in prune_on(11, "--dry-run")
    assert run_here("send", "2021-10", "--preview", str(tmp_path / "mails"))[0] == 0
    assert row in prune_on(11)
    assert row not in prune_on(11)
    assert run_here("status", "2021-10") == status
    code, said = run_here("send", "2021-10", "--preview", str(tmp_path / "mails"))
    assert (code, "were pruned on 2023-11-11" in said) == (2, True)
    assert run_here("backup", str(tmp_path / "backup"))[0] == 0
    shutil.rmtree(tmp_path / "output")
    assert run_here("restore", str(tmp_path / "backup"))[0] == 0
    assert "250 taken" in run_here("status", "2021-10")[1]
