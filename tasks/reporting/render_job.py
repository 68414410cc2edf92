"""One PDF to make, as a job for a process of its own, which imports no more than making PDFs needs."""

from dataclasses import dataclass
from datetime import datetime

from tasks.reporting.pdf import Attached, render_pdf


@dataclass(frozen=True)
class RenderJob:
    """One PDF to make, as plain values that a process pool can carry; *path* is relative to the month's folder.

    *images* are the data: addresses that the page may show.
    """

    path: str
    html: str
    created: datetime
    images: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = ()


def render_job(job: RenderJob) -> bytes:
    """Return the PDF of one job; raise ServiceFailed where the renderer complains."""
    return render_pdf(job.html, created=job.created, attachments=job.attachments, images=job.images)
