"""A PDF made from its job, by whichever process is handed it."""

from tasks.reporting.render_job import RenderJob


def render_job(job: RenderJob) -> bytes:
    """Return the PDF of one job; raise ServiceFailed where the renderer complains."""
    from tasks.reporting.pdf import render_pdf  # noqa: PLC0415 - half a second that only a process that renders needs

    return render_pdf(job.html, created=job.created, attachments=job.attachments, images=job.images)
