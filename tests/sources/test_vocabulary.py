"""The vocabulary: complete, folded without clashes, and refused with file and key where it is broken."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from sources.errors import InputRefused
from sources.vocabulary import VOCABULARY_FOLDER, Role, load_vocabulary
from tasks.japanese_text import key


def test_every_role_has_words_and_no_word_has_two_roles() -> None:
    roles = load_vocabulary().roles.roles
    assert set(roles) == set(Role)
    words = Counter(role_key for role_words in roles.values() for role_key in {key(word) for word in role_words})
    assert [word for word, count in words.items() if count > 1] == []


def test_no_status_word_has_two_values() -> None:
    words = load_vocabulary().statuses.words
    listed = Counter(
        k for group in (*words.by_value().values(), words.no_scale) for k in {key(word) for word in group}
    )
    assert [word for word, count in listed.items() if count > 1] == []


def test_no_milestone_word_has_two_states() -> None:
    words = load_vocabulary().statuses.milestones
    groups = (*words.by_state().values(), words.partly, words.stopped)
    listed = Counter(k for group in groups for k in {key(word) for word in group})
    assert [word for word, count in listed.items() if count > 1] == []


def test_no_unit_belongs_to_two_families() -> None:
    listed = Counter(unit for family in load_vocabulary().units.families for unit in family.units)
    assert [unit for unit, count in listed.items() if count > 1] == []


def test_a_key_that_nobody_knows_is_refused_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "vocabulary"
    shutil.copytree(VOCABULARY_FOLDER, folder)
    sheets = folder / "sheets.toml"
    sheets.write_text(sheets.read_text(encoding="utf-8") + '\nsurprise = ["x"]\n', encoding="utf-8")
    with pytest.raises(InputRefused, match=r"sheets\.toml.*surprise"):
        load_vocabulary(folder)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"roles\.toml"):
        load_vocabulary(tmp_path)
