import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import COMMANDS, main


def test_a_month_runs_and_ends_with_the_paths_of_its_pdfs(inbox, run_here, tmp_path):
    inbox.put("2021-10", "14")
    code, said = run_here("run", "2021-10")
    assert code == 1  # nine of ten bodies have not submitted
    assert "edition 1, 1 submissions" in said
    lines = said.splitlines()
    assert str(tmp_path / "output" / "2021-10" / "board.pdf") in lines
    assert "\x1b" not in said


def test_the_terminal_speaks_japanese_in_a_japanese_locale(inbox, run_here, nothing_set):
    nothing_set.setenv("LANG", "ja_JP.UTF-8")
    inbox.put("2021-10", "14")
    _, said = run_here("run", "2021-10", "--mail", "none")
    assert "2021-10 第1版: 提出物 1 件" in said
    assert "提出物の読み取り" in said


def test_status_tells_who_has_submitted_and_who_has_not(inbox, run_here):
    inbox.put("2021-10", "14")
    run_here("run", "2021-10", "--mail", "none")
    code, said = run_here("status", "2021-10")
    assert code == 0
    assert "Submissions for 2021-10: 1" in said
    assert "2021-10/東経連BC_進捗.csv" in said
    assert "東北ILC推進協議会" in said.partition("Not yet submitted:")[2].splitlines()[0]
    assert "Not approved" in said
    assert "No mail is queued." in said


def test_status_of_a_month_that_was_never_run_says_how_to_begin(run_here):
    code, said = run_here("status", "2021-10")
    assert code == 0
    assert "ayumi run 2021-10" in said


def test_trace_leads_from_a_measure_to_its_cells(inbox, run_here):
    inbox.put("2021-09", "12")
    inbox.put("2021-10", "14")
    run_here("run", "2021-10", "--mail", "none")
    code, said = run_here("trace", "4-2-1-K1", "2021-10")
    assert code == 0
    rows = [line.split("\t") for line in said.splitlines() if line.startswith("2021-")]
    assert rows == [
        [
            month,
            f"{value} 件 (since April)",
            value,
            "yes",
            "東経連ビジネスセンター",
            f"{month}/東経連BC_進捗.csv, cell R3C3",
        ]
        for month, value in (("2021-09", "12"), ("2021-10", "14"))
    ]


def test_trace_says_why_a_value_does_not_count(inbox, run_here):
    inbox.put("2021-10", "14")
    inbox.put("2021-10", "15", name="東経連BC_進捗_修正版.csv")
    run_here("run", "2021-10", "--mail", "none")
    _, said = run_here("trace", "4-2-1-K1", "2021-10")
    assert "no: replaced by 2021-10/東経連BC_進捗_修正版.csv" in said


def test_trace_of_an_unknown_measure_is_wrong_use(run_here):
    code, said = run_here("trace", "99-K1", "2021-10")
    assert code == 2
    assert said == "The plan fy2021 has no measure '99-K1'. Ids look like 4-2-1-K1; the data workbook lists all.\n"


def test_check_shows_what_would_be_read_and_records_nothing(inbox, run_here):
    path = inbox.put("2021-10", "14")
    code, said = run_here("check", str(path))
    assert code == 0
    assert "from 東経連ビジネスセンター, for 2021-10" in said
    assert "2021-10\t4-2-1-K1\t14 件 (since April)\taccepted\t\tR3C3" in said
    _, status = run_here("status", "2021-10")
    assert "Submissions for 2021-10: 0" in status


def test_check_ends_with_one_where_the_sender_should_look(inbox, run_here):
    path = inbox.put("2021-10", "約14")
    code, said = run_here("check", str(path))
    assert code == 1
    assert "約14" in said


def test_check_asks_for_a_body_that_exists(inbox, run_here):
    path = inbox.put("2021-10", "14")
    code, said = run_here("check", str(path), "--body", "nobody")
    assert code == 2
    assert "There is no body 'nobody'. Bodies: bc, bosai" in said


