"""The two clocks at the edge: editions made again to the byte, and a month as it was known on a day."""

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from flows.crew import Crew
from flows.house import Order
from flows.recipe import make_month
from flows.runners import DirectRunner
from flows.settings import load_settings
from flows.shown.progress import LineProgress
from sources.bodies import BODIES_FOLDER
from sources.month import Month
from sources.plan_files import PLANS_FOLDER
from tasks.reporting.changes import Cause


@pytest.fixture
def came(inbox):
    """Put a body's figure into the inbox with the day it came: `came("14", "2021-11-08")`."""
    lines = ["file,body,received"]

    def put(figure: str, received: str, name: str = "東経連BC_進捗.csv", month: str = "2021-10") -> Path:
        path = inbox.put(month, figure, name)
        lines.append(f"{month}/{name},bc,{received}")
        (inbox.folder / "manifest.csv").write_text("\n".join(lines), encoding="utf-8")
        return path

    return put


@pytest.fixture
def files(tmp_path):
    """Give the bytes of all files below a folder of the output, by path."""

    def below(*parts: str) -> dict[str, bytes]:
        folder = tmp_path.joinpath("output", *parts)
        found = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}

    return below


def frozen(below: dict[str, bytes]) -> dict[str, bytes]:
    return {
        path: data
        for path, data in below.items()
        if path != "edition.json" and not path.startswith(("mail/", "returns/"))
    }


def figures(below: dict[str, bytes]) -> list[tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(below["data/facts.csv"].decode("utf-8-sig")))
    return [(row["value"], row["source_file"]) for row in rows]


def test_the_first_edition_is_made_again_to_the_byte_after_a_revision_made_the_second(came, run_here, files):
    came("14", "2021-11-08")
    run_here("run", "2021-10")
    first = frozen(files("2021-10"))
    came("15", "2021-11-09", "東経連BC_進捗_修正版.csv")
    run_here("run", "2021-10")
    second = frozen(files("2021-10"))
    assert second != first
    for number, edition in ((1, first), (2, second)):
        code, said = run_here("edition", "2021-10", str(number), "--rebuild")
        assert (code, f"All {len(edition)} files are the same to the byte." in said) == (0, True)
        assert files("editions", f"2021-10-{number}") == edition


def test_a_file_recorded_late_but_received_early_stays_out_of_the_edition_made_before(came, run_here, files):
    came("15", "2021-11-09")
    run_here("run", "2021-10")
    first = frozen(files("2021-10"))
    came("14", "2021-11-01", "東経連BC_進捗_初回.csv")
    run_here("run", "2021-10")
    code, _ = run_here("edition", "2021-10", "1", "--rebuild")
    assert code == 0
    assert files("editions", "2021-10-1") == first


def test_plan_and_bodies_of_then_are_used_whatever_they_say_now(came, run_here, nothing_set, tmp_path, files):
    shutil.copytree(PLANS_FOLDER, tmp_path / "plans")
    shutil.copytree(BODIES_FOLDER, tmp_path / "bodies")
    nothing_set.setenv("AYUMI_PLANS", str(tmp_path / "plans"))
    nothing_set.setenv("AYUMI_BODIES", str(tmp_path / "bodies"))
    came("14", "2021-11-08")
    run_here("run", "2021-10")
    first = frozen(files("2021-10"))
    plan = tmp_path / "plans" / "fy2021" / "plan.toml"
    plan.write_text(plan.read_text("utf-8").replace('organisation = "', 'organisation = "新'), encoding="utf-8")
    (tmp_path / "bodies" / "bosai.toml").unlink()
    run_here("run", "2021-10")
    assert frozen(files("2021-10")) != first
    assert run_here("edition", "2021-10", "1", "--rebuild")[0] == 0
    assert files("editions", "2021-10-1") == first


def test_an_edition_whose_original_is_gone_or_changed_names_it(came, run_here, tmp_path):
    came("14", "2021-11-08")
    run_here("run", "2021-10")
    kept = [path for path in (tmp_path / "output" / ".ayumi" / "originals").rglob("*") if path.is_file()]
    (measures,) = (path for path in kept if path.read_bytes().startswith(b"\xef\xbb\xbfmeasure_id,level"))
    measures.unlink()
    code, said = run_here("edition", "2021-10", "1", "--rebuild")
    assert code == 4
    assert "Restore it from the backup." in said


