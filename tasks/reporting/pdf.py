"""HTML of a report in, PDF bytes out: archival (PDF/A-3a), tagged, the same bytes for the same input."""

import gc
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pydyf
from weasyprint import CSS, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from sources.errors import ServiceFailed
from sources.messages import text
from tasks.reporting.fetcher import OwnFilesOnly
from tasks.reporting.fonts import FAMILY, FONT_FILES, font_face_css
from tasks.reporting.page_tree import page_tree
from tasks.reporting.parsed_styles import forget
from tasks.reporting.render_job import Attached
from tasks.reporting.standards import finish

_OPENED = threading.local()
COLLECT_ABOVE_BYTES = 400 * 1024 * 1024  # a long report holds as much again while it is made


def render_pdf(
    html: str, *, created: datetime, attachments: Sequence[Attached] = (), images: Sequence[str] = ()
) -> bytes:
    """Return the PDF of *html*, dated *created*; raise ServiceFailed when the renderer has any complaint.

    *images* are the data: addresses that *html* may show, such as the logo's.

    A warning (a missing glyph, an unknown property, a link to nowhere) means that the page is not what was
    meant, and an archival file must not be written with it.
    """
    fetcher = OwnFilesOnly((path for _, path in FONT_FILES), images)
    fonts, faces = _fonts()
    with _complaints() as heard, _collector_paused():
        try:
            pdf: bytes = page_tree(html, fetcher).write_pdf(
                stylesheets=[faces],
                font_config=fonts,
                pdf_variant="pdf/a-3a",
                attachments=[_attachment(attached, created) for attached in attachments],
                finisher=lambda document, pdf: _finish(document, pdf, heard),
            )
        except FatalURLFetchingError as error:
            raise _failed(str(error)) from None
    if heard:
        forget()
        raise _failed("; ".join(heard))
    return pdf


def _fonts() -> tuple[FontConfiguration, CSS]:
    """Return this thread's fonts and the style sheet that names them, opened once: they are 30 MB."""
    if not hasattr(_OPENED, "fonts"):
        fonts = FontConfiguration()
        fetcher = OwnFilesOnly(path for _, path in FONT_FILES)
        _OPENED.fonts = fonts, CSS(string=font_face_css(), font_config=fonts, url_fetcher=fetcher)
    opened: tuple[FontConfiguration, CSS] = _OPENED.fonts
    return opened


def _finish(document: Document, pdf: pydyf.PDF, heard: dict[str, None]) -> None:
    """Complete *pdf*; a font of the host's that stood in for a missing character is a complaint too."""
    heard.update({f"font {font.family}": None for font in document.fonts.values() if font.family != FAMILY})
    finish(pdf)


def _attachment(attached: Attached, created: datetime) -> Attachment:
    return Attachment(
        string=attached.data,
        name=attached.name,
        description=attached.description,
        created=created,
        modified=created,
        relationship=attached.relationship,
    )


def _failed(problem: str) -> ServiceFailed:
    return ServiceFailed(
        text("The report could not be laid out: {problem}. No PDF was written.", problem=problem[:2000])
    )


class _Complaints(logging.Handler):
    """Keeps the warnings that one thread's rendering causes."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: dict[str, None] = {}  # each said once, in order
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.heard[record.getMessage()] = None


@contextmanager
def _complaints() -> Iterator[dict[str, None]]:
    logger = logging.getLogger("weasyprint")
    handler, level = _Complaints(), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING)
    try:
        yield handler.heard
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause garbage collection: what a rendering makes lives to its end, so each pass over it is in vain.

    What was there before is set apart, so that no pass afterwards need look at it; garbage too, which would pile
    up but for a pass over everything once the process holds more than it should.
    """
    was_enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        if _resident_bytes() > COLLECT_ABOVE_BYTES:
            gc.unfreeze()
            gc.collect()


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
