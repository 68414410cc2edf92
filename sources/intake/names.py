"""Names of files as they may stand in paths of ours, and the ones that are leftovers of a program."""

import unicodedata
from pathlib import PurePosixPath

# Lock and shadow files that Excel, macOS and Windows leave beside the real ones.
LEFTOVERS = ("~$", ".")
LEFTOVER_NAMES = ("thumbs.db", "desktop.ini", "__macosx")
LONGEST_NAME = 120


def is_leftover(name: str) -> bool:
    return name.startswith(LEFTOVERS) or name.casefold() in LEFTOVER_NAMES


def plain_name(written: str) -> str:
    """Return a file's name fit to be one step of a path: no folders, no control characters, not too long.

    The ending stays, whatever is cut; a name of which nothing is left comes back empty.
    """
    name = unicodedata.normalize("NFC", written).replace("\\", "/").rpartition("/")[2]
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C").strip(" .")
    if len(name) <= LONGEST_NAME:
        return name
    suffix = PurePosixPath(name).suffix[:10]
    return name[: LONGEST_NAME - len(suffix)] + suffix


def numbered(name: str, number: int) -> str:
    """Return the path of the *number*th file that bears it: 報告.xlsx, 報告 (2).xlsx.

    NFC and NFD are two files of a disk that look like one.
    """
    if number == 1:
        return name
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