def test_check_of_a_file_that_is_not_there_is_refused(run_here, tmp_path):
    code, said = run_here("check", str(tmp_path / "none.xlsx"))
    assert (code, said) == (3, f"There is no file '{tmp_path / 'none.xlsx'}'.\n")


def test_approve_then_send_asks_for_each_missing_thing_in_turn(inbox, run_here, nothing_set):
    inbox.put("2021-10", "14")
    assert run_here("approve", "2021-10") == (
        2,
        "There is no edition of 2021-10 yet. Make one with: ayumi run 2021-10\n",
    )
    nothing_set.setenv("AYUMI_SENDER", "事務局 <office@example.jp>")
    run_here("run", "2021-10", "--mail", "queue")
    code, said = run_here("send", "2021-10")
    assert (code, "is not approved" in said) == (2, True)
    code, said = run_here("approve", "2021-10", "--by", "事務局長")
    assert (code, "no terminal to ask at" in said) == (2, True)
    code, said = run_here("approve", "2021-10", "--by", "事務局長", "--yes")
    assert (code, "approved by 事務局長" in said) == (0, True)
    code, said = run_here("send", "2021-10")
    assert (code, "AYUMI_SMTP_HOST" in said) == (2, True)
    _, said = run_here("status", "2021-10")
    assert "Approved by 事務局長" in said
    assert "rijikai@example.jp" in said


def test_plan_check_says_that_the_plan_is_sound(run_here):
    assert run_here("plan", "check") == (0, "The plan fy2021 is sound: 23 initiatives, 52 measures.\n")


def test_plan_check_names_file_and_row_of_a_problem(run_here, nothing_set, tmp_path):
    from shutil import copytree

    from sources.plan_files import PLANS_FOLDER

    copytree(PLANS_FOLDER / "fy2021", tmp_path / "plans" / "fy2021")
    measures = tmp_path / "plans" / "fy2021" / "measures.csv"
    measures.write_text(
        measures.read_text(encoding="utf-8-sig").replace(",numeric,30,件,", ",numeric,30,,"), encoding="utf-8"
    )
    nothing_set.setenv("AYUMI_PLANS", str(tmp_path / "plans"))
    code, said = run_here("plan", "check")
    assert code == 3
    assert "measures.csv, row " in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "2021-13"], "'2021-13' is not a month. Write it as 2021-10."),
        (["run"], "Missing argument 'MONTH'. See: ayumi --help"),
        (["run", "2021-10", "--plan", "fy1999"], "fy1999"),
        (["walk"], "No such command 'walk'. See: ayumi --help"),
    ],
)
def test_an_error_is_one_line_with_the_next_step(run_here, words, said):
    code, line = run_here(*words)
    assert code in {2, 3}
    assert said in line
    assert line.count("\n") == 1


def test_an_unforeseen_error_is_one_line_unless_debug_asks_for_more(run_here, nothing_set, tmp_path):
    (tmp_path / "output").write_text("a file where a folder should be")
    code, said = run_here("status", "2021-10")
    assert code == 4
    assert said.count("\n") == 1
    code, said = run_here("status", "2021-10", "--debug")
    assert code == 4
    assert "Traceback" in said


def test_a_prefect_server_that_does_not_answer_is_named(run_here, nothing_set):
    nothing_set.setenv("AYUMI_PREFECT_API_URL", "http://127.0.0.1:9/api")
    code, said = run_here("run", "2021-10")
    assert code == 4
    assert "http://127.0.0.1:9/api does not answer" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, run_here, capsys):
    code, said = run_here(command, "--help")
    assert code == 0
    assert said.startswith(f"Usage: ayumi {command}")


def test_help_lists_all_commands_and_is_there_without_words(capsys):
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert [name for name in COMMANDS if f"  {name} " not in listed] == []


def test_the_installed_command_runs_in_a_process_of_its_own(tmp_path):
    ayumi = Path(sys.executable).with_name("ayumi")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AYUMI_")}
    done = subprocess.run(
        [ayumi, "status", "2021-10", "--output", tmp_path / "out"],
        env={**environment, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No edition yet" in done.stdout
