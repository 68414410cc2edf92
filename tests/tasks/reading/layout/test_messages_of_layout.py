"""Every sentence that a finding of the layout says has its Japanese, with the same places to fill."""

import ast
import re
from pathlib import Path

import pytest

from sources.messages import Text
from tasks.reading import drift, layout, leaps, validate

FILES = [
    *Path(layout.__file__).parent.rglob("*.py"),
    Path(validate.__file__),
    Path(drift.__file__),
    Path(leaps.__file__),
]


def keys() -> set[str]:
    calls = (node for file in FILES for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    return {
        node.args[0].value
        for node in calls
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"
        if isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("key", sorted(keys()))
def test_each_sentence_has_a_japanese_one_with_the_same_places(key: str):
    japanese = Text(key).in_language("ja")
    assert re.search("[ぁ-ん]", japanese)
    assert set(re.findall(r"\{\w+\}", japanese)) == set(re.findall(r"\{\w+\}", key))
