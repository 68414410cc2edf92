"""What holds for the house as a whole: its layers, its languages, its documents, its lock."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from flows.cli import COMMANDS
from flows.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("flows", "tasks", "sources", "report_templates")
SPEAKERS = {"text", "t", "_t", "words"}
"""What a call must be named for its first argument to be a sentence of the catalogues."""

PLACE = re.compile(r"\{(\w+)\}")
TEMPLATE_KEY = re.compile(r"\bt\(\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')")


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield path, node


def python_keys() -> Iterator[tuple[str, str]]:
    """Yield where each sentence is said, and the sentence; what is places alone needs no words."""
    for path, node in nodes():
        if not (isinstance(node, ast.Call) and node.args and speaks(node.func)):
            continue
        first = node.args[0]
        for said in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
            if isinstance(said, ast.Constant) and isinstance(said.value, str) and has_words(said.value):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", said.value


def speaks(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        of_self = isinstance(function.value, ast.Name) and function.value.id == "self"
        return of_self and function.attr in SPEAKERS
    return isinstance(function, ast.Name) and function.id in SPEAKERS


def has_words(sentence: str) -> bool:
    return any(character.isalpha() for character in PLACE.sub("", sentence))


def strings() -> set[str]:
    return {node.value for _, node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def template_keys() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "report_templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml", ".svg", ".jinja"}:
            for match in TEMPLATE_KEY.finditer(path.read_text(encoding="utf-8")):
                yield str(path.relative_to(ROOT)), ast.literal_eval(match[1])


def catalogues() -> list[Path]:
    return sorted((ROOT / "sources" / "locale" / "ja").glob("*.po"))


def entries(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale="ja") if entry.id}


def test_imports_go_down_only_and_prefect_comes_in_by_one_door():
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_every_sentence_a_person_reads_has_its_japanese():
    japanese = {key: words for path in catalogues() for key, words in entries(path).items()}
    missing = [f"{where}: {key}" for where, key in (*python_keys(), *template_keys()) if not japanese.get(key)]
    assert missing == []


def test_a_translation_has_no_place_that_the_code_never_fills():
    fills = {keyword.arg for _, node in nodes() if isinstance(node, ast.Call) for keyword in node.keywords}
    wrong = [
        f"{path.name}: {key}"
        for path in catalogues()
        for key, words in entries(path).items()
        if not set(PLACE.findall(words)) <= set(PLACE.findall(key)) | fills
    ]
    assert wrong == []


def test_no_sentence_is_translated_in_two_ways():
    seen: dict[str, tuple[str, str]] = {}
    twice = []
    for path in catalogues():
        for key, words in entries(path).items():
            if key in seen and seen[key][1] != words:
                twice.append(f"{key}: {seen[key][0]} says {seen[key][1]!r}, {path.name} says {words!r}")
            seen[key] = (path.name, words)
    assert twice == []


def test_no_catalogue_keeps_a_sentence_that_nobody_says():
    said = strings() | {key for _, key in template_keys()}
    idle = [f"{path.name}: {key}" for path in catalogues() for key in entries(path) if key not in said]
    assert idle == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_documents_every_command(command):
    assert f"ayumi {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_setting():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [f"AYUMI_{name.upper()}" for name in Settings.model_fields if name != "passwords"]
    assert [name for name in (*names, "AYUMI_PASSWORD_") if name not in readme] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "deploy/bootstrap.lock"])
def test_the_locks_name_no_host_and_hold_a_hash_for_every_package(lock):
    written = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in written
    packages = re.findall(r"^[A-Za-z0-9][^\n]*==[^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)*", written, re.M)
    assert packages
    assert [package.splitlines()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_no_file_names_a_folder_of_one_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S607 - whichever git
    of_one_machine = re.compile(rb"(?:^|[\s\"'(=])/(?:root|home|work)/")
    found = [
        name.decode()
        for name in listed.split(b"\0")
        if name and of_one_machine.search((ROOT / name.decode()).read_bytes())
    ]
    assert found == []
