"""An inbox that is a folder: files as they lie, in folders by month, by body, both or neither."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sources.bodies import Body
from sources.errors import InputRefused
from sources.intake.arrival import LIMIT_BYTES, Arrival, Inbox, folder_month
from sources.intake.manifest import MANIFEST, Entry, read_manifest
from sources.intake.safe_files import FileContent, FoundFile, NotRegular, files_below, read_file
from sources.messages import Text, text
from sources.month import Month
from sources.submission import Finding, FindingKind, Place, Severity, Submission


def list_arrivals(inbox: Path, bodies: Iterable[Body], month: Month | None) -> tuple[Arrival, ...]:
    """Return the arrivals of `read_inbox` alone."""
    return read_inbox(inbox, bodies, month).arrivals


def read_inbox(inbox: Path, bodies: Iterable[Body], month: Month | None) -> Inbox:
    """Return what came for *month*, by file, with findings about what could not be taken or told apart.

    Files in a folder named as the month (2021-10) are that month's; *month* None takes every month's. A file in
    no such folder is taken whatever the month, since it says itself what it speaks of, but where the inbox has
    months and nothing tells who sent the file: beside the months lie notes and lists that nobody submitted.
    Raise InputRefused where the inbox is no folder, or its register can not be read.
    """
    if not inbox.is_dir():
        raise InputRefused(text("There is no inbox folder '{folder}'. Name one with --inbox.", folder=inbox))
    inbox = inbox.resolve()
    bodies = tuple(bodies)
    everything = files_below(inbox)
    registers = [file for file in everything if _is_register(file.name)]
    files = [file for file in everything if not _is_register(file.name)]
    entries, findings = _registered(inbox, registers, [file.name for file in files], bodies, month)
    has_months = any(folder_month(file.name) for file in files)
    arrivals = []
    for file in files:
        entry = entries.get(file.name)
        sender = _sender(file.name, entry, bodies)
        if month is not None and folder_month(file.name) not in (None, month):
            continue
        if has_months and folder_month(file.name) is None and entry is None and sender == NOBODY:
            findings += [] if _is_no_submission(file.name) else [_not_taken(file, _beside_the_months())]
            continue
        taken = _read(inbox, file)
        if isinstance(taken, Text):
            findings.append(_not_taken(file, taken))
            continue
        findings.extend(sender.findings)
        arrivals.append(_arrival(file.name, taken, sender, entry))
    return Inbox(tuple(arrivals), tuple(findings))


def _read(inbox: Path, file: FoundFile) -> FileContent | Text:
    """Return a file's content, or why it was not taken."""
    try:
        return read_file(inbox, file.raw)
    except NotRegular:
        return text("This is a link or no file at all, and was not followed.")
    except OSError as error:
        return text("The file could not be opened: {problem}.", problem=error.strerror or error)


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
    inbox: Path,
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
            content = read_file(inbox, register.raw)
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
    is_whole = len(content.data) <= LIMIT_BYTES
    hashed = content.data if is_whole else content.data[:LIMIT_BYTES] + str(content.size).encode()
    submission = Submission(
        file=file,
        sha256=hashlib.sha256(hashed).hexdigest(),
        body_id=sender.body_id,
        received=entry.received if entry and entry.received else content.changed,
        folder_month=folder_month(file),
    )
    return Arrival(submission, content.data) if is_whole else Arrival(submission, b"", oversize=content.size)


def _not_taken(file: FoundFile, message: Text) -> Finding:
    place = Place(file.name)
    return Finding(FindingKind.UNREADABLE_FILE, Severity.ERROR, "", place, message, folder_month(file.name))
