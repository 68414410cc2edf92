"""Every fixed text of attainment has its Japanese."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

from flows import cli
from sources import ratings
from sources.messages import LOCALE_FOLDER, text
from tasks.attainment import attain


def used_keys() -> set[str]:
    found = set()
    edge = Path(cli.__file__).parent
    rooms = (*Path(attain.__file__).parent.glob("*.py"), Path(ratings.__file__))
    for path in (*rooms, edge / "commands" / "attainment.py", edge / "cli.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "text":
                found |= {each.value for each in node.args if isinstance(each, ast.Constant)}
    return found


def test_every_fixed_text_of_attainment_has_its_japanese():
    assert [
        key
        for key in sorted(used_keys())
        if text(key).in_language("ja") == key and any(part.isalpha() for part in re.sub(r"{\w+}", "", key))
    ] == []


def test_translations_fill_the_same_places_and_none_is_left_over():
    with (LOCALE_FOLDER / "ja" / "attainment.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file) if message.id}
    assert set(catalogue) <= used_keys()
    for key, japanese in catalogue.items():
        assert set(re.findall(r"{\w+}", japanese)) == set(re.findall(r"{\w+}", key)), key
