"""From the files of a folder or a store to arrivals: which month, which body, and what was not taken."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from sources.bodies import Body
from sources.errors import InputRefused
from sources.intake.arrival import LIMIT_BYTES, Arrival, Inbox, arrival_of, folder_month
from sources.intake.completeness import is_still_coming
from sources.intake.manifest import MANIFEST, Entry, read_manifest
from sources.intake.safe_files import FileContent, FoundFile, NotRegular
from sources.messages import Text, text
from sources.month import Month
from sources.submission import Finding, FindingKind, Place, Severity

TOKYO = ZoneInfo("Asia/Tokyo")
ReadFile = Callable[[str], FileContent]
"""Return the content of a file by its raw name; raise NotRegular for what is no plain file, or OSError."""


def gather(
    everything: Sequence[FoundFile],
    read: ReadFile,
    bodies: Iterable[Body],
    month: Month | None,
    *,
    now: datetime,
) -> Inbox:
    """Return what came for *month*, by file, with findings about what could not be taken or told apart.

    Files in a folder named as the month (2021-10) are that month's; *month* None takes every month's. A file in
    no such folder is taken whatever the month, since it says itself what it speaks of, but where the inbox has
    months and nothing tells who sent the file: beside the months lie notes and lists that nobody submitted.
    A file that is still being written is left for the next run. Raise InputRefused where a register of what came
    can not be read.
    """
    bodies = tuple(bodies)
    registers = [file for file in everything if _is_register(file.name)]
    files = [file for file in everything if not _is_register(file.name)]
    entries, findings = _registered(read, registers, [file.name for file in files], bodies, month)
    has_months = any(folder_month(file.name) for file in files)
    arrivals = []
    for file in files:
        entry = entries.get(file.name)
        sender = _sender(file.name, entry, bodies)
        if month is not None and folder_month(file.name) not in (None, month):
            continue
        if has_months and folder_month(file.name) is None and entry is None and sender == NOBODY:
            findings += [] if _is_no_submission(file.name) else [_not_taken(file, sender, _beside_the_months())]
            continue
        taken = _read(read, file, now)
        if isinstance(taken, Text):
            findings.append(_not_taken(file, sender, taken))
            continue
        findings.extend(sender.findings)
        arrivals.append(_arrival(file.name, taken, sender, entry))
    return Inbox(tuple(arrivals), tuple(findings))


def _read(read: ReadFile, file: FoundFile, now: datetime) -> FileContent | Text:
    """Return a file's content, or why it was not taken."""
    try:
        content = read(file.raw)
    except NotRegular:
        return text("This is a link or no file at all, and was not followed.")
    except OSError as error:
        return text("The file could not be opened: {problem}.", problem=error.strerror or error)
    is_whole = content.size > LIMIT_BYTES or not is_still_coming(content.data, changed=content.changed, now=now)
    return content if is_whole else _still_coming()


def _still_coming() -> Text:
    return text(
        "The end of this file is missing. If it is still being copied, it will be taken in the next run;"
        " if not, put it there again."
    )


def _is_no_submission(file: str) -> bool:
    """Return whether a file beside the months is a note on the inbox itself, such as README.md."""
    return PurePosixPath(file).suffix.casefold() in (".md", ".py", ".toml", ".json", ".log")


def _beside_the_months() -> Text:
    return text(
        "This file lies outside the months' folders, and nothing tells who sent it, so it was not read."
        " Move it into its month's folder, or list it in manifest.csv."
    )


def _is_register(file: str) -> bool:
    """Return whether a file is the inbox's register, or that of one of its months."""
    path = PurePosixPath(file)
    at_its_place = len(path.parts) == 1 or (len(path.parts) == 2 and folder_month(file) is not None)
    return at_its_place and path.name.casefold() == MANIFEST


def _registered(
    read: ReadFile,
    registers: Iterable[FoundFile],
    files: Sequence[str],
    bodies: Sequence[Body],
    month: Month | None,
) -> tuple[dict[str, Entry], list[Finding]]:
    """Return the entries of all registers, and their findings but for rows on other months."""
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    for register in registers:
        try:
            content = read(register.raw)
        except (NotRegular, OSError):
            raise InputRefused(
                text("{file} can not be read. Make it a plain file, or remove it.", file=register.name)
            ) from None
        found, noted = read_manifest(register.name, content.data, files, bodies)
        entries |= found
        findings += [finding for finding in noted if month is None or finding.month in (None, month)]
    return entries, findings


@dataclass(frozen=True)
class _Sender:
    body_id: str | None
    findings: tuple[Finding, ...] = ()


NOBODY = _Sender(None)


def _sender(file: str, entry: Entry | None, bodies: Sequence[Body]) -> _Sender:
    """Return who sent a file: by the register, else by a folder named after a body, else by the file's name."""
    if entry and entry.says_body:
        return _Sender(entry.body_id)
    path = PurePosixPath(file)
    for part in reversed(path.parent.parts):
        for body in bodies:
            if body.is_called(part):
                return _Sender(body.body_id)
    owners = [body.body_id for body in bodies if body.owns_file(path.name)]
    if len(owners) > 1:
        message = text(
            "The file's name fits several bodies ({bodies}). List it in manifest.csv.", bodies=", ".join(owners)
        )
        return _Sender(None, (Finding(FindingKind.UNKNOWN_BODY, Severity.ERROR, "", Place(file), message),))
    return _Sender(owners[0] if owners else None)


def _arrival(file: str, content: FileContent, sender: _Sender, entry: Entry | None) -> Arrival:
    received = entry.received if entry and entry.received else content.changed.astimezone(TOKYO).date()
    size = max(content.size, len(content.data))
    return arrival_of(file, content.data, size, body_id=sender.body_id, received=received)


def _not_taken(file: FoundFile, sender: _Sender, message: Text) -> Finding:
    place, month = Place(file.name), folder_month(file.name)
    return Finding(FindingKind.UNREADABLE_FILE, Severity.ERROR, sender.body_id or "", place, message, month)
