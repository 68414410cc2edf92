import csv
import hashlib
import io
import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from flows.crew import Crew
from flows.house import Order
from flows.recipe import make_month
from flows.runners import DirectRunner
from flows.settings import load_settings
from flows.shown.progress import LineProgress
from sources.errors import InputRefused, WrongUse
from sources.month import Month
from sources.submission import FindingKind

OCTOBER = Month(2021, 10)


@pytest.fixture
def make(quick_pdfs, make_really):
    """Give a way to make a month's edition from the test's inbox, with marks in place of PDFs."""
    return make_really


@pytest.fixture
def make_really(nothing_set, inbox, tmp_path):
    """Give a way to make a month's edition from the test's inbox."""

    def build(month=OCTOBER, mail="draft", **overrides):
        paths = {"inbox": str(inbox.folder), "output": str(tmp_path / "output")}
        order = Order(month, load_settings({**paths, **overrides}), mail)
        with Crew(2) as crew:
            return make_month(order, DirectRunner(crew, LineProgress(lambda _: None, "en"), 2))

    return build


def table(outcome, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((outcome.folder / "data" / name).read_text(encoding="utf-8-sig"))))


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_month_becomes_the_promised_files(inbox, make_really):
    inbox.put("2021-10", "14")
    outcome = make_really()
    made = files_below(outcome.folder)
    fixed = {path for path in made if not path.startswith(("mail/", "committees/"))}
    assert fixed == {
        *(
            "board.pdf",
            "strategy-1.pdf",
            "strategy-2.pdf",
            "strategy-3.pdf",
            "data.xlsx",
            "edition.json",
            "index.html",
        ),
        *(f"data/{name}.csv" for name in ("facts", "milestones", "statuses", "findings", "attainment")),
    }
    assert {"mail/bc.eml", "mail/rijikai.eml", "committees/bc.pdf"} <= set(made)
    assert all(path.read_bytes().startswith(b"%PDF-1.") for path in outcome.pdfs)
    assert [(row["measure_id"], row["value"], row["cell"]) for row in table(outcome, "facts.csv")] == [
        ("4-2-1-K1", "14", "R3C3")
    ]
    attained = {row["measure_id"]: row for row in table(outcome, "attainment.csv")}
    assert attained["4-2-1-K1"]["attainment"] == "0.4667"


def test_a_month_made_again_renders_no_page_anew(inbox, make, rendered):
    inbox.put("2021-10", "14")
    first = make()
    assert "board.pdf" in rendered
    rendered.clear()
    assert make().edition == first.edition
    assert rendered == []


def test_a_changed_value_renders_its_pages_anew(inbox, make, rendered):
    inbox.put("2021-10", "14")
    make()
    rendered.clear()
    inbox.put("2021-10", "15", "東経連BC_進捗_修正版.csv")
    make()
    assert "strategy-2.pdf" in rendered


def test_a_value_that_an_earlier_month_printed_is_corrected_in_the_next_one(inbox, make):
    september = inbox.put("2021-09", "12")
    make(month=Month(2021, 9))
    september.write_text(september.read_text(encoding="utf-8").replace("企業面談,12", "企業面談,13"), "utf-8")
    inbox.put("2021-10", "14")
    outcome = make()
    (change,) = outcome.material.changes.changes
    assert (change.new.month, change.old.actual, change.new.actual) == (Month(2021, 9), 12, 13)
    assert outcome.material.changes.since == ((Month(2021, 9), 1),)
    page = (outcome.folder / "index.html").read_text(encoding="utf-8")
    assert "2021年9月分 第1版に記載した値のうち、変わったものです。" in page


def test_a_second_edition_tells_what_the_first_one_printed(inbox, make):
    inbox.put("2021-10", "14")
    make()
    inbox.put("2021-10", "15", "東経連BC_進捗_修正版.csv")
    second = make()
    (change,) = second.material.changes.changes
    assert (change.old.actual, change.new.actual) == (14, 15)
    assert make().edition == second.edition


def test_the_account_of_an_edition_holds_the_hash_of_every_file(inbox, make):
    submission = inbox.put("2021-10", "14")
    outcome = make()
    account = json.loads((outcome.folder / "edition.json").read_bytes())
    told = {one["path"]: one["sha256"] for one in (*account["outputs"], *account["mails"], *account["returns"])}
    made = {path: hashlib.sha256(data).hexdigest() for path, data in files_below(outcome.folder).items()}
    made.pop("edition.json")
    assert told == made
    assert account["inputs"] == [
        {
            "file": "2021-10/東経連BC_進捗.csv",
            "sha256": hashlib.sha256(submission.read_bytes()).hexdigest(),
        }
    ]


