"""Every fixed text of the reports has its Japanese."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

from sources.messages import LOCALE_FOLDER, text
from tasks.reporting import html

ROOM = Path(html.__file__).parent


def keys_of_python(source: str) -> set[str]:
    """Return the first argument of every call that marks or prints a fixed text, both ways of a choice too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in {"text", "words", "self", "t", "_unchanged"}:
            choices = ast.walk(node.args[0]) if isinstance(node.args[0], ast.IfExp) else [node.args[0]]
            found |= {
                each.value for each in choices if isinstance(each, ast.Constant) and isinstance(each.value, str)
            }
    return found


def used_keys() -> set[str]:
    modules = ROOM.glob("*.py")
    templates = html.TEMPLATE_FOLDER.glob("*.html")
    keys = {key for path in modules for key in keys_of_python(path.read_text(encoding="utf-8"))}
    for path in templates:
        keys |= set(re.findall(r'\bt\("([^"]+)"', path.read_text(encoding="utf-8")))
    return keys


def catalogue_of_reports() -> dict[str, str]:
    with (LOCALE_FOLDER / "ja" / "reporting.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_every_fixed_text_of_the_reports_has_its_japanese():
    assert [key for key in sorted(used_keys()) if text(key).in_language("ja") == key and key != "KPI"] == []


def test_the_catalogue_holds_no_text_that_nothing_uses():
    assert sorted(set(catalogue_of_reports()) - used_keys()) == []


def test_a_translation_fills_only_places_that_its_key_is_given():
    """Month and day keys are given the month's number besides its name, for languages that count months."""
    for key, japanese in catalogue_of_reports().items():
        given = set(re.findall(r"{\w+}", key)) | ({"{number}"} if "name}" in key else set())
        assert set(re.findall(r"{\w+}", japanese)) <= given, key
