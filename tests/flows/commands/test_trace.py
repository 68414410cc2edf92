import csv
from shutil import copytree

import pytest

from sources.plan_files import PLANS_FOLDER


@pytest.fixture
def blocks(run_here):
    """Give a way to trace 企業面談: it returns each block's lines as (label, words)."""

    def of(month: str = "2021-10") -> list[list[tuple[str, str]]]:
        code, said = run_here("trace", "4-2-1-K1", month)
        assert code == 0
        found = [block.splitlines() for block in said.rstrip("\n").split("\n\n")[1:]]
        return [[tuple(line.split("  ", 1)) for line in block] for block in found]

    return of


def words_of(block: list[tuple[str, str]]) -> dict[str, str]:
    return {label.strip(): words.strip() for label, words in block}


def test_a_value_is_followed_from_its_file_to_the_edition_it_stood_in(inbox, run_here, blocks):
    path = inbox.put("2021-10", "14")
    (inbox.folder / "manifest.csv").write_text(f"file,body,received\n2021-10/{path.name},bc,2021-11-08\n", "utf-8")
    run_here("run", "2021-10", "--mail", "none")
    actual, value = (words_of(block) for block in blocks())
    assert actual["Actual"] == "2021-10: 14 件"
    assert actual["Attainment"] == "46.67% (14 ÷ 30)"
    assert value["File"] == "2021-10/東経連BC_進捗.csv"
    assert len(value["SHA-256"]) == 64
    assert value["Received"] == "2021-11-08"
    assert value["Known since"].startswith("2021-11-08 23:59 JST, reading 1")
    assert value["As written"] == "14"
    assert value["Counts"] == "yes: the actual rests on it"
    assert value["Edition"] == "2021-10 #1: 14 件 (printed)"


def test_the_labels_that_gave_a_value_its_measure_are_named_with_their_cells(inbox, run_here, blocks):
    inbox.put("2021-10", "14")
    run_here("run", "2021-10", "--mail", "none")
    labels = [words for label, words in blocks()[1] if label.strip() == "Label"]
    assert any("企業面談" in words for words in labels)


def test_a_replaced_value_says_by_what_and_keeps_the_edition_it_stood_in(inbox, run_here, blocks):
    inbox.put("2021-10", "14")
    run_here("run", "2021-10", "--mail", "none")
    inbox.put("2021-10", "15", name="東経連BC_進捗_修正版.csv")
    run_here("run", "2021-10", "--mail", "none")
    _, old, new = blocks()
    assert words_of(old)["Counts"] == "no: replaced by 2021-10/東経連BC_進捗_修正版.csv"
    assert [words.strip() for label, words in old if label.strip() == "Edition"] == [
        "2021-10 #1: 14 件 (printed)",
        "2021-10 #2: 15 件 (known, but not in the figure)",
    ]
    assert words_of(new)["Edition"] == "2021-10 #2: 15 件 (printed)"


def test_a_balance_is_divided_from_its_baseline_on(inbox, run_here, blocks, nothing_set, tmp_path):
    copytree(PLANS_FOLDER / "fy2021", tmp_path / "plans" / "fy2021")
    measures = tmp_path / "plans" / "fy2021" / "measures.csv"
    rows = list(csv.DictReader(measures.read_text("utf-8-sig").splitlines()))
    for row in rows:
        if row["measure_id"] == "4-2-1-K1":
            row.update(accumulation="stock", baseline="10", target="1030")
    with measures.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    nothing_set.setenv("AYUMI_PLANS", str(tmp_path / "plans"))
    inbox.put("2021-10", "605")
    run_here("run", "2021-10", "--mail", "none")
    actual = words_of(blocks()[0])
    assert actual["Attainment"] == "58.74% (605 ÷ 1,030)"
    assert actual["Attainment from the baseline"] == "58.33% ((605 − 10) ÷ (1,030 − 10))"
    assert actual["Pace"] == "100.00% ((605 − 10) ÷ (605 − 10))"
