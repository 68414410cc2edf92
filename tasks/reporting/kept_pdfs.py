"""PDFs made before, kept by all that their bytes depend on, so that an unchanged report is not rendered again."""

import ctypes
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tasks.reporting.fonts import FONT_FILES
from tasks.reporting.render_job import RenderJob

LIMIT_BYTES = 256 * 1024 * 1024
ENGINE = ("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "cssselect2", "fonttools", "pillow")
OWN_MODULES = ("pdf.py", "page_tree.py", "parsed_styles.py", "standards.py", "fetcher.py", "fonts.py")
SYSTEM_LIBRARIES = (("libpango-1.0.so.0", "pango_version_string"), ("libharfbuzz.so.0", "hb_version_string"))
_DIGEST_BYTES = hashlib.sha256().digest_size


class KeptPdfs:
    """PDFs in a folder, by job; several processes may read and write at once.

    A file is written beside its place and moved there, and begins with the hash of what follows, so that half a
    file is never taken for a PDF. Beyond *limit_bytes* `shrink` removes those not asked for the longest.
    """

    def __init__(self, folder: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def get(self, job: RenderJob) -> bytes | None:
        """Return the PDF that was kept for exactly this job, or None."""
        path = self._path(job)
        try:
            kept = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:  # never kept, or removed by another process just now
            return None
        digest, pdf = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
        return pdf if hashlib.sha256(pdf).digest() == digest else None

    def keep(self, job: RenderJob, pdf: bytes) -> None:
        """Keep *pdf* for *job*; whoever has kept all that it made then calls `shrink`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        number, beside = tempfile.mkstemp(dir=self._folder, suffix=".new")
        try:
            with open(number, "wb") as file:  # noqa: PTH123 - the file is open already, by its number
                file.write(hashlib.sha256(pdf).digest() + pdf)
            Path(beside).replace(self._path(job))
        finally:
            Path(beside).unlink(missing_ok=True)

    def shrink(self) -> None:
        """Remove what is too much. It looks at every file that is kept, which a report's time would feel."""
        kept = sorted(self._files(), reverse=True)
        total = 0
        for _, size, path in kept:
            total += size
            if total > self._limit_bytes:
                path.unlink(missing_ok=True)

    def _path(self, job: RenderJob) -> Path:
        return self._folder / f"{key_of(job)}.pdf"

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for path in self._folder.glob("*.pdf"):
            try:
                found = path.stat()
            except FileNotFoundError:  # removed by another process just now
                continue
            yield found.st_mtime, found.st_size, path


def key_of(job: RenderJob) -> str:
    """Return the SHA-256 of everything that a job's PDF depends on: its page, companions, day, fonts, engine."""
    digest = hashlib.sha256(engine_key())
    parts: list[str | bytes] = [job.html, job.created.isoformat(), *job.images]
    for attached in job.attachments:
        parts += [attached.name, attached.description, attached.relationship, attached.data]
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode()
        digest.update(len(data).to_bytes(8) + data)
    return digest.hexdigest()


@cache
def engine_key() -> bytes:
    """Return the hash of what turns pages into PDFs on this machine: fonts, libraries, our own modules."""
    digest = hashlib.sha256()
    for path in (*(path for _, path in FONT_FILES), *(Path(__file__).with_name(name) for name in OWN_MODULES)):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    libraries = [f"{name} {version(name)}" for name in ENGINE]
    libraries += [_said_by(*asked) for asked in SYSTEM_LIBRARIES]
    libraries.append(f"zlib {zlib.ZLIB_RUNTIME_VERSION}")
    digest.update("\n".join(libraries).encode())
    return digest.digest()


def _said_by(library: str, function: str) -> str:
    """Return what a system library calls its version."""
    ask = getattr(ctypes.CDLL(library), function)
    ask.restype = ctypes.c_char_p
    return f"{library} {ask().decode()}"
