"""One submission's copy with its findings marked, as work for a reading process: it needs plan and bytes alone."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from sources.messages import Language
from sources.month import Month
from sources.plan import Plan
from sources.submission import Finding
from tasks.delivery.returns.return_copy import ReturnCopy, return_copy
from tasks.delivery.returns.shown import ShownSheet
from tasks.reading.isolation import shown_sheets


@dataclass(frozen=True)
class MarkJob:
    """A file with what was found in it; *month* is the one that it speaks of, *language* its sender's."""

    file: str
    data: bytes
    findings: tuple[Finding, ...]
    body_name: str
    month: Month | None
    plan: Plan
    language: Language

    @property
    def name(self) -> str:
        return PurePosixPath(self.file).name


def mark(job: MarkJob) -> ReturnCopy:
    """Return the file to send back; what can not carry marks is opened once more, to show its values again."""
    copy = _copy(job)
    return copy if copy.name == job.name else _copy(job, shown_sheets(job.file, job.data))


def list_alone(job: MarkJob) -> ReturnCopy:
    """Return a workbook that lists the findings, for a file that is better not looked into again."""
    return return_copy(
        job.file, b"", job.findings, body_name=job.body_name, month=job.month, plan=job.plan, language=job.language
    )


def _copy(job: MarkJob, sheets: tuple[ShownSheet, ...] = ()) -> ReturnCopy:
    return return_copy(
        job.file,
        job.data,
        job.findings,
        body_name=job.body_name,
        month=job.month,
        plan=job.plan,
        sheets=sheets,
        language=job.language,
    )
