"""The register of what came (受付簿): manifest.csv says which body sent a file, and on which day."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from sources.bodies import Body
from sources.errors import InputRefused
from sources.intake.arrival import folder_month
from sources.messages import Text, text
from sources.plan_cells import parse_day
from sources.submission import Finding, FindingKind, Place, Severity
from sources.tables import Row, rows_of

MANIFEST = "manifest.csv"


@dataclass(frozen=True)
class Entry:
    """What the register says of one file; *body_id* is None where its body can not be told from it.

    *says_body* is False where the body's cell is blank, so that folder and name may tell.
    """

    body_id: str | None
    says_body: bool
    received: date | None


def read_manifest(
    source_file: str, data: bytes, files: Sequence[str], bodies: Sequence[Body]
) -> tuple[dict[str, Entry], tuple[Finding, ...]]:
    """Return each listed file's entry, and findings on rows that name no file or no body.

    *source_file* is the register's own path in the inbox; its paths count from there. *files* are all files of
    the inbox. Raise InputRefused where the register can not be read at all, since its files would then be
    given to whoever their names suggest.
    """
    rows, problems = rows_of(source_file, data, ("file", "body"), None)
    if problems:
        raise InputRefused(problems[0])
    folder = source_file.removesuffix(MANIFEST)
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    for row in rows:
        file = _file_of(row.cells["file"], folder, files)
        if file is None:
            findings.append(_finding(row, FindingKind.UNREADABLE_FILE, _missing(row)))
            continue
        entry = _entry(row, bodies)
        if entry.says_body and entry.body_id is None:
            findings.append(_finding(row, FindingKind.UNKNOWN_BODY, _nobody(row)))
        if file in entries and entries[file] != entry:
            findings.append(_finding(row, FindingKind.UNKNOWN_BODY, _twice(row)))
            entry = Entry(None, says_body=True, received=entry.received)
        entries[file] = entry
    return entries, tuple(findings)


def _file_of(written: str, folder: str, files: Sequence[str]) -> str | None:
    """Return the file meant: by its path, else by a name that one file alone bears; else None."""
    path = unicodedata.normalize("NFC", written).replace("\\", "/").removeprefix("./")
    for tried in (folder + path, path):
        if tried in files:
            return tried
    alike = [file for file in files if file.casefold() in ((folder + path).casefold(), path.casefold())]
    if not alike and "/" not in path:
        alike = [file for file in files if PurePosixPath(file).name.casefold() == path.casefold()]
    return alike[0] if len(alike) == 1 else None


def _entry(row: Row, bodies: Iterable[Body]) -> Entry:
    written, received = row.cells["body"], row.cells.get("received", "")
    day = parse_day(received)
    if received and day is None:
        raise InputRefused(
            text(
                "{file}, row {row}, column '{column}': '{value}' is not a day such as 2022-03-31.",
                file=row.file,
                row=row.number,
                column="received",
                value=received,
            )
        )
    body = next((body for body in bodies if written and body.is_called(written)), None)
    return Entry(body.body_id if body else None, says_body=bool(written), received=day)


def _finding(row: Row, kind: FindingKind, message: Text) -> Finding:
    place = Place(row.file, "", f"R{row.number}C1")
    month = folder_month(row.cells["file"].replace("\\", "/")) or folder_month(row.file)
    return Finding(kind, Severity.WARNING, "", place, message, month)


def _missing(row: Row) -> Text:
    return text(
        "The register lists '{name}', but the inbox holds no such file. Put it there, or correct the row.",
        name=row.cells["file"],
    )


def _nobody(row: Row) -> Text:
    return text(
        "The register gives '{name}' to '{body}', which is no known body. Write a body's id or name.",
        name=row.cells["file"],
        body=row.cells["body"],
    )


def _twice(row: Row) -> Text:
    return text(
        "The register lists '{name}' twice, with different bodies or days. Keep one row.", name=row.cells["file"]
    )