def test_the_same_month_twice_changes_nothing(inbox, make):
    inbox.put("2021-10", "14")
    first = make()
    before, folder_before = files_below(first.folder), first.folder.stat().st_ino
    second = make()
    assert second.edition == first.edition
    assert files_below(second.folder) == before
    assert second.folder.stat().st_ino == folder_before


def test_a_correction_makes_the_next_edition_and_the_old_file_no_longer_counts(inbox, make):
    inbox.put("2021-10", "14")
    make()
    inbox.put("2021-10", "15", name="東経連BC_進捗_修正版.csv")
    outcome = make()
    assert outcome.edition.number == 2
    assert [row["value"] for row in table(outcome, "facts.csv")] == ["15"]
    assert FindingKind.SUPERSEDED_REVISION in {finding.kind for finding in outcome.material.all_findings()}


def test_earlier_months_in_the_inbox_are_read_first_and_checked_against(inbox, make):
    inbox.put("2021-09", "16")
    inbox.put("2021-10", "14")
    outcome = make()
    kinds = [finding.kind for finding in outcome.material.all_findings()]
    assert FindingKind.DECREASE_FROM_PREVIOUS in kinds
    assert {row["month"] for row in table(outcome, "facts.csv")} == {"2021-09", "2021-10"}


def test_later_months_in_the_inbox_stay_out(inbox, make):
    inbox.put("2021-09", "12")
    inbox.put("2021-10", "14")
    outcome = make(Month(2021, 9))
    assert [row["month"] for row in table(outcome, "facts.csv")] == ["2021-09"]


def test_a_file_that_can_not_be_read_costs_itself_alone(inbox, make):
    inbox.put("2021-10", "14")
    (inbox.folder / "2021-10" / "ILC推進協_報告.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    outcome = make()
    assert [row["value"] for row in table(outcome, "facts.csv")] == ["14"]
    broken = [finding for finding in outcome.material.all_findings() if "ILC" in finding.place.source_file]
    assert [finding.kind for finding in broken] == [FindingKind.UNREADABLE_FILE]


def test_an_empty_inbox_still_reports_what_is_missing(inbox, make):
    outcome = make()
    assert table(outcome, "facts.csv") == []
    assert {row["state"] for row in table(outcome, "attainment.csv")} >= {"overdue"}


def test_a_missing_inbox_is_refused_with_the_next_step(inbox, make, tmp_path):
    with pytest.raises(InputRefused, match="--inbox"):
        make(inbox=str(tmp_path / "elsewhere"))
    assert not (tmp_path / "output" / "2021-10").exists()


def test_a_month_of_another_fiscal_year_is_wrong_use(inbox, make):
    with pytest.raises(WrongUse, match="2020-10 is not a month of fiscal year 2021"):
        make(Month(2020, 10))


def test_each_receiving_body_gets_one_mail_with_its_reports(inbox, make):
    inbox.put("2021-10", "14")
    outcome = make()
    mail = message_from_bytes((outcome.folder / "mail" / "rijikai.eml").read_bytes(), policy=policy.default)
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == [
        "進捗報告書_2021年10月_理事会.pdf",
        *(f"進捗報告書_2021年10月_戦略{number}.pdf" for number in (1, 2, 3)),
    ]
    board = next(part for part in mail.iter_attachments() if part.get_filename() == names[0])
    assert board.get_payload(decode=True) == (outcome.folder / "board.pdf").read_bytes()


def test_without_mail_no_mail_is_written(inbox, make):
    assert not (make(mail="none").folder / "mail").exists()


def test_mails_that_may_go_out_need_a_sender(inbox, make):
    with pytest.raises(WrongUse, match="AYUMI_SENDER"):
        make(mail="queue")


def test_reports_speak_english_where_asked(inbox, make):
    inbox.put("2021-10", "14")
    outcome = make(report_language="en")
    mail = message_from_bytes((outcome.folder / "mail" / "rijikai.eml").read_bytes(), policy=policy.default)
    assert next(mail.iter_attachments()).get_filename() == "Progress report 2021-10 board.pdf"
