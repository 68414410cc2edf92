"""The plan that ships, and a copy of its folder that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.plan import Plan
from sources.plan_files import load_plan, plan_folder

Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan(plan_folder("fy2021"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the plan's folder."""
    copy = tmp_path / "fy2021"
    shutil.copytree(plan_folder("fy2021"), copy)
    return copy


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Return a function that replaces one text, found once, in one file of the copied plan."""

    def replace(file: str, old: str, new: str) -> None:
        path = folder / file
        content = path.read_bytes().decode("utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {file}"
        path.write_bytes(content.replace(old, new).encode("utf-8"))

    return replace
