"""The copies that senders get back: each submission of the month with findings, marked where they stand."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from flows.house import House
from flows.intake.marked import MarkJob, list_alone, mark
from flows.shown.tables import body_name
from flows.steps import Runner, Step
from sources.messages import text
from sources.submission import Finding, FindingKind, Reading
from tasks.delivery.returns.return_copy import ReturnCopy
from tasks.ledger.originals import has_original, read_original
from tasks.reading.isolation import in_own_process
from tasks.reading.not_opened import NotOpened
from tasks.reporting.material import Material

FOLDER = "returns"
NOBODY = "unknown"
"""The folder of files of which nobody knows who sent them."""


def return_copies(house: House, material: Material, runner: Runner) -> Mapping[str, bytes]:
    """Return the copies of the month's submissions with findings, by path below the month's folder.

    They are made from the kept originals, each in a reading process, so that a bad file costs its own copy alone.
    The same submissions and findings give the same bytes. They are no part of the edition: they go to the sender,
    not to the edition's readers, and other words in them must not void an approval.
    """
    jobs = [
        (reading, mark_job(house, reading, findings, _original(house, reading, findings)))
        for reading in material.this_month
        if (findings := findings_of(reading, material.findings))
    ]
    copies = runner.each(MARK, [job for _, job in jobs])
    paths: dict[str, bytes] = {}
    for (reading, _), copy in zip(jobs, copies, strict=True):
        paths[_free_path(reading, copy, paths)] = copy.data
    return paths


def findings_of(reading: Reading, others: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what was found in a submission, by its reading and by those who compared it with *others*."""
    file = reading.submission.file
    return tuple(dict.fromkeys((*reading.findings, *(one for one in others if one.place.source_file == file))))


def mark_job(house: House, reading: Reading, findings: Sequence[Finding], data: bytes) -> MarkJob:
    """Return the work of marking a submission with the bytes *data*."""
    return MarkJob(
        file=reading.submission.file,
        data=data,
        findings=tuple(findings),
        body_name=body_name(house.bodies, reading.submission.body_id),
        month=reading.month,
        plan=house.plan,
        language=house.settings.report_language,
    )


def marked_copy(job: MarkJob) -> ReturnCopy:
    """Return the copy of one file; of one that brings the reading process down, the list of its findings."""
    copy = in_own_process(mark, job)
    return list_alone(job) if isinstance(copy, NotOpened) else copy


def _original(house: House, reading: Reading, findings: Sequence[Finding]) -> bytes:
    """Return a submission's bytes; nothing for one too large, which was never kept, or pruned since."""
    sha256 = reading.submission.sha256
    if house.pruned_on(sha256) is not None:
        return b""
    is_too_large = any(finding.kind is FindingKind.FILE_TOO_LARGE for finding in findings)
    if is_too_large and not has_original(house.originals, sha256):
        return b""
    return read_original(house.originals, sha256)


def _free_path(reading: Reading, copy: ReturnCopy, taken: Mapping[str, bytes]) -> str:
    """Return a copy's path; two files of one name from one body are numbered, in the order of their folders."""
    name = PurePosixPath(copy.name)
    folder = PurePosixPath(FOLDER) / (reading.submission.body_id or NOBODY)
    path, number = folder / name.name, 2
    while path.as_posix() in taken:
        path, number = folder / f"{name.stem} ({number}){name.suffix}", number + 1
    return path.as_posix()


MARK = Step("mark", text("Marking copies for their senders"), marked_copy, lambda job: job.name)
