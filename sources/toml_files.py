"""A TOML file as the thing it declares, with every key that does not fit named."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from sources.messages import Text, text
from sources.plan import Declared

Kind = TypeVar("Kind", bound=Declared)


def read_declared(path: Path, kind: type[Kind], **given: object) -> tuple[Kind | None, tuple[Text, ...]]:
    """Return what *path* declares as a *kind*, or None and every reason why not.

    *given* are fields that come from elsewhere, such as an id from the file's name; the file may not set them.
    """
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None, (
            text("{file} is missing. Put it into the folder '{folder}'.", file=path.name, folder=path.parent.name),
        )
    except UnicodeDecodeError:
        return None, (text("{file} is not UTF-8. Save it as UTF-8.", file=path.name),)
    except tomllib.TOMLDecodeError as error:
        return None, (text("{file} is not readable TOML: {problem}.", file=path.name, problem=error),)
    if twice := sorted(declared.keys() & given.keys()):
        return None, (
            text("{file}: key '{key}' comes from the file's name. Remove it.", file=path.name, key=twice[0]),
        )
    try:
        return kind.model_validate({**declared, **given}), ()
    except ValidationError as error:
        return None, _problems(path.name, kind, error)


def _problems(file: str, kind: type[Declared], error: ValidationError) -> tuple[Text, ...]:
    problems = []
    for found in error.errors():
        key = ".".join(str(part) for part in found["loc"])
        if found["type"] == "extra_forbidden":
            known = ", ".join(kind.model_fields) if len(found["loc"]) == 1 else "-"
            problems.append(
                text("{file}: key '{key}' is not known. Known keys: {known}.", file=file, key=key, known=known)
            )
        elif found["type"] == "missing":
            problems.append(text("{file}: key '{key}' is missing. Add it.", file=file, key=key))
        else:
            problems.append(
                text(
                    "{file}, key '{key}': {value} does not fit ({problem}).",
                    file=file,
                    key=key,
                    value=repr(found["input"]),
                    problem=found["msg"],
                )
            )
    return tuple(problems)
