"""`ayumi check --explain`: each value with the cells that made it what it is, and why it counts or does not."""

import re

import pytest

from flows.shown.explained import words_of_evidence
from sources.messages import Text


def test_each_value_is_told_with_its_cells_its_confidence_and_its_span(inbox, run_here):
    code, said = run_here("check", str(inbox.put("2021-10", "14")), "--explain")
    lines = said.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("4-2-1-K1 企業面談: 14 件 (since April)"))
    assert code == 0
    assert lines[at].split("\t")[1:] == ["accepted, confidence 1.00", "R3C3", "14"]
    because = {line.split("\t")[1] for line in lines[at + 1 :] if line.startswith("\t")}
    assert {"initiative", "measure", "month"} <= because
    assert any(line.startswith("\tits words say what it covers") for line in lines), "累計 stands in the heading"


def test_what_speaks_against_a_value_stands_below_it(inbox, run_here):
    code, said = run_here("check", str(inbox.put("2021-10", "14件（見込）")), "--explain")
    assert code == 1
    [row] = [line for line in said.splitlines() if line.startswith("4-2-1-K1")]
    assert "quarantined" in row
    assert any(line.startswith("\tspeaks against it\tR3C3") for line in said.splitlines())


@pytest.mark.parametrize("word", words_of_evidence(), ids=lambda word: word.key)
def test_each_reason_has_its_japanese(word: Text):
    assert re.search("[ぁ-んァ-ヶ一-龠]", word.in_language("ja"))
