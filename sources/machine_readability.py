"""The official rules on machine-readable data behind findings, as `machine_readability.toml` lists them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import model_validator

from sources.errors import InputRefused
from sources.plan import Declared
from sources.submission import FindingKind
from sources.toml_files import read_declared

RULES_FILE = Path(__file__).with_name("machine_readability.toml")


class MachineReadability(Declared):
    """*rules* are names by rule id; *findings* the id of the rule that a kind of finding breaks, if any."""

    title: str
    url: str
    rules: Mapping[str, str]
    findings: Mapping[FindingKind, str]

    @model_validator(mode="after")
    def _names_every_rule(self) -> Self:
        for kind, rule in self.findings.items():
            if rule not in self.rules:
                raise ValueError(f"{kind} names the rule {rule}, which is not listed")
        return self


@cache
def load_machine_readability(path: Path = RULES_FILE) -> MachineReadability:
    """Return the rules of *path*; raise InputRefused naming file and key."""
    declared, problems = read_declared(path, MachineReadability)
    if declared is None:
        raise InputRefused(problems[0])
    return declared
