from pathlib import Path

import pytest

from sources.errors import InputRefused
from sources.machine_readability import load_machine_readability
from sources.submission import FindingKind


def test_findings_name_official_rules_where_one_fits():
    rules = load_machine_readability()
    assert rules.findings[FindingKind.NOT_A_NUMBER] == "L2-01"
    assert rules.rules["L2-01"] == "数値データは数値属性とし、文字列を含まないこと"
    assert FindingKind.DECREASE_FROM_PREVIOUS not in rules.findings


@pytest.mark.parametrize(
    ("findings", "said"),
    [('not_a_number = "L9-99"', "L9-99"), ('no_such_kind = "L2-01"', "no_such_kind")],
    ids=["a rule that is not listed", "a finding of no known kind"],
)
def test_a_rule_or_finding_that_is_unknown_is_refused(tmp_path: Path, findings: str, said: str):
    file = tmp_path / "rules.toml"
    file.write_text(f'title = "t"\nurl = "u"\n[rules]\n"L2-01" = "n"\n[findings]\n{findings}\n', encoding="utf-8")
    with pytest.raises(InputRefused, match=said):
        load_machine_readability(file)