def test_an_edition_tells_its_files_its_inputs_and_who_approved_it(came, run_here, nothing_set):
    nothing_set.setenv("AYUMI_SENDER", "事務局 <office@example.jp>")
    came("14", "2021-11-08")
    run_here("run", "2021-10", "--mail", "queue")
    run_here("approve", "2021-10", "--by", "事務局長", "--yes")
    code, said = run_here("edition", "2021-10", "1")
    assert code == 0
    assert "Edition 1 of 2021-10, plan fy2021" in said
    assert "Approved by 事務局長" in said
    assert "2021-10/東経連BC_進捗.csv\t" in said
    assert "board.pdf\t" in said
    assert "plans/fy2021/measures.csv\t" in said


def test_an_edition_that_is_not_there_is_wrong_use_and_the_last_one_named(came, run_here):
    assert "There is no edition of 2021-10 yet." in run_here("edition", "2021-10", "1")[1]
    came("14", "2021-11-08")
    run_here("run", "2021-10")
    code, said = run_here("edition", "2021-10", "2")
    assert code == 2
    assert "There is no edition 2 of 2021-10; the last one is 1." in said


def test_as_of_a_day_a_month_is_what_was_known_then_and_says_so(came, run_here, files, tmp_path):
    came("14", "2021-11-08")
    came("15", "2021-11-20", "東経連BC_進捗_修正版.csv")
    code, said = run_here("run", "2021-10", "--as-of", "2021-11-10")
    then = files("as-of", "2021-11-10", "2021-10")
    assert code == 0
    assert "This is no edition, and is not mailed." in said
    assert figures(then) == [("14", "2021-10/東経連BC_進捗.csv")]
    assert "版ではありません：2021年11月10日時点" in then["index.html"].decode()
    assert json.loads(then["as-of.json"])["as_of"] == "2021-11-10"
    run_here("run", "2021-10", "--as-of", "2021-11-07")
    assert figures(files("as-of", "2021-11-07", "2021-10")) == []
    run_here("run", "2021-10")
    assert figures(files("2021-10"))[0][0] == "15"


def test_as_of_freezes_no_edition_and_sends_nothing(came, run_here):
    came("14", "2021-11-08")
    run_here("run", "2021-10", "--as-of", "2021-11-10")
    assert "No edition yet." in run_here("status", "2021-10")[1]
    code, said = run_here("run", "2021-10", "--as-of", "2021-11-10", "--mail", "queue")
    assert code == 2
    assert "--as-of makes no edition" in said


def test_as_of_a_day_gives_the_same_bytes_whenever_it_is_asked(came, run_here, files):
    came("14", "2021-11-08")
    run_here("run", "2021-10", "--as-of", "2021-11-10")
    first = files("as-of", "2021-11-10", "2021-10")
    came("15", "2021-11-20", "東経連BC_進捗_修正版.csv")
    run_here("run", "2021-10")
    run_here("run", "2021-10", "--as-of", "2021-11-10")
    assert files("as-of", "2021-11-10", "2021-10") == first


def test_the_next_report_lists_the_correction_of_an_earlier_month_too(came, run_here, inbox, tmp_path):
    came("14", "2021-11-08")
    run_here("run", "2021-10")
    came("15", "2021-11-20", "東経連BC_進捗_修正版.csv")
    came("18", "2021-12-08", month="2021-11")
    paths = {"inbox": str(inbox.folder), "output": str(tmp_path / "output")}
    with Crew(2) as crew:
        runner = DirectRunner(crew, LineProgress(lambda _: None, "en"), 2)
        made = make_month(Order(Month(2021, 11), load_settings(paths), "none"), runner)
    assert made.material.changes.since == ((Month(2021, 10), 1),)
    (change,) = made.material.changes.changes
    assert (str(change.old.actual), str(change.new.actual), change.new.month) == ("14", "15", Month(2021, 10))
    assert change.new_submission.received == date(2021, 11, 20)
    assert change.cause is Cause.REVISED
