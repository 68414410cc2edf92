"""What an edition is made from beside its submissions: kept when it is frozen, laid out again to make it anew."""

import hashlib
import platform
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from flows.house import House
from sources.bodies import load_bodies
from sources.edition import EditionOrigin, EditionSource
from sources.errors import WrongUse
from sources.messages import text
from sources.plan import Plan
from sources.plan_files import load_plan
from tasks.ledger.originals import archive, read_original
from tasks.reporting.brand import BRAND_FILE

SOFTWARE = ("ayumi", "openpyxl", "python-calamine", "xlrd", "XlsxWriter", "pandas", "weasyprint", "budoux")
FONTS = ("noto-cjk-sans-jp-regular", "noto-cjk-sans-jp-bold")
_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = ("flows", "tasks", "sources", "report_templates")
_DATA = frozenset({"plans", "bodies", "samples", "brand"})
"""Folders of the house that hold an installation's own data, not the program."""
_NOT_THE_PLANS = frozenset({"bodies", "inbox"})
"""Folders that lie in a plan's own where many plans are run at once."""


def software() -> tuple[tuple[str, str], ...]:
    """Return name and version of all that an edition's bytes depend on; "program" is a hash of our own files."""
    libraries = tuple((name, version(name)) for name in (*SOFTWARE, *FONTS))
    return (("python", platform.python_version()), *libraries, ("program", _program_digest()))


def keep_sources(house: House) -> tuple[EditionSource, ...]:
    """Keep the files of the plan, of those it follows, of the bodies and of the brand; return them by path."""
    return tuple(
        EditionSource(path, archive(house.originals, file.read_bytes()))
        for path, file in sorted(_source_files(house).items())
    )


@contextmanager
def house_of(house: House, origin: EditionOrigin) -> Iterator[tuple[House, Path]]:
    """Yield the house as it stood when an edition was made, and the brand's file of then.

    Plan, bodies and brand are laid out from what was kept; ledger and originals are today's. Raises WrongUse where
    one of them was pruned.
    """
    for one in origin.sources:
        if (day := house.pruned_on(one.sha256)) is not None:
            raise WrongUse(
                text(
                    "This edition can not be made again: {file} as it was then was pruned on {day}, its term being"
                    " over.",
                    file=one.path,
                    day=day,
                )
            )
    with tempfile.TemporaryDirectory(prefix="ayumi-") as folder:
        root = Path(folder)
        for one in origin.sources:
            file = root / one.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(read_original(house.originals, one.sha256))
        settings = house.settings.model_copy(
            update={"plans": root / "plans", "bodies": root / "bodies", "report_language": origin.language}
        )
        plan = load_plan(settings.plans / house.plan.plan_id)
        bodies = load_bodies(settings.bodies)
        yield replace(house, settings=settings, plan=plan, bodies=bodies), root / "brand" / BRAND_FILE.name


def _source_files(house: House) -> Mapping[str, Path]:
    files: dict[str, Path] = {}
    folders = {f"plans/{plan.plan_id}": house.settings.plans / plan.plan_id for plan in _with_followed(house)}
    for name, folder in {**folders, "bodies": house.settings.bodies, "brand": BRAND_FILE.parent}.items():
        for file in folder.rglob("*"):
            if _NOT_THE_PLANS & set(file.relative_to(folder).parts[:1]):
                continue
            if file.is_file() and file.suffix in {".toml", ".csv", ".png", ".svg"}:
                files[f"{name}/{file.relative_to(folder).as_posix()}"] = file
    return files


def _with_followed(house: House) -> Iterator[Plan]:
    plan = house.plan
    yield plan
    while plan.follows:
        plan = load_plan(house.settings.plans / plan.follows)
        yield plan


@cache
def _program_digest() -> str:
    digest = hashlib.sha256()
    for room in _PROGRAM:
        for file in sorted((_ROOT / room).rglob("*")):
            parts = file.relative_to(_ROOT).parts
            if file.is_file() and "__pycache__" not in parts and not _DATA & set(parts):
                digest.update("/".join(parts).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
