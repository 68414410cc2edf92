"""Every sentence of plan, bodies and inbox has its Japanese, with the same places."""

import ast
import re
from pathlib import Path

import pytest

import sources
from sources.messages import Text

ROOM = Path(sources.__file__).parent


def sentences() -> list[str]:
    found = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text":
                [key] = node.args
                if isinstance(key, ast.Constant):
                    found.add(key.value)
    return sorted(found)


@pytest.mark.parametrize("key", sentences())
def test_the_sentence_is_translated_with_its_places(key: str):
    places = re.findall(r"\{(\w+)\}", key)
    japanese = Text(key, tuple((place, f"<{place}>") for place in places)).in_language("ja")
    assert re.search(r"[ぁ-ん：]", japanese), japanese
    assert sorted(re.findall(r"<(\w+)>", japanese)) == sorted(places)
