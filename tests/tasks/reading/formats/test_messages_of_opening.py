import ast
from pathlib import Path

import pytest

from sources.messages import Text

ROOT = Path(__file__).resolve().parents[4]
MODULES = [*(ROOT / "tasks/reading/formats").glob("*.py"), *(ROOT / "tasks/reading").glob("[or]*.py")]
KEYS = sorted(
    {
        node.args[0].value
        for module in MODULES
        if module.stem in ("opening", "reader_pool") or module.parent.name == "formats"
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "text"
        and isinstance(node.args[0], ast.Constant)
    }
)


@pytest.mark.parametrize("key", KEYS)
def test_every_sentence_has_its_japanese(key: str) -> None:
    assert Text(key).in_language("ja") != key
